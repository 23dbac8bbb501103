//go:build unix

package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"runexp/bench/internal/rig"
	"runexp/bench/internal/server"
)

// report writes the table of a contest.
func (c *contest) report(w io.Writer) error {
	fmt.Fprintf(w, "\n### %s\n\n", c.title)
	for _, n := range c.notes {
		fmt.Fprintf(w, "%s\n\n", n)
	}
	if err := rig.WriteMarkdown(w, c.table()); err != nil {
		return err
	}
	for _, x := range c.contestants {
		for _, m := range x.mishaps {
			line, _, _ := strings.Cut(m, "\n")
			fmt.Fprintf(w, "\n! %s, %s. That round is not in its row.\n", x.name(), line)
		}
	}
	return nil
}

// table has a row for each contestant: each column's median and range, then
// the ratios to the references, paired by round. A name with a mark has rounds
// that failed.
func (c *contest) table() [][]string {
	head := []string{"client", "requests"}
	for _, column := range c.columns {
		head = append(head, column.head, "range")
	}
	bases := c.bases()
	for _, base := range bases {
		for _, column := range c.pairs() {
			head = append(head, column.head+" / "+base.name(), "range")
		}
	}
	rows := [][]string{head}
	if c.truth != nil {
		rows = append(rows, c.truthRow(len(head)))
	}
	for _, x := range c.contestants {
		name := x.name()
		if len(x.mishaps) > 0 {
			name += " !"
		}
		row := []string{name, requests(x)}
		for _, column := range c.columns {
			row = append(row, x.sample(column).Cells(column.verb)...)
		}
		for _, base := range bases {
			for _, column := range c.pairs() {
				row = append(row, x.sample(column).Over(base.sample(column)).Cells("%.3f")...)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func (c *contest) truthRow(length int) []string {
	row := []string{"truth", ""}
	for i, x := range c.truth {
		row = append(row, fmt.Sprintf(c.columns[i].verb, x), "")
	}
	return slices.Concat(row, make([]string, length-len(row)))
}

// bases are the references that take part.
func (c *contest) bases() []*contestant {
	var bases []*contestant
	for _, name := range c.references {
		if x := c.named(name); x != nil && !slices.Contains(bases, x) {
			bases = append(bases, x)
		}
	}
	return bases
}

func (c *contest) pairs() []column {
	return slices.DeleteFunc(slices.Clone(c.columns), func(column column) bool { return !column.paired })
}

// requests is how many a contestant is asked for.
func requests(x *contestant) string {
	var numbers []string
	for _, l := range x.loads {
		n := strconv.Itoa(l.Requests)
		if x.client.Timed {
			n = "about " + n
		}
		numbers = append(numbers, n)
	}
	return strings.Join(numbers, ", ")
}

func csvHead() []string {
	return []string{
		"mode", "table", "round", "place", "client", "requests", "concurrency", "ok", "failed", "wall_s", "elapsed_s",
		"cpu_s", "peak_rss_bytes", "p50_ms", "p99_ms", "p999_ms", "true_p50_ms", "true_p99_ms", "true_p999_ms", "mishap",
	}
}

func csvRow(c *contest, x *contestant, round, place int, r run) []string {
	row := []string{
		c.mode, c.title, strconv.Itoa(round + 1), strconv.Itoa(place + 1), x.name(), strconv.Itoa(r.load.Requests),
		strconv.Itoa(r.load.Concurrency), strconv.Itoa(r.OK), strconv.Itoa(r.Failed),
		decimal(r.Wall.Seconds()), decimal(r.Elapsed.Seconds()), decimal(r.CPU.Seconds()), strconv.FormatInt(r.PeakRSS, 10),
	}
	for _, p := range []time.Duration{r.P50, r.P99, r.P999} {
		row = append(row, optional(p))
	}
	for _, share := range []float64{0.5, 0.99, 0.999} {
		row = append(row, optional(server.Percentile(r.truth, share)))
	}
	return append(row, "")
}

func csvMishap(c *contest, x *contestant, round, place int, err error) []string {
	row := make([]string, len(csvHead()))
	copy(row, []string{c.mode, c.title, strconv.Itoa(round + 1), strconv.Itoa(place + 1), x.name()})
	row[len(row)-1] = err.Error()
	return row
}

func optional(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return decimal(d.Seconds() * 1e3)
}

func decimal(x float64) string { return strconv.FormatFloat(x, 'f', 6, 64) }
