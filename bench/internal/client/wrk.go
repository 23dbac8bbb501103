//go:build unix

package client

import (
	"context"
	"strconv"

	"runexp/bench/internal/rig"
)

// wrk runs for a time, in whole seconds. It verifies no certificate.
func wrk() *Client {
	return &Client{
		Name: "wrk", Timed: true, Percentiles: true, TLS: true, Read: readWrk,
		Find: func(ctx context.Context, w *rig.Workshop) (rig.Found, error) { return w.Debian(ctx, "wrk", "wrk") },
		Command: func(l Load) rig.Command {
			threads := min(max(1, l.Threads), l.Concurrency)
			return rig.Command{Words: []string{
				"--threads", strconv.Itoa(threads), "--connections", strconv.Itoa(l.Concurrency),
				"--duration", strconv.Itoa(l.seconds()) + "s", "--timeout", "60s", "--latency", l.url(),
			}}
		},
	}
}

func readWrk(result string) (Said, error) {
	t := text{body: result}
	all := t.must(`([0-9]+) requests in `)
	failed := t.number(`Non-2xx or 3xx responses: ([0-9]+)`)
	errors := 0.0
	for _, kind := range []string{"connect ([0-9]+)", "connect [0-9]+, read ([0-9]+)", "connect [0-9]+, read [0-9]+, write ([0-9]+)", ".*timeout ([0-9]+)"} {
		errors += t.number(`Socket errors: ` + kind)
	}
	return Said{
		OK: int(all - failed), Failed: int(failed + errors),
		Elapsed: t.duration(`[0-9]+ requests in ([0-9.]+)([a-z]+),`),
		P50:     t.duration(`50%\s+([0-9.]+)([a-z]+)$`),
		P99:     t.duration(`99%\s+([0-9.]+)([a-z]+)$`),
	}, t.err
}
