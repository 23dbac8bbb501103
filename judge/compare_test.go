package judge_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"runexp/judge"
	"runexp/runner"
	"runexp/stats"
)

// noise makes a server whose trials differ by so much, and whose head is slower than
// its base by a factor.
func noise(spread, slower float64) func(runner.Trial) runner.Result {
	return func(t runner.Trial) runner.Result {
		by := wobble(&t, spread)
		if t.Target == "head" {
			by *= slower
		}
		return behaviour{median: scaled(20*ms, by), spread: 0.1}.run(t)
	}
}

func compared(repeats string) string {
	return pair + "iterations: 200\nconcurrency: 8\nrepeats: " + repeats + "\n"
}

// find is the comparison of a metric.
func find(t *testing.T, j *judge.Judgement, metric string) *judge.Comparison {
	t.Helper()
	for i := range j.Comparisons {
		if j.Comparisons[i].Metric == metric {
			return &j.Comparisons[i]
		}
	}
	t.Fatalf("there is no comparison of %s: %+v", metric, j.Comparisons)
	return nil
}

func TestWords(t *testing.T) {
	for _, c := range []struct {
		name, text string
		server     func(runner.Trial) runner.Result
		want       judge.Word
		why        string
	}{
		{"no change and little noise is the same", compared("12"), noise(0.01, 1), judge.Same, ""},
		{"a slower head is worse", compared("12"), noise(0.02, 1.2), judge.Worse, ""},
		{"a faster head is better", compared("12"), noise(0.02, 0.8), judge.Better, ""},
		{"no change under much noise is unclear: 5 % could be missed", compared("10"), noise(0.15, 1), judge.Unclear, ""},
		{"six repeats are enough", compared("6"), noise(0.002, 1.3), judge.Worse, ""},
		{"five repeats are too few, however large the change", compared("5"), noise(0.002, 1.3), judge.TooFew, "5 repeats with both sides, a comparison needs 6"},
		{"an order that was not drawn proves nothing", compared("12") + "order: sequential\n", noise(0.01, 1.3), judge.NotRandomized, "the order of the trials was not drawn"},
		{"an invalid side is not compared", compared("12"), func(t runner.Trial) runner.Result {
			r := noise(0.01, 1)(t)
			if t.Target == "head" {
				r.Client.CPU = 2 * time.Second
			}
			return r
		}, judge.NotComparable, "head is invalid: the client used 100 % of its processors (limit 70 %), in 12 of 12 repeats"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := sceneOf(t, c.text)
			j := s.Judge(s.plan, s.results(c.server))
			for _, metric := range []string{"throughput", "p50"} {
				got := find(t, j, metric)
				if got.Word != c.want || !strings.HasPrefix(got.Why, c.why) || (got.Why == "") != (c.why == "") {
					t.Errorf("%s: the word is %d (want %d), why %q, effect %+v", metric, got.Word, c.want, got.Why, got.Effect)
				}
				if got.Reference != "base" || got.Candidate != "head" || got.HigherIsBetter != (metric == "throughput") || got.Tolerance != 0.05 {
					t.Errorf("%+v", got)
				}
			}
			if len(j.Rulings) != 0 || j.Outcome() != judge.Passed {
				t.Errorf("nothing is demanded, but %+v", j.Rulings)
			}
		})
	}
}

func TestAComparisonTellsTheChange(t *testing.T) {
	s := sceneOf(t, compared("10"))
	j := s.Judge(s.plan, s.results(noise(0.02, 1.25)))
	for metric, base := range map[string]float64{"throughput": 396, "p50": 20e6, "p99": 25.2e6} {
		c := find(t, j, metric)
		if math.Abs(c.Effect.Change-math.Log(1.25)) > 0.05 || c.Effect.N != 10 || c.Effect.P > 0.01 || math.Abs(c.Base.Value-base) > 0.03*base || c.Base.N != 10 {
			t.Errorf("%s: %+v", metric, c)
		}
	}
	// With too few repeats there are the values and their ratio, but no interval.
	s = sceneOf(t, compared("3"))
	c := find(t, s.Judge(s.plan, s.results(noise(0.02, 1.25))), "throughput")
	if c.Effect.N != 3 || math.Abs(c.Effect.Change-math.Log(1.25)) > 0.1 || c.Effect.Lo != c.Effect.Change || c.Effect.Hi != c.Effect.Change || c.Effect.P != 1 {
		t.Errorf("of three repeats the effect is %+v", c.Effect)
	}
}

// A percentile with too few requests is not compared; one that the gate asks for
// says so.
func TestPercentilesThatAreNotSampledAreNotCompared(t *testing.T) {
	few := pair + "iterations: 50\nconcurrency: 8\nrepeats: 8\n"
	s := sceneOf(t, few)
	for _, c := range s.Judge(s.plan, s.results(noise(0.01, 1))).Comparisons {
		if c.Metric == "p99" {
			t.Errorf("400 requests have a p99: %+v", c)
		}
	}
	s = sceneOf(t, few+"gate: {fail_if: [{metric: p99, worse_by: 5%}]}\n")
	c := find(t, s.Judge(s.plan, s.results(noise(0.01, 1))), "p99")
	if c.Word != judge.NotComparable || c.Why != "p99 needs 1000 requests, 400 were ok" {
		t.Errorf("%+v", c)
	}
}

