package report

import (
	"cmp"
	"fmt"
	"math"

	"runexp/judge"
	"runexp/runner"
)

// mostCompared is how many rows a table of comparisons has on a screen before
// rows without a change are hidden.
const mostCompared = 8

// showsCells reports whether the table of the cells is shown beside others. Where
// targets are compared or a level was searched, those tables are what was asked
// for, and this one has its place in the wide form.
func (v *view) showsCells(l Layout, others bool) bool {
	asked := l.Width == 0 || len(l.Columns) > 0
	return asked || !others || len(v.Plan.Targets) < 2 && len(v.found()) == 0
}

// extras are the tables beside that of the cells.
func (v *view) extras(unlimited bool) []block {
	blocks := v.searches()
	if b, ok := v.comparison(unlimited); ok {
		blocks = append(blocks, b)
	}
	return blocks
}

// versus is what a table of comparisons is made from.
type versus struct {
	all []judge.Comparison
	// swept are the fields that tell points apart, and cellOf has their values.
	swept  []runner.Field
	cellOf func(*judge.Comparison) *judge.Cell
	// doubted reports whether one side of a comparison is suspect or invalid.
	doubted func(*judge.Comparison) bool
	// word is what a comparison comes to, p what the wide form tells under the name
	// probably.
	word      func(*judge.Comparison) string
	p         func(*judge.Comparison) float64
	probably  string
	plusMinus string
}

// versus compares the targets of the run, or the run with stored ones.
func (v *view) versus() *versus {
	return &versus{
		all: v.Judgement.Comparisons, swept: v.swept, plusMinus: v.plusMinus, doubted: v.doubted,
		cellOf: func(c *judge.Comparison) *judge.Cell { return v.cellOf(c.Point, c.Candidate) },
		word:   func(c *judge.Comparison) string { return wordText(c.Word) },
		p:      func(c *judge.Comparison) float64 { return c.Effect.P }, probably: "p",
	}
}

// comparison is the table of the comparisons: a line per point and metric, and per
// candidate where there are several.
func (v *view) comparison(unlimited bool) (block, bool) {
	if v.Judgement == nil || len(v.Judgement.Comparisons) == 0 || v.quick() {
		return block{}, false
	}
	vs := v.versus()
	rows, gone := vs.worthShowing(unlimited)
	b := vs.table(rows, unlimited)
	references, candidates := distinct(vs.all, reference), distinct(vs.all, candidate)
	b.caption = fmt.Sprintf("%s against %s", listed(candidates), listed(references))
	b.notes = append(append(hiddenRows(gone), vs.notes(rows)...), v.byChance()...)
	return b, true
}

// worthShowing are the comparisons of the run that are worth a row.
func (v *view) worthShowing(unlimited bool) (rows []*judge.Comparison, gone int) {
	return v.versus().worthShowing(unlimited)
}

// hiddenRows says how many rows are not shown, without a change.
func hiddenRows(gone int) []note {
	if gone == 0 {
		return nil
	}
	return []note{{text: fmt.Sprintf(" %s the same and hidden (--wide shows them)", rowsAre(gone))}}
}

// table makes the columns of a table with these rows.
func (v *versus) table(rows []*judge.Comparison, unlimited bool) block {
	cells := make([]*judge.Cell, len(rows))
	for i, c := range rows {
		cells[i] = v.cellOf(c)
	}
	b := block{columns: v.points(rows, cells)}
	references, candidates := distinct(v.all, reference), distinct(v.all, candidate)
	if len(references) > 1 {
		b.columns = append(b.columns, textColumn("against", rows, reference))
	}
	if len(candidates) > 1 {
		b.columns = append(b.columns, textColumn("candidate", rows, candidate))
	}
	b.columns = append(b.columns, v.values(rows, references, candidates)...)
	b.columns = append(b.columns, v.changes(rows, unlimited)...)
	b.columns = append(b.columns, v.words(rows))
	return b
}

func reference(c *judge.Comparison) string { return clean(c.Reference) }

// candidate is what is compared: a target, or, where that is with stored runs, the
// run itself.
func candidate(c *judge.Comparison) string { return clean(cmp.Or(c.Candidate, "this run")) }

// worthShowing leaves out rows without a change where there are many, the last
// ones first, and says how many. Those that are in doubt stay.
func (v *versus) worthShowing(unlimited bool) (rows []*judge.Comparison, gone int) {
	all := v.all
	dull := func(c *judge.Comparison) bool { return c.Word == judge.Same && !v.doubted(c) }
	room := mostCompared
	for i := range all {
		if !dull(&all[i]) {
			room--
		}
	}
	for i := range all {
		switch c := &all[i]; {
		case !dull(c):
			rows = append(rows, c)
		case unlimited || len(all) <= mostCompared || room > 0:
			rows = append(rows, c)
			room--
		default:
			gone++
		}
	}
	return rows, gone
}

