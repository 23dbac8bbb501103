package runner_test

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"runexp/config"
	"runexp/runner"
)

// A pass of the file below takes 3 s: points of half a second and of one and a half,
// and a pause of 500 ms after each, but none after the last trial of all.
func TestABudgetTrimsRepeats(t *testing.T) {
	const second = time.Second
	for _, c := range []struct {
		name                string
		budget              time.Duration
		least, most         int // asked for
		change              func(*config.Experiment)
		asked, kept, fewest int
	}{
		{"no budget", 0, 10, 10, nil, 0, 10, 10},
		{"room for all", time.Hour, 10, 10, nil, 0, 10, 10},
		{"room for exactly all", 29500 * time.Millisecond, 10, 10, nil, 0, 10, 10},
		{"a nanosecond too little", 29500*time.Millisecond - 1, 10, 10, nil, 10, 9, 9},
		{"room for three", 9 * second, 10, 10, nil, 10, 3, 3},
		{"room for none", second, 10, 10, nil, 10, 1, 1},
		{"one that is asked for stays", second, 1, 1, nil, 0, 1, 1},
		{"a gate needs five", second, 10, 10, gated, 10, 5, 5},
		{"a gate takes what there is room for", 21 * second, 10, 10, gated, 10, 7, 7},
		{"a gate does not make more of fewer", second, 3, 3, gated, 0, 3, 3},
		{"between the least and the most", 21 * second, 5, 20, nil, 20, 7, 5},
		{"below the least", 9 * second, 5, 20, nil, 20, 3, 3},
		{"room for the most", 60 * second, 5, 20, nil, 0, 20, 5},
		{"passes that warm up take their time", 21 * second, 10, 10, func(e *config.Experiment) { e.Warmup.Blocks = 2 }, 10, 5, 5},
		{"nothing but time to warm up", 6 * second, 10, 10, func(e *config.Experiment) { e.Warmup.Blocks = 5 }, 10, 1, 1},
		{"a warm-up before each trial takes its time", 27 * second, 10, 10, func(e *config.Experiment) { e.Warmup.Requests = 15 }, 10, 4, 4},
		{"targets take their time", 24 * second, 10, 10, func(e *config.Experiment) {
			e.Targets, e.Pairing = []config.NamedTarget{{Name: "a", Target: e.Target}, {Name: "b", Target: e.Target}}, config.ABBA
		}, 10, 4, 4},
		{"times that are not known", second, 10, 10, func(e *config.Experiment) { e.ServiceTime = nil }, 0, 10, 10},
		{"no time at all", second, 10, 10, func(e *config.Experiment) { *e.ServiceTime, e.Cooldown = 0, 0 }, 0, 10, 10},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := read(t, load("iterations: [5, 15]", "concurrency: 1", "service_time: 100ms", "cooldown: 500ms"))
			e.Budget, e.Repeats = c.budget, config.Repetition{Min: c.least, Max: c.most}
			if c.change != nil {
				c.change(e)
			}
			p := planned(t, e)
			if p.Asked != c.asked || p.Repeats != c.kept || p.Least != c.fewest || p.Budget != c.budget {
				t.Errorf("%d to %d repeats, %d asked for; want %d to %d, %d", p.Least, p.Repeats, p.Asked, c.fewest, c.kept, c.asked)
			}
			if want := 2 * max(1, len(e.Targets)) * (c.kept + e.Warmup.Blocks); len(p.Trials) != want {
				t.Errorf("%d trials, want %d", len(p.Trials), want)
			}
		})
	}
}

func gated(e *config.Experiment) { e.Gate = &config.Gate{} }

// What is kept fits, and one more would not, unless a bound decides.
func TestABudgetIsUsedUp(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	trimmed := 0
	for range 300 {
		var levels []string
		for i := range 1 + rng.IntN(5) {
			levels = append(levels, strconv.Itoa(1+i*7))
		}
		e := read(t, load("iterations: 50", "concurrency: ["+strings.Join(levels, ", ")+"]", "service_time: 10ms"))
		e.Cooldown = time.Duration(rng.Int64N(int64(time.Second)))
		e.Repeats = config.Repetition{Min: 1, Max: 1 + rng.IntN(30)}
		e.Warmup.Blocks = rng.IntN(3)
		e.Budget = time.Duration(rng.Int64N(int64(20 * time.Second)))
		p := planned(t, e)
		took, ok := p.Expected()
		if !ok || p.Repeats > 1 && e.Budget > 0 && took > e.Budget {
			t.Fatalf("%d repeats take %v of %v", p.Repeats, took, e.Budget)
		}
		if p.Asked == 0 {
			continue
		}
		trimmed++
		e.Budget, e.Repeats.Max = 0, p.Repeats+1
		if longer, _ := planned(t, e).Expected(); longer <= p.Budget {
			t.Fatalf("%d repeats are kept, but one more takes %v of %v", p.Repeats, longer, p.Budget)
		}
	}
	if trimmed < 50 {
		t.Errorf("only %d of 300 were trimmed", trimmed)
	}
}

func TestPassesThatWarmUpAreNoRequestsButTakeTime(t *testing.T) {
	e := read(t, load("iterations: 10", "concurrency: [1, 2]", "service_time: 100ms", "cooldown: 1s", "repeats: 3"))
	e.Warmup.Blocks = 1
	p := planned(t, e)
	if n, sure := p.Requests(); n != 60 || sure != runner.Exactly {
		t.Errorf("%d requests (%d)", n, sure)
	}
	if d, ok := p.Expected(); d != 4*1500*time.Millisecond+7*time.Second || !ok {
		t.Errorf("expected %v", d)
	}
	if p.Trials[0].Spec.Warmup != nil {
		t.Errorf("a warm-up before each trial: %+v", p.Trials[0].Spec.Warmup)
	}
}

func TestTooManyTrialsAreRefusedWithAllThatMultiplies(t *testing.T) {
	for _, c := range []struct {
		change func(*config.Experiment)
		want   string // empty: planned
	}{
		{func(e *config.Experiment) { e.Repeats.Max = 1000 }, ""},
		{func(e *config.Experiment) { e.Repeats.Max = 1001 }, "100 points x 1001 repeats = 100,100 trials;\n  the limit is 100,000. concurrency 100"},
		{func(e *config.Experiment) { e.Repeats.Max, e.Warmup.Blocks = 999, 1 }, ""},
		{func(e *config.Experiment) { e.Repeats.Max, e.Warmup.Blocks = 1000, 2 }, "100 points x (2 to warm up + 1000 repeats) = 100,200 trials;"},
		{func(e *config.Experiment) { e.Repeats.Max, e.Warmup.Blocks = 1, 1000 }, "100 points x (1000 to warm up + 1 repeat) = 100,100 trials;"},
		{func(e *config.Experiment) {
			e.Repeats.Max, e.Targets = 501, []config.NamedTarget{{Name: "a", Target: e.Target}, {Name: "b", Target: e.Target}}
		}, "100 points x 2 targets x 501 repeats = 100,200 trials;"},
		{func(e *config.Experiment) {
			e.Include = []config.Addition{{Choices: []config.Choice{{Name: "concurrency", Values: []config.Value{config.IntValue(500)}}}}}
			e.Repeats.Max = 1000
		}, "101 points x 1000 repeats = 101,000 trials;"},
	} {
		e := read(t, load("iterations: 10", "concurrency: {from: 1, to: 100, step: 1}"))
		c.change(e)
		_, err := runner.NewPlan(e, 1)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("refused: %v", err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("error is %v, want one that says %q", err, c.want)
		}
	}
}
