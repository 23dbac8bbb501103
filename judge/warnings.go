package judge

import (
	"fmt"

	"runexp/config"
	"runexp/runner"
	"runexp/stats"
)

// Warnings are what is to be said about a plan before it runs: percentiles that the
// file makes demands of, and of which fewer requests are planned than they need.
func (r *Rules) Warnings(plan *runner.Plan) config.Faults {
	w := warner{rules: r, plan: plan}
	w.forecast()
	w.thresholds()
	w.gate()
	w.search()
	return w.faults
}

// warner collects warnings.
type warner struct {
	rules   *Rules
	plan    *runner.Plan
	cells   []Cell
	planned []forecast // by cell
	faults  config.Faults
}

// forecast is how many requests a cell will have, at most.
type forecast struct {
	requests int64
	trials   int
	unknown  bool
}

func (f *forecast) add(s *runner.Spec) {
	n, sure := s.Requests()
	f.requests += n
	f.trials++
	f.unknown = f.unknown || sure == runner.Unknown
}

// forecast adds up what the plan's trials send.
func (w *warner) forecast() {
	cells, at := emptyCells(w.plan)
	w.cells, w.planned = cells, make([]forecast, len(cells))
	for i := range w.plan.Trials {
		t := &w.plan.Trials[i]
		if k, ok := at[placeOf(t)]; ok && !t.Discarded {
			w.planned[k].add(&t.Spec)
		}
	}
}

func (w *warner) thresholds() {
	reference := w.rules.reference(w.plan)
	judged := func(c *Cell) bool { return c.Target == "" || c.Target != reference }
	for i := range w.rules.Thresholds {
		t := &w.rules.Thresholds[i]
		for _, metric := range t.Check.Metrics() {
			w.demand(t.Check.At, metric, t.When, judged)
		}
	}
}

func (w *warner) gate() {
	if w.rules.Gate == nil {
		return
	}
	for i := range w.rules.Gate.FailIf {
		c := &w.rules.Gate.FailIf[i]
		w.demand(c.At, c.Metric, c.When, func(*Cell) bool { return true })
	}
}

// demand warns of a metric that a demand names, at the cell with the fewest
// requests of those that it is about.
func (w *warner) demand(at config.Pos, metric string, when *config.Expression, about func(*Cell) bool) {
	q, ok := quantileOf(metric)
	if !ok {
		return
	}
	var least *forecast
	var cell *Cell
	for i := range w.cells {
		c, f := &w.cells[i], &w.planned[i]
		if f.trials == 0 || f.unknown || !about(c) || !c.concerns(when) {
			continue
		}
		if least == nil || f.requests < least.requests {
			least, cell = f, c
		}
	}
	if least != nil && least.requests < stats.NeedsRequests(q) {
		w.warn(at, metric, least, cell.Spec.Load.Iterations > 0)
	}
}

// warn tells of too few requests, and what would be enough.
func (w *warner) warn(at config.Pos, metric string, f *forecast, iterations bool) {
	q, _ := quantileOf(metric)
	needs := stats.NeedsRequests(q)
	hint := ""
	for _, name := range []string{"p50", "p90", "p99"} {
		if other, _ := quantileOf(name); other < q && f.requests >= stats.NeedsRequests(other) {
			hint = "use " + name + ", or "
		}
	}
	each := (needs + int64(f.trials) - 1) / int64(f.trials)
	switch {
	case iterations:
		hint += fmt.Sprintf("iterations: %d", each)
	default:
		hint += "a longer duration"
	}
	fault := at.Fault(fmt.Sprintf("%s needs %d requests, %d are planned", metric, needs, f.requests), hint+"; else it stays undecided")
	fault.Warning = true
	w.faults = append(w.faults, fault)
}

// search warns of a search whose trials are too short for what it holds against
// its limit, even as many as confirm an answer together.
func (w *warner) search() {
	s, plan := w.rules.Search, w.plan.Search
	if s == nil || plan == nil || s.Under == nil {
		return
	}
	for _, metric := range s.Under.Metrics() {
		q, ok := quantileOf(metric)
		if !ok {
			continue
		}
		for stem := range plan.Stems {
			t := w.plan.Probe(stem, plan.From, 1, 1)
			var f forecast
			for range confirming {
				f.add(&t.Spec)
			}
			if !f.unknown && f.requests < stats.NeedsRequests(q) {
				w.warn(s.Under.At, metric, &f, t.Spec.Load.Iterations > 0)
				break
			}
		}
	}
}
