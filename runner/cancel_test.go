package runner_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"runexp/runner"
)

func TestCancelingATrialEndsItAtOnce(t *testing.T) {
	for _, name := range []string{"serial", "window", "semaphore", "chunk", "static"} {
		for _, c := range []struct {
			when   string
			after  time.Duration
			change func(*runner.Trial)
		}{
			{"before it starts", 0, func(*runner.Trial) {}},
			{"in the middle", 350 * time.Millisecond, func(*runner.Trial) {}},
			{"in its warm-up", 350 * time.Millisecond, warmup(runner.Warmup{Requests: 1000})},
			{"in a warm-up by the clock", 350 * time.Millisecond, warmup(runner.Warmup{Duration: time.Hour})},
			{"while it thinks", 150 * time.Millisecond, func(t *runner.Trial) { t.Spec.Load.ThinkTime = time.Hour }},
		} {
			t.Run(name+" "+c.when, func(t *testing.T) {
				inBubble(t, nil, func(s *site) {
					t := s.T
					// Not the test's own context: its end would hide what is left over.
					ctx, cancel := context.WithCancelCause(context.WithoutCancel(t.Context()))
					cause := errors.New("enough")
					if c.after == 0 {
						cancel(cause)
					} else {
						time.AfterFunc(c.after, func() { cancel(cause) })
					}
					began := time.Now()
					var last runner.Progress
					r, err := s.local.Execute(ctx, trialOf(1000, 5, discipline(name), c.change), runner.Watch{Progress: func(p runner.Progress) { last = p }})
					if !errors.Is(err, cause) {
						t.Errorf("error is %v, want the cause", err)
					}
					if diff := cmp.Diff(runner.Result{}, r); diff != "" {
						t.Errorf("a result comes with the error:\n%s", diff)
					}
					if took := time.Since(began); took != c.after {
						t.Errorf("it ends after %v, want %v", took, c.after)
					}
					if last.Done >= 1000 {
						t.Errorf("%d requests are done", last.Done)
					}
					synctest.Wait()
					if s.inFlight != 0 {
						t.Errorf("the server has %d requests in flight", s.inFlight)
					}
				})
			})
		}
	}
}

func TestCancelingWhenAllIsDoneChangesNothing(t *testing.T) {
	inBubble(t, nil, func(s *site) {
		t := s.T
		ctx, cancel := context.WithCancelCause(context.WithoutCancel(t.Context()))
		r, err := s.local.Execute(ctx, trialOf(5, 5), runner.Watch{Progress: func(p runner.Progress) {
			if p.Done == 5 {
				cancel(errors.New("too late"))
			}
		}})
		if err != nil || r.OK != 5 {
			t.Errorf("%d ok, error %v", r.OK, err)
		}
	})
}
