//go:build unix

package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"runexp/bench/internal/client"
	"runexp/bench/internal/rig"
	"runexp/bench/internal/server"
)

// memory is the peak resident set at each number of connections, and how it
// grows with the number of requests.
func (h *harness) memory(ctx context.Context) []*contest {
	var all []*contest
	for _, concurrency := range []int{100, 1000, 10_000} {
		c := h.peaks(ctx, fmt.Sprintf("Memory, %d connections", concurrency),
			column{head: "peak MB", verb: "%.1f", of: peak, paired: true})
		h.enter(c, h.everyone("window"), func(x *client.Client) client.Load {
			return client.Load{Requests: multiple(max(20_000, 10*concurrency), concurrency), Concurrency: concurrency}
		})
		for _, x := range c.contestants {
			if x.client.Pace == client.Creeping {
				x.loads[0].Requests = 2 * concurrency
			}
		}
		all = append(all, c)
	}
	return append(all, h.growth(ctx))
}

// growth is the same at few and at many requests. Semaphore creates all of
// them at once by its nature, and is not in it; nor are clients too slow for
// many.
func (h *harness) growth(ctx context.Context) *contest {
	const concurrency = 100
	c := h.peaks(ctx, "Memory and the number of requests, 100 connections",
		column{head: "MB at few", verb: "%.1f", of: peak}, column{head: "MB at many", verb: "%.1f", of: peakOfLast},
		column{head: "growth MB", verb: "%+.1f", of: memoryGrowth})
	h.enter(c, h.everyone("window", "static", "chunk", "serial"), func(*client.Client) client.Load {
		return client.Load{Requests: multiple(h.few, concurrency), Concurrency: concurrency}
	})
	c.drop(func(x *contestant) bool { return x.client.Timed || x.client.Pace != client.Fast })
	for _, x := range c.contestants {
		l := x.loads[0]
		l.Requests = multiple(h.many, concurrency)
		x.loads = append(x.loads, l)
	}
	return c
}

// peaks is a contest of memory: without delay.
func (h *harness) peaks(ctx context.Context, title string, columns ...column) *contest {
	c := &contest{mode: "memory", title: title, kind: server.Fixed(), references: []string{"hey"}, columns: columns}
	floor, err := h.lean(ctx, c)
	if err != nil {
		c.notes = append(c.notes, "Without a C compiler peaks contain that of this harness: "+err.Error()+".")
		floor, err = rig.Floor(ctx)
	}
	if err == nil {
		c.notes = append(c.notes, fmt.Sprintf("MB of a million bytes. A process without memory of its own reads %.1f here.", float64(floor)/1e6))
	}
	return c
}

// lean lets the processes of a contest be started by one that is small, and
// returns the peak RSS that remains for the smallest.
func (h *harness) lean(ctx context.Context, c *contest) (int64, error) {
	found, ok := h.found[peakFile]
	if !ok {
		var err error
		if found, err = h.workshop.C(ctx, "bench/peak/peak.c"); err != nil {
			return 0, err
		}
		h.found[peakFile] = found
	}
	c.peak = append(slices.Clone(found.Words), peakFile)
	dir, remove, err := h.folder()
	if err != nil {
		return 0, err
	}
	defer remove()
	if _, _, err := rig.Run(ctx, time.Minute, rig.Command{Words: []string{"true"}, Dir: dir}.Under(c.peak)); err != nil {
		return 0, err
	}
	return readPeak(dir)
}
