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

func TestSearchOfARate(t *testing.T) {
	s := sceneOf(t, "base_url: http://127.0.0.1:1\nduration: 10s\nsearch: {find: rate, from: 0.5/s, to: 200/s, under: p90 < 250ms, at_least: 20/s}\n")
	f, _ := hunted(t, s, wall{n0: 33, beta: 2, noise: 0.05}.run)
	if f.Find != "rate" || f.Safe < 27 || f.Safe > 33 || !f.Confirmed || f.Likely.Lo > 33 || f.Likely.Hi < 31 {
		t.Errorf("%+v", f)
	}
}

// A search runs once at each point of the other factors.
func TestSearchAtEachStem(t *testing.T) {
	s := sceneOf(t, replaced(replaced(searching, "from: FROM, to: TO", "from: 1, to: 100"), `under: "UNDER", MORE`, "under: p90 < 250ms")+"path: /?q=${q}\nparams: {q: [hats, shoes]}\n")
	now := new(clock)
	p := s.Planner(s.plan, now.read)
	results := drive(t, p, now, time.Second, func(t runner.Trial) runner.Result {
		if q, _ := t.Point.Value("q"); q == "hats" {
			return wall{n0: 20, beta: 2, noise: 0.03}.run(t)
		}
		return wall{n0: 70, beta: 2, noise: 0.03}.run(t)
	})
	found := s.Judge(p.Plan(), results).Answer.Found
	if len(found) != 2 || fmt.Sprint(found[0].Rest, found[1].Rest) != "[{q true hats}] [{q true shoes}]" {
		t.Fatalf("%+v", found)
	}
	if h, o := found[0], found[1]; h.Safe < 17 || h.Safe > 20 || o.Safe < 60 || o.Safe > 70 || !h.Confirmed || !o.Confirmed {
		t.Errorf("safe are %v and %v", h.Safe, o.Safe)
	}
	seen := make(map[string]bool)
	for i, r := range results {
		if r.Trial.Seq != i+1 || seen[r.Trial.Name()] {
			t.Errorf("trial %d is %s with number %d", i+1, r.Trial.Name(), r.Trial.Seq)
		}
		seen[r.Trial.Name()] = true
	}
	// The judge does not need the planner: the plan that the search began with will do.
	again := s.Judge(s.plan, results)
	if len(again.Cells) != len(p.Plan().Points) || again.Answer.Found[1].Safe != found[1].Safe {
		t.Errorf("from the plan alone: %+v", again.Answer.Found)
	}
}

func TestASearchRestsAfterAViolation(t *testing.T) {
	s := searchFor(t, "4", "512", "p90 < 250ms", "")
	p := s.Planner(s.plan, new(clock).read)
	at := func(n int) *runner.Result {
		trial := s.plan.Probe(0, float64(n), 1, 1)
		r := wall{n0: 60, beta: 1.5}.run(trial)
		return &r
	}
	if d, ok := p.Rest(at(100)); !ok || d != 20*time.Second {
		t.Errorf("after a violation of 10 s it rests %v, %v", d, ok)
	}
	short := at(100)
	short.Elapsed = 10 * ms
	if d, ok := p.Rest(short); !ok || d != 2*time.Second {
		t.Errorf("after a short one %v, %v", d, ok)
	}
	short.Elapsed = time.Hour
	if d, ok := p.Rest(short); !ok || d != time.Minute {
		t.Errorf("after a long one %v, %v", d, ok)
	}
	for name, r := range map[string]*runner.Result{"one that holds": at(40), "nothing": nil, "one that did not run": {}} {
		if d, ok := p.Rest(r); ok {
			t.Errorf("after %s it rests %v", name, d)
		}
	}
}

// A single violation on the way up is tried again before the search turns.
func TestAnOutlierDoesNotTurnASearch(t *testing.T) {
	s := searchFor(t, "4", "512", "p90 < 250ms", "")
	_, results := hunted(t, s, func(t runner.Trial) runner.Result {
		if t.Seq == 2 {
			return wall{n0: 1, beta: 1}.run(t)
		}
		return wall{n0: 60, beta: 1.5, noise: 0.03}.run(t)
	})
	var levels []int
	for _, r := range results[:7] {
		levels = append(levels, r.Trial.Spec.Load.Concurrency)
	}
	if fmt.Sprint(levels) != "[4 8 8 16 32 64 64]" {
		t.Errorf("levels are %v", levels)
	}
}

// Results that are not those of a whole search are judged as far as they go.
func TestASearchThatWasBrokenOff(t *testing.T) {
	s := searchFor(t, "4", "512", "p90 < 250ms", ", at_least: 100")
	_, results := hunted(t, s, wall{n0: 60, beta: 1.5, noise: 0.03}.run)
	for name, part := range map[string][]runner.Result{
		"interrupted on the way up":   results[:3],
		"interrupted later":           results[:10],
		"a result of it has got lost": append(results[:2:2], results[3:]...),
	} {
		j := s.Judge(s.plan, part)
		f := j.Answer.Found[0]
		if f.Ended != "not finished" || f.Confirmed || f.Trials > len(part) || f.Safe > 64 {
			t.Errorf("%s: %+v", name, f)
		}
		if len(j.Cells) == 0 || j.Outcome() == judge.Passed {
			t.Errorf("%s: %d cells, %v", name, len(j.Cells), j.Outcome())
		}
	}
}

