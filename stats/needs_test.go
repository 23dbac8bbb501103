package stats_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"runexp/stats"
)

func TestNeedsRequests(t *testing.T) {
	tests := []struct {
		q    float64
		want int64
	}{
		{0.50, 20},
		{0.75, 40},
		{0.90, 100},
		{0.95, 200},
		{0.99, 1000},
		{0.995, 2000},
		{0.999, 10_000},
		{0.9999, 100_000},
		{0.99999, 1_000_000},
		{0.7, 34},
		{0, 10},
		{-1, 10},
		{math.NaN(), 10},
		{1, math.MaxInt64},
		{2, math.MaxInt64},
	}
	for _, tt := range tests {
		if got := stats.NeedsRequests(tt.q); got != tt.want {
			t.Errorf("the quantile %v needs %d, want %d", tt.q, got, tt.want)
		}
	}
	if got := stats.NeedsRequests(math.Nextafter(1, 0)); got < 1e15 {
		t.Errorf("the last quantile below 1 needs %d", got)
	}
}

func TestRepeatsNeeded(t *testing.T) {
	tests := []struct {
		name           string
		n              int
		mde, tolerance float64
		want           int
	}{
		{"twice as fine takes four times as many", 10, 0.10, 0.05, 40},
		{"it is rounded up", 10, 0.06, 0.05, 15},
		{"a whole number is not", 10, 0.07, 0.01, 490},
		{"what is there is enough", 10, 0.05, 0.05, 10},
		{"fewer would do", 20, 0.04, 0.05, 13},
		{"six are the least", 20, 0.01, 0.05, 6},
		{"no repeats", 0, 0.1, 0.05, 0},
		{"no tolerance", 10, 0.1, 0, 0},
		{"nothing to be found", 10, 0, 0.05, 0},
		{"NaN", 10, math.NaN(), 0.05, 0},
		{"a tolerance of NaN", 10, 0.1, math.NaN(), 0},
		{"without end", 10, math.Inf(1), 0.05, 0},
		{"an enormous one stays a number", 10, 1e300, 1e-300, math.MaxInt32},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := stats.RepeatsNeeded(tt.n, tt.mde, tt.tolerance); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

// What MDE says can be found is found: nine times in ten.
func TestMDEIsFoundInNineOfTen(t *testing.T) {
	random := rand.New(rand.NewPCG(25, 26))
	var mde float64
	sims := simulations(300, 3000)
	for range sims {
		s := experiment(random, iid(0.03), shuffled, 10, pairOf(0))
		mde += compared(t, &s, 0, 1).MDE / float64(sims)
	}
	hits := count(simulations(1000, 10_000), 27, func(random *rand.Rand) []bool {
		s := experiment(random, iid(0.03), shuffled, 10, pairOf(mde))
		worse, _ := bothTails(t, &s, 0)
		return []bool{worse <= 0.05}
	})
	inside(t, "one-sided power at the MDE, n=10, CV 3 %", hits[0], simulations(1000, 10_000), 0.86, 0.95)
}

// CV is the noise of a trial, also where the machine drifts and the arms differ,
// but for the part that the trend takes up: the fewer cells, the larger.
func TestCVIsOfTheNoise(t *testing.T) {
	random := rand.New(rand.NewPCG(38, 39))
	for _, tt := range []struct {
		name            string
		effects         []float64
		least, greatest float64
	}{{"two cells", pairOf(0.3), 0.020, 0.026}, {"eight cells", sweepOf(0.3), 0.025, 0.030}} {
		const sims = 120
		var cv float64
		for range sims {
			s := experiment(random, together(iid(0.03), drifting(0.2)), shuffled, 12, tt.effects)
			cv += compared(t, &s, 0, 1).CV / sims
		}
		t.Logf("%s: noise of 3 %% has a CV of %.4f", tt.name, cv)
		if cv < tt.least || cv > tt.greatest {
			t.Errorf("%s: noise of 3 %% has a CV of %.4f", tt.name, cv)
		}
	}
}
