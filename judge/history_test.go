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

const nightly = `
base_url: http://127.0.0.1:1
iterations: 200
concurrency: [4, 8]
repeats: 5
gate: {baseline: main, fail_if: [CRITERIA]}
`

// stored are n runs whose throughputs differ by a few per cent around 200 and 400.
func stored(n int) []judge.Run {
	var runs []judge.Run
	for i := range n {
		by := 1 + 0.01*float64(i%5-2)
		runs = append(runs, judge.Run{Name: "main", Means: map[string]map[string]float64{
			"concurrency=4 iterations=200": {"throughput": 200 * by, "error_rate": 0, "p50": 20e6 * by},
			"concurrency=8 iterations=200": {"throughput": 400 * by, "error_rate": 0, "p50": 20e6 * by},
		}})
	}
	return runs
}

func TestStoredBaseline(t *testing.T) {
	const throughput = "{metric: throughput, worse_by: 5%}"
	slower := func(by float64) func(runner.Trial) runner.Result {
		return func(t runner.Trial) runner.Result {
			return behaviour{median: scaled(20*ms, by*wobble(&t, 0.005))}.run(t)
		}
	}
	for _, c := range []struct {
		name, criteria string
		runs           []judge.Run
		advisory       string
		server         func(runner.Trial) runner.Result
		want           string
		outcome        judge.Outcome
	}{
		{"a run like the stored ones passes", throughput, stored(9), "", slower(1), "pass\npass", judge.Passed},
		{"a slower one fails", throughput, stored(9), "", slower(1.2), "fail\nfail", judge.Failed},
		{"one at the edge is undecided", throughput, stored(9), "", slower(1.06), "undecided: neither a change beyond the limit nor one within it is proven\nundecided: neither a change beyond the limit nor one within it is proven", judge.Undecided},
		{"eight runs are enough", throughput, stored(8), "", slower(1.3), "fail\nfail", judge.Failed},
		{"seven runs never fail a gate", throughput, stored(7), "", slower(2), "undecided: 7 stored runs of the baseline, a gate needs 8\nundecided: 7 stored runs of the baseline, a gate needs 8", judge.Undecided},
		{"and never pass it", throughput, stored(7), "", slower(1), "undecided: 7 stored runs of the baseline, a gate needs 8\nundecided: 7 stored runs of the baseline, a gate needs 8", judge.Undecided},
		{"one run is no spread", throughput, stored(1), "", slower(2), "undecided: 1 stored run of the baseline, a gate needs 8\nundecided: 1 stored run of the baseline, a gate needs 8", judge.Undecided},
		{"no run is nothing to judge by", throughput, nil, "", slower(2), "undecided: no stored run of the baseline has this point\nundecided: no stored run of the baseline has this point", judge.Nothing},
		{"another machine's runs fail nothing", throughput, stored(9), "another machine than the baseline's", slower(1.5), "undecided: beyond the limit, but the gate is advisory: another machine than the baseline's\nundecided: beyond the limit, but the gate is advisory: another machine than the baseline's", judge.Undecided},
		{"but may pass", throughput, stored(9), "another machine than the baseline's", slower(1), "pass\npass", judge.Passed},
		{"a floor lets a small change through", "{metric: throughput, worse_by: 5%, floor: 100/s}", stored(9), "", slower(1.2), "pass\npass", judge.Passed},
		{"no errors are not worse than none", "{metric: error_rate, worse_by: 5%}", stored(9), "", slower(1), "pass\npass", judge.Passed},
		{"a criterion is about some cells", "{metric: throughput, worse_by: 5%, when: concurrency > 4}", stored(9), "", slower(1.2), "fail", judge.Failed},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := sceneOf(t, strings.Replace(nightly, "CRITERIA", c.criteria, 1))
			s.History, s.Advisory = c.runs, c.advisory
			j := s.Judge(s.plan, s.results(c.server))
			if got := said(&j.Rulings[0]); got != c.want || j.Outcome() != c.outcome {
				t.Errorf("%v:\n%s\nwant %v:\n%s", j.Outcome(), got, c.outcome, c.want)
			}
		})
	}
}

