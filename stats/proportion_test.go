package stats_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"runexp/stats"
)

func TestProportion(t *testing.T) {
	tests := []struct {
		name       string
		k, n       int64
		confidence float64
		want       stats.Estimate
	}{
		// As R's binom.test(7, 20)$conf.int.
		{"seven of twenty", 7, 20, 0.95, stats.Estimate{N: 20, Value: 0.35, Lo: 0.1539092, Hi: 0.5921885}},
		{"none of 300", 0, 300, 0.95, stats.Estimate{N: 300, Hi: 1 - math.Pow(0.025, 1./300)}},
		{"all of 300", 300, 300, 0.95, stats.Estimate{N: 300, Value: 1, Lo: math.Pow(0.025, 1./300), Hi: 1}},
		{"one of one", 1, 1, 0.90, stats.Estimate{N: 1, Value: 1, Lo: 0.05, Hi: 1}},
		{"nothing", 0, 0, 0.95, stats.Estimate{Hi: 1}},
		{"less than nothing", 3, -1, 0.95, stats.Estimate{Hi: 1}},
		{"more than all is all", 9, 4, 0.95, stats.Estimate{N: 4, Value: 1, Lo: math.Pow(0.025, 1./4), Hi: 1}},
		{"fewer than none is none", -9, 4, 0.95, stats.Estimate{N: 4, Hi: 1 - math.Pow(0.025, 1./4)}},
		{"half of more than can be counted", 1e18, 2e18, 0.95, stats.Estimate{N: 2e18, Value: 0.5, Lo: 0.5, Hi: 0.5}},
		{"a confidence of 0 is 95 %", 7, 20, 0, stats.Estimate{N: 20, Value: 0.35, Lo: 0.1539092, Hi: 0.5921885}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, stats.Proportion(tt.k, tt.n, tt.confidence), cmpopts.EquateApprox(0, 1e-7)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// At its ends the binomial tails are (1-confidence)/2, also for large counts.
func TestProportionEndsAreWhereTheTailsAre(t *testing.T) {
	for _, c := range []struct{ k, n int64 }{
		{1, 10}, {5, 10}, {9, 10}, {3, 1000}, {500, 1000}, {1, 1_000_000}, {30, 1_000_000}, {999_970, 1_000_000}, {500_000, 1_000_000}, {20, 1_000_000_000},
	} {
		e := stats.Proportion(c.k, c.n, 0.95)
		if !(e.Lo < e.Value && e.Value < e.Hi) {
			t.Errorf("%d of %d: %+v", c.k, c.n, e)
		}
		upper, lower := 1-binomialBelow(c.k-1, c.n, e.Lo), binomialBelow(c.k, c.n, e.Hi)
		if math.Abs(upper-0.025) > 1e-5 || math.Abs(lower-0.025) > 1e-5 {
			t.Errorf("%d of %d: %+v has tails of %v and %v", c.k, c.n, e, upper, lower)
		}
	}
}

// binomialBelow is the chance of at most k of n: the sum of the nearest 100,000
// terms below, which is all that counts.
func binomialBelow(k, n int64, p float64) float64 {
	lg := func(x float64) float64 { v, _ := math.Lgamma(x); return v }
	size, at := float64(n), float64(k)
	term := math.Exp(lg(size+1) - lg(at+1) - lg(size-at+1) + at*math.Log(p) + (size-at)*math.Log1p(-p))
	sum := 0.0
	for range 100_000 {
		sum += term
		term *= at / (size - at + 1) * (1 - p) / p
		if at--; at < 0 {
			break
		}
	}
	return sum
}

func TestProportionCovers(t *testing.T) {
	for i, p := range []float64{0.001, 0.01, 0.2, 0.5} {
		sims := simulations(500, 10_000)
		hits := count(sims, uint64(35+i), func(random *rand.Rand) []bool {
			var k int64
			for range 200 {
				if random.Float64() < p {
					k++
				}
			}
			e := stats.Proportion(k, 200, 0.90)
			return []bool{e.Lo <= p && p <= e.Hi}
		})
		if share := float64(hits[0]) / float64(sims); share < 1-most(sims, 0.1) {
			t.Errorf("the interval of %v holds it in %v", p, share)
		}
	}
}

func TestFisherExact(t *testing.T) {
	tests := []struct {
		name       string
		a, b, c, d int64
		want       float64
	}{
		{"a lady tasting tea", 3, 1, 1, 3, 34. / 70},
		{"all cups right", 4, 0, 0, 4, 2. / 70},
		{"more than can be counted, as expected", 1e15, 1e15, 1e17, 1e17, 1},
		{"more than can be counted, two standard errors off", 1e14, 1e14, 1e14 + 2e7, 1e14 - 2e7, math.Erfc(2 / math.Sqrt2)},
		{"one in a row of one", 1, 0, 0, 11, 1. / 12},
		{"as expected", 5, 5, 5, 5, 1},
		{"no errors at all", 0, 100, 0, 200, 1},
		{"an empty row", 0, 0, 3, 4, 1},
		{"nothing", 0, 0, 0, 0, 1},
		{"counts below 0 are none", -3, 10, -1, 10, 1},
		{"ten errors of a thousand against one", 10, 990, 1, 999, 0.01150476750374169}, // by exact fractions
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := stats.FisherExact(tt.a, tt.b, tt.c, tt.d); math.Abs(got-tt.want) > 1e-9 {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestFisherExactIsTheSumOfTheTables(t *testing.T) {
	random := rand.New(rand.NewPCG(37, 38))
	for range 3000 {
		cell := func() int64 { return int64(random.IntN(1 + random.IntN(40))) }
		a, b, c, d := cell(), cell(), cell(), cell()
		want := 0.0
		limit := tableChance(a, b, c, d) * (1 + 1e-7)
		for x := max(0, a-d); x <= min(a+b, a+c); x++ {
			if p := tableChance(x, a+b-x, a+c-x, d-a+x); p <= limit {
				want += p
			}
		}
		got := stats.FisherExact(a, b, c, d)
		if math.Abs(got-want) > 1e-9 || got <= 0 || got > 1 {
			t.Fatalf("%d %d %d %d: got %v, want %v", a, b, c, d, got, want)
		}
		if swapped := stats.FisherExact(c, d, a, b); math.Abs(swapped-got) > 1e-12 {
			t.Fatalf("%d %d %d %d: %v, with its rows swapped %v", a, b, c, d, got, swapped)
		}
		if turned := stats.FisherExact(a, c, b, d); math.Abs(turned-got) > 1e-12 {
			t.Fatalf("%d %d %d %d: %v, turned %v", a, b, c, d, got, turned)
		}
	}
}

// tableChance is that of a table given its margins.
func tableChance(a, b, c, d int64) float64 {
	lf := func(n int64) float64 { v, _ := math.Lgamma(float64(n) + 1); return v }
	return math.Exp(lf(a+b) + lf(c+d) + lf(a+c) + lf(b+d) - lf(a) - lf(b) - lf(c) - lf(d) - lf(a+b+c+d))
}

// Counts of many million requests are no more work than small ones, and close to
// the normal approximation.
func TestFisherExactOfLargeCounts(t *testing.T) {
	tests := []struct {
		name       string
		a, b, c, d int64
	}{
		{"half of them", 500_000_000, 500_000_000, 500_030_000, 499_970_000},
		{"few of many", 10_000, 999_990_000, 10_300, 999_989_700},
		{"unequal arms", 5_000, 1_000_000, 49_500, 10_000_000},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, n := float64(tt.a+tt.b), float64(tt.c+tt.d)
			p, q := float64(tt.a)/m, float64(tt.c)/n
			both := float64(tt.a+tt.c) / (m + n)
			z := (p - q) / math.Sqrt(both*(1-both)*(1/m+1/n))
			want := math.Erfc(math.Abs(z) / math.Sqrt2)
			if got := stats.FisherExact(tt.a, tt.b, tt.c, tt.d); math.Abs(got-want) > 0.03*want+1e-4 {
				t.Errorf("got %v, want about %v", got, want)
			}
		})
	}
}
