//go:build unix

package main

import (
	"fmt"
	"slices"
	"time"

	"runexp/bench/internal/client"
	"runexp/bench/internal/server"
)

// perSecond is how many requests of the stall are to start a second, for span.
const (
	perSecond = 500
	span      = 10 * time.Second
)

// stall is whether clients that keep a rate notice that the server stood still:
// one whose schedule waits with the server asks less, and tells nothing of it.
func (h *harness) stall() []*contest {
	const (
		// connections is for clients that have to be told: few enough for their
		// requests under way in the stall to be less than a hundredth of all.
		connections = 20
		wait        = time.Millisecond
	)
	o := server.Options{Delay: wait, FreezeAt: 3 * time.Second, FreezeFor: time.Second, Prefix: h.realtime}
	true50, true99, true999 := planned(o)
	c := &contest{
		mode: "stall", kind: server.Fixed(), options: o, fresh: true, loose: true, prefix: h.realtime,
		title: fmt.Sprintf("A stall of %v, %d requests/s for %v, %v each, %d connections%s", o.FreezeFor, perSecond, span, wait, connections, h.priority()),
		notes: []string{"Truth: from when a request was planned to start until its reply; errors in percent of it."},
		columns: []column{
			{head: "p50 ms", verb: "%.1f", of: inMilliseconds(0.5)},
			{head: "p99 ms", verb: "%.1f", of: inMilliseconds(0.99)},
			{head: "p99.9 ms", verb: "%.1f", of: inMilliseconds(0.999)},
			{head: "succeeded", verb: "%.0f", of: succeeded},
			{head: "p99 %", verb: "%+.1f", of: offBy(0.99, true99)},
			{head: "p99.9 %", verb: "%+.1f", of: offBy(0.999, true999)},
		},
		truth: []float64{true50.Seconds() * 1e3, true99.Seconds() * 1e3, true999.Seconds() * 1e3, perSecond * span.Seconds()},
	}
	clients := slices.Clone(h.clients)
	if h.openLoop {
		clients = append(clients, h.ours("rate")...)
	}
	clients = slices.DeleteFunc(clients, func(x *client.Client) bool { return !x.OpenLoop })
	h.enter(c, clients, func(*client.Client) client.Load {
		return client.Load{Requests: perSecond * int(span.Seconds()), Concurrency: connections, Rate: perSecond, Delay: wait}
	})
	return []*contest{c}
}

// planned are the true percentiles of the schedule at a server that freezes:
// what arrives while it stands still, or would be answered then, waits until it
// goes on.
func planned(o server.Options) (p50, p99, p999 time.Duration) {
	thaw := o.FreezeAt + o.FreezeFor
	var times []time.Duration
	for i := range int(span.Seconds() * perSecond) {
		start := time.Duration(i) * time.Second / perSecond
		end := start + o.Delay
		switch {
		case start >= o.FreezeAt && start < thaw:
			end = thaw + o.Delay
		case start < o.FreezeAt && end >= o.FreezeAt:
			end = thaw
		}
		times = append(times, end-start)
	}
	slices.Sort(times)
	return server.Percentile(times, 0.5), server.Percentile(times, 0.99), server.Percentile(times, 0.999)
}
