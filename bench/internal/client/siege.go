//go:build unix

package client

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"runexp/bench/internal/rig"
)

// siege is a thread for each connection. It tells times in hundredths of a
// second, and verifies no certificate.
func siege() *Client {
	return &Client{
		Name: "siege", Pace: Slow, Most: 1000, TLS: true, Read: readSiege,
		Find: func(ctx context.Context, w *rig.Workshop) (rig.Found, error) { return w.Debian(ctx, "siege", "siege") },
		Command: func(l Load) rig.Command {
			return rig.Command{
				// It writes a configuration to the home folder where there is none.
				Env:   []string{"HOME=" + l.Dir},
				Files: map[string]string{"siegerc": siegerc},
				Words: []string{
					"--rc=siegerc", "--benchmark", "--concurrent=" + strconv.Itoa(l.Concurrency),
					"--reps=" + strconv.Itoa(l.Requests/l.Concurrency), l.url(),
				},
			}
		},
	}
}

const siegerc = `verbose = false
quiet = true
json_output = true
show-logfile = false
logging = false
connection = keep-alive
protocol = HTTP/1.1
limit = 20000
delay = 0
timeout = 60
failures = 1000000
parser = false
cache = false
`

func readSiege(result string) (Said, error) {
	var document struct {
		OK      int     `json:"successful_transactions"`
		Failed  int     `json:"failed_transactions"`
		Elapsed float64 `json:"elapsed_time"`
	}
	// The first time it says where it wrote a configuration.
	_, object, _ := strings.Cut(result, "{")
	err := json.Unmarshal([]byte("{"+object), &document)
	return Said{OK: document.OK, Failed: document.Failed, Elapsed: seconds(document.Elapsed)}, err
}
