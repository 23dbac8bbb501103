package stats_test

import (
	"math"
	"slices"
	"testing"

	"golang.org/x/perf/benchmath"
	"gonum.org/v1/gonum/stat/distuv"

	"runexp/stats"
)

// armsOf returns the values of the first two cells, by block.
func armsOf(s *stats.Series) (base, candidate []float64) {
	for _, o := range s.Observations {
		switch o.Cell {
		case 0:
			base = insertAt(base, o.Block, o.Value)
		case 1:
			candidate = insertAt(candidate, o.Block, o.Value)
		}
	}
	return base, candidate
}

func insertAt(xs []float64, i int, x float64) []float64 {
	for len(xs) <= i {
		xs = append(xs, 0)
	}
	xs[i] = x
	return xs
}

// paired is what the t test of the log ratios of the blocks says.
type paired struct{ change, half, worse, p float64 }

func pairedT(s *stats.Series) paired {
	base, candidate := armsOf(s)
	var m, squares float64
	n := float64(len(base))
	for i := range base {
		m += math.Log(candidate[i]/base[i]) / n
	}
	for i := range base {
		d := math.Log(candidate[i]/base[i]) - m
		squares += d * d
	}
	se := math.Sqrt(squares / (n - 1) / n)
	student := distuv.StudentsT{Sigma: 1, Nu: n - 1}
	return paired{
		change: m, half: se * student.Quantile(0.975),
		worse: student.Survival(m / se), p: 2 * student.Survival(math.Abs(m)/se),
	}
}

// unpaired is the p of the Mann-Whitney test of benchstat, which sorts what it is
// given.
func unpaired(t *testing.T, s *stats.Series) float64 {
	t.Helper()
	base, candidate := armsOf(s)
	a := benchmath.NewSample(slices.Clone(base), &benchmath.DefaultThresholds)
	b := benchmath.NewSample(slices.Clone(candidate), &benchmath.DefaultThresholds)
	return benchmath.AssumeNothing.Compare(a, b).P
}

// welch is the p of Welch's t test.
func welch(xs, ys []float64) float64 {
	moments := func(xs []float64) (m, v float64) {
		m = mean(xs)
		for _, x := range xs {
			v += (x - m) * (x - m) / float64(len(xs)-1)
		}
		return m, v / float64(len(xs))
	}
	a, va := moments(xs)
	b, vb := moments(ys)
	df := (va + vb) * (va + vb) / (va*va/float64(len(xs)-1) + vb*vb/float64(len(ys)-1))
	return 2 * distuv.StudentsT{Sigma: 1, Nu: df}.Survival(math.Abs(a-b)/math.Sqrt(va+vb))
}
