//go:build linux

package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"slices"

	"runexp/bench/internal/rig"
)

// arms are the ways to run the sweep. The first is what the others are compared
// with; the second is the same again.
func arms() []string { return []string{"pipe", "pipe again", "terminal"} }

// tournament is the runs of all arms, in turns.
type tournament struct {
	settings

	words    []string // that start runexp
	dir      string
	progress io.Writer

	runs [][]run // by arm, a run per round
}

// play runs all rounds. A first run is thrown away: it reads the program from the
// disk.
func (t *tournament) play(ctx context.Context) error {
	if _, err := t.one(ctx, false); err != nil {
		return err
	}
	t.runs = make([][]run, len(arms()))
	for round := range t.rounds {
		for _, arm := range order(len(t.runs), round) {
			r, err := t.one(ctx, arms()[arm] == "terminal")
			if err != nil {
				return fmt.Errorf("round %d, %s: %w", round+1, arms()[arm], err)
			}
			t.runs[arm] = append(t.runs[arm], r)
			fmt.Fprintf(t.progress, "round %2d: %-10s %8.0f requests/s, CPU %6.2f µs a request, %d bytes to stderr\n", round+1, arms()[arm], r.throughput, r.cpu, r.told)
		}
	}
	return nil
}

func (t *tournament) one(ctx context.Context, watched bool) (run, error) {
	dir, err := os.MkdirTemp(t.dir, "run-")
	if err != nil {
		return run{}, err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // the whole folder goes in the end
	return t.once(ctx, t.words, dir, watched)
}

// order is who runs when in a round: A B C, then C B A, then the same with another
// one first.
func order(n, round int) []int {
	all := make([]int, n)
	for i := range n {
		all[i] = (i + round/2) % n
	}
	if round%2 == 1 {
		slices.Reverse(all)
	}
	return all
}

// sample is a number of each run of an arm.
func (t *tournament) sample(arm int, of func(run) float64) rig.Sample {
	s := make(rig.Sample, 0, len(t.runs[arm]))
	for _, r := range t.runs[arm] {
		s = append(s, of(r))
	}
	return s
}

func throughput(r run) float64 { return r.throughput }

func cpu(r run) float64 { return r.cpu }

// drawn is how much the runs on a terminal wrote to it.
func (t *tournament) drawn() rig.Sample {
	return t.sample(len(t.runs)-1, func(r run) float64 { return float64(r.told) })
}

// table has a row for each arm: medians and ranges, then the medians of the ratios to
// the first arm, round by round, and the interval that holds the true one with 95 %.
func (t *tournament) table() [][]string {
	table := [][]string{{
		"stderr", "requests/s", "range", "CPU µs", "range",
		"requests/s / pipe", "95 %", "CPU / pipe", "95 %",
	}}
	for arm, name := range arms() {
		row := []string{name}
		row = append(row, t.sample(arm, throughput).Cells("%.0f")...)
		row = append(row, t.sample(arm, cpu).Cells("%.2f")...)
		for _, of := range []func(run) float64{throughput, cpu} {
			row = append(row, ratios(t.sample(arm, of), t.sample(0, of), arm > 0)...)
		}
		table = append(table, row)
	}
	return table
}

// ratios are two cells: the median of the paired ratios and its interval.
func ratios(s, base rig.Sample, compared bool) []string {
	if !compared {
		return []string{"1", ""}
	}
	r := s.Over(base)
	lo, hi, ok := interval(r)
	if !ok {
		return []string{fmt.Sprintf("%.4f", r.Median()), "too few rounds"}
	}
	return []string{fmt.Sprintf("%.4f", r.Median()), fmt.Sprintf("%.4f to %.4f", lo, hi)}
}

// interval is the narrowest pair of order statistics that has the median between them
// with at least 95 %, by the binomial distribution; false below six numbers.
func interval(s rig.Sample) (lo, hi float64, ok bool) {
	sorted := slices.Clone(s)
	slices.Sort(sorted)
	n := len(sorted)
	below, tail := 0, 0.0
	for k, p := 0, math.Pow(0.5, float64(n)); k < n/2; k++ {
		if tail += p; 2*tail > 0.05 {
			break
		}
		below = k + 1
		p *= float64(n-k) / float64(k+1)
	}
	if below == 0 {
		return 0, 0, false
	}
	return sorted[below-1], sorted[n-below], true
}
