package crawl_test

import (
	"math"
	"math/big"
	"slices"
	"testing"
	"time"

	"runexp/crawl"
)

func TestConstantArrivalsAddNoErrorUp(t *testing.T) {
	for _, rate := range []float64{0.001, 1. / 3, 1, 3, 7, 59.94, 500, 1000, 1e5 / 7, 1e6, 3e8, 1e9} {
		exact := new(big.Rat).SetFloat64(rate)
		k := int64(0)
		for at := range crawl.Constant(rate) {
			want := new(big.Rat).Quo(big.NewRat(k*1e9, 1), exact)
			gap, _ := want.Sub(want, big.NewRat(int64(at), 1)).Float64()
			if math.Abs(gap) > 0.51+float64(at)*0x1p-52 {
				t.Fatalf("rate %v: instant %d is %d ns, %v off", rate, k, at, gap)
			}
			if k++; k == 20_000 {
				break
			}
		}
		if k != 20_000 {
			t.Errorf("rate %v: %d instants", rate, k)
		}
	}
}

func TestArrivalsOfARateThatIsNone(t *testing.T) {
	for _, rate := range []float64{0, math.Copysign(0, -1), -1, math.Inf(-1), math.Inf(1), math.NaN()} {
		for range crawl.Constant(rate) {
			t.Fatalf("constant: rate %v has an instant", rate)
		}
		for range crawl.Poisson(rate, 1) {
			t.Fatalf("poisson: rate %v has an instant", rate)
		}
	}
}

// TestArrivalsOfExtremeRates are in order, not negative, and pass any span of
// time after finitely many.
func TestArrivalsOfExtremeRates(t *testing.T) {
	for _, rate := range []float64{math.SmallestNonzeroFloat64, 1e-300, 1e-10, 1e-9, 1e9, 1e12, 1e300, math.MaxFloat64} {
		for name, starts := range map[string]func(func(time.Duration) bool){
			"constant": crawl.Constant(rate), "poisson": crawl.Poisson(rate, 1),
		} {
			before, n := time.Duration(0), 0
			for at := range starts {
				if at < before {
					t.Fatalf("%s, rate %v: instant %d is %d, after %d", name, rate, n, at, before)
				}
				before = at
				if n++; n == 10_000 {
					break
				}
			}
			if rate >= 1 && before < 9000 {
				t.Errorf("%s, rate %v: %d instants reach only %v", name, rate, n, before)
			}
		}
	}
}

func TestPoissonArrivalsFollowFromTheSeed(t *testing.T) {
	a, b, c := first(1000, crawl.Poisson(10, 1)), first(1000, crawl.Poisson(10, 1)), first(1000, crawl.Poisson(10, 2))
	if !slices.Equal(a, b) {
		t.Error("the same seed gives different instants")
	}
	if slices.Equal(a, c) {
		t.Error("different seeds give the same instants")
	}
	// The same on every machine, for good: results are compared across them.
	if want := []time.Duration{46_968_310, 100_005_365, 245_846_124}; !slices.Equal(a[:3], want) {
		t.Errorf("the first instants of seed 1 at 10/s are %v, want %v", a[:3], want)
	}
}

// TestPoissonGapsAreExponential: mean and variance of the gaps, and how the
// distances to the median split, within five standard errors. The gap before
// the first arrival is such a gap too.
func TestPoissonGapsAreExponential(t *testing.T) {
	const n, rate = 100_000, 250.0
	const mean = 1 / rate
	for seed := range uint64(5) {
		var sum, squares, first float64
		below := 0
		before := time.Duration(0)
		for _, at := range firstOf(n, rate, seed) {
			gap := (at - before).Seconds()
			before = at
			sum += gap
			squares += (gap - mean) * (gap - mean)
			if gap < mean*math.Ln2 {
				below++
			}
		}
		for s := range uint64(2000) {
			first += firstOf(1, rate, seed<<32+s)[0].Seconds() / 2000
		}
		// The variance of an exponential is mean^2; that of its estimate is 8 mean^4 / n.
		if got := sum / n; math.Abs(got-mean) > 5*mean/math.Sqrt(n) {
			t.Errorf("seed %d: mean gap %v, want %v", seed, got, mean)
		}
		if got := squares / n; math.Abs(got-mean*mean) > 5*mean*mean*math.Sqrt(8./n) {
			t.Errorf("seed %d: variance %v, want %v", seed, got, mean*mean)
		}
		if got := float64(below) / n; math.Abs(got-.5) > 5*.5/math.Sqrt(n) {
			t.Errorf("seed %d: %v of the gaps are below the median", seed, got)
		}
		if math.Abs(first-mean) > 5*mean/math.Sqrt(2000) {
			t.Errorf("seed %d: the first arrival comes after %v in the mean, want %v", seed, first, mean)
		}
	}
}

func firstOf(n int, rate float64, seed uint64) []time.Duration {
	return first(n, crawl.Poisson(rate, seed))
}

// TestPoissonCountsHaveThePoissonDistribution: mean and variance of the number
// of arrivals in the first second are both the rate.
func TestPoissonCountsHaveThePoissonDistribution(t *testing.T) {
	const runs, rate = 4000, 20.0
	var sum, squares float64
	for seed := range uint64(runs) {
		count := 0.0
		for at := range crawl.Poisson(rate, seed) {
			if at >= time.Second {
				break
			}
			count++
		}
		sum += count
		squares += (count - rate) * (count - rate)
	}
	if mean := sum / runs; math.Abs(mean-rate) > 5*math.Sqrt(rate/runs) {
		t.Errorf("%v arrivals in the mean, want %v", mean, rate)
	}
	if variance := squares / runs; math.Abs(variance-rate) > 5*rate*math.Sqrt((2+1/rate)/runs) {
		t.Errorf("variance %v, want %v", variance, rate)
	}
}
