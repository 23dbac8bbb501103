package runner_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"runexp/config"
	"runexp/runner"
)

func TestCommandsOfASearchLackItsLevel(t *testing.T) {
	e := capacity(t)
	e.Hooks.BeforeTrial = &config.Command{Args: []config.Template{template(t, "${concurrency} ${iterations} ${keepalive}")}}
	if got := planned(t, e).Hooks.BeforeTrial.Args[0]; got != "${concurrency} 5 ${keepalive}" {
		t.Errorf("the hook is %s", got)
	}
}

func TestSamplesOfASearch(t *testing.T) {
	for samples, want := range map[config.Samples][2]bool{config.SamplesNone: {}, config.SamplesChronology: {true, false}, config.SamplesAll: {true, true}} {
		e := lookingFor(t, "concurrency", 1, 100)
		e.Samples = samples
		p := planned(t, e)
		if got := [2]bool{p.Probe(0, 9, 1, 1).Spec.Samples, p.Probe(0, 9, 2, 2).Spec.Samples}; got != want {
			t.Errorf("%s: %v", samples, got)
		}
	}
}

func TestWhatCannotBeSearched(t *testing.T) {
	for _, c := range []struct {
		name string
		e    *config.Experiment
		want string
	}{
		{"the slots of serial", lookingFor(t, "concurrency", 1, 9, "discipline: [window, serial]"), "serial has one slot"},
		{"the rate of a closed loop", lookingFor(t, "rate", 1, 9, "discipline: [window, chunk]"), "window has no rate"},
		{"what an included point sets", func() *config.Experiment {
			e := lookingFor(t, "concurrency", 1, 9)
			e.Include = []config.Addition{{Choices: []config.Choice{{Name: "concurrency", Values: []config.Value{config.IntValue(5)}}}}}
			return e
		}(), "search chooses the concurrency of all points"},
		{"a form that its levels do not have", func() *config.Experiment {
			e := lookingFor(t, "concurrency", 1, 9)
			e.Path = template(t, "/${concurrency.us}")
			return e
		}(), "only a duration"},
		{"too many trials", func() *config.Experiment {
			e := lookingFor(t, "concurrency", 1, 9, "timeout: {from: 1s, to: 100s, step: 1s}")
			e.Search.Trials = 1001
			return e
		}(), "100 points x 1001 trials = 100,100 trials"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := runner.NewPlan(c.e, 1)
			if p != nil || err == nil || strings.Count(err.Error(), c.want) != 1 {
				t.Errorf("error is %v, want one that says %q once", err, c.want)
			}
		})
	}
}

func TestForecastsOfASearchAreUpperBounds(t *testing.T) {
	for _, c := range []struct {
		name     string
		e        *config.Experiment
		requests int64
		sure     runner.Sureness
		expected time.Duration // negative: unknown
		slots    int
	}{
		// 30 trials of 10 requests at each of two stems; one at a time takes longest.
		{"a count", lookingFor(t, "concurrency", 1, 64, "service_time: 100ms", "keepalive: [true, false]", "cooldown: 1s"), 300, runner.AtMost, 60*1500*time.Millisecond - time.Second, 5},
		{"a count, of unknown time", lookingFor(t, "concurrency", 1, 64), 150, runner.AtMost, -1, 5},
		{"kept connections", lookingFor(t, "concurrency", 1, 4, "connections: reuse", "keepalive: [true]", "timeout: [1s, 2s]"), 300, runner.AtMost, -1, 2 * 4 * 4},
		{"kept connections of many levels", lookingFor(t, "concurrency", 1, 1000, "connections: reuse"), 150, runner.AtMost, -1, 30 * 5},
		{"a rate", lookingFor(t, "rate", 1, 50, "cooldown: 0s"), 150, runner.AtMost, 30 * 4 * time.Second, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := planned(t, c.e)
			n, sure := p.Requests()
			got, ok := p.Expected()
			if !ok {
				got = -1
			}
			if n != c.requests || sure != c.sure || got != c.expected || p.Slots() != c.slots {
				t.Errorf("%d requests (%d) in %v, %d slots; want %d (%d), %v, %d", n, sure, got, p.Slots(), c.requests, c.sure, c.expected, c.slots)
			}
		})
	}
	clock := lookingFor(t, "concurrency", 4, 512, "service_time: 100ms", "duration: 1s")
	clock.Factors = slices.DeleteFunc(clock.Factors, func(f config.Factor) bool { return f.Name == "iterations" })
	p := planned(t, clock)
	if n, sure := p.Requests(); n != 30*5120 || sure != runner.AtMost {
		t.Errorf("by the clock: %d requests (%d)", n, sure)
	}
	if p.Slots() != 512 {
		t.Errorf("by the clock: %d slots", p.Slots())
	}
}

func TestTheFieldThatIsSearchedIsSwept(t *testing.T) {
	p := planned(t, lookingFor(t, "concurrency", 4, 512, "timeout: [1s, 2s]"))
	if swept := p.Swept(); len(swept) != 2 || swept[1].Name != "concurrency" || !slices.Equal(swept[1].Values, []string{"4", "512"}) {
		t.Errorf("swept: %v", swept)
	}
	if swept := planned(t, lookingFor(t, "concurrency", 4, 4)).Swept(); len(swept) != 0 {
		t.Errorf("swept: %v", swept)
	}
}

// A quick look judges nothing, so it searches for nothing: it tries both ends.
func TestAQuickLookIsNoSearch(t *testing.T) {
	e := lookingFor(t, "concurrency", 4, 256)
	e.Quick()
	p := planned(t, e)
	if p.Search != nil || len(p.Trials) != 3 || p.Order != "random-blocks" {
		t.Fatalf("search %v, %d trials, order %s", p.Search, len(p.Trials), p.Order)
	}
	var levels []int
	for _, trial := range p.Trials {
		levels = append(levels, trial.Spec.Load.Concurrency)
	}
	slices.Sort(levels)
	if !slices.Equal(levels, []int{4, 32, 256}) {
		t.Errorf("levels %v", levels)
	}
	e = lookingFor(t, "rate", 4, 4)
	e.Quick()
	if p := planned(t, e); len(p.Trials) != 1 || math.Abs(p.Trials[0].Spec.Load.Rate-4) > 0 {
		t.Errorf("%d trials", len(p.Trials))
	}
}
