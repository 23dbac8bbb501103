package runner_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"runexp/internal/coro"
	"runexp/runner"
)

// adaptive is a Planner whose plan is a coroutine: trials come out, results are
// sent in.
type adaptive struct {
	*coro.Coroutine[*runner.Result, runner.Trial]
}

// Next sends the last result in.
func (a adaptive) Next(last *runner.Result) (runner.Trial, bool) {
	var t runner.Trial
	var err error
	if last == nil {
		t, err = a.Coroutine.Next()
	} else {
		t, err = a.Send(last)
	}
	return t, err == nil
}

// doubling doubles the concurrency until requests fail, and notes the largest
// at which none did.
func doubling(best *int) adaptive {
	return adaptive{coro.New(func(yield func(runner.Trial) (*runner.Result, error)) error {
		for c := 1; ; c *= 2 {
			r, err := yield(trialOf(4*c, c, func(t *runner.Trial) {
				t.Point.Number, t.Spec.Cooldown = c, time.Second
			}))
			if err != nil || r.Errors > 0 {
				return err
			}
			*best = c
		}
	})}
}

func TestAPlannerMayReactToResults(t *testing.T) {
	var s *site
	answer := func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		full := s.inFlight > 20
		s.mu.Unlock()
		if full {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		waits(100*time.Millisecond)(w, r)
	}
	inBubble(t, answer, func(here *site) {
		t := here.T
		s = here
		best := 0
		planner := doubling(&best)
		var got []string
		for r, err := range runner.Run(t.Context(), planner, s.local, runner.Watch{}) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, fmt.Sprintf("%s %v", r.Trial.Name(), r.Errors > 0))
		}
		want := []string{"p1r1 false", "p2r1 false", "p4r1 false", "p8r1 false", "p16r1 false", "p32r1 true"}
		if !slices.Equal(got, want) || best != 16 || planner.State() != coro.Closed {
			t.Errorf("got %q, best %d, planner %v", got, best, planner.State())
		}
	})
}

func TestAnAdaptivePlannerStandsUnderTheStopRule(t *testing.T) {
	inBubble(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }, func(s *site) {
		t := s.T
		forever := adaptive{coro.New(func(yield func(runner.Trial) (*runner.Result, error)) error {
			for {
				if _, err := yield(trialOf(5, 1)); err != nil {
					return err
				}
			}
		})}
		rule := &runner.StopRule{Planner: forever, Limit: 2}
		results := 0
		for range runner.Run(t.Context(), rule, s.local, runner.Watch{}) {
			results++
		}
		if results != 2 || !rule.Stopped() {
			t.Errorf("%d results, stopped %v", results, rule.Stopped())
		}
		if err := forever.Close(); err != nil || forever.State() != coro.Closed {
			t.Errorf("close: %v, %v", err, forever.State())
		}
	})
}
