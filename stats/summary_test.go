package stats_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

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
			got := stats.Summarize(tt.xs)
			if order := (stats.Summary{N: got.N, Median: got.Median, Min: got.Min, Max: got.Max}); order != tt.want {
				t.Errorf("got %+v, want %+v", order, tt.want)
			}
			if got.Center < got.Min || got.Center > got.Max || !(got.Half >= 0) || !(got.CV >= 0) || math.IsInf(got.Half, 0) {
				t.Errorf("got %+v", got)
			}
			same := func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }
			if !slices.EqualFunc(tt.xs, before, same) {
				t.Errorf("the sample went from %v to %v", before, tt.xs)
			}
		})
	}
}

func TestSummarySpread(t *testing.T) {
	e := math.E
	tests := []struct {
		name             string
		xs               []float64
		center, half, cv float64
	}{
		{"nothing", nil, 0, 0, 0},
		{"one number has no spread", []float64{7}, 7, 0, 0},
		{"equal numbers", []float64{3, 3, 3}, 3, 0, 0},
		// ln: 0 and 2, mean 1, s = sqrt 2, t(.975, 1) = 12.7062, MAD 1.
		{"two numbers", []float64{1, e * e}, e, math.Exp(12.706204736432095) - 1, 1.4826},
		// ln: 0, 1, 2, mean 1, s = 1, t(.975, 2) = 4.302653, MAD 1.
		{"three numbers", []float64{e, 1, e * e}, e, math.Exp(4.302652729911275/math.Sqrt(3)) - 1, 1.4826},
		// ln: -1, 0, 0, 0, 50: an outlier moves Center and Half, and CV is of the others.
		{"an outlier does not move CV", []float64{1, math.Exp(-1), 1, 1, math.Exp(50)}, math.Exp(9.8), math.Exp(2.7764451051977987*22.476654555338168/math.Sqrt(5)) - 1, 0},
		{"a zero has no logarithm", []float64{0, 4, 2}, 2, 0, 0},
		{"nor has a number below", []float64{-1, 4}, 1.5, 0, 0},
		{"what is no number is left out", []float64{math.NaN(), 5, math.Inf(1)}, 5, 0, 0},
		{"a half width beyond all numbers is the largest", []float64{1e-300, 1e300}, 1, math.MaxFloat64, 1.4826 * math.Log(1e300)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := stats.Summarize(tt.xs)
			want := got
			want.Center, want.Half, want.CV = tt.center, tt.half, tt.cv
			if diff := cmp.Diff(want, got, cmpopts.EquateApprox(1e-9, 0)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
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
