package judge

import (
	"slices"

	"runexp/config"
	"runexp/runner"
	"runexp/stats"
)

// found are the answers of a search. Each hunt is run again on the results that
// there are: it asks for the same levels, and gets the same answers.
func (e *evidence) found() []Found {
	s := e.plan.Search
	if s == nil || e.rules.Search == nil {
		return nil
	}
	byStem := make(map[string][]*runner.Result)
	for i := range e.cells {
		c := &e.cells[i]
		key := without(c.Point, []string{s.Find}).Key()
		byStem[key] = append(byStem[key], c.trials...)
	}
	found := make([]Found, len(s.Stems))
	for i, stem := range s.Stems {
		results := byStem[runner.Point{Settings: stem.Settings}.Key()]
		sequence(results)
		h := newHunt(e.rules, s, replay(s, results))
		h.run()
		found[i] = e.answer(h)
		found[i].Rest = distinct(s.Stems, i)
	}
	return found
}

// replay gives out stored results, as long as they are those that are asked for.
func replay(s *runner.Search, results []*runner.Result) func(level float64) (*runner.Result, bool) {
	return func(level float64) (*runner.Result, bool) {
		if len(results) == 0 || levelOf(s, &results[0].Trial) != level {
			return nil, false
		}
		next := results[0]
		results = results[1:]
		return next, true
	}
}

// levelOf is the level of the searched field that a trial ran at.
func levelOf(s *runner.Search, t *runner.Trial) float64 {
	if s.Find == "rate" {
		return t.Spec.Load.Rate
	}
	return float64(t.Spec.Load.Concurrency)
}

// answer tells what a hunt came to.
func (e *evidence) answer(h *hunt) Found {
	f := Found{
		Find: h.search.Find, Safe: h.safe, Confirmed: h.confirmed, Ended: h.ended, Trials: h.trials,
		open: h.limited > 0 || h.cut || h.trials >= h.search.Trials,
	}
	if h.under != nil {
		f.Under = h.under.Source
	}
	if h.broken && h.top() != nil {
		p := h.posterior
		f.Likely = stats.Estimate{N: p.Trials(), Value: p.Quantile(0.5), Lo: p.Quantile(0.05), Hi: p.Quantile(0.95)}
	}
	for _, g := range h.rungs {
		if len(g.all) > 0 {
			f.Levels = append(f.Levels, e.tried(h, g))
		}
	}
	return f
}

// tried tells of one level of a hunt.
func (e *evidence) tried(h *hunt, g *rung) Tried {
	t := Tried{Level: g.level, Trials: len(g.all), Holds: stats.Invalid, Answer: g.level == h.safe}
	at := placeOf(&g.all[0].Trial)
	for i := range e.cells {
		if c := &e.cells[i]; (place{c.Point.Key(), c.Target}) == at {
			t.Cell = c
		}
	}
	switch {
	case len(g.results) == 0:
	case h.under == nil:
		t.Holds = stats.Pass
	default:
		t.Holds = h.rules.cellOf(g.results).holding(h.under)
	}
	return t
}

// distinct are the settings of a stem that not all stems share.
func distinct(stems []runner.Stem, i int) []runner.Setting {
	var rest []runner.Setting
	for _, s := range stems[i].Settings {
		shared := !slices.ContainsFunc(stems, func(o runner.Stem) bool {
			value, ok := runner.Point{Settings: o.Settings}.Value(s.Name)
			return !ok || value != s.Value
		})
		if !shared {
			rest = append(rest, s)
		}
	}
	return rest
}

// holding is whether a condition holds in a cell, whatever the number of requests
// behind a percentile.
func (c *Cell) holding(under *config.Expression) stats.Verdict {
	if c.OK == 0 {
		return stats.Fail
	}
	h := hearing{cell: c, typical: true}
	truth, err := h.decide(under)
	if err != nil {
		return stats.Invalid
	}
	return verdictOf(truth)
}
