package report

import (
	"fmt"
	"slices"
	"strings"

	"runexp/judge"
	"runexp/runner"
)

// column is a column of a table, not yet fitted to a width.
type column struct {
	heading, short string
	cells          []string
	// alarm, where it is not nil, says which cells tell of failures.
	alarm []bool
	right bool
	// label says that the column tells rows apart: it stays, and its texts may be
	// cut. rank is as in quantity.
	label bool
	rank  int
	// of are the quantities whose values the column holds; composed says that a
	// cell holds several, and a mark where requests failed.
	of       []quantity
	composed bool
}

// block is a table under a line of its own; most reports have just one, without
// such a line.
type block struct {
	caption string
	columns []column
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
		if q.name == "ideal" && v.loops() == openLoop {
			q.rank = 7 // the schedule says as much
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
	case strings.HasSuffix(q.name, "_range") && !v.repeated():
		return false
	case q.name == "dials" && (v.isSwept("keepalive") || v.isSwept("connections")), q.name == "redials" && v.isSwept("redial"):
		return true
	case q.name == "skipped":
		return v.sum(func(c *judge.Cell) int64 { return c.Skipped }) > 0
	case q.shown == open:
		return v.loops() != closedLoop
	}
	return q.shown == usual || q.shown == wide && unlimited
}

// named makes exactly the columns that are asked for.
func (v *view) named(names []string) ([]column, error) {
	var columns []column
	for _, name := range names {
		c, ok := v.columnNamed(strings.TrimSpace(name))
		if !ok {
			return nil, fmt.Errorf("unknown column %q: the columns are %s", name, strings.Join(v.columnNames(), ", "))
		}
		c.rank = 0
		columns = append(columns, c)
	}
	return columns, nil
}

func (v *view) columnNamed(name string) (column, bool) {
	if q, ok := quantityNamed(name); ok {
		return v.quantity(q), true
	}
	for _, f := range v.Plan.Fields {
		if f.Name == name {
			return v.label(f), true
		}
	}
	return column{}, false
}

// columnNames lists all columns that can be asked for.
func (v *view) columnNames() []string {
	var names []string
	for _, f := range v.Plan.Fields {
		names = append(names, clean(f.Name))
	}
	for _, q := range quantities() {
		names = append(names, q.name)
	}
	return names
}

// metricsNamed looks up the metrics of an experiment file.
func metricsNamed(names []string) ([]quantity, error) {
	var found []quantity
	for _, name := range names {
		q, ok := quantityNamed(name)
		if !ok || !q.metric {
			return nil, fmt.Errorf("unknown metric %q: the metrics are %s", name, strings.Join(Metrics(), ", "))
		}
		found = append(found, q)
	}
	return found, nil
}

// label makes the column of a field.
func (v *view) label(f runner.Field) column {
	c := column{heading: clean(f.Name), short: shortField(f.Name), label: true}
	for _, cell := range v.cells {
		c.cells = append(c.cells, valueOf(cell, f))
	}
	c.right = numeric(c.cells)
	return c
}

// quantity makes the column of a quantity.
func (v *view) quantity(q quantity) column {
	c := column{heading: q.heading, short: q.short, rank: q.rank, right: true, of: []quantity{q}}
	for _, cell := range v.cells {
		c.cells = append(c.cells, q.text(cell))
	}
	alignMarks(c.cells)
	if q.name == "errors" || q.name == "error_rate" {
		c.alarm = alarms(v.cells)
		if v.errors() > 0 {
			c.rank = 0
		}
	}
	return c
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
