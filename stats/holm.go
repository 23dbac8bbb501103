package stats

import (
	"cmp"
	"slices"
)

// Holm returns the adjusted p-values of a family of tests, in the order of ps: the
// i-th smallest of m becomes the largest of (m-j+1) p_j over j <= i, at most 1. To
// reject where the adjusted p is at most alpha keeps the chance of one false
// rejection or more in the whole family at alpha, however the tests depend on one
// another (Holm, Scandinavian Journal of Statistics 6, 1979). ps is left as it is.
// A NaN counts as 1: a test that said nothing.
//
// A family of gates fails by adjusted p. That all of them pass needs no
// adjustment: it is an intersection-union test.
func Holm(ps []float64) []float64 {
	order := make([]int, len(ps))
	for i := range order {
		order[i] = i
	}
	p := func(i int) float64 {
		if ps[i] >= 0 && ps[i] <= 1 {
			return ps[i]
		}
		return 1
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p(a), p(b)) })
	adjusted := make([]float64, len(ps))
	last := 0.0
	for rank, i := range order {
		last = min(1, max(last, float64(len(ps)-rank)*p(i)))
		adjusted[i] = last
	}
	return adjusted
}
