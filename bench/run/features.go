//go:build unix

package main

import (
	"slices"
	"strings"

	"runexp/bench/internal/client"
)

// features is what runexp's own choices cost, beside each other: disciplines,
// and everything that can be turned off or on.
func (h *harness) features() []*contest {
	const concurrency = 100
	c := h.unhindered(h.servers()[0], concurrency, h.pinned[0] != nil && h.pinned[1] != nil)
	c.mode, c.title = "features", "Features of runexp: "+strings.ToLower(c.title[:1])+c.title[1:]
	c.notes = append(c.notes, "bare: one fixed URL, no table, no notes. full: a header per request, an expected status, a chronology, CSV and Markdown beside JSON.")
	var clients []*client.Client
	for _, x := range h.clients {
		if x.Name == h.reference {
			clients = append(clients, x)
		}
	}
	clients = append(clients, h.ours("window", "static", "chunk")...)
	for _, v := range h.variants {
		bare, full := v, v
		bare.Bare, full.Full = true, true
		for _, x := range []*client.Client{h.variant(bare), h.variant(full)} {
			if h.wants(x.Name) {
				clients = append(clients, x)
			}
		}
	}
	c.contestants = nil
	h.enter(c, slices.Clip(clients), func(x *client.Client) client.Load {
		return client.Load{Requests: h.requests(x, concurrency), Concurrency: concurrency, Threads: 1}
	})
	return []*contest{c}
}
