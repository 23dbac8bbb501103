//go:build unix

package main

import (
	"fmt"
	"runtime"
	"strings"

	"runexp/bench/internal/client"
	"runexp/bench/internal/server"
)

// throughput is the CPU time of a request, without any delay, at each
// concurrency: on a core of its own, and on cores that client and server share.
func (h *harness) throughput() []*contest {
	var all []*contest
	for _, kind := range h.servers() {
		for _, concurrency := range h.concurrencies {
			if h.pinned[0] != nil && h.pinned[1] != nil {
				all = append(all, h.unhindered(kind, concurrency, true))
			}
			all = append(all, h.unhindered(kind, concurrency, false))
		}
	}
	return append(all, h.https())
}

// unhindered is a contest without delay.
func (h *harness) unhindered(kind server.Kind, concurrency int, pinned bool) *contest {
	c := &contest{
		mode: "throughput", kind: kind, references: []string{h.reference, "runexp"},
		title:   fmt.Sprintf("Throughput, C = %d, server %s, %d shared cores", concurrency, kind.Name, runtime.NumCPU()),
		columns: []column{{head: "CPU µs", verb: "%.2f", of: cpu, paired: true}, {head: "requests/s", verb: "%.0f", of: rate}},
	}
	threads := runtime.NumCPU()
	if pinned {
		threads = 1
		c.title = fmt.Sprintf("Throughput, C = %d, server %s on core 0, client on core 1", concurrency, kind.Name)
		c.options.Prefix, c.prefix = h.pinned[0], h.pinned[1]
	}
	h.enter(c, h.everyone("window", "static", "chunk", "semaphore"), func(x *client.Client) client.Load {
		return client.Load{Requests: h.requests(x, concurrency), Concurrency: concurrency, Threads: threads}
	})
	return c
}

// https is the same over TLS 1.3.
func (h *harness) https() *contest {
	c := h.unhindered(server.Nginx(), 100, h.pinned[0] != nil && h.pinned[1] != nil)
	c.title = strings.Replace(c.title, "Throughput", "Throughput over https (TLS 1.3, P-256)", 1)
	c.options.TLS = true
	c.drop(func(x *contestant) bool { return !x.client.TLS })
	return c
}
