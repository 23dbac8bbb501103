//go:build unix

package client

import (
	"context"
	"strconv"

	"runexp/bench/internal/rig"
)

// hey hands its requests out to its workers beforehand, and drops the remainder
// where their number does not divide that of the requests. Its rate is kept by
// each worker, which waits for its reply first. It verifies no certificate.
func hey() *Client {
	return &Client{
		Name: "hey", Percentiles: true, TLS: true, OpenLoop: true, Read: readHey,
		Find: func(ctx context.Context, w *rig.Workshop) (rig.Found, error) {
			return w.Tool(ctx, "github.com/rakyll/hey")
		},
		Command: func(l Load) rig.Command {
			words := []string{"-n", strconv.Itoa(l.Requests), "-c", strconv.Itoa(l.Concurrency), "-t", "60"}
			if l.Rate > 0 {
				words = append(words, "-q", strconv.FormatFloat(float64(l.Rate)/float64(l.Concurrency), 'f', -1, 64))
			}
			return rig.Command{Words: append(words, l.url())}
		},
	}
}

func readHey(result string) (Said, error) {
	t := text{body: result}
	ok := t.number(`\[200\]\s+([0-9]+) responses$`)
	failed := t.sum(`\[[0-9]+\]\s+([0-9]+) responses$`) - ok + t.sum(`\[([0-9]+)\]\s+Get `)
	return Said{
		OK: int(ok), Failed: int(failed), Elapsed: seconds(t.must(`Total:\s+([0-9.]+) secs$`)),
		P50: seconds(t.number(`50%+ in ([0-9.]+) secs$`)), P99: seconds(t.number(`99%+ in ([0-9.]+) secs$`)),
	}, t.err
}