// Where one side fails more often, or either more than 1 %, the latencies of what
// is left are not comparable; the throughput is.
func TestLatenciesBesideFailuresAreNotCompared(t *testing.T) {
	for _, c := range []struct {
		name       string
		base, head int64 // of 200 in each of ten repeats
		comparable bool
	}{
		{"as few on both sides", 1, 1, true},
		{"more on one side", 0, 1, false},
		{"above 1 % on both sides", 3, 3, false},
	} {
		s := sceneOf(t, compared("10"))
		j := s.Judge(s.plan, s.results(func(t runner.Trial) runner.Result {
			b := behaviour{median: scaled(20*ms, wobble(&t, 0.01)), failed: c.base}
			if t.Target == "head" {
				b.failed = c.head
			}
			return b.run(t)
		}))
		p50, throughput := find(t, j, "p50"), find(t, j, "throughput")
		if (p50.Word != judge.NotComparable) != c.comparable || throughput.Word == judge.NotComparable {
			t.Errorf("%s: p50 is %d (%s), throughput %d (%s)", c.name, p50.Word, p50.Why, throughput.Word, throughput.Why)
		}
	}
}

// Of a block in which one side is invalid neither side is compared, whatever the
// other one measured.
func TestPairsStayWhole(t *testing.T) {
	s := sceneOf(t, compared("10"))
	var effects []stats.Effect
	for _, by := range []float64{0.3, 1, 3} {
		j := s.Judge(s.plan, s.results(func(t runner.Trial) runner.Result {
			r := noise(0.02, 1.2)(t)
			switch {
			case t.Target == "head" && t.Block == 3 || t.Target == "base" && t.Block == 4:
				r.Client.CPU = 2 * time.Second
			case t.Block == 3:
				r.Elapsed = scaled(r.Elapsed, by)
				r.Peak *= 4
			}
			return r
		}))
		c := find(t, j, "throughput")
		if c.Effect.N != 8 || c.Word != judge.Worse || c.Base.N != 9 || c.Value.N != 9 {
			t.Errorf("%+v", c)
		}
		effects = append(effects, c.Effect)
	}
	if effects[0] != effects[1] || effects[2] != effects[1] {
		t.Errorf("effects are %+v", effects)
	}
}

// Each candidate is compared with the reference, at each point, in the order of
// points and targets; the gate's baseline is the reference.
func TestEachCandidateIsComparedWithTheReference(t *testing.T) {
	text := `
targets: {a: "http://127.0.0.1:1", b: "http://127.0.0.1:2", c: "http://127.0.0.1:3"}
iterations: 200
concurrency: [2, 8]
repeats: 6
gate: {baseline: b, fail_if: [{metric: throughput, worse_by: 20%}]}
`
	s := sceneOf(t, text)
	var got []string
	for _, c := range s.Judge(s.plan, s.results(noise(0.01, 1))).Comparisons {
		got = append(got, c.Point.Key()[:13]+c.Reference+c.Candidate+c.Metric[:1])
		if c.Tolerance != 0.20 {
			t.Errorf("the tolerance is %v, the gate's is 20 %%", c.Tolerance)
		}
	}
	if text := strings.Join(got, " "); text != "concurrency=2bat concurrency=2bct concurrency=8bat concurrency=8bct" {
		t.Errorf("compared are %s", text)
	}
}

// What the machine does to both sides alike is no change of the candidate.
func TestDriftIsNoChange(t *testing.T) {
	s := sceneOf(t, compared("12"))
	j := s.Judge(s.plan, s.results(func(t runner.Trial) runner.Result {
		by := wobble(&t, 0.01) * (1 + 0.03*float64(t.Seq))
		return behaviour{median: scaled(20*ms, by)}.run(t)
	}))
	if c := find(t, j, "throughput"); c.Word != judge.Same && c.Word != judge.Unclear {
		t.Errorf("a machine that gets slower all the time is taken for a change: %+v", c)
	}
}

// The order in which results are listed does not matter, only that in which they ran.
func TestTheOrderOfTheListDoesNotMatter(t *testing.T) {
	s := sceneOf(t, compared("10"))
	results := s.results(noise(0.05, 1.1))
	one := find(t, s.Judge(s.plan, results), "throughput").Effect
	for i := range results {
		k := (i * 7) % len(results)
		results[i], results[k] = results[k], results[i]
	}
	if two := find(t, s.Judge(s.plan, results), "throughput").Effect; one != two || one == (stats.Effect{}) {
		t.Errorf("the effect is %+v, then %+v", one, two)
	}
}
