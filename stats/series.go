package stats

import (
	"fmt"
	"math"
)

// Observation is one number that one trial gave.
type Observation struct {
	Cell  int     // which point and variant
	Block int     // which pass over all cells
	Value float64 // above 0: a time, a rate, a quantile
}

// Series is all that was observed of one metric in a run, of every cell, not only
// of the two that are compared: the trend of the machine is read from all of it.
type Series struct {
	Observations []Observation // in the order of execution
	// Randomized says that chance gave the order of the cells within each block.
	// Without it nothing is compared.
	Randomized bool
	// HigherIsBetter says that a larger number is the better one (a throughput).
	HigherIsBetter bool
	// Seed draws the swaps where there are too many to go through all.
	Seed uint64
}

// Effect is what a comparison found. A change is the logarithm of a ratio, and
// positive where the candidate is worse: slower, or, where higher is better, lower.
// exp(Change)-1 is the part by which it is worse.
type Effect struct {
	N              int // blocks that hold both arms
	Change, Lo, Hi float64
	P              float64 // two-sided, of no change at all
	MDE            float64 // the smallest slowdown found with a chance of 90 %, as a part (0.05 is 5 %)
	CV             float64 // of a trial, trend and change taken away, as a part
	Exact          bool    // P is of all swaps, not of drawn ones
	Window         int     // trials that the trend is the median of
}

// TooFewError says that there are fewer blocks with both arms than a comparison
// needs.
type TooFewError struct{ N, Need int }

func (e TooFewError) Error() string {
	return fmt.Sprintf("%d blocks hold both arms, a comparison needs %d", e.N, e.Need)
}

// OrderError says that chance did not give the order of the trials, so that no
// test can tell a change of the candidate from one of the machine.
type OrderError struct{}

func (OrderError) Error() string {
	return "the order of the trials was not randomized"
}

// ValueError says that a number cannot be compared: it is 0 or less, NaN or
// infinite, and has no logarithm.
type ValueError struct {
	Observation Observation
}

func (e ValueError) Error() string {
	o := e.Observation
	return fmt.Sprintf("value %v of cell %d in block %d: only finite numbers above 0 can be compared", o.Value, o.Cell, o.Block)
}

// check refuses what no comparison can be made of.
func (s *Series) check(base, candidate int) error {
	if base == candidate {
		return fmt.Errorf("cell %d is compared with itself", base)
	}
	if !s.Randomized || s.separate(base, candidate) {
		return OrderError{}
	}
	type place struct{ cell, block int }
	taken := make(map[place]bool, len(s.Observations))
	for _, o := range s.Observations {
		if !(o.Value > 0) || math.IsInf(o.Value, 0) {
			return ValueError{Observation: o}
		}
		at := place{cell: o.Cell, block: o.Block}
		if taken[at] {
			return fmt.Errorf("block %d holds cell %d twice", o.Block, o.Cell)
		}
		taken[at] = true
	}
	return nil
}

// separate says whether all trials of one arm ran before all of the other, which
// no order of blocks does: then Randomized is not to be believed.
func (s *Series) separate(base, candidate int) bool {
	arms, changes, last := 0, 0, base
	for _, o := range s.Observations {
		if o.Cell != base && o.Cell != candidate {
			continue
		}
		if arms++; arms > 1 && o.Cell != last {
			changes++
		}
		last = o.Cell
	}
	return arms > 2 && changes == 1
}
