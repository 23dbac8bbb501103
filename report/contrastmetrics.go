package report

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"runexp/judge"
	"runexp/runner"
)

// contrasted is a family of gauges of a comparison of runs.
type contrasted struct {
	metric

	value func(*judge.Comparison) []sample
}

func contrastFamilies() []contrasted {
	one := func(x float64) []sample { return []sample{{value: x}} }
	tested := func(of func(*judge.Comparison) []sample) func(*judge.Comparison) []sample {
		return func(c *judge.Comparison) []sample {
			if !isTested(c.Word) {
				return nil
			}
			return of(c)
		}
	}
	return []contrasted{
		{
			metric{name: "runexp_compare_verdict_info", whole: true, help: "What the comparison comes to; regression says that it fails."},
			func(c *judge.Comparison) []sample {
				return []sample{{labels: []string{label(verdictName, wordName(c.Word)), label("regression", strconv.FormatBool(c.Regression))}, value: 1}}
			},
		},
		{
			metric{name: "runexp_compare_change_ratio", unit: "ratio", help: "The change of the metric: the candidate over the base, less 1."},
			tested(func(c *judge.Comparison) []sample { return one(changeOf(c, c.Effect.Change) / 100) }),
		},
		{
			metric{name: "runexp_compare_change_interval_ratio", unit: "ratio", help: "The ends of the interval of the change."},
			tested(func(c *judge.Comparison) []sample {
				lo, hi := changeOf(c, c.Effect.Lo)/100, changeOf(c, c.Effect.Hi)/100
				return []sample{{labels: []string{label("bound", "low")}, value: min(lo, hi)}, {labels: []string{label("bound", "high")}, value: max(lo, hi)}}
			}),
		},
		{
			metric{name: "runexp_compare_p_ratio", unit: "ratio", help: "The p of no change, corrected for all comparisons (Holm)."},
			tested(func(c *judge.Comparison) []sample { return one(c.Adjusted) }),
		},
		{
			metric{name: "runexp_compare_could_miss_ratio", unit: "ratio", help: "The smallest change for the worse that would be found with a chance of 90 %."},
			tested(func(c *judge.Comparison) []sample { return one(c.Effect.MDE) }),
		},
		{
			metric{name: "runexp_compare_repeats", whole: true, help: "Trials of the side that has fewer."},
			func(c *judge.Comparison) []sample { return one(float64(c.Effect.N)) },
		},
	}
}

// contrastMetrics writes a comparison of runs as OpenMetrics text, in the manner of
// [OpenMetrics].
func contrastMetrics(w io.Writer, c *judge.Contrast) error {
	v := newContrastView(c, false)
	labels := v.sampleLabels()
	out := bufio.NewWriter(w)
	for _, m := range contrastFamilies() {
		first := true
		for i := range c.Comparisons {
			for _, s := range m.value(&c.Comparisons[i]) {
				if first {
					m.head(out)
					first = false
				}
				fmt.Fprintf(out, "%s{%s} %s\n", m.name, strings.Join(append([]string{labels[i]}, s.labels...), ","), metricNumber(finite(s.value), m.whole))
			}
		}
	}
	fmt.Fprintln(out, "# EOF")
	if err := out.Flush(); err != nil {
		return fmt.Errorf("openmetrics: %w", err)
	}
	return nil
}

// sampleLabels are the labels of each comparison.
func (v *contrastView) sampleLabels() []string {
	cells := &view{Data: &Data{Plan: &runner.Plan{}}, swept: v.swept}
	if v.Base.Plan != nil {
		cells.Plan = v.Base.Plan
	}
	at := make(map[*judge.Cell]int)
	of := make([]int, len(v.rows))
	for i := range v.rows {
		cell := v.cellAt(0, &v.rows[i])
		k, ok := at[cell]
		if !ok {
			k = len(cells.cells)
			at[cell], cells.cells = k, append(cells.cells, cell)
		}
		of[i] = k
	}
	known := cells.labels()
	labels := make([]string, len(v.rows))
	for i := range v.rows {
		c := &v.Comparisons[i]
		labels[i] = strings.Join([]string{known[of[i]], label("metric", c.Metric), label("base", c.Reference), label("run", c.Candidate)}, ",")
	}
	return labels
}

// contrastBench writes the trials of all runs in the Go benchmark format, those of
// each behind a line run: with its name. "benchstat -col run" sets them side by side.
func contrastBench(w io.Writer, c *judge.Contrast) error {
	for _, s := range newContrastView(c, false).sides {
		if s.Plan == nil {
			continue
		}
		d := &Data{Plan: s.Plan, Cells: s.Cells}
		for i := range s.Cells {
			if s.Cells[i].Unusable() {
				continue
			}
			for _, r := range s.Cells[i].Trials() {
				d.Results = append(d.Results, *r)
			}
		}
		if _, err := fmt.Fprintf(w, "run: %s\n", strings.Join(strings.Fields(clean(s.Name)), "_")); err != nil {
			return fmt.Errorf("gobench: %w", err)
		}
		if err := GoBench(w, d); err != nil {
			return err
		}
	}
	return nil
}