// The spread between stored runs counts: a change that is large beside the noise
// within a run is none where runs differ as much.
func TestARunIsHeldAgainstTheSpreadBetweenRuns(t *testing.T) {
	s := sceneOf(t, strings.Replace(nightly, "CRITERIA", "{metric: throughput, worse_by: 5%}", 1))
	s.History = stored(10)
	j := s.Judge(s.plan, s.results(func(t runner.Trial) runner.Result {
		return behaviour{median: scaled(20*ms, 1.02*wobble(&t, 0.001))}.run(t)
	}))
	for _, c := range j.Comparisons {
		if c.Word != judge.Same && c.Word != judge.Unclear || c.Reference != "main" || c.Candidate != "" || c.Effect.N != 10 {
			t.Errorf("%+v", c)
		}
		if half := c.Effect.Hi - c.Effect.Change; math.Abs(c.Effect.Change-0.02) > 0.002 || half < 0.03 || half > 0.04 {
			t.Errorf("the change is %v within %v", c.Effect.Change, half)
		}
	}
	if n := len(j.Comparisons); n != 2 {
		t.Errorf("%d comparisons", n)
	}
}

func TestCellsThatNoRunCanBeHeldAgainst(t *testing.T) {
	s := sceneOf(t, strings.Replace(nightly, "CRITERIA", "{metric: throughput, worse_by: 5%}, {metric: p99, worse_by: 5%}, {metric: ratio, worse_by: 5%}", 1)+"checks: {errors: 50%}\n")
	s.History = stored(9)
	j := s.Judge(s.plan, s.results(func(t runner.Trial) runner.Result {
		r := behaviour{n: 100, median: 20 * ms, failed: 1}.run(t)
		if t.Spec.Load.Concurrency == 4 {
			r.Client.CPU = time.Hour
		}
		return r
	}))
	var got []string
	for i := range j.Rulings {
		got = append(got, said(&j.Rulings[i]))
	}
	invalid := "invalid: the client used 180000 % of its processors (limit 70 %), in 5 of 5 repeats\n"
	want := []string{
		invalid + "pass", invalid + "undecided: p99 needs 1000 requests, 495 were ok",
		invalid + "undecided: ratio needs a trial without errors and a service time",
	}
	for i := range want {
		if i >= len(got) || got[i] != want[i] {
			t.Errorf("%q, want %q", got, want)
			break
		}
	}
	if j := s.Judge(s.plan, nil); j.Outcome() != judge.Nothing || said(&j.Rulings[0]) != "undecided: no trial of it has run\nundecided: no trial of it has run" {
		t.Errorf("without results: %v, %s", j.Outcome(), said(&j.Rulings[0]))
	}
}

func TestRunOf(t *testing.T) {
	s := sceneOf(t, strings.Replace(nightly, "CRITERIA", "{metric: throughput, worse_by: 5%}", 1))
	results := s.results(behaviour{median: 20 * ms}.run)
	for i := range results {
		if results[i].Trial.Spec.Load.Concurrency == 4 {
			results[i].Client.CPU = time.Hour
		}
	}
	taken := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	run := judge.RunOf("main", taken, s.Judge(s.plan, results).Cells)
	if run.Name != "main" || run.Taken != taken || len(run.Means) != 1 {
		t.Errorf("%+v", run)
	}
	means := run.Means["concurrency=8 iterations=200"]
	if !near(means["throughput"], 400) || !near(means["p50"], 20e6) || means["error_rate"] != 0 || means["requests"] != 1000 {
		t.Errorf("%+v", means)
	}
	// A run is like itself.
	for range 8 {
		s.History = append(s.History, run)
	}
	if c := s.Judge(s.plan, s.results(behaviour{median: 20 * ms}.run)).Rulings[0].Cases[1]; c.Verdict != stats.Pass {
		t.Errorf("%+v", c)
	}
}
