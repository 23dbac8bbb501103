package judge_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"runexp/judge"
	"runexp/runner"
	"runexp/stats"
)

// said writes the cases of a ruling in a line each.
func said(r *judge.Ruling) string {
	var lines []string
	for _, c := range r.Cases {
		line := c.Verdict.String()
		if c.Why != "" {
			line += ": " + c.Why
		}
		if c.Needs > 0 {
			line += fmt.Sprintf(" (needs %d)", c.Needs)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestThresholds(t *testing.T) {
	steady := func(t runner.Trial) runner.Result {
		return behaviour{median: scaled(20*ms, wobble(&t, 0.01))}.run(t)
	}
	noisy := func(t runner.Trial) runner.Result {
		return behaviour{median: scaled(20*ms, wobble(&t, 0.2))}.run(t)
	}
	failing := func(t runner.Trial) runner.Result { return behaviour{median: 20 * ms, failed: 1}.run(t) }
	for _, c := range []struct {
		threshold, more string
		server          func(runner.Trial) runner.Result
		want            string
		outcome         judge.Outcome
	}{
		{"p50 < 22ms", "", steady, "pass", judge.Passed},
		{"p50 > 22ms", "", steady, "fail", judge.Failed},
		{"p50 < 18ms", "", steady, "fail", judge.Failed},
		{"p50 < 21ms", "", noisy, "undecided: p50 of 17.2ms to 22ms holds the limit (needs 27)", judge.Undecided},
		{"p50 < 40ms", "", noisy, "pass", judge.Passed},
		{"throughput > 350/s", "", steady, "pass", judge.Passed},
		{"throughput >= 450/s", "", steady, "fail", judge.Failed},
		{"ratio < 1.1", "service_time: 20ms", steady, "pass", judge.Passed},
		{"ratio < 1.1", "", steady, "pass", judge.Passed},
		{"elapsed <= 0.6s", "", steady, "pass", judge.Passed},
		{"errors == 0", "", steady, "pass", judge.Passed},
		{"errors == 0", "", failing, "fail", judge.Failed},
		{"error_rate < 0.1%", "", failing, "fail", judge.Failed},
		{"error_rate < 0.6%", "", failing, "pass", judge.Passed},
		{"requests == 2000", "", steady, "pass", judge.Passed},
		{"peak_in_flight <= 8", "", steady, "pass", judge.Passed},
		{"p999 < 900ms", "", steady, "undecided: p999 needs 10000 requests, 2000 were ok (needs 50)", judge.Nothing},
		{"p999 < 900ms or p50 < 22ms", "", steady, "pass", judge.Passed},
		{"p999 < 900ms and p50 < 22ms", "", steady, "undecided: p999 needs 10000 requests, 2000 were ok (needs 50)", judge.Nothing},
		{"p999 < 900ms and p50 < 18ms", "", steady, "fail", judge.Failed},
		{"p50 < 22ms", "repeats: 2", steady, "pass: 2 repeats: there is no interval", judge.Passed},
		{"p50 < 18ms", "repeats: 1", steady, "fail: 1 repeat: there is no interval", judge.Failed},
		{"p95 < 2 * p50", "", steady, "pass", judge.Passed},
		{"p50 < 22ms when concurrency < 5", "", steady, "", judge.Nothing},
		{"p50 < 22ms when concurrency == 8 and iterations > 100", "", steady, "pass", judge.Passed},
	} {
		t.Run(c.threshold+" "+c.more, func(t *testing.T) {
			if c.more == "" || strings.HasPrefix(c.more, "service") {
				c.more += "\nrepeats: 10"
			}
			s := sceneOf(t, "base_url: http://127.0.0.1:1\niterations: 200\nconcurrency: 8\n"+c.more+"\nthresholds: ['"+c.threshold+"']\n")
			j := s.Judge(s.plan, s.results(c.server))
			if len(j.Rulings) != 1 || j.Rulings[0].Kind != "threshold" || j.Rulings[0].Text != c.threshold || j.Rulings[0].At.Line == 0 {
				t.Fatalf("rulings are %+v", j.Rulings)
			}
			if got := said(&j.Rulings[0]); got != c.want || j.Outcome() != c.outcome {
				t.Errorf("%q, %v; want %q, %v", got, j.Outcome(), c.want, c.outcome)
			}
			if len(j.Rulings[0].Cases) > 0 && j.Rulings[0].Verdict != j.Rulings[0].Cases[0].Verdict {
				t.Errorf("the ruling is %v", j.Rulings[0].Verdict)
			}
		})
	}
}

func TestACaseTellsWhatDecided(t *testing.T) {
	s := sceneOf(t, "base_url: http://127.0.0.1:1\niterations: 200\nconcurrency: 8\nrepeats: 5\nthresholds: [p50 < 30ms and p90 < 15ms]\n")
	c := s.Judge(s.plan, s.results(noise(0.02, 1))).Rulings[0].Cases[0]
	if c.Verdict != stats.Fail || c.Metric != "p90" || c.Limit != 15e6 || !(c.Value.Lo < c.Value.Value && c.Value.Value < c.Value.Hi) || c.Value.N != 5 || c.Cell == nil || c.P != 1 {
		t.Errorf("%+v", c)
	}
}

func TestThresholdsAreAboutEachCellButTheReference(t *testing.T) {
	s := sceneOf(t, pair+"iterations: 200\nconcurrency: [4, 8]\nrepeats: 3\nthresholds: [p50 < 22ms]\n")
	results := s.results(noise(0.01, 1.3))
	j := s.Judge(s.plan, results)
	r := &j.Rulings[0]
	if len(r.Cases) != 2 || r.Cases[0].Cell.Target != "head" || r.Verdict != stats.Fail || said(r) != "fail\nfail" {
		t.Errorf("%+v", r)
	}
	if base := s.Judge(s.plan, s.results(noise(0.01, 0.7))); base.Outcome() != judge.Passed {
		t.Errorf("%v", base.Outcome())
	}
}

func TestCellsThatSayNothing(t *testing.T) {
	s := sceneOf(t, "base_url: http://127.0.0.1:1\niterations: 200\nconcurrency: [2, 4, 8]\nrepeats: 3\nthresholds: [p50 < 22ms]\n")
	results := s.results(noise(0.01, 1))
	kept := results[:0]
	for _, r := range results {
		switch r.Trial.Spec.Load.Concurrency {
		case 4:
			r.Client.CPU = 2 * time.Second
		case 8:
			continue
		}
		kept = append(kept, r)
	}
	j := s.Judge(s.plan, kept)
	want := "pass\ninvalid: the client used 100 % of its processors (limit 70 %), in 3 of 3 repeats\nundecided: no trial of it has run"
	if got := said(&j.Rulings[0]); got != want || j.Outcome() != judge.Undecided {
		t.Errorf("%v:\n%s", j.Outcome(), got)
	}
	if j := s.Judge(s.plan, nil); j.Outcome() != judge.Nothing {
		t.Errorf("without results the outcome is %v", j.Outcome())
	}
}

// Fields that a point leaves at their default, or does not use, have a value too.
func TestWhenKnowsAllFields(t *testing.T) {
	s := `
targets: {base: "http://127.0.0.1:1", head: "http://127.0.0.1:2"}
path: /?q=${q}&d=${delay}
iterations: [100, 200]
duration: 10s
concurrency: 8
delay: 10ms
keepalive: [true, false]
connections: [fresh, reuse]
timeout: 30s
think_time: [0s, 5ms]
discipline: [window, rate, serial]
rate: 50/s
arrivals: [constant, poisson]
engine: [std, raw]
protocol: http1
params: {q: [shoes, hats]}
repeats: 1
thresholds: [ 'errors == 0 when WHEN' ]
`
	all := len(sceneOf(t, replaced(s, "WHEN", "iterations > 0")).plan.Points)
	for when, want := range map[string]int{
		"iterations > 0": all, "iterations >= 200": all / 2, "q == shoes": all / 2, "engine == raw": all / 2,
		"timeout == 30s and duration == 10s and delay >= 10ms": all, "target == head": all, "target == base": 0,
		"protocol == http1": all, "rate >= 50/s": 48, "arrivals == poisson": 24, "think_time < 5ms": 48, "think_time >= 0s": 96,
		"discipline != window or concurrency == 1": 96, "keepalive and connections == reuse": 48, "not keepalive": 48,
	} {
		scene := sceneOf(t, replaced(s, "WHEN", when))
		if got := len(scene.Judge(scene.plan, nil).Rulings[0].Cases); got != want {
			t.Errorf("%s is about %d of %d cells, want %d", when, got, all, want)
		}
	}
}

func TestWhatIsNotKnownIsToldOf(t *testing.T) {
	failing := func(t runner.Trial) runner.Result { return behaviour{median: 20 * ms, failed: 1}.run(t) }
	for threshold, want := range map[string]string{
		"ratio < 2":               "undecided: ratio needs a trial without errors and a service time",
		"ratio < 2 or errors > 0": "pass",
		"p999 < 2 * p50":          "undecided: p999 needs 10000 requests, 600 were ok",
		"p50 < p999":              "undecided: p999 needs 10000 requests, 600 were ok",
		"not (errors > 100)":      "pass",
	} {
		s := sceneOf(t, "base_url: http://127.0.0.1:1\niterations: 201\nconcurrency: 8\nthresholds: ['"+threshold+"']\n")
		if got := said(&s.Judge(s.plan, s.results(failing)).Rulings[0]); got != want {
			t.Errorf("%s: %q, want %q", threshold, got, want)
		}
	}
}
