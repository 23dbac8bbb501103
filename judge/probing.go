package judge

import (
	"runexp/runner"
)

// searches is the body of the planner of a search: one stem after the other.
func (p *Planner) searches(yield yield) error {
	for stem := range p.plan.Search.Stems {
		if err := p.probe(yield, stem); err != nil {
			return err
		}
	}
	return nil
}

// probe searches at one stem. It returns the error that the planner is to end with.
func (p *Planner) probe(yield yield, stem int) error {
	var failed error
	tries := make(map[float64]int)
	h := newHunt(p.rules, p.plan.Search, func(level float64) (*runner.Result, bool) {
		if failed != nil || !p.room() {
			return nil, false
		}
		tries[level]++
		began := p.now()
		result, err := p.hand(yield, p.plan.Probe(stem, level, tries[level], len(p.ran)+1))
		if err != nil {
			failed = err
			return nil, false
		}
		p.longest = max(p.longest, p.now().Sub(began))
		return result, true
	})
	h.run()
	return failed
}

// room reports whether the budget has room for another trial, and notes where it
// has none.
func (p *Planner) room() bool {
	if len(p.ran) == 0 || p.fits() {
		return true
	}
	note := "the budget of " + span(p.plan.Budget) + " ended the search after " + count(len(p.ran), "trial")
	if len(p.notes) == 0 {
		p.notes = append(p.notes, note)
	}
	return false
}