func TestABudgetEndsASearch(t *testing.T) {
	s := sceneOf(t, replaced(replaced(searching, "from: FROM, to: TO", "from: 4, to: 512"), `under: "UNDER", MORE`, "under: p90 < 250ms, at_least: 64")+"budget: 2m\n")
	now := new(clock)
	p := s.Planner(s.plan, now.read)
	results := drive(t, p, now, 10*time.Second, wall{n0: 60, beta: 1.5, noise: 0.03}.run)
	f := s.Judge(p.Plan(), results).Answer.Found[0]
	if now.now.Sub(time.Time{}) > 2*time.Minute || len(results) < 6 || f.Ended != "not finished" || f.Confirmed || f.Safe < 30 || f.Safe > 60 {
		t.Errorf("%d trials in %v: %+v", len(results), now.now.Sub(time.Time{}), f)
	}
	if notes := p.Notes(); len(notes) != 1 || !strings.HasPrefix(notes[0], "the budget of 2m ended the search after") {
		t.Errorf("notes are %q", notes)
	}
}

func TestAtLeast(t *testing.T) {
	steady := wall{n0: 60, beta: 1.5, noise: 0.03}
	limited := func(n int) func(runner.Trial) runner.Result {
		return func(t runner.Trial) runner.Result {
			r := steady.run(t)
			if t.Spec.Load.Concurrency >= n {
				r.Client.CPU = time.Hour
			}
			return r
		}
	}
	for _, c := range []struct {
		name, least, more string
		server            func(runner.Trial) runner.Result
		want              stats.Verdict
		outcome           judge.Outcome
	}{
		{"reached", "40", "", steady.run, stats.Pass, judge.Passed},
		{"missed", "64", "", steady.run, stats.Fail, judge.Failed},
		{"not known: the client gives up before", "40", "", limited(32), stats.Undecided, judge.Undecided},
		{"reached before the client gives up", "16", "", limited(32), stats.Pass, judge.Passed},
		{"not proven for want of trials", "30", ", trials: 7", steady.run, stats.Undecided, judge.Undecided},
		{"missed by far, whatever more trials would find", "300", ", trials: 12", steady.run, stats.Fail, judge.Failed},
	} {
		s := searchFor(t, "4", "512", "p90 < 250ms", c.more+", at_least: "+c.least)
		now := new(clock)
		p := s.Planner(s.plan, now.read)
		j := s.Judge(p.Plan(), nil)
		if j.Outcome() != judge.Nothing {
			t.Errorf("%s: without results the outcome is %v", c.name, j.Outcome())
		}
		results := drive(t, p, now, time.Second, c.server)
		j = s.Judge(p.Plan(), results)
		r := j.Rulings[0]
		if r.Kind != "at_least" || r.Text != "at_least "+c.least || r.Verdict != c.want || j.Outcome() != c.outcome || len(r.Cases) != 1 || r.Cases[0].Cell == nil {
			t.Errorf("%s: %+v, %v", c.name, r, j.Outcome())
		}
	}
}

// The best throughput is looked for over the whole range, and is one of the levels
// that were tried.
func TestMaximise(t *testing.T) {
	peaked := func(t runner.Trial) runner.Result {
		n := float64(t.Spec.Load.Concurrency)
		r := behaviour{n: 400, median: scaled(20*ms, (1+0.0004*n*n)*wobble(&t, 0.01))}.run(t)
		return r // the peak is at 50
	}
	s := sceneOf(t, "base_url: http://127.0.0.1:1\nduration: 1s\nsearch: {find: concurrency, from: 1, to: 1000, maximise: throughput}\n")
	f, _ := hunted(t, s, peaked)
	if f.Safe < 38 || f.Safe > 66 || f.Confirmed || !strings.HasPrefix(f.Ended, "the best throughput of the ") || f.Under != "" {
		t.Errorf("%+v", f)
	}
	// Under a condition only levels that hold count.
	s = sceneOf(t, "base_url: http://127.0.0.1:1\nduration: 1s\nsearch: {find: concurrency, from: 1, to: 1000, under: p90 < 28ms, maximise: throughput}\n")
	f, _ = hunted(t, s, peaked)
	if f.Safe < 25 || f.Safe > 32 || !f.Confirmed || !strings.Contains(f.Ended, "tried that hold") {
		t.Errorf("%+v", f)
	}
	// The best of these is not always the largest.
	s = sceneOf(t, "base_url: http://127.0.0.1:1\nduration: 1s\nsearch: {find: concurrency, from: 1, to: 1000, under: p90 < 110ms, maximise: throughput, trials: 60}\n")
	f, _ = hunted(t, s, peaked)
	if f.Safe < 30 || f.Safe > 75 || !f.Confirmed || f.Likely.Lo < 90 {
		t.Errorf("%+v", f)
	}
}
