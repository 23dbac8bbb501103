//go:build unix

package main

import (
	"fmt"
	"time"

	"runexp/bench/internal/client"
	"runexp/bench/internal/server"
)

// truth is how far the percentiles that clients tell are from what the server
// recorded in the same run.
func (h *harness) truth() []*contest {
	const concurrency = 50
	o := server.Options{Median: 20 * time.Millisecond, Sigma: 0.5, Record: true, Prefix: h.realtime}
	c := &contest{
		mode: "truth", kind: server.Fixed(), options: o, fresh: true, prefix: h.realtime,
		title: fmt.Sprintf("Truth of percentiles, lognormal delay, median %v, sigma %v, C = %d%s", o.Median, o.Sigma, concurrency, h.priority()),
		notes: []string{"Relative error, in percent, against the server's own times from having read a request until having written its reply."},
		columns: []column{
			{head: "p50 %", verb: "%+.2f", of: off(0.5)},
			{head: "p99 %", verb: "%+.2f", of: off(0.99)},
			{head: "p99.9 %", verb: "%+.2f", of: off(0.999)},
		},
	}
	h.enter(c, h.everyone("window"), func(x *client.Client) client.Load {
		return client.Load{Requests: multiple(h.sampled, concurrency), Concurrency: concurrency, Delay: o.Mean()}
	})
	c.drop(func(x *contestant) bool { return !x.client.Percentiles })
	return []*contest{c}
}
