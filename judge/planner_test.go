package judge_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"runexp/judge"
	"runexp/runner"
)

// clock is a time that only trials move on.
type clock struct{ now time.Time }

func (c *clock) read() time.Time { return c.now }

// drive runs a planner as runner.Run does: it hands each result in, and lets time
// pass as long as a trial takes.
func drive(tb testing.TB, p *judge.Planner, c *clock, took time.Duration, server func(runner.Trial) runner.Result) []runner.Result {
	tb.Helper()
	var results []runner.Result
	var last *runner.Result
	for trial, ok := p.Next(nil); ok; trial, ok = p.Next(last) {
		if last != nil {
			if rest, ok := p.Rest(last); ok {
				c.now = c.now.Add(rest)
			}
		}
		r := server(trial)
		c.now = c.now.Add(took)
		results = append(results, r)
		last = &results[len(results)-1]
		if len(results) > 5000 {
			tb.Fatal("the planner does not end")
		}
	}
	if _, ok := p.Next(last); ok {
		tb.Error("a planner that has ended goes on")
	}
	if err := p.Close(); err != nil {
		tb.Errorf("close: %v", err)
	}
	return results
}

// names lists trials by name.
func names(results []runner.Result) string {
	var all []string
	for _, r := range results {
		all = append(all, r.Trial.Name())
	}
	return strings.Join(all, " ")
}

// plain is a server without any change.
func plain(t runner.Trial) runner.Result { return behaviour{median: 20 * ms, n: 50}.run(t) }

func TestWithoutRulesAPlannerWalksThePlan(t *testing.T) {
	s := sceneOf(t, twoPoints)
	c := new(clock)
	p := s.Planner(s.plan, c.read)
	results := drive(t, p, c, time.Second, plain)
	for i, r := range results {
		if want := s.plan.Trials[i]; r.Trial.Seq != want.Seq || r.Trial.Name() != want.Name() || r.Trial.Attempt != 0 || r.Trial.Seed != want.Seed {
			t.Errorf("trial %d is %s, want %s", i, r.Trial.Name(), want.Name())
		}
	}
	if len(results) != len(s.plan.Trials) || p.Plan() != s.plan || len(p.Notes()) != 0 {
		t.Errorf("%d of %d trials, notes %q", len(results), len(s.plan.Trials), p.Notes())
	}
	if _, ok := p.Rest(&results[0]); ok {
		t.Error("a plain plan rests")
	}
}

func TestABlockThatTheMachineSpoiltIsMeasuredAgain(t *testing.T) {
	text := pair + "iterations: 100\nconcurrency: [2, 4]\nrepeats: 3\nwarmup: {blocks: 1}\n"
	spoil := func(of ...string) func(runner.Trial) runner.Result {
		return func(t runner.Trial) runner.Result {
			r := plain(t)
			if slices.Contains(of, t.Name()) {
				r.Client = *noisy()
			}
			return r
		}
	}
	for _, c := range []struct {
		name, text string
		server     func(runner.Trial) runner.Result
		attempts   [4]int // of blocks 0 to 3
	}{
		{"nothing spoilt", text, plain, [4]int{1, 1, 1, 1}},
		{"one trial spoils its block, both arms and all points", text, spoil("p1r2-base"), [4]int{1, 1, 2, 1}},
		{"a rerun may be spoilt too", text, spoil("p1r2-base", "p2r2a1-head"), [4]int{1, 1, 3, 1}},
		{"but twice is enough", text, spoil("p1r2-base", "p2r2a1-head", "p2r2a2-head", "p2r2a3-head"), [4]int{1, 1, 3, 1}},
		{"a warm-up is not measured", text, spoil("p1w1-base"), [4]int{1, 1, 1, 1}},
		{"the file says how often", text + "checks: {reruns: 1}\n", spoil("p1r2-base", "p2r2a1-head"), [4]int{1, 1, 2, 1}},
		{"or never", text + "checks: {reruns: 0}\n", spoil("p1r2-base"), [4]int{1, 1, 1, 1}},
		{"one target is not compared", replaced(text, pair, "base_url: http://127.0.0.1:1\n"), spoil("p1r2"), [4]int{1, 1, 1, 1}},
	} {
		s, now := sceneOf(t, c.text), new(clock)
		results := drive(t, s.Planner(s.plan, now.read), now, time.Second, c.server)
		var trials [4]int
		for i, r := range results {
			trials[r.Trial.Block]++
			if r.Trial.Seq != i+1 {
				t.Errorf("%s: the trial at place %d has number %d", c.name, i+1, r.Trial.Seq)
			}
		}
		each := max(len(s.plan.Targets), 1) * 2
		for block, n := range c.attempts {
			if trials[block] != n*each {
				t.Errorf("%s: block %d has %d trials, want %d of %d: %s", c.name, block, trials[block], n, each, names(results))
			}
		}
	}
	// A rerun is the same block again, in the same order with the same requests.
	s, now := sceneOf(t, text), new(clock)
	results := drive(t, s.Planner(s.plan, now.read), now, time.Second, spoil("p1r2-base"))
	for i := range 4 {
		first, again := results[8+i].Trial, results[12+i].Trial
		if again.Attempt != 1 || first.Point.Number != again.Point.Number || first.Target != again.Target || first.Seed != again.Seed {
			t.Errorf("%s is followed by %s", first.Name(), again.Name())
		}
	}
	// Those that are superseded are in no number, and told of.
	j := s.Judge(s.plan, results)
	if c := j.Cells[0]; c.Repeats != 3 || c.Rerun != 1 || c.Verdict.Level != judge.OK {
		t.Errorf("%+v", c)
	}
	if len(j.Notes) != 1 || j.Notes[0] != "1 block measured again, because of the state of the client or its machine" {
		t.Errorf("notes are %q", j.Notes)
	}
	if len(j.Verdicts) != len(results) || j.Verdicts["p1r2-base"].Level != judge.Suspect {
		t.Errorf("verdicts are %+v", j.Verdicts)
	}
}

