package runner_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"runexp/runner"
)

// rests is a planner that says how long to rest after a trial, if at all.
type rests struct {
	runner.Planner

	after map[string]time.Duration
	next  string // the trial that Next has given
	asked []string
}

func (r *rests) Next(last *runner.Result) (runner.Trial, bool) {
	t, ok := r.Planner.Next(last)
	r.next = t.Name()
	return t, ok
}

func (r *rests) Rest(last *runner.Result) (time.Duration, bool) {
	r.asked = append(r.asked, last.Trial.Name()+" "+r.next)
	d, ok := r.after[last.Trial.Name()]
	return d, ok
}

// between lists the pauses between the trials of a run.
func between(t *testing.T, p runner.Planner, x *script) []time.Duration {
	t.Helper()
	for _, err := range runner.Run(t.Context(), p, x, runner.Watch{}) {
		if err != nil {
			t.Error(err)
		}
	}
	var pauses []time.Duration
	for i := 1; i < len(x.starts); i++ {
		pauses = append(pauses, x.starts[i].Sub(x.starts[i-1])-time.Second)
	}
	return pauses
}

func TestAPlannerMaySayHowLongToRest(t *testing.T) {
	for _, ruled := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			planner := &rests{Planner: trials(5, time.Second).Planner(), after: map[string]time.Duration{
				"p1r1": 7 * time.Second, "p2r1": 0, "p4r1": time.Minute,
			}}
			var p runner.Planner = planner
			if ruled {
				p = &runner.StopRule{Planner: planner, Limit: 2}
			}
			x := &script{answer: func(t runner.Trial) (runner.Result, error) {
				return runner.Result{Trial: t, Requests: 10, OK: 1, Errors: 9}, nil
			}}
			got := between(t, p, x)
			if got[0] != 7*time.Second || got[1] != 0 || got[3] != time.Minute {
				t.Errorf("pauses are %v", got)
			}
			if got[2] < 2*time.Second || got[2] > 6*time.Second {
				t.Errorf("where the planner says nothing, the pause after a burst of errors is %v", got[2])
			}
			if want := "[p1r1 p2r1 p2r1 p3r1 p3r1 p4r1 p4r1 p5r1]"; fmt.Sprint(planner.asked) != want {
				t.Errorf("asked after, for: %v", planner.asked)
			}
		})
	}
}

func TestARestIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		planner := &rests{Planner: trials(3, 0).Planner(), after: map[string]time.Duration{"p1r1": 1<<63 - 1, "p2r1": -time.Hour}}
		if got := between(t, planner, &script{}); got[0] != 365*24*time.Hour || got[1] != 0 {
			t.Errorf("pauses are %v", got)
		}
	})
}

func TestThePauseIsLongerAfterABurstOfErrors(t *testing.T) {
	for _, c := range []struct {
		name             string
		requests, errors int64
		times            time.Duration
	}{
		{"no errors", 1000, 0, 1},
		{"one in a hundred", 1000, 10, 1},
		{"more than one in a hundred", 1000, 11, 4},
		{"one of few", 99, 1, 4},
		{"one of a hundred", 100, 1, 1},
		{"two of 150", 150, 2, 4},
		{"all", 5, 5, 4},
		{"nothing at all", 0, 0, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			var usual, got []time.Duration
			synctest.Test(t, func(t *testing.T) { usual = between(t, trials(3, time.Second).Planner(), &script{}) })
			synctest.Test(t, func(t *testing.T) {
				got = between(t, trials(3, time.Second).Planner(), &script{answer: func(t runner.Trial) (runner.Result, error) {
					return runner.Result{Trial: t, Requests: c.requests, Errors: c.errors, OK: c.requests - c.errors}, nil
				}})
			})
			for i := range got {
				if d := got[i] - c.times*usual[i]; d < -8 || d > 8 { // nanoseconds, cut off before the product
					t.Errorf("a pause of %v where it was %v", got[i], usual[i])
				}
			}
		})
	}
}
