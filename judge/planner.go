package judge

import (
	"slices"
	"time"

	"runexp/internal/coro"
	"runexp/runner"
)

// Planner is a [runner.Planner] whose trials follow from results: it measures blocks
// again that the client or its machine has spoilt, ends the repeats when enough is
// known or the budget is spent, or searches. It is a coroutine: results are sent in,
// the next trial comes out. Close releases it.
//
// What it decides depends on the results and, where there is a budget, on the clock
// that it was given. A rerun depends on the state of the client and its machine,
// never on how the targets compare: it is the same whichever of them is called the
// candidate.
type Planner struct {
	rules *Rules
	plan  *runner.Plan
	now   func() time.Time
	body  *coro.Coroutine[*runner.Result, runner.Trial]

	began   time.Time
	longest time.Duration // of a block, or of a trial of a search
	// hopeless counts the last blocks that were spoilt in all attempts.
	hopeless int
	ran      []runner.Trial
	results  []runner.Result
	notes    []string
	ended    *runner.Plan // what was run, where the planner ended before its plan
}

var (
	_ runner.Planner = (*Planner)(nil)
	_ runner.Rester  = (*Planner)(nil)
)

// yield hands a trial out and returns its result.
type yield = func(runner.Trial) (*runner.Result, error)

// Planner is the planner of a plan under these rules; now is the clock that a budget
// is held against.
func (r *Rules) Planner(plan *runner.Plan, now func() time.Time) *Planner {
	p := &Planner{rules: r, plan: plan, now: now}
	body := p.blocks
	if plan.Search != nil {
		body = p.searches
	}
	p.body = coro.New(body)
	return p
}

// Next is the next trial, once the last one's result is known; nil for the first.
func (p *Planner) Next(last *runner.Result) (runner.Trial, bool) {
	var t runner.Trial
	var err error
	if p.body.State() == coro.Created {
		p.began = p.now()
		t, err = p.body.Next()
	} else {
		t, err = p.body.Send(last)
	}
	return t, err == nil
}

// Close gives up what is left of the plan.
func (p *Planner) Close() error { return p.body.Close() }

// Notes are sentences on why the run ended where it did.
func (p *Planner) Notes() []string { return slices.Clone(p.notes) }

// Plan is the plan as far as it was run: that of a search with what was tried; one
// whose repeats ended early with the blocks that there were. Else, and of a run
// that was interrupted, it is the whole plan.
func (p *Planner) Plan() *runner.Plan {
	switch {
	case p.plan.Search != nil:
		return p.plan.Probed(p.ran)
	case p.ended != nil:
		return p.ended
	}
	return p.plan
}

// hand gives out a trial as the next in order, and keeps its result.
func (p *Planner) hand(yield yield, t runner.Trial) (*runner.Result, error) {
	t.Seq = len(p.ran) + 1
	p.ran = append(p.ran, t)
	result, err := yield(t)
	if err != nil {
		return nil, err
	}
	if result == nil { // nobody has run it
		result = &runner.Result{Trial: t}
	}
	p.results = append(p.results, *result)
	return result, nil
}

// fits reports whether something that takes as long as the longest so far still
// fits into the budget.
func (p *Planner) fits() bool {
	return p.plan.Budget <= 0 || p.now().Sub(p.began)+p.longest <= p.plan.Budget
}

// The rest after a trial that broke the condition of a search: a server that was
// overrun has to recover before it is measured again.
const (
	leastRest = 2 * time.Second
	mostRest  = time.Minute
	resting   = 2 // times as long as the trial
)

// Rest is how long to pause after a trial of a search that broke its condition.
func (p *Planner) Rest(last *runner.Result) (time.Duration, bool) {
	s := p.rules.Search
	if p.plan.Search == nil || s == nil || s.Under == nil || last == nil || last.Requests == 0 {
		return 0, false
	}
	if p.rules.excess(s.Under, last) <= 0 {
		return 0, false
	}
	return min(max(leastRest, resting*last.Elapsed), mostRest), true
}
