package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"runexp/judge"
	"runexp/runner"
	"runexp/stats"
)

// contrastColumns are the columns behind those of the fields.
const contrastColumns = "target metric unit base_run run base base_lo base_hi value value_lo value_hi " +
	"change_percent change_lo_percent change_hi_percent p p_adjusted could_miss_percent n verdict regression why"

// contrastCSV writes a comparison of runs as a tidy table: a row per point, target,
// metric and candidate, and one per point that a run has not measured. Times are in
// milliseconds. A change is that of the metric itself, the candidate's over the
// base's less 1; where none was tested the columns are empty.
func contrastCSV(w io.Writer, c *judge.Contrast) error {
	v := newContrastView(c, false)
	fields := v.fields(func(runner.Field) bool { return true })
	out := csv.NewWriter(w)
	var header []string
	for _, f := range fields {
		name := clean(f.Name)
		if f.Param {
			name = "param_" + name
		}
		header = append(header, name)
	}
	if err := out.Write(append(header, strings.Fields(contrastColumns)...)); err != nil {
		return fmt.Errorf("csv: %w", err)
	}
	settings := func(cell *judge.Cell) (row []string) {
		for _, f := range fields {
			row = append(row, cellText(valueOf(cell, f)))
		}
		return row
	}
	for i := range c.Comparisons {
		if err := out.Write(append(settings(v.cellAt(0, &c.Comparisons[i])), contrastRow(&c.Comparisons[i])...)); err != nil {
			return fmt.Errorf("csv: %w", err)
		}
	}
	for i := range c.Missing {
		m := &c.Missing[i]
		row := make([]string, len(strings.Fields(contrastColumns)))
		row[0], row[len(row)-3], row[len(row)-1] = cellText(m.Target), "not_measured", cellText("not measured in "+m.In)
		if err := out.Write(append(settings(&judge.Cell{Point: m.Point, Target: m.Target}), row...)); err != nil {
			return fmt.Errorf("csv: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("csv: %w", err)
	}
	return nil
}

// contrastRow is a comparison in the order of the columns.
func contrastRow(c *judge.Comparison) []string {
	unit, scale := "", 1.0
	switch dimension := unitOf(c.Metric); dimension {
	case unitSeconds, unitMillis:
		unit, scale = "ms", 1e-6
	case unitRate:
		unit = "1/s"
	case unitShare, unitRatio, unitCount, unitBytes:
	}
	row := []string{cellText(c.Target), cellText(c.Metric), unit, cellText(c.Reference), cellText(c.Candidate)}
	for _, e := range []stats.Estimate{c.Base, c.Value} {
		if e.N == 0 {
			row = append(row, "", "", "")
			continue
		}
		row = append(row, plainNumber(e.Value*scale), plainNumber(e.Lo*scale), plainNumber(e.Hi*scale))
	}
	if isTested(c.Word) {
		lo, hi := changeOf(c, c.Effect.Lo), changeOf(c, c.Effect.Hi)
		row = append(row, plainNumber(changeOf(c, c.Effect.Change)), plainNumber(min(lo, hi)), plainNumber(max(lo, hi)),
			plainNumber(c.Effect.P), plainNumber(c.Adjusted), plainNumber(100*c.Effect.MDE))
	} else {
		row = append(row, "", "", "", "", "", "")
	}
	return append(row, strconv.Itoa(c.Effect.N), wordName(c.Word), strconv.FormatBool(c.Regression), cellText(c.Why))
}

// plainNumber writes a number with six digits, without an exponent as far as it can.
func plainNumber(x float64) string {
	x, _ = strconv.ParseFloat(strconv.FormatFloat(finite(x), 'g', 6, 64), 64)
	if x == 0 {
		return "0" // not -0
	}
	if size := math.Abs(x); size < 1e-9 || size >= 1e15 {
		return strconv.FormatFloat(x, 'g', -1, 64)
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}
