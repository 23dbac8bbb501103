package judge_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"runexp/runner"
)

func TestBudget(t *testing.T) {
	text := pair + "iterations: 100\nconcurrency: [2, 4]\nrepeats: 8\nbudget: 1m\n"
	for _, c := range []struct {
		name, text string
		took       time.Duration // of each of the four trials of a block
		blocks     int
		note       string
	}{
		{"room for all", text, time.Second, 8, ""},
		{"room for some", text, 3 * time.Second, 5, "the budget of 1m has room for 5 of 8 repeats"},
		{"room for none: one all the same", text, time.Minute, 1, "the budget of 1m has room for 1 of 8 repeats"},
		{"five for a gate", text + "gate: {fail_if: [{metric: throughput, worse_by: 5%}]}\n", time.Minute, 5, "the budget of 1m has room for 5 of 8 repeats"},
	} {
		s, now := sceneOf(t, c.text), new(clock)
		p := s.Planner(s.plan, now.read)
		results := drive(t, p, now, c.took, plain)
		if n := results[len(results)-1].Trial.Block; n != c.blocks || strings.Join(p.Notes(), "; ") != c.note {
			t.Errorf("%s: %d blocks, notes %q", c.name, n, p.Notes())
		}
		j := s.Judge(p.Plan(), results)
		if cell := j.Cells[0]; cell.Repeats != c.blocks || cell.Planned != c.blocks || p.Plan().Repeats != c.blocks {
			t.Errorf("%s: %d of %d repeats, the plan has %d", c.name, cell.Repeats, cell.Planned, p.Plan().Repeats)
		}
	}
	// The longest block so far tells whether another one fits.
	s, now := sceneOf(t, text), new(clock)
	n := 0
	results := drive(t, s.Planner(s.plan, now.read), now, 0, func(t runner.Trial) runner.Result {
		if n++; n == 6 { // in the second block
			now.now = now.now.Add(31 * time.Second)
		}
		return plain(t)
	})
	if len(results) != 8 {
		t.Errorf("after a block of 31 s of a minute there are %d trials", len(results))
	}
	// A spoilt block is measured again only where that fits.
	s, now = sceneOf(t, text), new(clock)
	results = drive(t, s.Planner(s.plan, now.read), now, 8*time.Second, func(t runner.Trial) runner.Result {
		r := plain(t)
		r.Client = *noisy()
		return r
	})
	if got := len(results); got != 4 {
		t.Errorf("of blocks of 32 s %d trials fit into a minute", got)
	}
}

func TestLooks(t *testing.T) {
	text := pair + "iterations: 200\nconcurrency: 8\nrepeats: 20\ngate: {looks: [8, 12, 16, 20], fail_if: [{metric: throughput, worse_by: 5%}]}\n"
	for _, c := range []struct {
		name   string
		server func(runner.Trial) runner.Result
		blocks int
		note   string
	}{
		{"no change is decided at the first look", noise(0.02, 1), 8, "the gate is decided after 8 of 20 repeats"},
		{"so is a large one", noise(0.02, 1.3), 8, "the gate is decided after 8 of 20 repeats"},
		{"a change at the limit is looked at to the end", noise(0.02, 1.055), 20, ""},
		{"one in between takes longer", noise(0.03, 1.025), 12, "the gate is decided after 12 of 20 repeats"},
		{"what cannot be judged does not go on", func(t runner.Trial) runner.Result {
			r := noise(0.02, 1)(t)
			r.Client.CPU = time.Hour
			return r
		}, 8, "the gate is decided after 8 of 20 repeats"},
	} {
		s, now := sceneOf(t, text+"checks: {reruns: 0}\n"), new(clock)
		p := s.Planner(s.plan, now.read)
		results := drive(t, p, now, time.Second, c.server)
		if n := results[len(results)-1].Trial.Block; n != c.blocks || strings.Join(p.Notes(), "; ") != c.note {
			t.Errorf("%s: %d blocks, notes %q", c.name, n, p.Notes())
		}
	}
	// After its last look a gate has no more chances.
	s, now := sceneOf(t, text), new(clock)
	s.Gate.Looks = []int{8, 12}
	p := s.Planner(s.plan, now.read)
	results := drive(t, p, now, time.Second, noise(0.02, 1.055))
	if n := results[len(results)-1].Trial.Block; n != 12 || strings.Join(p.Notes(), "; ") != "the gate has had its last look after 12 of 20 repeats" {
		t.Errorf("%d blocks, notes %q", n, p.Notes())
	}
}

func TestRepeatsEndWhenTheIntervalsAreNarrow(t *testing.T) {
	text := "base_url: http://127.0.0.1:1\niterations: 200\nconcurrency: [2, 8]\nrepeats: {min: 4, max: 20, stop_when: ci95(throughput) < LIMIT}\n"
	for _, c := range []struct {
		limit  string
		noise  float64
		blocks int
	}{{"50%", 0.01, 4}, {"3%", 0.01, 4}, {"1%", 0.01, 8}, {"0.1%", 0.1, 20}} {
		s, now := sceneOf(t, replaced(text, "LIMIT", c.limit)), new(clock)
		p := s.Planner(s.plan, now.read)
		results := drive(t, p, now, time.Second, noise(c.noise, 1))
		n := results[len(results)-1].Trial.Block
		note := fmt.Sprintf("the intervals are as narrow as asked for after %d of 20 repeats", n)
		if n != c.blocks || (n < 20) != (strings.Join(p.Notes(), "") == note) {
			t.Errorf("below %s: %d blocks, notes %q", c.limit, n, p.Notes())
		}
	}
}
