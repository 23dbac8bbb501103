//go:build unix

package main

import (
	"fmt"
	"time"

	"runexp/bench/internal/client"
	"runexp/bench/internal/server"
)

// delayBound is how near a crawl comes to the least time that it can take, with
// a server that waits 100 ms; the last with a queue of connections that a fast
// client overflows.
func (h *harness) delayBound() []*contest {
	const wait = 100 * time.Millisecond
	var all []*contest
	for _, l := range []struct{ concurrency, requests, backlog int }{
		{100, 500, 4096},
		{100, 5000, 4096},
		{1000, 5000, 4096},
		{1000, 5000, 128},
	} {
		c := &contest{
			mode: "delay", kind: server.Fixed(), references: []string{"hey", "runexp"}, prefix: h.realtime,
			title:   fmt.Sprintf("Delay-bound, %v, C = %d, N = %d, backlog %d%s", wait, l.concurrency, l.requests, l.backlog, h.priority()),
			options: server.Options{Delay: wait, Backlog: l.backlog, Prefix: h.realtime},
			columns: []column{
				{head: "elapsed/ideal", verb: "%.3f", of: elapsed, paired: true},
				{head: "process/ideal", verb: "%.3f", of: process},
				{head: "CPU µs", verb: "%.0f", of: cpu},
			},
		}
		h.enter(c, h.everyone("window", "static"), func(*client.Client) client.Load {
			return client.Load{Requests: l.requests, Concurrency: l.concurrency, Delay: wait}
		})
		c.drop(func(x *contestant) bool { return x.client.Timed })
		all = append(all, c)
	}
	return all
}

// priority is said in the titles of contests that it matters for.
func (h *harness) priority() string {
	if h.realtime != nil {
		return ", SCHED_FIFO"
	}
	return ""
}
