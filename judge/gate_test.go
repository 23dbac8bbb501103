package judge_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"runexp/config"
	"runexp/judge"
	"runexp/runner"
	"runexp/stats"
)

func gated(repeats, criteria string) string {
	return pair + "iterations: 200\nconcurrency: 8\nrepeats: " + repeats + "\ngate: {fail_if: [" + criteria + "]}\n"
}

func TestGate(t *testing.T) {
	const throughput = "{metric: throughput, worse_by: 5%}"
	const p50 = "{metric: p50, worse_by: 10%, floor: 5ms}"
	for _, c := range []struct {
		name, text string
		server     func(runner.Trial) runner.Result
		want       string
		outcome    judge.Outcome
	}{
		{"no change passes", gated("10", throughput), noise(0.02, 1), "pass", judge.Passed},
		{"an improvement passes", gated("10", throughput), noise(0.02, 0.8), "pass", judge.Passed},
		{"a change far beyond the limit fails", gated("10", throughput), noise(0.02, 1.2), "fail", judge.Failed},
		{"a change near the limit is undecided", gated("10", throughput), noise(0.03, 1.055), "undecided: neither a change beyond the limit nor one within it is proven", judge.Undecided},
		{"much noise is undecided, and says what it needs", gated("8", throughput), noise(0.1, 1), "undecided: neither a change beyond the limit nor one within it is proven (needs 155)", judge.Undecided},
		{"five repeats are enough", gated("5", throughput), noise(0.001, 1.2), "fail", judge.Failed},
		{"a change below the floor passes, whatever its share", gated("10", p50), noise(0.02, 1.2), "pass", judge.Passed},
		{"a change beyond share and floor fails", gated("10", p50), noise(0.02, 1.4), "fail", judge.Failed},
		{"a percentile with too few requests is undecided", gated("10", "{metric: p999, worse_by: 5%}"), noise(0.02, 1), "undecided: p999 needs 10000 requests, 2000 were ok", judge.Nothing},
		{"a throughput may fall by the limit, and not by a share of what is left", gated("10", throughput), noise(0.0001, 1/0.951), "pass", judge.Passed},
		{"and no further", gated("10", throughput), noise(0.0001, 1/0.949), "fail", judge.Failed},
		{"no error at all is not worse than none", gated("10", "{metric: errors, worse_by: 10%}"), noise(0.02, 1), "pass", judge.Passed},
		{"no errors are not worse than none", gated("10", "{metric: error_rate, worse_by: 10%}"), noise(0.02, 1), "pass", judge.Passed},
		{"errors where there were none fail", gated("10", "{metric: error_rate, worse_by: 100%}"), func(t runner.Trial) runner.Result {
			b := behaviour{median: 20 * ms}
			if t.Target == "head" {
				b.failed = 5
			}
			return b.run(t)
		}, "fail", judge.Failed},
		{"errors below the floor pass", gated("10", "{metric: error_rate, worse_by: 100%, floor: 5%}"), func(t runner.Trial) runner.Result {
			b := behaviour{median: 20 * ms}
			if t.Target == "head" {
				b.failed = 5
			}
			return b.run(t)
		}, "pass", judge.Passed},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := sceneOf(t, c.text)
			j := s.Judge(s.plan, s.results(c.server))
			if len(j.Rulings) != 1 || j.Rulings[0].Kind != "gate" || j.Rulings[0].At.Line == 0 {
				t.Fatalf("rulings are %+v", j.Rulings)
			}
			if got := said(&j.Rulings[0]); got != c.want || j.Outcome() != c.outcome {
				t.Errorf("%q, %v; want %q, %v: %+v", got, j.Outcome(), c.want, c.outcome, j.Rulings[0].Cases)
			}
		})
	}
}

func TestWhatAGateCannotJudgeIsInvalid(t *testing.T) {
	text := gated("10", "{metric: p50, worse_by: 5%}")
	spoil := func(of func(*runner.Result)) func(runner.Trial) runner.Result {
		return func(t runner.Trial) runner.Result {
			r := noise(0.02, 1.5)(t)
			of(&r)
			return r
		}
	}
	for _, c := range []struct {
		name   string
		change func(*scene)
		server func(runner.Trial) runner.Result
		why    string
	}{
		{"an order that was not drawn", func(s *scene) { s.plan.Order = string(config.Sequential) }, noise(0.02, 1.5), "the order of the trials was not drawn"},
		{"invalid cells", func(*scene) {}, spoil(func(r *runner.Result) { r.Client.CPU = time.Hour }), "base is invalid: the client used"},
		{"failures on one side", func(*scene) {}, spoil(func(r *runner.Result) {
			if r.Trial.Target == "head" {
				r.OK, r.Errors = 199, 1
			}
		}), "0 and 10 requests failed (p = 0.00193)"},
		{"four repeats", func(s *scene) { s.plan.Trials = s.plan.Trials[:8] }, noise(0.02, 1.5), "4 repeats with both sides, a gate needs 5"},
	} {
		s := sceneOf(t, text+"warmup: {requests: 1}\n")
		c.change(s)
		j := s.Judge(s.plan, s.results(c.server))
		r := &j.Rulings[0]
		if r.Verdict != stats.Invalid || !strings.HasPrefix(r.Cases[0].Why, c.why) || j.Outcome() != judge.Nothing {
			t.Errorf("%s: %v, %v: %s", c.name, r.Verdict, j.Outcome(), said(r))
		}
	}
}

