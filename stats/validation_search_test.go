package stats_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"runexp/stats"
)

// overloaded is a server that a search asks: excess is ln(metric/limit) at a load
// relative to the largest that holds the limit.
type overloaded struct {
	name     string
	excess   func(relative float64) float64
	cv       float64
	outliers float64
	accepted float64 // of the 90 % quantile of the error of the best guess
}

// powerLaw is a metric that grows with a power of the load from idle on.
func powerLaw(exponent, idle float64) func(float64) float64 {
	return func(relative float64) float64 { return max(exponent*math.Log(relative), math.Log(idle)) }
}

// trial measures once: lognormal noise, and now and then a metric that is 1.5 to
// 4 times too high.
func (o overloaded) trial(random *rand.Rand, relative float64) float64 {
	excess := o.excess(relative) + o.cv*random.NormFloat64()
	if random.Float64() < o.outliers {
		excess += math.Log(1.5 + 2.5*random.Float64())
	}
	return excess
}

// The search by the book: how many trials it may take, and how many of them
// confirm what it found.
const (
	searchTrials  = 30
	confirmTrials = 5
)

// found is the answer of one search, relative to the truth.
type found struct {
	trials      int
	guess, safe float64
	first       float64 // safe before the trials that confirm it
	confirmed   bool
}

// search doubles the load until two trials in a row violate the limit, where the
// second is a repetition of the first; goes where the posterior sends it until
// that is narrow; and confirms its lower end by trials there, all of which the
// posterior sees too.
func (o overloaded) search(random *rand.Rand, truth float64) found {
	p := stats.NewPosterior(1, 1000)
	ask := func(load float64) float64 {
		excess := o.trial(random, load/truth)
		p.Observe(load, excess)
		return excess
	}
	for load := 4.0; load <= 1000; load *= 2 {
		if ask(load) <= 0 {
			continue
		}
		if again := ask(load); again > 0 {
			break
		}
	}
	for p.Trials() < searchTrials-confirmTrials && !p.Narrow() {
		ask(math.Round(p.Next()))
	}
	guess, first, confirmed := p.Quantile(0.5), math.Floor(p.Quantile(0.05)), false
	safe := first
	for _, q := range []float64{0.05, 0.02, 0.01} {
		if confirmed || p.Trials()+confirmTrials > searchTrials {
			break
		}
		safe = max(1, math.Floor(p.Quantile(q)))
		metrics := make([]float64, confirmTrials)
		for i := range metrics {
			metrics[i] = math.Exp(ask(safe))
		}
		confirmed = stats.LogMean(metrics, 0.90).Hi < 1
	}
	if !confirmed {
		safe = max(1, min(safe, math.Floor(p.Quantile(0.05))))
	}
	return found{p.Trials(), guess / truth, safe / truth, first / truth, confirmed}
}

// searches runs n of them, with truths from 8 to 400.
func (o overloaded) searches(n int, seed uint64) []found {
	var mu sync.Mutex
	var all []found
	count(n, seed, func(random *rand.Rand) []bool {
		f := o.search(random, 8*math.Exp(random.Float64()*math.Log(50)))
		mu.Lock()
		defer mu.Unlock()
		all = append(all, f)
		return []bool{true}
	})
	return all
}

// V14: within 30 trials the best guess is within 12 % of the truth in 9 of 10
// searches, and what is called safe violates the limit by more than 5 % in at most
// one of twenty.
func TestValidationV14Search(t *testing.T) {
	worlds := []overloaded{
		{"proportional", powerLaw(1, 0.01), 0.10, 0.05, 0.12},
		{"proportional, cv 20 %, 10 % outliers", powerLaw(1, 0.01), 0.20, 0.10, 0.15},
		{"shallow", powerLaw(0.5, 0.01), 0.10, 0.05, 0.12},
		{"knee", powerLaw(5, 0.4), 0.10, 0.05, 0.12},
		{"knee, 10 % outliers", powerLaw(8, 0.6), 0.10, 0.10, 0.12},
		{"knee close to the limit, 10 % outliers", powerLaw(3, 0.8), 0.10, 0.10, 0.12},
	}
	for i, o := range worlds {
		n := simulations(100, 1000)
		var guesses, safes, trials []float64
		violations, above, unconfirmed, confirmed := 0, 0, 0, 0
		for _, f := range o.searches(n, uint64(1400+i)) {
			guesses = append(guesses, math.Abs(f.guess-1))
			safes = append(safes, math.Abs(f.safe-1))
			trials = append(trials, float64(f.trials))
			violations += counted(o.excess(f.safe) > math.Log(1.05))
			unconfirmed += counted(o.excess(f.first) > math.Log(1.05))
			above += counted(f.safe > 1)
			confirmed += counted(f.confirmed)
		}
		p90 := quantileOf(guesses, 0.9)
		t.Logf("V14 %s: error of the best guess %.3f median, %.3f p90 (<= %.2f), %.3f p99; of the safe load %.3f, %.3f, %.3f; trials %.0f median, %.0f most (<= %d); %d/%d confirmed",
			o.name, quantileOf(guesses, 0.5), p90, o.accepted, quantileOf(guesses, 0.99),
			quantileOf(safes, 0.5), quantileOf(safes, 0.9), quantileOf(safes, 0.99),
			quantileOf(trials, 0.5), slices.Max(trials), searchTrials, confirmed, n)
		if p90 > o.accepted || slices.Max(trials) > searchTrials {
			t.Errorf("V14 %s: error %.3f, trials %v", o.name, p90, slices.Max(trials))
		}
		atMost(t, "V14 "+o.name+": the safe load violates by more than 5 %", violations, n, 0.05)
		atMost(t, "V14 "+o.name+": it would so unconfirmed", unconfirmed, n, 0.05)
		atMost(t, "V14 "+o.name+": the safe load violates at all", above, n, 0.05)
	}
}

// quantileOf is the nearest-rank quantile of a sample.
func quantileOf(xs []float64, q float64) float64 {
	sorted := slices.Sorted(slices.Values(xs))
	return sorted[max(0, int(math.Ceil(q*float64(len(sorted))))-1)]
}

// counted is 1 for yes.
func counted(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
