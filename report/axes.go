package report

import (
	"slices"

	"runexp/runner"
)

// axes says which field of a pivot runs where. A field that goes together with
// the first of its axis (a zip) runs along with it; what is left tells blocks
// apart.
type axes struct {
	rows, by, blocks []runner.Field
}

// axes gives each swept field its place. All points count, also those without a
// result: a plan is laid out alike however far it got.
func (v *view) axes() (axes, bool) {
	a, fields := v.Plan.Analysis, v.fields()
	named := func(name string) int {
		return slices.IndexFunc(fields, func(f runner.Field) bool { return f.Name == name })
	}
	rows, by := named(a.Rows), named(a.By)
	if rows < 0 || by < 0 || rows == by {
		return axes{}, false
	}
	x := axes{rows: fields[rows : rows+1 : rows+1], by: fields[by : by+1 : by+1]}
	for i, f := range fields {
		switch {
		case i == rows || i == by || !f.Swept():
		case v.follows(f, x.rows[0]):
			x.rows = append(x.rows, f)
		case v.follows(f, x.by[0]):
			x.by = append(x.by, f)
		default:
			x.blocks = append(x.blocks, f)
		}
	}
	return x, true
}

// follows reports whether the level of f is known from that of leader.
func (v *view) follows(f, leader runner.Field) bool {
	level := make(map[string]string)
	for i := range v.all {
		c := &v.all[i]
		key, value := valueOf(c, leader), valueOf(c, f)
		if known, ok := level[key]; ok && known != value {
			return false
		}
		level[key] = value
	}
	return true
}
