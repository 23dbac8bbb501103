package runner

import (
	"fmt"
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

// collapse gives each point the levels that its discipline really uses: serial
// has one slot. Points that become equal are one point.
func (t *points) collapse() {
	before, serial := len(t.rows), 0
	seen := make(keys, len(t.rows))
	t.rows = slices.DeleteFunc(t.rows, func(row []config.Value) bool {
		if t.useSlots(row) {
			serial++
		}
		return !seen.add(t, row)
	})
	if gone := before - len(t.rows); gone > 0 {
		t.note("collapse", fmt.Sprintf("serial has one slot: %d points become %d", serial, serial-gone))
	}
}

// useSlots sets the concurrency of a serial point, which is always 1, and
// reports whether it is one.
func (t *points) useSlots(row []config.Value) bool {
	d, _ := t.value(row, "discipline")
	serial := d.String() == "serial"
	if serial {
		row[t.column("concurrency")] = config.IntValue(1)
	}
	return serial
}

// quicken caps the requests of each point for a quick look. The points then say
// what is really sent, and those that become equal are one point.
func (t *points) quicken(e *config.Experiment) {
	if e.PerSlot <= 0 {
		return
	}
	iterations := t.column("iterations")
	seen := make(keys, len(t.rows))
	t.rows = slices.DeleteFunc(t.rows, func(row []config.Value) bool {
		most := e.PerSlot * t.load(row).Concurrency
		if row[iterations].Int() > most {
			row[iterations] = config.IntValue(most)
		}
		return !seen.add(t, row)
	})
	t.note("quick", fmt.Sprintf("at most %d requests per slot", e.PerSlot))
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

// semaphores refuses points whose memory would grow beyond reason.
func (t *points) semaphores(e *config.Experiment) config.Faults {
	for _, row := range t.rows {
		l := t.load(row)
		n, hint := l.Iterations, "use window, or fewer iterations"
		if e.Warmup.Requests > n {
			n, hint = e.Warmup.Requests, "use window, or fewer requests of warmup"
		}
		if l.Discipline == "semaphore" && n > maxSemaphore {
			return config.Faults{t.fields[t.column("iterations")].At.Fault(
				fmt.Sprintf("semaphore creates all requests at once: %s are more than %s",
					config.Thousands(int64(n)), config.Thousands(maxSemaphore)), hint)}
		}
	}
	return nil
}
