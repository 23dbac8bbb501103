package live

import (
	"cmp"
	"slices"
	"strings"

	"runexp/runner"
)

// axes says where the cells stand: the levels of one field run along the rows, those
// of all others, and the targets, along the columns.
type axes struct {
	row    string // the field along the rows; empty where nothing is swept
	others []string
	plan   *runner.Plan

	rows, columns []level
	// grid holds the indices of the cells row by row, -1 where there is none. It is
	// nil where it would be larger than any window.
	grid []int
	// tallies of the rows are taken when they are shown.
	tallies []tally
}

// level is a row or a column.
type level struct {
	key, label string
	repeats    int // the most of its cells
	order      float64
}

// largestGrid is how many cells any window may show side by side.
const largestGrid = 60_000

// choose finds the field of the rows: the one that the file names for its table, the
// searched one, or the first one that is swept.
func (a *axes) choose(plan *runner.Plan) {
	a.plan = plan
	swept := plan.Swept()
	row := func(name string) bool {
		return slices.ContainsFunc(swept, func(f runner.Field) bool { return f.Name == name })
	}
	switch {
	case plan.Search != nil:
		a.row = plan.Search.Find
	case row(plan.Analysis.Rows):
		a.row = plan.Analysis.Rows
	case len(swept) > 0:
		a.row = swept[0].Name
	}
	for _, f := range swept {
		if f.Name != a.row && !a.follows(f.Name) {
			a.others = append(a.others, f.Name)
		}
	}
}

// follows reports whether the level of a field is known from the row: the two are
// zipped.
func (a *axes) follows(field string) bool {
	if a.plan.Search != nil {
		return false
	}
	known := make(map[string]string)
	for _, p := range a.plan.Points {
		key, _ := p.Value(a.row)
		value, _ := p.Value(field)
		if before, seen := known[key]; seen && before != value {
			return false
		}
		known[key] = value
	}
	return true
}

func (a *axes) rowKey(t *runner.Trial) string {
	value, _ := t.Point.Value(a.row)
	return value
}

// columnKey has the values that tell columns apart, and the target last.
func (a *axes) columnKey(t *runner.Trial) string {
	values := make([]string, 0, len(a.others)+1)
	for _, name := range a.others {
		value, _ := t.Point.Value(name)
		values = append(values, printable(value))
	}
	if t.Target != "" {
		values = append(values, printable(t.Target))
	}
	return strings.Join(values, " ")
}

// heading names what runs along the rows, and after a backslash what runs along the
// columns.
func (a *axes) heading() string {
	names := make([]string, 0, len(a.others)+1)
	for _, name := range a.others {
		names = append(names, printable(name))
	}
	if len(a.plan.Targets) > 0 {
		names = append(names, "target")
	}
	if len(names) == 0 {
		return printable(a.row)
	}
	return printable(a.row) + ` \ ` + strings.Join(names, " ")
}

// arrange gives each cell its place.
func (b *board) arrange() {
	a := &b.axes
	a.rows, a.columns = a.rows[:0], a.columns[:0]
	rows, columns := make(map[string]int), make(map[string]int)
	for i := range b.cells {
		c := &b.cells[i]
		a.rows = meet(a.rows, rows, c.row, c)
		a.columns = meet(a.columns, columns, c.column, c)
	}
	a.sortRows(rows)
	for i := range b.cells {
		c := &b.cells[i]
		c.x, c.y = columns[c.column], rows[c.row]
	}
	a.grid = nil
	if n := len(a.rows) * len(a.columns); n <= largestGrid {
		a.grid = slices.Repeat([]int{-1}, n)
		for i := range b.cells {
			a.grid[b.cells[i].y*len(a.columns)+b.cells[i].x] = i
		}
	}
	a.tallies = make([]tally, len(a.rows))
}

// meet adds a level unless it is there.
func meet(levels []level, at map[string]int, key string, c *cell) []level {
	i, known := at[key]
	if !known {
		i = len(levels)
		at[key] = i
		levels = append(levels, level{key: key, label: shortened(printable(key), longestValue), order: c.level})
	}
	levels[i].repeats = max(levels[i].repeats, len(c.repeats))
	return levels
}

// sortRows puts rows into the order of the file, and those of a search by size.
func (a *axes) sortRows(at map[string]int) {
	place := make(map[string]int)
	for _, f := range a.plan.Fields {
		if f.Name == a.row {
			for i, v := range f.Values {
				place[v] = i
			}
		}
	}
	slices.SortStableFunc(a.rows, func(x, y level) int {
		if a.plan.Search != nil {
			return cmp.Compare(x.order, y.order)
		}
		return cmp.Compare(place[x.key], place[y.key])
	})
	for i, l := range a.rows {
		at[l.key] = i
	}
}

// sumRows counts the repeats of each row.
func (b *board) sumRows() []tally {
	clear(b.axes.tallies)
	for i := range b.cells {
		c := &b.cells[i]
		t := &b.axes.tallies[c.y]
		for m, n := range c.tally {
			t[m] += n
		}
	}
	return b.axes.tallies
}
