package judge_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"runexp/judge"
	"runexp/runner"
	"runexp/stats"
)

// This file holds the gate as a whole, from results to verdict, against the error
// rates that it promises. The worlds drift, and a tenth of their trials has a noisy
// neighbour.

// skipSimulation leaves a simulation to the runs without the race detector: it has
// nothing to race, and takes ten times as long there.
func skipSimulation(t *testing.T) {
	t.Helper()
	if testing.Short() || raceEnabled {
		t.Skip("simulations")
	}
}

// world is a machine: what it does to the elapsed time of one trial after the other.
type world struct {
	rng      *rand.Rand
	cv       float64
	outliers bool
	level    float64
}

func (w *world) next() float64 {
	w.level = 0.95*w.level + w.cv/3*w.rng.NormFloat64()
	by := math.Exp(w.level + w.cv*w.rng.NormFloat64())
	if w.outliers && w.rng.Float64() < 0.1 {
		by *= 1.1 + 0.4*w.rng.Float64()
	}
	return by
}

// run is a server whose head is slower by a factor, in this world.
func (w *world) run(slower float64) func(runner.Trial) runner.Result {
	return func(t runner.Trial) runner.Result {
		by := w.next()
		if t.Target == "head" {
			by *= slower
		}
		r := runner.Result{
			Trial: t, Requests: 1, OK: 1, Peak: 1, Elapsed: scaled(100*ms, by),
			Latency: new(stats.Histogram), Failed: new(stats.Histogram),
		}
		return r
	}
}

const simulated = pair + `
iterations: 1
concurrency: 1
repeats: REPEATS
pairing: random
gate: {LOOKS fail_if: [{metric: elapsed, worse_by: 5%}]}
`

func TestTheGateKeepsItsErrorRates(t *testing.T) {
	skipSimulation(t)
	const simulations = 400
	// What 99 of 100 experiments of so many simulations stay below where the chance
	// is 5 %.
	atMost := int(simulations*0.05 + 2.33*math.Sqrt(simulations*0.05*0.95))
	for _, c := range []struct {
		name         string
		outliers     bool
		slower       float64
		fails, least int // at most, and passes at least
	}{
		{"no change", false, 1, 0, simulations * 85 / 100},
		{"a change as large as the limit", false, 1.05, atMost, 0},
		{"a change as large as the limit beside a noisy neighbour", true, 1.05, atMost, 0},
	} {
		got := make(map[stats.Verdict]int)
		for k := range simulations {
			s, err := readScene(replaced(replaced(simulated, "REPEATS", "10"), "LOOKS", ""), uint64(k))
			if err != nil {
				t.Fatal(err)
			}
			w := world{rng: rand.New(rand.NewPCG(uint64(k), 1)), cv: 0.03, outliers: c.outliers}
			got[s.Judge(s.plan, s.results(w.run(c.slower))).Rulings[0].Verdict]++
		}
		t.Logf("%s: %v of %d", c.name, got, simulations)
		if got[stats.Fail] > c.fails || got[stats.Pass] < c.least || got[stats.Invalid] > 0 {
			t.Errorf("%s: too many of the wrong verdicts", c.name)
		}
		if c.slower == 1.05 && got[stats.Pass] > atMost {
			t.Errorf("%s: %d pass", c.name, got[stats.Pass])
		}
	}
}

// Looking four times must not raise the rate of false alarms, and saves repeats.
func TestLooksKeepTheErrorRate(t *testing.T) {
	skipSimulation(t)
	const simulations = 150
	for _, c := range []struct {
		slower        float64
		fails, passes [2]int
		blocks        float64 // on average, at most
	}{
		{1.05, [2]int{0, 14}, [2]int{0, 14}, 21},
		{1, [2]int{0, 0}, [2]int{140, 150}, 13},
		{1.12, [2]int{140, 150}, [2]int{0, 0}, 13},
	} {
		got := make(map[stats.Verdict]int)
		blocks := 0
		for k := range simulations {
			s, err := readScene(replaced(replaced(simulated, "REPEATS", "20"), "LOOKS", "looks: [8, 12, 16, 20],"), uint64(k))
			if err != nil {
				t.Fatal(err)
			}
			w := world{rng: rand.New(rand.NewPCG(uint64(k), 2)), cv: 0.03}
			now := new(clock)
			p := s.Planner(s.plan, now.read)
			results := drive(t, p, now, ms, w.run(c.slower))
			var judged []runner.Result
			for _, r := range results {
				if !r.Trial.Discarded {
					judged = append(judged, r)
				}
			}
			blocks += len(judged) / 2
			got[s.Judge(p.Plan(), judged).Rulings[0].Verdict]++
		}
		mean := float64(blocks) / simulations
		t.Logf("slower by %v: %v of %d after %.1f blocks", c.slower, got, simulations, mean)
		within := func(n int, r [2]int) bool { return r[0] <= n && n <= r[1] }
		if !within(got[stats.Fail], c.fails) || !within(got[stats.Pass], c.passes) || mean > c.blocks {
			t.Errorf("slower by %v: %v, fails should be %v, passes %v", c.slower, got, c.fails, c.passes)
		}
	}
}

// A sweep has many rows; the verdict on all of them together is wrong no more often
// than that on one.
func TestAFamilyFailsNoMoreOftenThanOne(t *testing.T) {
	skipSimulation(t)
	const simulations = 150
	failed := 0
	for k := range simulations {
		text := replaced(replaced(replaced(simulated, "REPEATS", "10"), "LOOKS", ""), "concurrency: 1", "concurrency: [1, 2, 3, 4, 5, 6]")
		s, err := readScene(text, uint64(k))
		if err != nil {
			t.Fatal(err)
		}
		w := world{rng: rand.New(rand.NewPCG(uint64(k), 3)), cv: 0.03}
		if s.Judge(s.plan, s.results(w.run(1.05))).Outcome() == judge.Failed {
			failed++
		}
	}
	t.Logf("%d of %d fail", failed, simulations)
	if failed > 14 {
		t.Error("of a family with changes at the limit too many fail")
	}
}
