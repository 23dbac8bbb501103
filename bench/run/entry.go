//go:build unix

package main

import (
	"fmt"
	"slices"
	"strings"

	"runexp/bench/internal/client"
	"runexp/bench/internal/server"
)

// everyone are all peers, and runexp with the disciplines given.
func (h *harness) everyone(disciplines ...string) []*client.Client {
	return slices.Concat(h.clients, h.ours(disciplines...))
}

// enter makes contestants of clients, with a load for each. Who cannot hold so
// many connections is left out, and named.
func (h *harness) enter(c *contest, clients []*client.Client, load func(*client.Client) client.Load) {
	var out []string
	for _, x := range clients {
		l := load(x)
		switch {
		case l.Concurrency+100 > h.files:
			c.notes = append(c.notes, fmt.Sprintf("Without %s: a process may open %d files here.", x.Name, h.files))
		case x.Most > 0 && l.Concurrency > x.Most:
			out = append(out, x.Name)
		default:
			c.contestants = append(c.contestants, &contestant{client: x, found: h.found[x.Name], loads: []client.Load{l}})
		}
	}
	if out != nil {
		c.notes = append(c.notes, "Not given so many connections: "+strings.Join(out, ", ")+".")
	}
}

// drop leaves contestants out.
func (c *contest) drop(who func(*contestant) bool) {
	c.contestants = slices.DeleteFunc(c.contestants, who)
}

// requests is how many a client sends at a concurrency: a multiple of it.
func (h *harness) requests(x *client.Client, concurrency int) int {
	n := h.fast
	if x.Pace != client.Fast || concurrency == 1 {
		n = min(h.fast, h.slow)
	}
	if x.Pace == client.Creeping {
		n = min(h.fast, h.slow/10)
	}
	return multiple(n, concurrency)
}

// multiple is the largest multiple of c that is at most n, at least c.
func multiple(n, c int) int { return max(n/c, 1) * c }

// servers are the servers that the throughput is measured against.
func (h *harness) servers() []server.Kind {
	var kinds []server.Kind
	for _, k := range []server.Kind{server.Fixed(), server.Origin(h.runexp), server.Nginx()} {
		if slices.Contains(h.against, k.Name) {
			kinds = append(kinds, k)
		}
	}
	return kinds
}
