package judge_test

import (
	"math"
	"slices"
	"testing"
)

// Simulated servers with a known answer. The level that is said to be safe may be
// beyond the true one in a twentieth of all searches; it is low on purpose, and on
// this scale of trials nearer than 15 % in nine of ten.
func TestSearchesAreRight(t *testing.T) {
	skipSimulation(t)
	const searches = 60
	for _, w := range []wall{
		{beta: 1, noise: 0.10, outliers: 0.05},
		{beta: 3, noise: 0.10, outliers: 0.05},
	} {
		var off []float64
		var wrong, unconfirmed, trials int
		for k := range searches {
			w.seed, w.n0 = uint64(k), 40*math.Pow(5, float64(k)/float64(searches))
			s := searchFor(t, "4", "1000", "p90 < 250ms", "")
			f, results := hunted(t, s, w.run)
			trials += len(results)
			if len(results) > 30 {
				t.Errorf("%d trials", len(results))
			}
			if !f.Confirmed {
				unconfirmed++
			}
			if math.Exp(w.beta*math.Log(f.Safe/w.n0)) > 1.05 {
				wrong++
			}
			off = append(off, math.Abs(math.Log(f.Likely.Value/w.n0)))
		}
		slices.Sort(off)
		t.Logf("beta %v: N0 is off by %.3f (median), %.3f (p90); %d of %d beyond the limit by 5 %%, %d not confirmed, %.1f trials each",
			w.beta, off[len(off)/2], off[len(off)*9/10], wrong, searches, unconfirmed, float64(trials)/float64(searches))
		if off[len(off)*9/10] > 0.12 || wrong > searches/20 || unconfirmed > searches/3 {
			t.Error("that is worse than it was")
		}
	}
}
