package report

import (
	"slices"

	"runexp/judge"
	"runexp/runner"
)

// view is what people are shown of the data.
type view struct {
	*Data
	// all are the cells of the plan; cells are those that have a result, in the same
	// order.
	all   []judge.Cell
	cells []*judge.Cell
	at    map[place]*judge.Cell
	// swept are the fields that tell the cells apart.
	swept []runner.Field
	// reasons are why cells are not ok.
	reasons reasons
	// plusMinus stands after the heading of numbers with intervals.
	plusMinus string
}

// place is where a cell belongs: the number of a point, and a target.
type place struct {
	point  int
	target string
}

func newView(d *Data, ascii bool) (*view, error) {
	if d.Plan == nil {
		return nil, errNoPlan
	}
	v := &view{Data: d, all: d.judged(), swept: d.Plan.Swept(), plusMinus: "±", at: make(map[place]*judge.Cell)}
	if ascii {
		v.plusMinus = "+-"
	}
	if targets := targetsOf(v.all); len(targets) > 1 {
		v.swept = append(v.swept, runner.Field{Name: targetField, Values: targets})
	}
	for i := range v.all {
		c := &v.all[i]
		v.at[place{c.Point.Number, c.Target}] = c
		if c.Repeats > 0 {
			v.cells = append(v.cells, c)
		}
	}
	v.reasons = reasonsOf(v.cells)
	return v, nil
}

// judged are the cells with the verdicts of this run, where it was judged.
func (d *Data) judged() []judge.Cell {
	if d.Judgement != nil {
		return d.Judgement.Cells
	}
	return d.Cells
}

// targetsOf lists the targets that cells have, in their order.
func targetsOf(cells []judge.Cell) []string {
	return distinct(cells, func(c *judge.Cell) string { return c.Target })
}

// distinct lists the names that elements have, each once.
func distinct[T any](all []T, name func(*T) string) []string {
	var names []string
	seen := make(map[string]bool)
	for i := range all {
		if s := name(&all[i]); !seen[s] {
			seen[s] = true
			names = append(names, s)
		}
	}
	return names
}

// repeated reports whether any point was to be measured more than once.
func (v *view) repeated() bool {
	for i := range v.all {
		if v.all[i].Planned > 1 || v.all[i].Repeats > 1 {
			return true
		}
	}
	return false
}

// quick reports whether the run was a quick look, which judges nothing.
func (v *view) quick() bool {
	return slices.ContainsFunc(v.Plan.Steps, func(s runner.Step) bool { return s.What == "quick" })
}

// isSwept reports whether the named load field differs between points.
func (v *view) isSwept(name string) bool {
	for _, f := range v.swept {
		if f.Name == name && !f.Param {
			return true
		}
	}
	return false
}

// errors is the number of failed requests of all cells.
func (v *view) errors() int64 { return v.sum(func(c *judge.Cell) int64 { return c.Errors }) }

// sum adds something up over all cells.
func (v *view) sum(of func(*judge.Cell) int64) int64 {
	var n int64
	for _, c := range v.cells {
		n += of(c)
	}
	return n
}

// loops says which kinds of loops a plan has.
type loops uint8

const (
	closedLoop loops = iota
	openLoop
	bothLoops
)

func (v *view) loops() loops {
	open := 0
	for i := range v.Plan.Trials {
		if v.Plan.Trials[i].Spec.Load.Open() {
			open++
		}
	}
	switch open {
	case 0:
		return closedLoop
	case len(v.Plan.Trials):
		return openLoop
	}
	return bothLoops
}
