//go:build unix

package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"runexp/bench/internal/rig"
)

// report writes the tables and says whether the goal is met; if not, it is an
// error.
func (c *comparison) report(w io.Writer) error {
	fmt.Fprintln(w)
	if err := rig.WriteMarkdown(w, c.absolute()); err != nil {
		return err
	}
	fmt.Fprintln(w)
	if err := rig.WriteMarkdown(w, c.paired()); err != nil {
		return err
	}
	fmt.Fprintln(w)
	var missed []string
	for _, requests := range c.sizes {
		ours, theirs := c.of("runexp", requests).elapsed.Median(), c.of("hey", requests).elapsed.Median()
		verdict := "met"
		if ours > goal*theirs {
			verdict = "missed"
			missed = append(missed, strconv.Itoa(requests))
		}
		fmt.Fprintf(w, "Goal, median elapsed/ideal at most %v times hey's: %s at %d requests, %.4f / %.4f = %.4f.\n",
			goal, verdict, requests, ours, theirs, ours/theirs)
	}
	if len(missed) > 0 {
		return errors.New("goal missed at requests = " + strings.Join(missed, ", "))
	}
	return nil
}

func (c *comparison) of(client string, requests int) *sample { return c.samples[key{client, requests}] }

// absolute is a table of each client under each load.
func (c *comparison) absolute() [][]string {
	rows := [][]string{{"requests", "client", "elapsed/ideal", "range", "process/ideal", "range", "CPU µs a request", "range"}}
	for _, requests := range c.sizes {
		for _, client := range c.clients {
			s := c.of(client.Name, requests)
			rows = append(rows, slices.Concat(
				[]string{strconv.Itoa(requests), client.Name}, s.elapsed.Cells("%.3f"), s.wall.Cells("%.3f"), s.cpu.Cells("%.0f"),
			))
		}
	}
	return rows
}

// paired is a table of runexp over hey, round by round.
func (c *comparison) paired() [][]string {
	rows := [][]string{{"requests", "runexp / hey, paired", "median", "range"}}
	for _, requests := range c.sizes {
		ours, theirs := c.of("runexp", requests), c.of("hey", requests)
		for _, quantity := range []struct {
			name         string
			ours, theirs rig.Sample
		}{
			{"elapsed", ours.elapsed, theirs.elapsed},
			{"whole process", ours.wall, theirs.wall},
			{"CPU", ours.cpu, theirs.cpu},
		} {
			ratio := quantity.ours.Over(quantity.theirs)
			rows = append(rows, slices.Concat([]string{strconv.Itoa(requests), quantity.name}, ratio.Cells("%.3f")))
		}
	}
	return rows
}
