package stats

import (
	"fmt"
	"math"
)

// leastOneSided is the fewest blocks with a one-sided p of 0.05: 1/2^5.
const leastOneSided = 5

// Compare tells how much worse the candidate is than the base, by the aligned
// randomization test (ART). To test whether the candidate is exp(d) times the base:
//
//  1. Take the logarithm of each number, with its sign turned where higher is
//     better, and d from the candidate's.
//  2. Center: take from each other cell its median, from the two arms their common
//     one.
//  3. Take from each trial of the arms the trend: the median of the Window trials
//     around it, 2 floor(3K/2) + 1 with K cells, at most 25, cut at the ends. Two
//     arms that stand next to each other take the median of what both windows hold.
//  4. Rank what remains of the arms' trials; ties take their mean rank.
//  5. Sum up the candidate's rank less the base's, over the blocks.
//  6. p+ is the share of all 2^n swaps of the arms within blocks that give a sum as
//     large or larger, p- as small or smaller. Over 12 blocks 10,000 swaps are drawn
//     with Seed, and the order as it was counts as one more.
//
// P is 2 min(p+, p-) at d = 0, at most 1. Change is where the sum is 0, between the
// d with a positive and those with a negative one (Hodges and Lehmann 1963). Lo is
// where p+ sinks to (1-confidence)/2, going down from Change, Hi where p- does, going
// up: all in between is not refuted. MDE is
//
//	exp((t.95 + t.90) (Hi-Lo) / (2 t_c)) - 1
//
// with n-1 degrees of freedom and t_c the (1+confidence)/2 quantile; CV is 1.4826
// times the median absolute deviation of what remains at d = Change, which is a little
// less than the noise, because the trend takes some of it up: 0.93 of it with eight
// cells, 0.77 with two.
//
// Why it is right: steps 1 to 3 do not see which trial of a block is called
// candidate, and chance decided that. So the size of the test is exact, whatever the
// noise is like and however the machine drifts (Fisher 1935; Hodges and Lehmann,
// Annals of Mathematical Statistics 33, 1962). That holds where the order within
// each block was drawn anew. When the arms of a pair stand next to each other and
// their order is mirrored from block to block (ABBA), chance gave one start only,
// and the swaps rest on a weaker ground: that the two trials of a pair could as well
// have met each other's noise. What is the same in all pairs (the second trial is
// slower, the machine warms up steadily) cancels out of the mirrored sum while it
// widens the swapped ones, which errs on the safe side. Noise that one trial hands
// on to the next does not cancel quite: nothing but such noise, with a fifth to
// six tenths handed on and no other cells in between, raises the false alarms of
// 0.05 to 0.08 at most.
//
// Only blocks that hold both arms once are swapped, and N counts them: a lone trial
// still helps to tell the trend. That is right as long as which trials were lost
// does not depend on how slow their arm is. A block that was run again has to be
// given once.
//
// The errors are [OrderError] where Randomized is false or one arm ran wholly before
// the other, [TooFewError] under 6 blocks (under 8 for a confidence of 0.99: the
// least P is 2/2^n) or where so few blocks give no bound, [ValueError] for a number of
// any cell that is not finite or not above 0, and others for a cell twice in a block
// or a confidence outside (0, 0.9998): drawn swaps tell no more.
func (s *Series) Compare(base, candidate int, confidence float64) (Effect, error) {
	tail := (1 - confidence) / 2
	if !(confidence > 0 && tail > 1./(drawn+1)) {
		return Effect{}, fmt.Errorf("confidence %v is not between 0 and 0.9998", confidence)
	}
	need := max(leastRepeats, int(math.Ceil(-math.Log2(tail))))
	a, err := s.arms(base, candidate, need)
	if err != nil {
		return Effect{}, err
	}
	n := len(a.pairs)
	plus, minus := a.tails(0)
	e := Effect{N: n, P: min(1, 2*min(plus, minus)), Exact: n <= mostExact, Window: a.window}
	var bounded bool
	if e.Change, e.Lo, e.Hi, bounded = a.interval(tail); !bounded {
		return Effect{}, TooFewError{N: n, Need: n + 1}
	}
	e.MDE = mde(n, (e.Hi-e.Lo)/2, confidence)
	a.align(e.Change)
	left := make([]float64, len(a.residuals))
	for i, r := range a.residuals {
		left[i] = r.value
	}
	e.CV = robustDeviation(left)
	return e, nil
}

// WorseThan returns p+ of [Series.Compare] at d = ln(1+by): the one-sided p of the
// candidate being worse by no more than by (0.05 is 5 %; where higher is better, base
// / candidate is 1.05). A small one proves that it is worse by more. As by grows it
// grows, but for a few swaps of the 2^n where an outlier moves a rank through the
// trend. The errors are those of Compare, but 5 blocks are enough; by has to be finite
// and above -1.
func (s *Series) WorseThan(base, candidate int, by float64) (p float64, err error) {
	plus, _, err := s.at(base, candidate, by)
	return plus, err
}

// WithinOf returns p- of [Series.Compare] at d = ln(1+by): the one-sided p of the
// candidate being worse by at least by. A small one proves that it is not: that it
// is better, equal, or worse by less. The errors are those of [Series.WorseThan].
func (s *Series) WithinOf(base, candidate int, by float64) (p float64, err error) {
	_, minus, err := s.at(base, candidate, by)
	return minus, err
}

// at returns both one-sided p of the candidate being worse by by.
func (s *Series) at(base, candidate int, by float64) (plus, minus float64, err error) {
	if !(by > -1) || math.IsInf(by, 0) {
		return 0, 0, fmt.Errorf("a change by %v: only finite ones above -1 can be tested", by)
	}
	a, err := s.arms(base, candidate, leastOneSided)
	if err != nil {
		return 0, 0, err
	}
	plus, minus = a.tails(math.Log1p(by))
	return plus, minus, nil
}

// arms checks the series and prepares the comparison of two cells in at least need
// blocks.
func (s *Series) arms(base, candidate, need int) (*aligner, error) {
	if err := s.check(base, candidate); err != nil {
		return nil, err
	}
	a := newAligner(s, base, candidate)
	if len(a.pairs) < need {
		return nil, TooFewError{N: len(a.pairs), Need: need}
	}
	return a, nil
}