func TestAMachineThatIsNeverFitIsNotMeasuredAgainForEver(t *testing.T) {
	s, now := sceneOf(t, pair+"iterations: 100\nconcurrency: 4\nrepeats: 6\n"), new(clock)
	p := s.Planner(s.plan, now.read)
	results := drive(t, p, now, time.Second, func(t runner.Trial) runner.Result {
		r := plain(t)
		r.Client = *noisy()
		return r
	})
	var attempts [7]int
	for _, r := range results {
		attempts[r.Trial.Block]++
	}
	if want := [7]int{0, 6, 6, 2, 2, 2, 2}; attempts != want {
		t.Errorf("trials by block are %v, want %v", attempts, want)
	}
	if notes := p.Notes(); len(notes) != 1 || !strings.Contains(notes[0], "unfit in all attempts at 2 in a row") {
		t.Errorf("notes are %q", notes)
	}
}

// A rerun that depended on what was measured would pick the results that please:
// with the same state of client and machine, other results give the same order.
func TestRerunsDoNotDependOnResults(t *testing.T) {
	s := sceneOf(t, pair+"iterations: 200\nconcurrency: [2, 4]\nrepeats: 8\nwarmup: {blocks: 1}\n")
	run := func(change func(*runner.Result)) string {
		now := new(clock)
		return names(drive(t, s.Planner(s.plan, now.read), now, time.Second, func(t runner.Trial) runner.Result {
			r := plain(t)
			if t.Seed%5 == 0 && t.Attempt == 0 {
				r.Client = *noisy()
			}
			if t.Seed%7 == 0 && t.Attempt < 2 {
				r.Client.CPU = 2 * time.Second
			}
			change(&r)
			return r
		}))
	}
	want := run(func(*runner.Result) {})
	if !strings.Contains(want, "a1-") || !strings.Contains(want, "a2-") {
		t.Fatalf("nothing is measured again: %s", want)
	}
	for name, change := range map[string]func(*runner.Result){
		"slower": func(r *runner.Result) {
			r.Latency, r.Elapsed = lagOf(50, time.Duration(1+r.Trial.Seed%9)*100*ms), r.Elapsed*50
		},
		"failing":      func(r *runner.Result) { r.OK, r.Errors = 30, 20 },
		"down":         func(r *runner.Result) { r.OK, r.Errors, r.Latency, r.Failed = 0, 50, r.Failed, r.Latency },
		"unsteady":     func(r *runner.Result) { steps(r, 5, 60, 140) },
		"lying":        func(r *runner.Result) { r.Elapsed /= 3 },
		"short of it":  func(r *runner.Result) { r.Peak = 1 },
		"slow to dial": func(r *runner.Result) { r.SlowConnects = 9 },
	} {
		if got := run(change); got != want {
			t.Errorf("%s results change the order:\n%s\n%s", name, got, want)
		}
	}
}

// An interrupted planner lets go of its coroutine, and its plan is the whole one.
func TestAPlannerThatIsClosedEnds(t *testing.T) {
	s, now := sceneOf(t, twoPoints), new(clock)
	p := s.Planner(s.plan, now.read)
	first, _ := p.Next(nil)
	r := plain(first)
	p.Next(&r)
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	if _, ok := p.Next(&r); ok {
		t.Error("it goes on")
	}
	if p.Plan() != s.plan || p.Close() != nil {
		t.Error("its plan is another")
	}
	if err := s.Planner(s.plan, now.read).Close(); err != nil {
		t.Errorf("close without a start: %v", err)
	}
}

// A trial that did not run is no reason to measure anything again.
func TestATrialThatDidNotRun(t *testing.T) {
	s, now := sceneOf(t, twoPoints), new(clock)
	results := drive(t, s.Planner(s.plan, now.read), now, time.Second, func(t runner.Trial) runner.Result {
		if t.Name() == "p1r2-head" {
			return runner.Result{Trial: t}
		}
		return plain(t)
	})
	if len(results) != len(s.plan.Trials) {
		t.Errorf("%d of %d trials", len(results), len(s.plan.Trials))
	}
	if c := s.Judge(s.plan, results).Cells[1]; c.Invalid != 1 || c.Repeats != 6 || c.Throughput.N != 5 {
		t.Errorf("%+v", c)
	}
}
