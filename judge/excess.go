package judge

import (
	"math"
	"slices"

	"runexp/config"
	"runexp/runner"
)

// This file says by how much a trial keeps or breaks the condition of a search.

// How far a trial is from the limit where no logarithm of a ratio tells: the ends of
// what a search takes in, since a trial far from the limit says no more about where
// it is met than that.
const (
	farBelow = -0.7
	farAbove = 0.7
	// hopeless is a trial without a single success.
	hopeless = 1.5
)

// cellOf makes a cell of some results of one point.
func (r *Rules) cellOf(results []*runner.Result) *Cell {
	t := &results[0].Trial
	c := &Cell{Point: t.Point, Target: t.Target, Spec: t.Spec, trials: results}
	for _, result := range results {
		c.verdicts = append(c.verdicts, r.Inspect(result))
	}
	c.trust()
	c.add()
	if t.Spec.ServiceTime != nil {
		c.Service = *t.Spec.ServiceTime
		c.compare()
	}
	return c
}

// excess is the logarithm of how many times the limit a trial is at; 0 or less
// where the condition holds. Of several claims it is the least by which all limits
// would have to be raised for the condition to hold: the worst of those that are
// joined by and, the best of alternatives.
func (r *Rules) excess(under *config.Expression, result *runner.Result) float64 {
	if result.OK == 0 {
		return hopeless
	}
	h := hearing{cell: r.cellOf([]*runner.Result{result})}
	truth, err := h.decide(under)
	if err != nil {
		return farAbove
	}
	raised := func(by float64) bool {
		k := -1
		truth, err := under.Decide(h.cell.value, h.known, func(config.Claim) config.Truth {
			if k++; h.heard[k].excess() <= by {
				return config.Yes
			}
			return config.No
		})
		return err == nil && truth == config.Yes
	}
	var by []float64
	for _, f := range h.heard {
		by = append(by, f.excess())
	}
	slices.Sort(by)
	for _, x := range by {
		if raised(x) && (x <= 0) == (truth == config.Yes) {
			return x
		}
	}
	if truth == config.Yes {
		return farBelow
	}
	return farAbove
}

// excess is the logarithm of the value over the limit, or the other way round where
// more is wanted.
func (f *finding) excess() float64 {
	value, limit := f.value.Value, f.Limit
	if f.Op == ">" || f.Op == ">=" {
		value, limit = limit, value
	}
	switch {
	case f.blind, f.Op == "==", f.Op == "!=", f.Limit == 0:
		if f.truth == config.Yes {
			return farBelow
		}
		return farAbove
	case value <= 0:
		return math.Inf(-1)
	case limit <= 0:
		return math.Inf(1)
	}
	x := math.Log(value / limit)
	if x == 0 && f.truth != config.Yes {
		return math.SmallestNonzeroFloat64 // at a limit that must not be reached
	}
	return x
}
