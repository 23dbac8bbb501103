package runner_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"runexp/runner"
)

// script is an Executor that takes a second per trial and answers as told.
type script struct {
	answer func(runner.Trial) (runner.Result, error)
	names  []string
	starts []time.Time
}

func (s *script) Execute(_ context.Context, t runner.Trial, _ runner.Watch) (runner.Result, error) {
	s.names = append(s.names, t.Name())
	s.starts = append(s.starts, time.Now())
	time.Sleep(time.Second)
	if s.answer == nil {
		return runner.Result{Trial: t, OK: 1}, nil
	}
	return s.answer(t)
}

// trials makes n trials with a cooldown.
func trials(n int, cooldown time.Duration) *runner.Plan {
	p := &runner.Plan{}
	for i := range n {
		p.Trials = append(p.Trials, trialOf(1, 1, func(t *runner.Trial) {
			t.Seq, t.Point.Number, t.Seed, t.Spec.Cooldown = i+1, i+1, uint64(i)*7919, cooldown
		}))
	}
	return p
}

func TestRunYieldsResultsInOrderOneAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := &script{}
		var got []string
		for r, err := range runner.Run(t.Context(), trials(4, 0).Planner(), x, runner.Watch{}) {
			if err != nil || len(x.names) != len(got)+1 {
				t.Errorf("%v after %d executions, %d results before", err, len(x.names), len(got))
			}
			got = append(got, r.Trial.Name())
		}
		if want := []string{"p1r1", "p2r1", "p3r1", "p4r1"}; !slices.Equal(got, want) || !slices.Equal(x.names, want) {
			t.Errorf("results %v, executed %v", got, x.names)
		}
	})
}

func TestRunOfNothing(t *testing.T) {
	for range runner.Run(t.Context(), trials(0, 0).Planner(), &script{}, runner.Watch{}) {
		t.Error("a result of nothing")
	}
}

func TestRunHandsTheWatchOn(t *testing.T) {
	inBubble(t, nil, func(s *site) {
		t := s.T
		reports := 0
		for _, err := range runner.Run(t.Context(), trials(3, time.Second).Planner(), s.local, runner.Watch{Progress: func(runner.Progress) { reports++ }}) {
			if err != nil {
				t.Error(err)
			}
		}
		if reports < 3 {
			t.Errorf("%d reports of 3 trials", reports)
		}
	})
}

// pauses runs trials and returns how long it paused between them.
func pauses(t *testing.T, n int, cooldown time.Duration) (between []time.Duration) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		x := &script{}
		began := time.Now()
		for _, err := range runner.Run(t.Context(), trials(n, cooldown).Planner(), x, runner.Watch{}) {
			if err != nil {
				t.Error(err)
			}
		}
		if x.starts[0] != began {
			t.Error("a pause before the first trial")
		}
		if time.Since(x.starts[n-1]) != time.Second {
			t.Error("a pause after the last trial")
		}
		for i := 1; i < n; i++ {
			between = append(between, x.starts[i].Sub(x.starts[i-1])-time.Second)
		}
	})
	return between
}

func TestPausesAreHalfToOneAndAHalfCooldowns(t *testing.T) {
	got := pauses(t, 401, time.Second)
	var sum time.Duration
	short, long := got[0], got[0]
	for _, d := range got {
		sum += d
		short, long = min(short, d), max(long, d)
	}
	if short < 500*time.Millisecond || short > 520*time.Millisecond || long > 1500*time.Millisecond || long < 1480*time.Millisecond {
		t.Errorf("pauses of %v to %v", short, long)
	}
	if mean := sum / 400; mean < 955*time.Millisecond || mean > 1045*time.Millisecond { // three standard errors
		t.Errorf("the mean pause is %v", mean)
	}
	if again := pauses(t, 401, time.Second); !slices.Equal(got, again) {
		t.Error("the same trials have other pauses")
	}
	for _, d := range pauses(t, 5, 0) {
		if d != 0 {
			t.Errorf("a pause of %v without a cooldown", d)
		}
	}
	for _, d := range pauses(t, 5, 290*365*24*time.Hour) {
		if d < 365*12*time.Hour {
			t.Errorf("a pause of %v after a cooldown of centuries", d)
		}
	}
}

func TestLeavingTheLoopEndsTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := &script{}
		for r := range runner.Run(context.WithoutCancel(t.Context()), trials(4, time.Hour).Planner(), x, runner.Watch{}) {
			if r.Trial.Name() == "p2r1" {
				break
			}
		}
		if !slices.Equal(x.names, []string{"p1r1", "p2r1"}) {
			t.Errorf("executed %v", x.names)
		}
	})
}

func TestAnErrorEndsTheRunAndNamesTheTrial(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := errors.New("no descriptors left")
		x := &script{answer: func(t runner.Trial) (runner.Result, error) {
			if t.Name() == "p2r1" {
				return runner.Result{}, broken
			}
			return runner.Result{Trial: t, OK: 1}, nil
		}}
		var got []string
		for r, err := range runner.Run(t.Context(), trials(4, 0).Planner(), x, runner.Watch{}) {
			got = append(got, fmt.Sprintf("%s %d %v", r.Trial.Name(), r.OK, err))
			if r.Trial.Name() == "p2r1" && !errors.Is(err, broken) {
				t.Errorf("error is %v", err)
			}
		}
		if want := []string{"p1r1 1 <nil>", "p2r1 0 trial p2r1: no descriptors left"}; !slices.Equal(got, want) {
			t.Errorf("got %q", got)
		}
	})
}

func TestCancelingARunBetweenTrials(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(context.WithoutCancel(t.Context()))
		cause := errors.New("enough")
		x := &script{}
		began := time.Now()
		time.AfterFunc(3*time.Second, func() { cancel(cause) })
		var got []string
		for r, err := range runner.Run(ctx, trials(4, time.Hour).Planner(), x, runner.Watch{}) {
			got = append(got, fmt.Sprintf("%s %v", r.Trial.Name(), err))
			if err != nil && !errors.Is(err, cause) {
				t.Errorf("error is %v", err)
			}
		}
		if want := []string{"p1r1 <nil>", "p2r1 enough"}; !slices.Equal(got, want) || len(x.names) != 1 {
			t.Errorf("got %q, executed %v", got, x.names)
		}
		if took := time.Since(began); took != 3*time.Second {
			t.Errorf("the run ends after %v", took)
		}
	})
}

func TestStopRule(t *testing.T) {
	for _, c := range []struct {
		name    string
		limit   int
		oks     string // of each trial: . has successes, x has none
		ran     int
		stopped bool
	}{
		{"two in a row stop the run", 2, "xx....", 2, true},
		{"a success in between starts anew", 2, "x.x.xx..", 6, true},
		{"failures apart do not", 2, "x.x.x.", 6, false},
		{"nothing is stopped when the last two fail", 2, "....xx", 6, false},
		{"one is enough for a limit of one", 1, ".x..", 2, true},
		{"no limit", 0, "xxxx", 4, false},
		{"a limit that is not reached", 5, "xxxx", 4, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				x := &script{answer: func(t runner.Trial) (runner.Result, error) {
					return runner.Result{Trial: t, OK: int64(strings.IndexByte("x.", c.oks[t.Seq-1])), Requests: 1}, nil
				}}
				rule := &runner.StopRule{Planner: trials(len(c.oks), 0).Planner(), Limit: c.limit}
				results := 0
				for _, err := range runner.Run(t.Context(), rule, x, runner.Watch{}) {
					if err != nil {
						t.Error(err)
					}
					results++
				}
				if results != c.ran || len(x.names) != c.ran || rule.Stopped() != c.stopped {
					t.Errorf("%d results of %d trials, stopped %v; want %d, %v", results, len(x.names), rule.Stopped(), c.ran, c.stopped)
				}
			})
		})
	}
}
