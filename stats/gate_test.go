package stats_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"runexp/stats"
)

func TestGateVerdict(t *testing.T) {
	tests := []struct {
		name                   string
		pWorse, pWithin, alpha float64
		want                   stats.Verdict
	}{
		{"proven worse fails", 0.01, 0.99, 0.05, stats.Fail},
		{"alpha itself is proof", 0.05, 0.96, 0.05, stats.Fail},
		{"proven not worse passes", 0.99, 0.01, 0.05, stats.Pass},
		{"alpha itself is proof of that too", 0.96, 0.05, 0.05, stats.Pass},
		{"neither is undecided", 0.06, 0.95, 0.05, stats.Undecided},
		{"a smaller alpha asks for more", 0.01, 0.99, 0.001, stats.Undecided},
		{"both fails", 0.05, 0.05, 0.05, stats.Fail},
		{"no p of worse", math.NaN(), 0.01, 0.05, stats.Invalid},
		{"no p of within", 0.01, math.NaN(), 0.05, stats.Invalid},
		{"a p below 0", -0.01, 0.99, 0.05, stats.Invalid},
		{"a p above 1", 0.01, 1.01, 0.05, stats.Invalid},
		{"an alpha of 0", 0, 1, 0, stats.Invalid},
		{"an alpha of 1", 0, 1, 1, stats.Invalid},
		{"an alpha of NaN", 0, 1, math.NaN(), stats.Invalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := stats.GateVerdict(tt.pWorse, tt.pWithin, tt.alpha); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
	if got := fmt.Sprint(stats.Undecided, stats.Pass, stats.Fail, stats.Invalid, stats.Verdict(9)); got != "undecided pass fail invalid unknown verdict" {
		t.Errorf("the verdicts read %q", got)
	}
}

func TestHolm(t *testing.T) {
	nan := math.NaN()
	tests := []struct {
		name     string
		ps, want []float64
	}{
		{"no tests", nil, []float64{}},
		{"one test is as it is", []float64{0.04}, []float64{0.04}},
		// As R's p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm").
		{"four tests", []float64{0.01, 0.04, 0.03, 0.005}, []float64{0.03, 0.06, 0.06, 0.02}},
		{"equal ones", []float64{0.02, 0.02, 0.02}, []float64{0.06, 0.06, 0.06}},
		{"none goes above 1", []float64{0.9, 0.8, 0.7}, []float64{1, 1, 1}},
		{"a later one is never below an earlier", []float64{0.02, 0.021}, []float64{0.04, 0.04}},
		{"what said nothing counts, as 1", []float64{nan, 0.01, -1, 7}, []float64{1, 0.04, 1, 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := slices.Clone(tt.ps)
			if diff := cmp.Diff(tt.want, stats.Holm(tt.ps), cmpopts.EquateApprox(0, 1e-12)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(before, tt.ps, cmpopts.EquateNaNs()); diff != "" {
				t.Errorf("the p-values were changed:\n%s", diff)
			}
		})
	}
}

func TestHolmIsBetweenNothingAndBonferroni(t *testing.T) {
	random := rand.New(rand.NewPCG(23, 24))
	for range 200 {
		ps := make([]float64, 1+random.IntN(30))
		for i := range ps {
			ps[i] = random.Float64() * random.Float64()
		}
		for i, adjusted := range stats.Holm(ps) {
			if adjusted < ps[i] || adjusted > min(1, float64(len(ps))*ps[i]) {
				t.Fatalf("%v of %v becomes %v", ps[i], ps, adjusted)
			}
			for j, other := range stats.Holm(ps) {
				if ps[j] < ps[i] && other > adjusted {
					t.Fatalf("%v becomes %v, but %v becomes %v", ps[j], other, ps[i], adjusted)
				}
			}
		}
	}
}

func TestLookAlpha(t *testing.T) {
	for looks, want := range []float64{0.05, 0.0304, 0.0232, 0.0194, 0.0169} {
		got, err := stats.LookAlpha(looks+1, 0.05)
		if err != nil || math.Abs(got-want) > 1e-12 {
			t.Errorf("%d looks: %v, %v, want %v", looks+1, got, err, want)
		}
	}
	for _, bad := range []struct {
		looks int
		alpha float64
	}{{0, 0.05}, {-1, 0.05}, {6, 0.05}, {2, 0}, {2, 1}, {2, -0.05}, {2, math.NaN()}} {
		if got, err := stats.LookAlpha(bad.looks, bad.alpha); err == nil {
			t.Errorf("%d looks of %v give %v and no error", bad.looks, bad.alpha, got)
		}
	}
}

// The chance of one false step or more is computed here from the distribution of
// a normal sum, step by step (Armitage, McPherson and Rowe 1969).
func TestLooksTogetherKeepToAlpha(t *testing.T) {
	for looks := 1; looks <= 5; looks++ {
		equal := make([]float64, looks)
		for i := range equal {
			equal[i] = float64(i + 1)
		}
		for _, alpha := range []float64{0.0005, 0.001, 0.005, 0.01, 0.02, 0.025, 0.04, 0.05, 0.10, 0.20} {
			level, err := stats.LookAlpha(looks, alpha)
			if err != nil {
				t.Fatal(err)
			}
			if got := chanceOfAnAlarm(level, equal); got > alpha*1.005 || got < alpha*0.5 {
				t.Errorf("%d looks at %v each alarm in %v, want %v", looks, level, got, alpha)
			}
		}
	}
	level, err := stats.LookAlpha(4, 0.05)
	if err != nil {
		t.Fatal(err)
	}
	got := chanceOfAnAlarm(level, []float64{8, 12, 16, 20})
	t.Logf("looks after 8, 12, 16 and 20 blocks at %v each alarm in %.4f", level, got)
	if got > 0.05 {
		t.Errorf("looks after 8, 12, 16 and 20 blocks at %v each alarm in %v", level, got)
	}
}

// chanceOfAnAlarm is that of a sum of normal steps being beyond its one-sided level
// after one of so many steps.
func chanceOfAnAlarm(level float64, steps []float64) float64 {
	upper := func(z float64) float64 { return math.Erfc(z/math.Sqrt2) / 2 }
	density := func(z float64) float64 { return math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) }
	z := bisected(0, 10, func(z float64) bool { return upper(z) > level })
	const cells = 400
	alarm := upper(z)
	grid := func(n float64) (xs, weights []float64) { // Simpson's rule below the bound
		lo, hi := -8*math.Sqrt(n), z*math.Sqrt(n)
		for i := range cells + 1 {
			weight := 2. + 2*float64(i%2)
			if i == 0 || i == cells {
				weight = 1
			}
			xs = append(xs, lo+(hi-lo)*float64(i)/cells)
			weights = append(weights, weight*(hi-lo)/cells/3)
		}
		return xs, weights
	}
	xs, weights := grid(steps[0])
	mass := make([]float64, len(xs)) // of not having alarmed yet
	for i, x := range xs {
		mass[i] = weights[i] * density(x/math.Sqrt(steps[0])) / math.Sqrt(steps[0])
	}
	for k := 1; k < len(steps); k++ {
		sd := math.Sqrt(steps[k] - steps[k-1])
		ys, weights := grid(steps[k])
		next := make([]float64, len(ys))
		for i, x := range xs {
			alarm += mass[i] * upper((z*math.Sqrt(steps[k])-x)/sd)
			for j, y := range ys {
				next[j] += mass[i] * weights[j] * density((y-x)/sd) / sd
			}
		}
		xs, mass = ys, next
	}
	return alarm
}

// bisected is where a predicate that holds at lo ceases before hi.
func bisected(lo, hi float64, holds func(float64) bool) float64 {
	for range 100 {
		if x := (lo + hi) / 2; holds(x) {
			lo = x
		} else {
			hi = x
		}
	}
	return lo
}
