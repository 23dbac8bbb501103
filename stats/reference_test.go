package stats_test

import (
	"math"
	"slices"

	"runexp/stats"
)

// reference is the aligned randomization test written down once more, as plainly
// as it is defined and with nothing shared: the distribution over all swaps comes
// from adding up one block after the other, at any number of blocks.
func reference(s *stats.Series, base, candidate int, shift float64) (plus, minus float64) {
	z := make([]float64, len(s.Observations))
	cells := map[int][]float64{}
	for i, o := range s.Observations {
		z[i] = math.Log(o.Value)
		if s.HigherIsBetter {
			z[i] = -z[i]
		}
		if o.Cell == candidate {
			z[i] -= shift
		}
		cells[pooledCell(o.Cell, base, candidate)] = append(cells[pooledCell(o.Cell, base, candidate)], z[i])
	}
	k := len(cells) + 1
	for i, o := range s.Observations {
		z[i] -= plainMedian(cells[pooledCell(o.Cell, base, candidate)])
	}
	window := min(2*int(math.Floor(3*float64(k)/2))+1, 25)
	pairs := pairsOf(s, base, candidate)
	var residuals []float64 // base and candidate, in turns
	for _, p := range pairs {
		residuals = append(residuals, z[p[0]]-plainTrend(z, p[0], p[1], window), z[p[1]]-plainTrend(z, p[1], p[0], window))
	}
	share := map[int]float64{0: 1} // of the sums of twice the differences
	observed := 0
	for i := range pairs {
		d := doubleRank(residuals, 2*i+1) - doubleRank(residuals, 2*i)
		observed += d
		next := map[int]float64{}
		for sum, p := range share {
			next[sum+d] += p / 2
			next[sum-d] += p / 2
		}
		share = next
	}
	for sum, p := range share {
		if sum >= observed {
			plus += p
		}
		if sum <= observed {
			minus += p
		}
	}
	return plus, minus
}

func pooledCell(cell, base, candidate int) int {
	if cell == candidate {
		return base
	}
	return cell
}

func pairsOf(s *stats.Series, base, candidate int) (pairs [][2]int) {
	for i, o := range s.Observations {
		for j, p := range s.Observations {
			if o.Cell == base && p.Cell == candidate && o.Block == p.Block {
				pairs = append(pairs, [2]int{i, j})
			}
		}
	}
	return pairs
}

// plainTrend is the median of the window about i, but for the trials that are not
// in that of its neighbour either.
func plainTrend(z []float64, i, partner, window int) float64 {
	var in []float64
	for j, y := range z {
		near := max(j-i, i-j) <= window/2
		if max(i-partner, partner-i) == 1 {
			near = near && max(j-partner, partner-j) <= window/2
		}
		if near {
			in = append(in, y)
		}
	}
	return plainMedian(in)
}

func plainMedian(xs []float64) float64 {
	xs = slices.Sorted(slices.Values(xs))
	return (xs[(len(xs)-1)/2] + xs[len(xs)/2]) / 2
}

// doubleRank is twice the mean rank of the i-th of xs.
func doubleRank(xs []float64, i int) int {
	less, equal := 0, 0
	for _, x := range xs {
		switch {
		case math.Abs(x-xs[i]) < 1e-11:
			equal++
		case x < xs[i]:
			less++
		}
	}
	return 2*less + equal + 1
}