func TestACaseOfAGateIsInShares(t *testing.T) {
	s := sceneOf(t, gated("10", "{metric: throughput, worse_by: 5%}, {metric: p50, worse_by: 8%, floor: 1ms, when: concurrency > 4}"))
	j := s.Judge(s.plan, s.results(noise(0.01, 1.25)))
	throughput, p50 := &j.Rulings[0].Cases[0], &j.Rulings[1].Cases[0]
	if !near(throughput.Limit, 0.05) || math.Abs(throughput.Value.Value-0.2) > 0.02 || throughput.Value.N != 10 || throughput.P > 0.01 {
		t.Errorf("a throughput that falls by a fifth: %+v", throughput)
	}
	if !near(p50.Limit, 0.08) || math.Abs(p50.Value.Value-0.25) > 0.02 || !(p50.Value.Lo < p50.Value.Value && p50.Value.Value < p50.Value.Hi) {
		t.Errorf("a p50 that rises by a quarter: %+v", p50)
	}
	if text := j.Rulings[0].Text + "; " + j.Rulings[1].Text; text != "throughput worse_by 5%; p50 worse_by 8% floor 1ms when concurrency > 4" {
		t.Errorf("the demands are %s", text)
	}
	// A floor of 5 ms is a quarter of the base.
	s = sceneOf(t, gated("10", "{metric: p50, worse_by: 8%, floor: 5ms}"))
	if c := s.Judge(s.plan, s.results(noise(0.01, 1.25))).Rulings[0].Cases[0]; math.Abs(c.Limit-0.25) > 0.01 {
		t.Errorf("%+v", c)
	}
}

// A family of criteria and cells fails by corrected p-values, and passes by those
// that are not.
func TestHolm(t *testing.T) {
	text := pair + "iterations: 200\nconcurrency: [1, 2, 4, 8, 16, 32]\nrepeats: 6\ngate: {CORRECTION fail_if: [{metric: throughput, worse_by: 5%}]}\n"
	server := func(t runner.Trial) runner.Result {
		if t.Spec.Load.Concurrency == 4 {
			return noise(0.005, 1.3)(t)
		}
		return noise(0.005, 1)(t)
	}
	for correction, want := range map[string]stats.Verdict{"": stats.Undecided, "correction: none,": stats.Fail} {
		s := sceneOf(t, strings.Replace(text, "CORRECTION", correction, 1))
		j := s.Judge(s.plan, s.results(server))
		r := &j.Rulings[0]
		for i, c := range r.Cases {
			verdict := stats.Pass
			if i == 2 {
				verdict = want
			}
			if c.Verdict != verdict {
				t.Errorf("correction %q: case %d is %v (p %v), want %v", correction, i, c.Verdict, c.P, verdict)
			}
		}
		// The smallest p of six repeats is 1/64; six such tests make it 6/64.
		if p := map[string]float64{"": 6.0 / 64, "correction: none,": 1.0 / 64}[correction]; !near(r.Cases[2].P, p) {
			t.Errorf("correction %q: p is %v, want %v", correction, r.Cases[2].P, p)
		}
		if r.Verdict != want {
			t.Errorf("correction %q: the ruling is %v", correction, r.Verdict)
		}
	}
}

// Each of several looks has a smaller chance of a false alarm, so that all have the
// one that is asked for.
func TestLooksShareTheChanceOfAFalseAlarm(t *testing.T) {
	const one, four = "{metric: throughput, worse_by: 5%}", "{metric: throughput, worse_by: 5%}], looks: [5, 6, 7, 8"
	for text, want := range map[string]stats.Verdict{gated("5", one): stats.Fail, gated("8", four): stats.Undecided} {
		s := sceneOf(t, text)
		var results []runner.Result
		for _, r := range s.results(noise(0.001, 1.2)) {
			if r.Trial.Block <= 5 {
				results = append(results, r)
			}
		}
		// Five blocks have no p below 1/32: less than 0.05, more than 0.0194.
		if r := s.Judge(s.plan, results).Rulings[0]; r.Verdict != want {
			t.Errorf("after five blocks of %s\nthe gate is %v (p %v)", text, r.Verdict, r.Cases[0].P)
		}
	}
}

func TestWithALowerConfidenceLessIsProof(t *testing.T) {
	text := strings.Replace(gated("5", "{metric: throughput, worse_by: 5%}"), "fail_if", "confidence: 99%, fail_if", 1)
	s := sceneOf(t, text)
	if r := s.Judge(s.plan, s.results(noise(0.001, 1.2))).Rulings[0]; r.Verdict != stats.Undecided {
		t.Errorf("five repeats prove something with 99 %%: %+v", r)
	}
}
