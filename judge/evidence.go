package judge

import (
	"errors"
	"fmt"
	"slices"

	"runexp/config"
	"runexp/runner"
	"runexp/stats"
)

// evidence is what comparisons and rulings are made from: the cells, and their
// valid trials in order of execution.
type evidence struct {
	rules  *Rules
	plan   *runner.Plan
	cells  []Cell
	trials []exhibit
	values map[string][]float64 // of the trials, by metric; 0 for none
}

// exhibit is a trial that is in the numbers of a cell.
type exhibit struct {
	cell   int
	result *runner.Result
}

func newEvidence(r *Rules, plan *runner.Plan, results []runner.Result) *evidence {
	e := &evidence{rules: r, plan: plan, cells: r.cells(plan, results), values: make(map[string][]float64)}
	var all []*runner.Result
	of := make(map[*runner.Result]int)
	for i := range e.cells {
		for _, result := range e.cells[i].valid {
			all = append(all, result)
			of[result] = i
		}
	}
	sequence(all)
	for _, result := range all {
		e.trials = append(e.trials, exhibit{of[result], result})
	}
	return e
}

// reference is the target that others are compared with; empty without targets.
func (e *evidence) reference() string { return e.rules.reference(e.plan) }

// pairs lists the cells that are compared: of each point those of the candidates,
// each with that of the reference.
func (e *evidence) pairs() (pairs [][2]*Cell) {
	n := len(e.plan.Targets)
	reference := e.reference()
	for first := 0; n > 1 && first < len(e.cells); first += n {
		cells := e.cells[first : first+n]
		base := slices.IndexFunc(cells, func(c Cell) bool { return c.Target == reference })
		for i := range cells {
			if i != base {
				pairs = append(pairs, [2]*Cell{&cells[base], &cells[i]})
			}
		}
	}
	return pairs
}

// series is one metric of all valid trials in order of execution. Of the two cells
// that are compared only those of blocks that hold both are in it, so that nothing
// in it depends on which side is called the candidate. The indices of the cells
// are those in e.cells.
func (e *evidence) series(metric string, base, candidate *Cell) *stats.Series {
	s := &stats.Series{
		Randomized: e.plan.Order == string(config.RandomBlocks), HigherIsBetter: higherIsBetter(metric), Seed: e.plan.Seed,
	}
	both := make(map[int]int)
	for _, c := range []*Cell{base, candidate} {
		for _, r := range c.valid {
			both[r.Trial.Block]++
		}
	}
	for i, value := range e.measured(metric) {
		x := &e.trials[i]
		c, block := &e.cells[x.cell], x.result.Trial.Block
		if value > 0 && (both[block] == 2 || c != base && c != candidate) {
			s.Observations = append(s.Observations, stats.Observation{Cell: x.cell, Block: block, Value: value})
		}
	}
	return s
}

// measured is a metric of all trials, in their order, 0 where a trial does not have
// it. It is worked out once.
func (e *evidence) measured(metric string) []float64 {
	if values, ok := e.values[metric]; ok {
		return values
	}
	values := make([]float64, len(e.trials))
	for i, x := range e.trials {
		if value, ok := e.cells[x.cell].comparable(x.result, metric); ok {
			values[i] = value
		}
	}
	e.values[metric] = values
	return values
}

// index is the place of a cell among the cells.
func (e *evidence) index(c *Cell) int {
	for i := range e.cells {
		if &e.cells[i] == c {
			return i
		}
	}
	return -1
}

// differ is the p-value below which the failures of both sides differ.
const differ = 0.01

// incomparable says why a metric of two cells cannot be compared; empty where it
// can.
func (e *evidence) incomparable(base, candidate *Cell, metric string) string {
	return incomparable([2]*Cell{base, candidate}, [2]string{base.Target, candidate.Target}, metric, limits(e.rules.Checks).Errors)
}

// incomparable says why a metric of two cells, known by these names, cannot be
// compared where no more than a share of the requests may fail; empty where it can.
func incomparable(cells [2]*Cell, names [2]string, metric string, limit float64) string {
	for i, c := range cells {
		if c.Repeats == 0 {
			return "no trial of " + names[i] + " has run"
		}
		if c.Unusable() {
			return names[i] + " is invalid: " + c.Verdict.worst()
		}
	}
	if !ofLatency(metric) {
		return ""
	}
	for i, c := range cells {
		if rate := float64(c.Errors) / float64(max(c.Requests, 1)); rate > limit {
			return fmt.Sprintf("%s of the requests to %s failed (limit %s), and latencies are of the others", percent(rate), names[i], percent(limit))
		}
	}
	base, candidate := cells[0], cells[1]
	if p := stats.FisherExact(base.Errors, base.OK, candidate.Errors, candidate.OK); p < differ {
		return fmt.Sprintf("%d and %d requests failed (p = %s), and latencies are of the others", base.Errors, candidate.Errors, number(p))
	}
	return ""
}

// scarce says that a cell has too few requests for a metric; empty where it has
// enough, and for all that is no percentile.
func (c *Cell) scarce(metric string) string {
	q, ok := quantileOf(metric)
	if !ok || c.OK >= stats.NeedsRequests(q) {
		return ""
	}
	return fmt.Sprintf("%s needs %d requests, %d were ok", metric, stats.NeedsRequests(q), c.OK)
}

// worst is the text of the worst reason.
func (v *Verdict) worst() string {
	if len(v.Reasons) == 0 {
		return "no reason is known"
	}
	return slices.MaxFunc(v.Reasons, func(a, b Reason) int { return int(a.Level) - int(b.Level) }).Text
}

// refusal turns the error of a comparison into a word and a sentence.
func refusal(err error, need string) (Word, string) {
	if few, ok := errors.AsType[stats.TooFewError](err); ok {
		return TooFew, fmt.Sprintf("%s with both sides, %s needs %d", count(few.N, "repeat"), need, few.Need)
	}
	if _, ok := errors.AsType[stats.OrderError](err); ok {
		return NotRandomized, "the order of the trials was not drawn, so that a change of the machine cannot be told from one of the target"
	}
	return NotComparable, err.Error()
}
