package runner

import (
	"math/big"
	"slices"

	"runexp/config"
)

// include adds complete points; one that is there already is a fault.
func (t *points) include(e *config.Experiment) config.Faults {
	if len(e.Include) == 0 {
		return nil
	}
	var faults config.Faults
	seen := make(keys, len(t.rows))
	for _, row := range t.rows {
		seen.add(t, row)
	}
	for _, a := range e.Include {
		if message := beyond(t.with(a), e); message != "" {
			return append(faults, a.At.Fault(message, "include fewer points"))
		}
		for _, row := range t.added(a) {
			if f := t.lacking(row, a.At); f != nil {
				faults = append(faults, f)
			}
			if !seen.add(t, row) {
				faults = append(faults, a.At.Fault("this point is there already: "+Point{Settings: t.settings(row)}.Key(), "remove it"))
			}
			t.rows = append(t.rows, row)
		}
		t.note("include", choices(a.Choices))
	}
	return faults
}

// lacking is the fault of an included point that lacks what its discipline needs.
func (t *points) lacking(row []config.Value, at config.Pos) *config.Fault {
	l := t.load(row)
	switch {
	case l.Discipline == "rate" && !l.Open():
		return at.Fault("an included point under rate needs a rate", "write rate: 50/s")
	case l.Concurrency == 0:
		return at.Fault("an included point needs a concurrency: only serial and rate do without", "write concurrency: 10")
	}
	return nil
}

// with is how many points there are with those of a, which may be more than
// could be counted.
func (t *points) with(a config.Addition) *big.Int {
	n := big.NewInt(1)
	for _, c := range a.Choices {
		n.Mul(n, big.NewInt(int64(len(c.Values))))
	}
	return n.Add(n, big.NewInt(int64(len(t.rows))))
}

// added makes the rows of an included point; fields that it leaves out have
// the only level that the file gives them.
func (t *points) added(a config.Addition) [][]config.Value {
	row := make([]config.Value, len(t.fields))
	for i, f := range t.fields {
		if len(f.Levels) > 0 {
			row[i] = f.Levels[0].Value
		}
	}
	rows := [][]config.Value{row}
	for _, c := range a.Choices {
		column := t.column(c.Name)
		var next [][]config.Value
		for _, row := range rows {
			for _, v := range c.Values {
				longer := slices.Clone(row)
				longer[column] = v
				next = append(next, longer)
			}
		}
		rows = next
	}
	for _, row := range rows {
		t.use(row)
	}
	return rows
}
