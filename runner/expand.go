package runner

import (
	"slices"
	"time"

	"runexp/config"
)

// points is a table of points under expansion: a column per field, a row per
// point. A field that a row does not have holds the zero Value.
type points struct {
	fields []config.Factor
	rows   [][]config.Value
	steps  []Step
}

// expand multiplies the factors, takes points away and adds others.
func expand(e *config.Experiment) (*points, config.Faults) {
	t := &points{fields: fieldsOf(e)}
	axes := axesOf(e)
	if fault := tooLarge(e, axes); fault != nil {
		return nil, config.Faults{fault}
	}
	t.multiply(axes)
	t.note("product", product(axes))
	if faults := t.where(e); len(faults) > 0 {
		return nil, faults
	}
	t.exclude(e)
	t.collapse()
	if faults := t.include(e); len(faults) > 0 {
		return nil, faults
	}
	if len(t.rows) == 0 {
		return nil, config.Faults{t.emptied(e)}
	}
	t.quicken(e)
	return t, t.semaphores(e)
}

// fieldsOf lists the fields of the file, and load fields that only an included
// point sets.
func fieldsOf(e *config.Experiment) []config.Factor {
	fields := slices.Clone(e.Factors)
	has := func(name string) bool {
		return slices.ContainsFunc(fields, func(f config.Factor) bool { return f.Name == name })
	}
	for _, a := range e.Include {
		for _, c := range a.Choices {
			if !has(c.Name) {
				fields = append(fields, config.Factor{Name: c.Name, At: c.At})
			}
		}
	}
	if !has("concurrency") {
		fields = append(fields, config.Factor{Name: "concurrency"})
	}
	if e.PerSlot > 0 && !has("iterations") {
		fields = append(fields, config.Factor{Name: "iterations"}) // a quick look caps them
	}
	return fields
}

// multiply makes a row for each combination, the first axis slowest.
func (t *points) multiply(axes []axis) {
	t.rows = [][]config.Value{make([]config.Value, len(t.fields))}
	for _, a := range axes {
		columns := make([]int, len(a))
		for k, f := range a {
			columns[k] = t.column(f.Name)
		}
		next := make([][]config.Value, 0, len(t.rows)*a.len())
		for _, row := range t.rows {
			for i := range a.len() {
				longer := slices.Clone(row)
				for k, f := range a {
					longer[columns[k]] = f.Levels[i].Value
				}
				next = append(next, longer)
			}
		}
		t.rows = next
	}
}

func (t *points) column(name string) int {
	return slices.IndexFunc(t.fields, func(f config.Factor) bool { return f.Name == name })
}

// value is the value of a field in a row, and whether the row has it.
func (t *points) value(row []config.Value, name string) (config.Value, bool) {
	if i := t.column(name); i >= 0 && row[i] != (config.Value{}) {
		return row[i], true
	}
	return t.defaults(row, name)
}

// open reports whether a row has a rate.
func (t *points) open(row []config.Value) bool {
	i := t.column("rate")
	return i >= 0 && row[i] != (config.Value{})
}

// defaults is the value of a load field that a row does not have.
func (t *points) defaults(row []config.Value, name string) (config.Value, bool) {
	switch name {
	case "discipline":
		if t.open(row) {
			return config.WordValue("rate"), true
		}
		return config.WordValue("window"), true
	case "arrivals":
		if t.open(row) {
			return config.WordValue("constant"), true
		}
	case "think_time":
		return config.DurationValue(0), true
	case "timeout":
		return config.DurationValue(30 * time.Second), true
	case "redial":
		return config.DurationValue(0), true
	case "keepalive":
		return config.BoolValue(true), true
	case "connections":
		return config.WordValue("fresh"), true
	case "protocol":
		return config.WordValue("http1"), true
	case "engine":
		return config.WordValue("auto"), true
	}
	return config.Value{}, false
}

func (t *points) note(what, text string) {
	t.steps = append(t.steps, Step{What: what, Text: text, Points: len(t.rows)})
}

// keys is the set of the rows' canonical texts, to tell what is there already.
type keys map[string]bool

// add notes a row and reports whether it was new.
func (k keys) add(t *points, row []config.Value) bool {
	key := Point{Settings: t.settings(row)}.Key()
	isNew := !k[key]
	k[key] = true
	return isNew
}
