//go:build unix

package client

import (
	"context"
	"strconv"

	"runexp/bench/internal/rig"
)

// h2load is told to speak HTTP/1.1. It verifies no certificate and tells no
// percentiles.
func h2load() *Client {
	return &Client{
		Name: "h2load", TLS: true, Read: readH2load,
		Find: func(ctx context.Context, w *rig.Workshop) (rig.Found, error) {
			return w.Debian(ctx, "h2load", "nghttp2-client")
		},
		Command: func(l Load) rig.Command {
			threads := min(max(1, l.Threads), l.Concurrency)
			return rig.Command{Words: []string{
				"--h1", "--requests", strconv.Itoa(l.Requests), "--clients", strconv.Itoa(l.Concurrency),
				"--threads", strconv.Itoa(threads), l.url(),
			}}
		},
	}
}

func readH2load(result string) (Said, error) {
	t := text{body: result}
	ok := t.must(`status codes: ([0-9]+) 2xx`)
	all := t.must(`requests: ([0-9]+) total`)
	return Said{OK: int(ok), Failed: int(all - ok), Elapsed: t.duration(`finished in ([0-9.]+)([a-z]+),`)}, t.err
}
