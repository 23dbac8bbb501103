package stats_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"runexp/stats"
)

// latencies are 2000 of one trial: lognormal about 10 ms, one in a hundred three
// times as long, all of them times the trial's own factor.
func latencies(random *rand.Rand, h *stats.Histogram, factor float64) {
	for range 2000 {
		x := 0.3 * random.NormFloat64()
		if random.Float64() < 0.01 {
			x += math.Log(3)
		}
		h.Record(time.Duration(float64(10*time.Millisecond) * factor * math.Exp(x)))
	}
}

// trueQuantile is that of latencies with a factor of 1, found by halving.
func trueQuantile(q float64) float64 {
	phi := func(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }
	lo, hi := -5.0, 5.0
	for range 60 {
		x := (lo + hi) / 2
		if 0.99*phi(x/0.3)+0.01*phi((x-math.Log(3))/0.3) < q {
			lo = x
		} else {
			hi = x
		}
	}
	return float64(10*time.Millisecond) * math.Exp(lo)
}

func TestValidationV10IntervalOfPercentiles(t *testing.T) {
	const trials, cv = 10, 0.05
	qs := []float64{0.50, 0.90, 0.99}
	sims := simulations(300, 2000)
	hits := count(sims, 100, func(random *rand.Rand) []bool {
		per := make([][]float64, len(qs))
		var merged, one stats.Histogram
		for range trials {
			one.Reset()
			latencies(random, &one, math.Exp(cv*random.NormFloat64()))
			merged.Merge(&one)
			for i, q := range qs {
				per[i] = append(per[i], float64(one.Quantile(q)))
			}
		}
		var answers []bool
		for i, q := range qs {
			e, want := stats.LogMean(per[i], 0.95), trueQuantile(q)
			n := float64(merged.Count())
			slack := 1.96 * math.Sqrt(q*(1-q)/n)
			lo, hi := float64(merged.Quantile(q-slack)), float64(merged.Quantile(q+slack))
			answers = append(answers, e.Lo <= want && want <= e.Hi, lo <= want && want <= hi)
		}
		return answers
	})
	for i, q := range qs {
		what := fmt.Sprintf("V10 p%.0f, 95 %% interval, 10 trials of 2000, trial CV 5 %%", 100*q)
		inside(t, what, hits[2*i], sims, 0.90, 0.97)
		t.Logf("%s, pooled order statistics for contrast: %.3f", what, float64(hits[2*i+1])/float64(sims))
	}
}

// The share of MSER-5 over what a trial throws away: 200 windows of throughput,
// which starts 50 % too low.
func TestValidationV18WarmUp(t *testing.T) {
	const windows, sd = 200, 0.05
	for _, tau := range []float64{0, 3, 10} { // of 200 windows; 10 is 5 %
		sims := simulations(1000, 10_000)
		all, cut := make([]float64, sims), make([]float64, sims)
		unsteady := 0
		for i := range sims {
			random := rand.New(rand.NewPCG(180+uint64(tau), uint64(i)))
			ys := autoregressive(0.5, sd)(random, windows)
			for k := range ys {
				ys[k]++
				if tau > 0 {
					ys[k] -= 0.5 * math.Exp(-float64(k)/tau)
				}
			}
			from, steady := stats.MSER5(ys)
			if !steady {
				unsteady++
			}
			all[i], cut[i] = mean(ys)-1, mean(ys[from:])-1
		}
		t.Logf("V18 transient of %v of 200 windows: bias %+.2f %% without, %+.2f %% with MSER-5 (within 0.5 %%), called unsteady %.4f",
			tau, 100*mean(all), 100*mean(cut), float64(unsteady)/float64(sims))
		if bias := mean(cut); math.Abs(bias) > 0.005 {
			t.Errorf("a transient of %v windows leaves a bias of %.2f %%", tau, 100*bias)
		}
		atMost(t, fmt.Sprintf("V18 transient of %v of 200 windows, called unsteady", tau), unsteady, sims, 0.02)
	}
}

func mean(xs []float64) float64 {
	var sum float64
	for _, x := range xs {
		sum += x
	}
	return sum / float64(len(xs))
}

// A new run against stored ones, of an unchanged server, where runs differ.
func TestValidationStoredBaseline(t *testing.T) {
	const repeats, inside = 10, 0.03
	for i, between := range []float64{0, 0.01, 0.03, 0.05} {
		for _, stored := range []int{8, 10} {
			sims := simulations(1000, 10_000)
			hits := count(sims, uint64(200+i), func(random *rand.Rand) []bool {
				run := func() (xs []float64, value float64) {
					level := between * random.NormFloat64()
					for range repeats {
						xs = append(xs, math.Exp(level+inside*random.NormFloat64()))
					}
					return xs, stats.LogMean(xs, 0.95).Value
				}
				var runs []float64
				var last []float64
				for range stored {
					xs, value := run()
					runs, last = append(runs, value), xs
				}
				xs, value := run()
				e := stats.PredictionInterval(runs, 0.95)
				return []bool{value < e.Lo || value > e.Hi, welch(last, xs) <= 0.05}
			})
			what := fmt.Sprintf("stored baseline, %.0f %% between runs, %d stored", 100*between, stored)
			alarms(t, what, hits[0], sims)
			if stored == 10 {
				t.Logf("%s, Welch against the last run for contrast: %.3f", what, float64(hits[1])/float64(sims))
			}
		}
	}
}
