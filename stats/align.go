package stats

import (
	"cmp"
	"math"
	"slices"
)

// tie is what two logarithms differ by where only rounding parts them, so that
// neither the unit of the numbers nor the platform decides a rank.
const tie = 1e-12

// arm is the part that a trial plays in a comparison.
type arm uint8

const (
	other arm = iota
	baseArm
	candidateArm
)

// pair is the places, in the order of execution, of both arms of a block.
type pair struct{ base, candidate int }

// aligner takes the trend of the machine out of a series, for one comparison.
type aligner struct {
	logs   []float64 // in the order of execution; larger is worse
	arms   []arm
	pairs  []pair // of the blocks that hold both arms
	window int
	seed   uint64

	moved     []float64 // scratch, as long as logs
	sorted    []float64 // scratch
	residuals []residual
	doubled   []int // by pair
}

// residual is what is left of a trial without the trend.
type residual struct {
	value float64
	pair  int // index of pairs
	sign  int // +1 the candidate, -1 the base
}

// newAligner prepares the comparison of two cells of a series that check has
// passed.
func newAligner(s *Series, base, candidate int) *aligner {
	n := len(s.Observations)
	a := &aligner{logs: make([]float64, n), arms: make([]arm, n), moved: make([]float64, n), seed: s.Seed}
	cells := map[int][]int{}
	arms := map[int]pair{} // of a block; places from 1
	for i, o := range s.Observations {
		a.logs[i] = math.Log(o.Value)
		if s.HigherIsBetter {
			a.logs[i] = -a.logs[i]
		}
		cells[o.Cell] = append(cells[o.Cell], i)
		p := arms[o.Block]
		switch o.Cell {
		case base:
			a.arms[i], p.base = baseArm, i+1
		case candidate:
			a.arms[i], p.candidate = candidateArm, i+1
		default:
			continue
		}
		arms[o.Block] = p
		if p.base > 0 && p.candidate > 0 {
			a.pairs = append(a.pairs, pair{base: p.base - 1, candidate: p.candidate - 1})
		}
	}
	for cell, places := range cells {
		if cell != base && cell != candidate {
			a.center(places)
		}
	}
	a.window = trendWindow(len(cells))
	a.residuals = make([]residual, 2*len(a.pairs))
	a.doubled = make([]int, len(a.pairs))
	return a
}

// trendWindow is how many trials the trend is the median of: about three blocks
// of so many cells, an odd number, at most 25.
func trendWindow(cells int) int {
	return min(2*(3*cells/2)+1, 25)
}

// center takes the median of a cell that is not compared from its trials.
func (a *aligner) center(places []int) {
	values := make([]float64, len(places))
	for k, i := range places {
		values[k] = a.logs[i]
	}
	m := median(values)
	for _, i := range places {
		a.logs[i] -= m
	}
}

// align takes shift from the candidate's trials, then the trend from those of the
// pairs: what remains in residuals does not depend on which trial of a block is
// called candidate, if shift is the change that there is.
func (a *aligner) align(shift float64) {
	a.sorted = a.sorted[:0]
	for i, y := range a.logs {
		if a.arms[i] == candidateArm {
			y -= shift
		}
		a.moved[i] = y
		if a.arms[i] != other {
			a.sorted = append(a.sorted, y)
		}
	}
	slices.Sort(a.sorted)
	center := medianOfSorted(a.sorted)
	for i := range a.moved {
		if a.arms[i] != other {
			a.moved[i] -= center
		}
	}
	for k, p := range a.pairs {
		base, candidate := a.trendOf(p)
		a.residuals[2*k] = residual{value: a.moved[p.base] - base, pair: k, sign: -1}
		a.residuals[2*k+1] = residual{value: a.moved[p.candidate] - candidate, pair: k, sign: 1}
	}
}

// trendOf returns the level of the machine at both trials of a pair: the median of
// the window around each. Where they are neighbours it is one level, of the trials
// in both windows, which with two cells are three whole blocks. Otherwise the odd
// trial at the end of each window would weigh one arm more, which takes part of
// a large change for trend; and when the order of the arms is mirrored from block
// to block, that trial would be of the same arm everywhere.
func (a *aligner) trendOf(p pair) (base, candidate float64) {
	reach := a.window / 2
	if first := min(p.base, p.candidate); p.base+p.candidate == 2*first+1 {
		level := a.level(first+1-reach, first+reach)
		return level, level
	}
	return a.level(p.base-reach, p.base+reach), a.level(p.candidate-reach, p.candidate+reach)
}

// level is the median of the trials from first to last, as far as there are any.
func (a *aligner) level(first, last int) float64 {
	a.sorted = append(a.sorted[:0], a.moved[max(first, 0):min(last+1, len(a.moved))]...)
	slices.Sort(a.sorted)
	return medianOfSorted(a.sorted)
}

// differences returns, for each pair, twice the rank of the candidate's residual
// less that of the base's, as aligned with shift: whole numbers, since a tie takes
// the mean of its ranks. The slice is used again by the next call.
func (a *aligner) differences(shift float64) []int {
	a.align(shift)
	slices.SortFunc(a.residuals, func(x, y residual) int { return cmp.Compare(x.value, y.value) })
	clear(a.doubled)
	for from := 0; from < len(a.residuals); {
		to := from + 1
		for to < len(a.residuals) && a.residuals[to].value-a.residuals[to-1].value <= tie {
			to++
		}
		for _, r := range a.residuals[from:to] {
			a.doubled[r.pair] += r.sign * (from + to + 1) // the ranks are from+1 to to
		}
		from = to
	}
	return a.doubled
}
