package judge

import (
	"fmt"

	"runexp/runner"
)

// Judge says everything that is to be said about the results of a plan. Of a search
// the plan may be the one that it began with, or what [Planner.Plan] made of it.
func (r *Rules) Judge(plan *runner.Plan, results []runner.Result) *Judgement {
	if plan.Search != nil && len(plan.Points) == 0 {
		plan = probed(plan, results)
	}
	e := newEvidence(r, plan, results)
	j := &Judgement{Verdicts: make(map[string]Verdict, len(results))}
	for i := range results {
		j.Verdicts[results[i].Trial.Name()] = r.Inspect(&results[i])
	}
	j.Cells = e.cells
	j.Comparisons = e.comparisons()
	j.Answer = Answer{Curves: e.curves(), Best: e.best(), Found: e.found()}
	j.Rulings = append(e.thresholds(), e.gate()...)
	j.Rulings = append(j.Rulings, e.reached(j.Answer.Found)...)
	j.Notes = e.notes(results)
	return j
}

// probed is the plan of a search with the trials that have a result.
func probed(plan *runner.Plan, results []runner.Result) *runner.Plan {
	trials := make([]runner.Trial, len(results))
	for i := range results {
		trials[i] = results[i].Trial
	}
	return plan.Probed(trials)
}

// notes are the sentences about the run as a whole.
func (e *evidence) notes(results []runner.Result) []string {
	var notes []string
	_, superseded := standing(results)
	blocks := make(map[int]bool)
	for _, r := range superseded {
		blocks[r.Trial.Block] = true
	}
	if n := len(blocks); n > 0 {
		notes = append(notes, count(n, "block")+" measured again, because of the state of the client or its machine")
	}
	invalid, trials := 0, 0
	for i := range e.cells {
		c := &e.cells[i]
		trials += c.Repeats
		if !c.Unusable() {
			invalid += c.Invalid
		}
	}
	if invalid > 0 {
		notes = append(notes, fmt.Sprintf("%d of %d trials are invalid and in no number", invalid, trials))
	}
	if e.rules.Gate != nil && e.rules.Advisory != "" {
		notes = append(notes, e.rules.Advisory+": the gate is advisory")
	}
	return notes
}
