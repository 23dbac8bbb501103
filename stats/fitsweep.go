package stats

import (
	"cmp"
	"math"
	"slices"
)

// The range of a load or a throughput. What lies outside is no measurement, and
// the square of what lies inside is finite.
const (
	leastMeasure = 1e-9
	mostMeasure  = 1e15
)

// measured tells whether x can be a load or a throughput.
func measured(x float64) bool { return x >= leastMeasure && x <= mostMeasure }

// sweep is what can be used of the levels: loads in ascending order, and for each
// of them the throughput by block, NaN where there is none.
type sweep struct {
	loads  []float64
	cells  [][]float64
	blocks int
}

// newSweep leaves out what is no measurement, and levels and blocks without any.
func newSweep(levels []Level) sweep {
	ordered := slices.DeleteFunc(slices.Clone(levels), func(l Level) bool {
		return !measured(l.Load) || !slices.ContainsFunc(l.Throughput, measured)
	})
	slices.SortStableFunc(ordered, func(a, b Level) int { return cmp.Compare(a.Load, b.Load) })
	var s sweep
	for _, l := range ordered {
		s.loads, s.cells = append(s.loads, l.Load), append(s.cells, nil)
	}
	for b := 0; ; b++ {
		column, longer, used := column(ordered, b)
		if !longer {
			return s
		}
		if !used {
			continue
		}
		for i, x := range column {
			s.cells[i] = append(s.cells[i], x)
		}
		s.blocks++
	}
}

// column returns what the levels have measured in a block, NaN where it is
// nothing; whether any of them is that long, and whether there is anything in it.
func column(levels []Level, block int) (column []float64, longer, used bool) {
	for _, l := range levels {
		x := math.NaN()
		if block < len(l.Throughput) {
			longer = true
			if measured(l.Throughput[block]) {
				x, used = l.Throughput[block], true
			}
		}
		column = append(column, x)
	}
	return column, longer, used
}

// without returns the sweep as it would be without one block.
func (s sweep) without(block int) sweep {
	var rest []Level
	for i, load := range s.loads {
		rest = append(rest, Level{load, slices.Delete(slices.Clone(s.cells[i]), block, block+1)})
	}
	return newSweep(rest)
}
