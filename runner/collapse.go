package runner

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"runexp/config"
)

// This file gives points the levels that they really use.

// openSlots is the most requests in flight of an open loop whose file does not
// say.
const openSlots = 10_000

// collapse gives each point the levels that it really uses. Points that become
// equal are one point.
func (t *points) collapse() {
	type reason struct {
		text       string
		rows, gone int
	}
	var reasons []reason
	before := len(t.rows)
	seen := make(keys, len(t.rows))
	t.rows = slices.DeleteFunc(t.rows, func(row []config.Value) bool {
		text := t.use(row)
		k := slices.IndexFunc(reasons, func(r reason) bool { return r.text == text })
		if k < 0 {
			k = len(reasons)
			reasons = append(reasons, reason{text: text})
		}
		reasons[k].rows++
		isNew := seen.add(t, row)
		if !isNew {
			reasons[k].gone++
		}
		return !isNew
	})
	if len(t.rows) == before {
		return
	}
	var words []string
	for _, r := range reasons {
		if r.gone > 0 {
			words = append(words, fmt.Sprintf("%s: %d points become %d", r.text, r.rows, r.rows-r.gone))
		}
	}
	t.note("collapse", strings.Join(words, ", "))
}

// use sets the fields of a row that are not for it to choose, drops those that
// mean nothing in it, and says why.
func (t *points) use(row []config.Value) (why string) {
	discipline, _ := t.value(row, "discipline")
	word := discipline.String()
	if keep, _ := t.value(row, "keepalive"); !keep.Bool() && t.drop(row, "connections") {
		why = "without keep-alive no connection is held"
	}
	if word == "rate" {
		if i := t.column("concurrency"); row[i] == (config.Value{}) {
			row[i] = config.IntValue(openSlots)
		}
		if t.drop(row, "think_time") {
			why = "under a rate nobody thinks"
		}
		return why
	}
	if rate, arrivals := t.drop(row, "rate"), t.drop(row, "arrivals"); rate || arrivals {
		why = "only rate has a rate"
	}
	if word == "serial" {
		row[t.column("concurrency")] = config.IntValue(1)
		why = "serial has one slot"
	}
	return why
}

// drop takes a field from a row and reports whether there is such a field.
func (t *points) drop(row []config.Value, name string) bool {
	i := t.column(name)
	if i >= 0 {
		row[i] = config.Value{}
	}
	return i >= 0
}

// quickSpan is how many seconds of a rate a quick look takes at most.
const quickSpan = 2

// quicken caps the requests of each point for a quick look. The points then say
// what is really sent, and those that become equal are one point.
func (t *points) quicken(e *config.Experiment) {
	if e.PerSlot <= 0 {
		return
	}
	iterations, open := t.column("iterations"), false
	seen := make(keys, len(t.rows))
	t.rows = slices.DeleteFunc(t.rows, func(row []config.Value) bool {
		l := t.load(row)
		most := e.PerSlot * l.Concurrency
		if l.Open() {
			open = true
			most = min(most, int(math.Ceil(quickSpan*l.Rate)))
		}
		if l.Iterations == 0 || l.Iterations > most {
			row[iterations] = config.IntValue(most)
		}
		return !seen.add(t, row)
	})
	text := fmt.Sprintf("at most %d requests per slot", e.PerSlot)
	if open {
		text += fmt.Sprintf(", %d s of a rate", quickSpan)
	}
	t.note("quick", text)
}

// semaphores refuses points whose memory would grow beyond reason.
func (t *points) semaphores(e *config.Experiment) config.Faults {
	for _, row := range t.rows {
		l := t.load(row)
		if l.Discipline != "semaphore" {
			continue
		}
		if l.Iterations == 0 {
			return config.Faults{t.fields[t.column("discipline")].At.Fault(
				"semaphore creates all requests at once: it needs to know how many", "add iterations: 500, or use window")}
		}
		n, hint := l.Iterations, "use window, or fewer iterations"
		if e.Warmup.Requests > n {
			n, hint = e.Warmup.Requests, "use window, or fewer requests of warmup"
		}
		if n > maxSemaphore {
			return config.Faults{t.fields[t.column("iterations")].At.Fault(
				fmt.Sprintf("semaphore creates all requests at once: %s are more than %s",
					config.Thousands(int64(n)), config.Thousands(maxSemaphore)), hint)}
		}
	}
	return nil
}
