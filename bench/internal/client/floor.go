//go:build unix

package client

import (
	"context"
	"net/url"
	"strconv"

	"runexp/bench/internal/rig"
)

// floor is a C program of ours that only counts bytes: what the kernel alone
// costs a client.
func floor() *Client {
	return &Client{
		Name: "floor", Unparsing: true, Read: readFloor,
		Find: func(ctx context.Context, w *rig.Workshop) (rig.Found, error) { return w.C(ctx, "bench/floor/floor.c") },
		Command: func(l Load) rig.Command {
			port := "0"
			if u, err := url.Parse(l.Base); err == nil {
				port = u.Port()
			}
			return rig.Command{Words: []string{port, strconv.Itoa(l.Concurrency), strconv.Itoa(l.Requests), strconv.Itoa(l.ReplyBytes)}}
		},
	}
}

func readFloor(result string) (Said, error) {
	t := text{body: result}
	return Said{
		OK: int(t.must(`requests ([0-9]+) elapsed`)), Elapsed: seconds(t.must(`requests [0-9]+ elapsed ([0-9.]+)$`)),
	}, t.err
}
