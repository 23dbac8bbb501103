//go:build unix

package main

import (
	"slices"
	"time"

	"runexp/bench/internal/client"
	"runexp/bench/internal/rig"
	"runexp/bench/internal/server"
)

// contest is clients that take turns under one load, and what is compared. A
// mode is some of these.
type contest struct {
	mode, title string
	// notes stand above the table.
	notes []string

	kind    server.Kind
	options server.Options
	// fresh starts a server for each run. What it recorded is then the truth.
	fresh bool
	// prefix are words in front of the clients.
	prefix []string
	// peak are words in front of the clients that write their peak RSS to
	// [peakFile].
	peak []string
	// loose counts runs in which requests failed, or other than the number that
	// was asked for.
	loose bool

	contestants []*contestant
	columns     []column
	// references are clients that the paired columns are divided by, round by
	// round.
	references []string
	// truth, if there is one, is a row of its own, a number for each column.
	truth []float64
}

// peakFile is where the peak RSS of a run is written, in its folder.
const peakFile = "peak-bytes"

// contestant is a client in a contest.
type contestant struct {
	client *client.Client
	found  rig.Found
	// loads are one run each in every round; mostly there is one.
	loads []client.Load

	// rounds are its runs, nil where it failed; mishaps is why.
	rounds  [][]run
	mishaps []string
}

// run is a process that was measured.
type run struct {
	client.Measured

	load client.Load
	// truth are the times that the server recorded, sorted.
	truth []time.Duration
}

// column is a number that is reported of the runs of a round.
type column struct {
	head, verb string
	of         func(runs []run) float64 // NaN for none
	paired     bool                     // also as a ratio to the references
}

// sample is a column of a contestant, a number per round.
func (x *contestant) sample(c column) rig.Sample {
	s := make(rig.Sample, 0, len(x.rounds))
	for _, runs := range x.rounds {
		s = append(s, number(runs, c))
	}
	return s
}

func (x *contestant) name() string { return x.client.Name }

// out tells whether a contestant has failed too often to try again.
func (x *contestant) out() bool { return len(x.mishaps) >= 2 }

// named is the contestant of a name, or of the beginning of one.
func (c *contest) named(name string) *contestant {
	for _, matches := range []func(string) bool{
		func(n string) bool { return n == name },
		func(n string) bool { return same(n, name) },
	} {
		if i := slices.IndexFunc(c.contestants, func(x *contestant) bool { return matches(x.name()) }); i >= 0 {
			return c.contestants[i]
		}
	}
	return nil
}

// turns is the order of n contestants in a round: each begins once, and who
// follows whom is reversed in every other round.
func turns(n, round int) []int {
	order := make([]int, n)
	for i := range n {
		order[i] = (i + round) % n
	}
	if round%2 == 1 {
		slices.Reverse(order[min(1, n):])
	}
	return order
}
