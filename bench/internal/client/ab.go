//go:build unix

package client

import (
	"context"
	"strconv"

	"runexp/bench/internal/rig"
)

// ab speaks HTTP/1.0 with keep-alive, and tells percentiles in whole
// milliseconds. It verifies no certificate.
func ab() *Client {
	return &Client{
		Name: "ab", Percentiles: true, TLS: true, Read: readAb,
		Find: func(ctx context.Context, w *rig.Workshop) (rig.Found, error) {
			return w.Debian(ctx, "ab", "apache2-utils")
		},
		Command: func(l Load) rig.Command {
			return rig.Command{Words: []string{
				"-k", "-q", "-s", "60", "-n", strconv.Itoa(l.Requests), "-c", strconv.Itoa(l.Concurrency), l.url(),
			}}
		},
	}
}

func readAb(result string) (Said, error) {
	t := text{body: result}
	all, failed := t.must(`Complete requests:\s+([0-9]+)$`), t.must(`Failed requests:\s+([0-9]+)$`)
	failed += t.number(`Non-2xx responses:\s+([0-9]+)$`)
	s := Said{
		OK: int(all - failed), Failed: int(failed), Elapsed: seconds(t.must(`Time taken for tests:\s+([0-9.]+) seconds$`)),
		P50: milliseconds(t.number(`50%\s+([0-9]+)$`)), P99: milliseconds(t.number(`99%\s+([0-9]+)$`)),
	}
	return s, t.err
}
