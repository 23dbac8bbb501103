package report

import (
	"runexp/judge"
	"runexp/runner"
)

// view is what people are shown of the data.
type view struct {
	*Data
	// cells are those that have a result, in the order of the plan's points.
	cells []*judge.Cell
	// swept are the fields that tell the cells apart.
	swept []runner.Field
}

func newView(d *Data) (*view, error) {
	if d.Plan == nil {
		return nil, errNoPlan
	}
	v := &view{Data: d, swept: d.Plan.Swept()}
	for i := range d.Cells {
		if d.Cells[i].Repeats > 0 {
			v.cells = append(v.cells, &d.Cells[i])
		}
	}
	return v, nil
}

// repeated reports whether any point was to be measured more than once.
func (v *view) repeated() bool {
	for i := range v.Cells {
		if v.Cells[i].Planned > 1 || v.Cells[i].Repeats > 1 {
			return true
		}
	}
	return false
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