// points are the columns of the fields that tell points apart.
func (v *versus) points(rows []*judge.Comparison, cells []*judge.Cell) []column {
	var columns []column
	for _, f := range v.swept {
		if f.Name != targetField || f.Param {
			columns = append(columns, labelOf(f, cells))
		}
	}
	return append(columns, column{heading: "metric", foreign: true, cells: mapped(rows, func(c *judge.Comparison) string { return metricHeading(c.Metric) })})
}

// values are the columns of what was measured on either side.
func (v *versus) values(rows []*judge.Comparison, references, candidates []string) []column {
	title := func(names []string, several string) string {
		if len(names) == 1 && names[0] != "" {
			return cut(names[0], fairLabel, "...")
		}
		return several
	}
	base := column{heading: title(references, "reference"), right: true, rank: 3, suffix: " " + v.plusMinus}
	value := column{heading: title(candidates, "value"), right: true, rank: 1, suffix: " " + v.plusMinus}
	base.cells = mapped(rows, func(c *judge.Comparison) string { return valueText(c.Metric, c.Base.N, c.Base.Value) })
	value.cells = mapped(rows, func(c *judge.Comparison) string { return valueText(c.Metric, c.Value.N, c.Value.Value) })
	base.rich = withHalves(base.cells, mapped(rows, func(c *judge.Comparison) string { return halfOfEstimate(c.Base) }))
	value.rich = withHalves(value.cells, mapped(rows, func(c *judge.Comparison) string { return halfOfEstimate(c.Value) }))
	return []column{base, value}
}

// valueText is empty where nothing was measured.
func valueText(metric string, n int, x float64) string {
	if n == 0 {
		return ""
	}
	return unitOf(metric).text(x)
}

// changes are the columns of what the test found.
func (v *versus) changes(rows []*judge.Comparison, unlimited bool) []column {
	tested := func(write func(*judge.Comparison) string) []string {
		return mapped(rows, func(c *judge.Comparison) string {
			if !isTested(c.Word) {
				return ""
			}
			return write(c)
		})
	}
	columns := []column{{
		heading: "change " + v.plusMinus, right: true,
		cells: inLine(
			tested(func(c *judge.Comparison) string { return signed(changeOf(c, c.Effect.Change)) }),
			tested(func(c *judge.Comparison) string {
				return v.plusMinus + tenths(100*math.Expm1((c.Effect.Hi-c.Effect.Lo)/2))
			}),
		),
	}}
	if unlimited {
		columns = append(columns, column{heading: v.probably, right: true, cells: tested(func(c *judge.Comparison) string { return probability(v.p(c)) })})
	}
	return append(columns,
		column{heading: "n", right: true, rank: 4, cells: mapped(rows, func(c *judge.Comparison) string { return positive(c.Effect.N) })},
		column{heading: "could miss", short: "miss", right: true, rank: 2, cells: tested(func(c *judge.Comparison) string { return tenths(100*c.Effect.MDE) + "%" })},
	)
}

// positive is empty for 0.
func positive(n int) string {
	if n <= 0 {
		return ""
	}
	return integer(int64(n))
}

// words is the column of what the comparisons come to.
func (v *versus) words(rows []*judge.Comparison) column {
	c := column{heading: "verdict"}
	for _, row := range rows {
		text := v.word(row)
		if v.doubted(row) {
			text += " " + failedMark
		}
		c.cells = append(c.cells, text)
		c.alarm = append(c.alarm, row.Word == judge.Worse)
	}
	return c
}

// cellOf is the cell of a point on a target; where there is none, one that has
// only the point.
func (v *view) cellOf(p runner.Point, target string) *judge.Cell {
	if c := v.at[place{p.Number, target}]; c != nil {
		return c
	}
	if c := v.at[place{p.Number, ""}]; c != nil {
		return c
	}
	return &judge.Cell{Point: p}
}

// doubted reports whether one side of a comparison is suspect or invalid.
func (v *view) doubted(c *judge.Comparison) bool {
	for _, target := range []string{c.Reference, c.Candidate, ""} {
		if cell := v.at[place{c.Point.Number, target}]; cell != nil && cell.Verdict.Level != judge.OK {
			return true
		}
	}
	return false
}
