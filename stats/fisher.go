package stats

import "math"

// FisherExact returns the two-sided p of the 2x2 table
//
//	a b
//	c d
//
// under equal proportions in its rows: the chance, given the margins, of a table
// as probable as this one or less (Fisher's exact test; probabilities are compared
// with a slack of 1e-7, as in R). For errors against successes of two arms it says
// whether their error rates differ. A count below 0 is taken as 0; a table with an
// empty row or column gives 1. Beyond 10^12 in all, where the logarithms of the
// chances have lost their digits, it is the p of the normal approximation.
func FisherExact(a, b, c, d int64) float64 {
	a, b, c, d = max(a, 0), max(b, 0), max(c, 0), max(d, 0)
	h := hypergeometric{row: float64(a) + float64(b), column: float64(a) + float64(c), total: float64(a) + float64(b) + float64(c) + float64(d)}
	if h.row == 0 || h.column == 0 || h.row == h.total || h.column == h.total {
		return 1
	}
	if h.total > mostCounted {
		return h.normal(float64(a))
	}
	x := float64(a)
	limit := h.logProbability(x) + 1e-7
	mode := math.Floor((h.row + 1) * (h.column + 1) / (h.total + 2))
	if h.logProbability(mode) <= limit {
		return 1
	}
	least, most := max(0, h.row+h.column-h.total), min(h.row, h.column)
	var p float64
	if x < mode {
		p = h.tail(x, -1, least) + h.tailBelow(limit, mode, most, 1)
	} else {
		p = h.tail(x, 1, most) + h.tailBelow(limit, mode, least, -1)
	}
	return min(1, p)
}

// hypergeometric is the distribution of the first cell of a table with these
// margins.
type hypergeometric struct{ row, column, total float64 }

func (h hypergeometric) logProbability(x float64) float64 {
	return logChoose(h.row, x) + logChoose(h.total-h.row, h.column-x) - logChoose(h.total, h.column)
}

// normal is the two-sided p of x by mean and variance.
func (h hypergeometric) normal(x float64) float64 {
	part := h.row / h.total
	off := x - part*h.column
	return math.Erfc(math.Abs(off) / math.Sqrt(2*part*(1-part)*h.column*(1-h.column/h.total)))
}

// tail sums the probabilities from x to the end, by step, which falls all the way:
// it stops where nothing is added any more.
func (h hypergeometric) tail(x, step, end float64) float64 {
	term := math.Exp(h.logProbability(x))
	sum := term
	for x != end && term > sum*1e-17 {
		if step > 0 {
			term *= (h.row - x) * (h.column - x) / ((x + 1) * (h.total - h.row - h.column + x + 1))
		} else {
			term *= x * (h.total - h.row - h.column + x) / ((h.row - x + 1) * (h.column - x + 1))
		}
		x += step
		sum += term
	}
	return sum
}

// tailBelow sums the far end of the other side of the mode: what is no more
// probable than limit.
func (h hypergeometric) tailBelow(limit, mode, end, step float64) float64 {
	if h.logProbability(end) > limit {
		return 0
	}
	inside, outside := mode, end // probability above limit, and not
	for math.Abs(outside-inside) > 1 {
		half := math.Floor((inside + outside) / 2)
		if h.logProbability(half) > limit {
			inside = half
		} else {
			outside = half
		}
	}
	return h.tail(outside, step, end)
}

func logChoose(n, k float64) float64 {
	l := func(x float64) float64 {
		v, _ := math.Lgamma(x + 1)
		return v
	}
	return l(n) - l(k) - l(n-k)
}
