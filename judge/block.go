package judge

import (
	"fmt"
	"math"
	"slices"

	"runexp/runner"
	"runexp/stats"
)

// This file runs a plan block by block.

// leastGated is how many blocks a gate gets whatever the budget says: fewer have no
// p-value below 0.05.
const leastGated = 5

// block is one pass over all cells.
type block []runner.Trial

// split takes a plan apart into its passes.
func split(plan *runner.Plan) (warm, blocks []block) {
	for i := 0; i < len(plan.Trials); {
		first := &plan.Trials[i]
		end := i + 1
		for end < len(plan.Trials) && plan.Trials[end].Block == first.Block && plan.Trials[end].Discarded == first.Discarded {
			end++
		}
		if pass := block(plan.Trials[i:end]); first.Discarded {
			warm = append(warm, pass)
		} else {
			blocks = append(blocks, pass)
		}
		i = end
	}
	return warm, blocks
}

// blocks is the body of the planner of a plan that is known beforehand.
func (p *Planner) blocks(yield yield) error {
	warm, blocks := split(p.plan)
	for _, b := range warm {
		if _, err := p.pass(yield, b, 0); err != nil {
			return err
		}
	}
	for i, b := range blocks {
		if i >= p.least() && !p.fits() {
			p.end(i, fmt.Sprintf("the budget of %s has room for %d of %s", span(p.plan.Budget), i, count(len(blocks), "repeat")))
			return nil
		}
		if err := p.measure(yield, b); err != nil {
			return err
		}
		if why := p.enough(i + 1); why != "" && i+1 < len(blocks) {
			p.end(i+1, fmt.Sprintf("%s after %d of %s", why, i+1, count(len(blocks), "repeat")))
			return nil
		}
	}
	return nil
}

// least is how many blocks are measured whatever the budget says.
func (p *Planner) least() int {
	if p.rules.Gate != nil {
		return leastGated
	}
	return 1
}

// measure measures a block, and all of it again while the client or its machine was
// not fit to measure one of its trials. It looks at nothing else: a rerun that
// depended on what was measured would pick the results that please.
func (p *Planner) measure(yield yield, b block) error {
	for attempt := 0; ; attempt++ {
		spoilt, err := p.pass(yield, b, attempt)
		switch {
		case err != nil:
			return err
		case !spoilt:
			p.hopeless = 0
			return nil
		case attempt >= p.reruns():
			if p.hopeless++; p.hopeless == mostHopeless && p.reruns() > 0 {
				p.notes = append(p.notes, fmt.Sprintf("no further block was measured again: the client or its machine was unfit in all attempts at %d in a row", mostHopeless))
			}
			return nil
		case p.hopeless >= mostHopeless || !p.fits():
			return nil
		}
	}
}

// mostHopeless is after how many blocks in a row, unfit in each attempt, no more are
// measured again: what is always there does not go away by waiting.
const mostHopeless = 2

// reruns is how often a block may be measured again.
func (p *Planner) reruns() int {
	if len(p.plan.Targets) < 2 {
		return 0
	}
	return limits(p.rules.Checks).Reruns
}

// pass runs a block once, and reports whether a trial of it was spoilt.
func (p *Planner) pass(yield yield, b block, attempt int) (spoilt bool, err error) {
	began := p.now()
	for _, t := range b {
		t.Attempt = attempt
		result, err := p.hand(yield, t)
		if err != nil {
			return false, err
		}
		spoilt = spoilt || disturbed(result, p.rules.Checks)
	}
	p.longest = max(p.longest, p.now().Sub(began))
	return spoilt, nil
}

// end ends the plan after n blocks.
func (p *Planner) end(n int, note string) {
	p.notes = append(p.notes, note)
	_, blocks := split(p.plan)
	early := *p.plan
	early.Repeats, early.Least = n, min(p.plan.Least, n)
	early.Trials = nil
	left := blocks[n][0].Block
	for _, t := range p.plan.Trials {
		if t.Discarded || t.Block != left {
			early.Trials = append(early.Trials, t)
			continue
		}
		break
	}
	p.ended = &early
}

// enough says why no further blocks are needed after n of them; empty where they
// are.
func (p *Planner) enough(n int) string {
	if g := p.rules.Gate; g != nil && slices.Contains(g.Looks, n) {
		if p.decided() {
			return "the gate is decided"
		}
		if n == g.Looks[len(g.Looks)-1] {
			return "the gate has had its last look"
		}
	}
	if p.narrow(n) {
		return "the intervals are as narrow as asked for"
	}
	return ""
}

// decided reports whether the gate has failed, or nothing of it is undecided.
func (p *Planner) decided() bool {
	decided := true
	for _, r := range newEvidence(p.rules, p.plan, p.results).gate() {
		for _, c := range r.Cases {
			switch c.Verdict {
			case stats.Fail:
				return true
			case stats.Undecided:
				decided = false
			case stats.Pass, stats.Invalid:
			}
		}
	}
	return decided
}

// narrow reports whether all intervals are as narrow as the file asks for, from
// its least number of blocks on. It looks at widths, never at differences.
func (p *Planner) narrow(n int) bool {
	w := p.rules.Repeats.StopWhen
	if w == nil || n < max(p.rules.Repeats.Min, 2) {
		return false
	}
	for _, c := range p.rules.cells(p.plan, p.results) {
		e, ok := c.estimate(w.Metric, w.Confidence)
		if _, known := c.Metric(w.Metric); !ok || !known || c.Unusable() || e.N < 2 {
			return false
		}
		if half := math.Sqrt(e.Hi/e.Lo) - 1; !(half < w.Limit) {
			return false
		}
	}
	return true
}
