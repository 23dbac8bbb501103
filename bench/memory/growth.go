//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"runexp/bench/internal/rig"
)

// growth is the peak resident sets of all disciplines.
type growth struct {
	progress    io.Writer
	concurrency int
	few, many   int // iterations
	disciplines []string

	floor int64
	peaks map[key]rig.Sample // in MB of a million bytes
	rows  [][]string         // of the CSV
}

// key is a discipline with a number of iterations.
type key struct {
	discipline string
	iterations int
}

// measure runs the rounds, a process for each number.
func (g *growth) measure(ctx context.Context, client *rig.Client, rounds int) (err error) {
	origin, err := rig.Serve(ctx, nil, client.Binary)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, origin.Close()) }()
	g.peaks = make(map[key]rig.Sample)
	g.rows = [][]string{{"round", "discipline", "iterations", "peak_rss_bytes", "elapsed_s"}}
	for round := range rounds {
		for _, discipline := range g.disciplines {
			for _, n := range []int{g.few, g.many} {
				m, err := client.Measure(ctx, limit, origin.URL, rig.Load{Requests: n, Concurrency: g.concurrency, Discipline: discipline})
				if err != nil {
					return fmt.Errorf("round %d, %s: %w", round+1, discipline, err)
				}
				k := key{discipline, n}
				g.peaks[k] = append(g.peaks[k], float64(m.PeakRSS)/1e6)
				fmt.Fprintf(g.progress, "round %d, %-9s %7d iterations: %5.1f MB, %.1fs\n", round+1, discipline, n, float64(m.PeakRSS)/1e6, m.Elapsed.Seconds())
				g.rows = append(g.rows, []string{
					strconv.Itoa(round + 1), discipline, strconv.Itoa(n),
					strconv.FormatInt(m.PeakRSS, 10), strconv.FormatFloat(m.Elapsed.Seconds(), 'f', 6, 64),
				})
			}
		}
	}
	// At the end, for this process is largest then.
	g.floor, err = rig.Floor(ctx)
	return err
}

// report writes the table and says whether the goal is met; if not, it is an
// error.
func (g *growth) report(w io.Writer) error {
	few, many := strconv.Itoa(g.few), strconv.Itoa(g.many)
	rows := [][]string{{"discipline", "MB at " + few, "range", "MB at " + many, "range", "growth MB", "range"}}
	var missed []string
	for _, discipline := range g.disciplines {
		small, large := g.peaks[key{discipline, g.few}], g.peaks[key{discipline, g.many}]
		more := large.Minus(small)
		rows = append(rows, slices.Concat([]string{discipline}, small.Cells("%.1f"), large.Cells("%.1f"), more.Cells("%+.1f")))
		if more.Median()*1e6 > goal {
			missed = append(missed, discipline)
		}
	}
	fmt.Fprintln(w)
	if err := rig.WriteMarkdown(w, rows); err != nil {
		return err
	}
	verdict := "met"
	if len(missed) > 0 {
		verdict = "missed by " + strings.Join(missed, ", ")
	}
	fmt.Fprintf(w, "\nGoal, growth of at most %.0f MB (median): %s.\n", goal/1e6, verdict)
	if len(missed) > 0 {
		return errors.New("goal " + verdict)
	}
	return nil
}
