package runner

import (
	"slices"
	"strings"

	"runexp/config"
)

// This file takes points away from a product.

// where keeps the points for which every condition holds.
func (t *points) where(e *config.Experiment) config.Faults {
	var faults config.Faults
	for _, condition := range e.Where {
		var failed error
		t.rows = slices.DeleteFunc(t.rows, func(row []config.Value) bool {
			ok, err := condition.Match(func(name string) (config.Value, bool) { return t.value(row, name) })
			if err != nil {
				failed = err
			}
			return !ok
		})
		if failed != nil {
			faults = append(faults, condition.At.Fault(failed.Error(), ""))
		}
		t.note("where", condition.Source)
	}
	return faults
}

// exclude drops the points that match a partial point.
func (t *points) exclude(e *config.Experiment) {
	for _, cut := range e.Exclude {
		t.rows = slices.DeleteFunc(t.rows, func(row []config.Value) bool {
			return len(cut.Choices) > 0 && !slices.ContainsFunc(cut.Choices, func(c config.Choice) bool {
				v, _ := t.value(row, c.Name)
				return !slices.Contains(c.Values, v)
			})
		})
		t.note("exclude", choices(cut.Choices))
	}
}

// choices writes a partial point as the file does.
func choices(cs []config.Choice) string {
	words := make([]string, len(cs))
	for i, c := range cs {
		values := make([]string, len(c.Values))
		for k, v := range c.Values {
			values[k] = v.String()
		}
		text := strings.Join(values, ", ")
		if len(values) > 1 {
			text = "[" + text + "]"
		}
		words[i] = c.Name + ": " + text
	}
	return "{" + strings.Join(words, ", ") + "}"
}

// emptied is the fault of an experiment that leaves no point. It points at the
// step that took the last ones.
func (t *points) emptied(e *config.Experiment) *config.Fault {
	step := slices.IndexFunc(t.steps, func(s Step) bool { return s.Points == 0 }) - 1 // after the product
	at := config.Pos{}
	switch {
	case step < 0:
	case step < len(e.Where):
		at = e.Where[step].At
	case step < len(e.Where)+len(e.Exclude):
		at = e.Exclude[step-len(e.Where)].At
	}
	return at.Fault("no point is left", "runexp plan shows how many each step leaves; loosen where or exclude")
}
