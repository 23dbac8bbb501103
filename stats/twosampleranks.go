package stats

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// mostCountedApart is the size of a side up to which all ways to deal the numbers
// out are counted.
const mostCountedApart = 50

func exactSizes(n, m int) bool { return n <= mostCountedApart && m <= mostCountedApart }

// tails returns P(U >= U(shift)) and P(U <= U(shift)) of ascending sides.
func (m *MannWhitney) tails(base, candidate []float64, shift float64) (plus, minus float64) {
	groups, doubled := pooled(base, candidate, shift)
	tied := len(groups) < len(base)+len(candidate)
	switch {
	case !exactSizes(len(base), len(candidate)):
		return normalTails(len(base), len(candidate), groups, float64(doubled)/2)
	case tied:
		return m.sums.tails(groups, len(base), len(candidate), doubled)
	}
	below := m.untied(len(base), len(candidate))
	u := doubled / 2
	return below[len(below)-1-u], below[u] // without ties both ends are alike
}

// untied returns P(U <= u) of all u, for sides of n and m numbers without ties.
func (m *MannWhitney) untied(n, other int) []float64 {
	sizes := [2]int{min(n, other), max(n, other)}
	below, ok := m.below[sizes]
	if !ok {
		groups := slices.Repeat([]int{1}, n+other)
		below = slices.Clone(m.sums.count(groups, sizes[0], sizes[1], 1, n*other))
		for u := 1; u < len(below); u++ {
			below[u] += below[u-1]
		}
		total := below[len(below)-1]
		for u := range below {
			below[u] /= total
		}
		if m.below == nil {
			m.below = make(map[[2]int][]float64)
		}
		m.below[sizes] = below
	}
	return below
}

// critical is the largest u with P(U <= u) of at most tail, without ties; -1 where
// there is none.
func (m *MannWhitney) critical(n, other int, tail float64) int {
	if !exactSizes(n, other) {
		mean, deviation := moments(n, other, nil)
		z := distuv.UnitNormal.Quantile(tail)
		return int(max(-1, math.Floor(mean+z*deviation-0.5)))
	}
	k := -1
	for _, p := range m.untied(n, other) {
		if p > tail*(1+1e-12) {
			break
		}
		k++
	}
	return k
}

// moments are mean and standard deviation of U, with the numbers in groups of equal
// ones.
func moments(n, m int, groups []int) (mean, deviation float64) {
	pairs, all := float64(n)*float64(m), float64(n+m)
	var ties float64
	for _, g := range groups {
		t := float64(g)
		ties += t*t*t - t
	}
	return pairs / 2, math.Sqrt(pairs / 12 * (all + 1 - ties/(all*(all-1))))
}

// normalTails are the tails by the normal approximation.
func normalTails(n, m int, groups []int, u float64) (plus, minus float64) {
	mean, deviation := moments(n, m, groups)
	if deviation == 0 {
		return 1, 1 // all numbers are equal
	}
	upper := func(x float64) float64 { return math.Erfc(x/deviation/math.Sqrt2) / 2 }
	return upper(u - 0.5 - mean), upper(mean - u - 0.5)
}

// pooled goes through both sides in ascending order, the candidate's less shift. It
// returns the sizes of the groups of equal numbers, and twice U(shift).
func pooled(base, candidate []float64, shift float64) (groups []int, doubled int) {
	groups = make([]int, 0, len(base)+len(candidate))
	for i, k := 0, 0; i < len(base) || k < len(candidate); {
		least := math.Inf(1)
		if i < len(base) {
			least = base[i]
		}
		if k < len(candidate) {
			least = min(least, candidate[k]-shift)
		}
		before, equal, worse := i, 0, 0
		for ; i < len(base) && base[i] <= least; i++ {
			equal++
		}
		for ; k < len(candidate) && candidate[k]-shift <= least; k++ {
			worse++
		}
		groups = append(groups, equal+worse)
		doubled += worse * (2*before + equal)
	}
	return groups, doubled
}

// rankSums counts the ways to deal out numbers to two sides. Its room is used again.
type rankSums struct{ room []float64 }

// tails are those of twice a U among all ways to deal out groups of equal numbers.
// Only the ways up to the nearer end are counted.
func (r *rankSums) tails(groups []int, n, m, doubled int) (plus, minus float64) {
	top := 2 * n * m
	if doubled > top/2 { // seen from above, U is what is left to the top
		groups = slices.Clone(groups)
		slices.Reverse(groups)
		minus, plus = r.tails(groups, n, m, top-doubled)
		return plus, minus
	}
	total := choose(n+m, m)
	var below float64
	counts := r.count(groups, n, m, 2, doubled)
	for _, c := range counts[:doubled] {
		below += c
	}
	return max(0, 1-below/total), (below + counts[doubled]) / total
}

// choose is in how many ways k of n can be chosen.
func choose(n, k int) float64 {
	ways := 1.0
	for i := 1; i <= k; i++ {
		ways = ways * float64(n-k+i) / float64(i)
	}
	return ways
}

// count returns in how many ways m of the n+m numbers, in ascending groups of equal
// ones, can be the candidate's with scale U = i, by i up to most; scale is 2 where
// there are ties. A group of g with j of the candidate's adds j times the base's
// before it to U, and j (g-j)/2. What it returns is good until the next call.
func (r *rankSums) count(groups []int, n, m, scale, most int) []float64 {
	size := most + 1
	if need := size * (m + 1); cap(r.room) < need {
		r.room = make([]float64, need)
	} else {
		r.room = r.room[:need]
		clear(r.room)
	}
	taken := func(k int) []float64 { return r.room[k*size : (k+1)*size] }
	taken(0)[0] = 1
	before := 0
	for _, g := range groups {
		// Downwards, so that what a count is made from is not changed yet.
		for k := min(m, before+g); k >= 0; k-- {
			if before+g-k > n { // more than the base has
				clear(taken(k))
				continue
			}
			ways := 1.0
			for j := 1; j <= min(g, k); j++ {
				ways = ways * float64(g-j+1) / float64(j)
				bases := before - (k - j)
				shift := scale*j*bases + scale*j*(g-j)/2
				if bases < 0 || shift > most {
					continue
				}
				from := taken(k - j)[:min(scale*(k-j)*bases, most-shift)+1]
				addTo(taken(k)[shift:], from, ways)
			}
		}
		before += g
	}
	return taken(m)
}

func addTo(to, from []float64, ways float64) {
	to = to[:len(from)]
	if ways == 1 {
		for i, c := range from {
			to[i] += c
		}
		return
	}
	for i, c := range from {
		to[i] += ways * c
	}
}
