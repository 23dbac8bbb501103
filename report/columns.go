package report

import (
	"slices"
	"strings"

	"runexp/judge"
	"runexp/runner"
)

// column is a column of a table, not yet fitted to a width.
type column struct {
	heading, short string
	cells          []string
	// rich, where it is not nil, are the cells with their intervals, which are shown
	// where there is room: the column is then enriched, and its heading ends in
	// suffix. precise says that they matter more than further columns.
	rich     []string
	suffix   string
	enriched bool
	precise  bool
	// alarm, where it is not nil, says which cells tell of failures.
	alarm []bool
	// good, where it is not nil, says which cells tell of something that got better.
	good  []bool
	right bool
	// label says that the column tells rows apart: it stays, and its texts may be
	// cut. foreign says that its texts are not ours, as those of labels are not. rank
	// is as in quantity.
	label   bool
	foreign bool
	rank    int
	// of are the quantities whose values the column holds; composed says that a
	// cell holds several, and a mark where requests failed.
	of       []quantity
	composed bool
}

// block is a table under a line of its own, and what is to be said of it alone.
// Most reports have just one, without either. titled says that the caption tells
// what no column does, so that it is shown also where there is one table.
type block struct {
	caption string
	titled  bool
	columns []column
	notes   []note
}

// long is the table with a row per cell and a column per quantity. limited says
// that there is a width: columns without any content are then left out and
// returned by themselves, since there is no room to spare.
func (v *view) long(l Layout) (columns, left []column, err error) {
	columns, err = v.pick(l)
	if err != nil || l.Width == 0 || len(l.Columns) > 0 {
		return columns, nil, err
	}
	columns = slices.DeleteFunc(columns, func(c column) bool {
		empty := !c.label && !slices.ContainsFunc(c.cells, func(s string) bool { return s != "" && s != noPercentile })
		if empty {
			left = append(left, c)
		}
		return empty
	})
	return columns, left, nil
}

// pick makes the columns that the command line, else the file, else the defaults
// ask for.
func (v *view) pick(l Layout) ([]column, error) {
	if len(l.Columns) > 0 {
		return v.named(l.Columns)
	}
	var columns []column
	for _, f := range v.swept {
		columns = append(columns, v.label(f))
	}
	if metrics := v.Plan.Analysis.Metrics; len(metrics) > 0 {
		qs, err := metricsNamed(metrics)
		if err != nil {
			return nil, err
		}
		for i, q := range qs {
			q.rank = i // what the file names first matters most
			columns = append(columns, v.quantity(q))
		}
		return columns, nil
	}
	for _, q := range quantities() {
		switch {
		case q.name == "ideal" && v.loops() == openLoop:
			q.rank = 7 // the schedule says as much
		case q.name == verdictName && len(v.reasons.list) > 0:
			q.rank = 0
		}
		if v.shows(q, l.Width == 0) {
			columns = append(columns, v.quantity(q))
		}
	}
	return columns, nil
}

// shows reports whether a quantity has a column without being asked for.
func (v *view) shows(q quantity, unlimited bool) bool {
	switch {
	case (strings.HasSuffix(q.name, "_range") || q.name == "cv") && !v.repeated():
		return false
	case q.name == "ceiling":
		return slices.ContainsFunc(v.cells, func(c *judge.Cell) bool { return c.Ceiling > 0 })
	case q.name == "bound":
		return unlimited && slices.ContainsFunc(v.cells, func(c *judge.Cell) bool { return c.Bound > 0 })
	case q.name == "dials" && (v.isSwept("keepalive") || v.isSwept("connections")), q.name == "redials" && v.isSwept("redial"):
		return true
	case q.name == "skipped":
		return v.sum(func(c *judge.Cell) int64 { return c.Skipped }) > 0
	case q.shown == open:
		return v.loops() != closedLoop
	}
	return q.shown == usual || q.shown == wide && unlimited
}

// label makes the column of a field.
func (v *view) label(f runner.Field) column { return labelOf(f, v.cells) }

func labelOf(f runner.Field, cells []*judge.Cell) column {
	c := column{heading: clean(f.Name), short: shortField(f.Name), label: true}
	for _, cell := range cells {
		c.cells = append(c.cells, valueOf(cell, f))
	}
	c.right = numeric(c.cells)
	return c
}

// quantity makes the column of a quantity.
func (v *view) quantity(q quantity) column {
	if q.name == verdictName {
		return v.verdictColumn(q)
	}
	c := v.quantityOf(q, v.cells)
	if c.alarm != nil && v.errors() > 0 {
		c.rank = 0
	}
	return c
}

// quantityOf makes the column of a quantity for some cells.
func (v *view) quantityOf(q quantity, cells []*judge.Cell) column {
	c := column{
		heading: q.heading, short: q.short, rank: q.rank, right: true, of: []quantity{q},
		cells: texts(cells, q.text), suffix: " " + v.plusMinus, precise: q.precise,
	}
	if q.half != nil {
		c.rich = withHalves(c.cells, texts(cells, q.half))
	}
	if q.name == "errors" || q.name == "error_rate" {
		c.alarm = alarms(cells)
	}
	return c
}

// withHalves puts the half widths of intervals beside numbers; nil where there is
// none.
func withHalves(numbers, halves []string) []string {
	if !slices.ContainsFunc(halves, func(s string) bool { return s != "" }) {
		return nil
	}
	return inLine(numbers, halves)
}

// alarms says which cells have failed requests.
func alarms(cells []*judge.Cell) []bool {
	failed := make([]bool, len(cells))
	for i, c := range cells {
		failed[i] = c != nil && c.Errors > 0
	}
	return failed
}

// alignMarks gives the numbers without a mark a space in its place, so that
// numbers with and without one stand in line.
func alignMarks(texts []string) {
	for _, mark := range []string{measured, byClock} {
		marked := func(s string) bool { return strings.HasSuffix(s, mark) }
		if !slices.ContainsFunc(texts, marked) {
			continue
		}
		for i, s := range texts {
			if s != "" && !marked(s) {
				texts[i] = s + strings.Repeat(" ", len(mark))
			}
		}
	}
}
