package report

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"runexp/judge"
	"runexp/stats"
)

// OpenMetrics writes the cells as OpenMetrics 1.0 text, which monitoring systems and
// the metrics report of GitLab read: gauges in base units, a sample per cell, with
// labels for the experiment, the target and each field that tells cells apart; those
// of params begin with param_. Where a number has a 95 % interval, its ends are a
// metric of their own, with the label bound. Each cell has a runexp_verdict_info of
// value 1; of an invalid one there is nothing else but its requests and errors.
//
// The text is made to be compared: there are no time stamps, lines are in the order
// of the plan, and measured values have 4 significant digits. A # in a label, which
// GitLab takes for a comment, is written %23.
func OpenMetrics(w io.Writer, d *Data) error {
	v, err := newView(d, false)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	labels := v.labels()
	for _, m := range metricFamilies() {
		m.write(out, v.cells, labels)
	}
	fmt.Fprintln(out, "# EOF")
	if err := out.Flush(); err != nil {
		return fmt.Errorf("openmetrics: %w", err)
	}
	return nil
}

// metric is a family of gauges.
type metric struct {
	name string
	// unit is what its name ends in; empty where it counts.
	unit, help string
	// whole says that the numbers are counts, which are not rounded.
	whole bool
	of    func(*judge.Cell) []sample
}

// sample is a value of a cell and the labels that tell it from others of the cell.
type sample struct {
	labels []string
	value  float64
}

// write writes the samples of cells with these labels, and before the first of them
// what the metric is. An error stays in the writer.
func (m *metric) write(out *bufio.Writer, cells []*judge.Cell, labels []string) {
	begun := false
	for i, c := range cells {
		for _, s := range m.of(c) {
			if s.value != s.value || math.IsInf(s.value, 0) {
				continue
			}
			if !begun {
				m.head(out)
				begun = true
			}
			all := strings.Join(append([]string{labels[i]}, s.labels...), ",")
			fmt.Fprintf(out, "%s{%s} %s\n", m.name, all, metricNumber(s.value, m.whole))
		}
	}
}

func (m *metric) head(out *bufio.Writer) {
	fmt.Fprintf(out, "# TYPE %s gauge\n", m.name)
	if m.unit != "" {
		fmt.Fprintf(out, "# UNIT %s %s\n", m.name, m.unit)
	}
	fmt.Fprintf(out, "# HELP %s %s\n", m.name, m.help)
}

// bounds are the ends of an interval, with further labels; none where there is no
// interval.
func bounds(e stats.Estimate, scale float64, labels ...string) []sample {
	if e.N < 2 || !(e.Hi > e.Lo) {
		return nil
	}
	return []sample{
		{labels: append(slices.Clone(labels), label("bound", "low")), value: e.Lo * scale},
		{labels: append(slices.Clone(labels), label("bound", "high")), value: e.Hi * scale},
	}
}

// metricNumber writes a value: counts as they are, what was measured with 4
// significant digits, plain as far as that is readable.
func metricNumber(x float64, whole bool) string {
	if !whole {
		x, _ = strconv.ParseFloat(strconv.FormatFloat(x, 'e', 3, 64), 64)
	}
	if size := math.Abs(x); x != 0 && (size < 1e-9 || size >= mostPlain) {
		return strconv.FormatFloat(x, 'g', -1, 64)
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// byClass are the failures of a cell by class.
func byClass(c *judge.Cell) []sample {
	var samples []sample
	for _, class := range slices.Sorted(maps.Keys(c.Classes)) {
		samples = append(samples, sample{labels: []string{label("class", class)}, value: float64(c.Classes[class])})
	}
	return samples
}

// verdictInfo says in labels what the verdict on a cell is.
func verdictInfo(c *judge.Cell) []sample {
	labels := []string{label(verdictName, c.Verdict.Level.String())}
	var flags []string
	for _, r := range c.Verdict.Reasons {
		if !slices.Contains(flags, string(r.Flag)) {
			flags = append(flags, string(r.Flag))
		}
	}
	if len(flags) > 0 {
		labels = append(labels, label("reasons", strings.Join(flags, ";")))
	}
	return []sample{{labels: labels, value: 1}}
}
