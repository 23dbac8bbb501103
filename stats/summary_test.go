package stats_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"runexp/stats"
)

func TestSummarize(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	tests := []struct {
		name string
		xs   []float64
		want stats.Summary
	}{
		{"nothing", nil, stats.Summary{}},
		{"one number is all three", []float64{7}, stats.Summary{N: 1, Median: 7, Min: 7, Max: 7}},
		{"the median of two is their mean", []float64{4, 1}, stats.Summary{N: 2, Median: 2.5, Min: 1, Max: 4}},
		{"the median of three is the middle one", []float64{9, 1, 4}, stats.Summary{N: 3, Median: 4, Min: 1, Max: 9}},
		{"the median of four is the mean of the middle two", []float64{9, 2, 1, 4}, stats.Summary{N: 4, Median: 3, Min: 1, Max: 9}},
		{"equal numbers", []float64{5, 5, 5, 5}, stats.Summary{N: 4, Median: 5, Min: 5, Max: 5}},
		{"negative numbers", []float64{-1, -3, 2}, stats.Summary{N: 3, Median: -1, Min: -3, Max: 2}},
		{"NaN and infinities are left out", []float64{nan, 3, inf, 1, -inf}, stats.Summary{N: 2, Median: 2, Min: 1, Max: 3}},
		{"only NaN is nothing", []float64{nan, nan}, stats.Summary{}},
		{
			"two of the largest",
			[]float64{math.MaxFloat64, math.MaxFloat64},
			stats.Summary{N: 2, Median: math.MaxFloat64, Min: math.MaxFloat64, Max: math.MaxFloat64},
		},
		{
			"two of the smallest",
			[]float64{math.SmallestNonzeroFloat64, math.SmallestNonzeroFloat64},
			stats.Summary{N: 2, Median: math.SmallestNonzeroFloat64, Min: math.SmallestNonzeroFloat64, Max: math.SmallestNonzeroFloat64},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := slices.Clone(tt.xs)
			if got := stats.Summarize(tt.xs); got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
			same := func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }
			if !slices.EqualFunc(tt.xs, before, same) {
				t.Errorf("the sample went from %v to %v", before, tt.xs)
			}
		})
	}
}

func TestSummaryDoesNotDependOnTheOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(21, 22))
	for range 200 {
		xs := make([]float64, 1+random.IntN(30))
		for i := range xs {
			xs[i] = random.NormFloat64()
		}
		want := stats.Summarize(xs)
		random.Shuffle(len(xs), func(i, j int) { xs[i], xs[j] = xs[j], xs[i] })
		if got := stats.Summarize(xs); got != want {
			t.Fatalf("got %+v, want %+v", got, want)
		}
		below, above := 0, 0
		for _, x := range xs {
			if x < want.Median {
				below++
			}
			if x > want.Median {
				above++
			}
		}
		if 2*below > len(xs) || 2*above > len(xs) {
			t.Fatalf("median %v of %v has %d below and %d above", want.Median, xs, below, above)
		}
	}
}
