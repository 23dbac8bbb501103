//go:build unix

package runner_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"runexp/runner"
)

func TestAStageRunsHooksAndServersInside(t *testing.T) {
	base, one := stagedServer(t, "one")
	head, other := stagedServer(t, "other")
	fresh, each := stagedServer(t, "fresh")
	each.EachTrial = true
	idle, never := stagedServer(t, "never")
	never.EachTrial = true
	p := &runner.Plan{Hooks: stagedHooks(), Targets: []runner.Target{
		{Name: "base", BaseURL: base, Start: one},
		{Name: "fresh", BaseURL: fresh, Start: each},
		{Name: "head", BaseURL: head, Start: other},
		{Name: "never", BaseURL: idle, Start: never},
		{Name: "away", BaseURL: "http://127.0.0.1:1"},
	}, Trials: []runner.Trial{stagedTrial(fresh, "fresh", 1), stagedTrial(base, "base", 2)}}
	h := newTheater(t, p)
	if err := h.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	for r, err := range runner.Run(t.Context(), p.Planner(), h, runner.Watch{}) {
		if err != nil || r.OK != 1 {
			t.Fatalf("%v, %v", r, err)
		}
	}
	h.Close(t.Context())
	h.Close(t.Context()) // nothing is left to be closed
	h.happened(t,
		"before_all ", "one up", "other up",
		"before_trial p1r1-fresh", "fresh up", "p1r1-fresh", "fresh down", "after_trial p1r1-fresh",
		"before_trial p1r2-base", "p1r2-base", "after_trial p1r2-base",
		"other down", "one down", "after_all ",
	)
	var told []string
	for _, e := range h.events {
		if e.Err != nil || e.Took > time.Hour || e.Ended != (e.Took > 0) {
			t.Errorf("%+v", e)
		}
		if e.Ended {
			told = append(told, e.What+" "+e.Target+" "+e.Log)
		}
	}
	if want := []string{
		"before_all  hooks", "start base start-base", "start head start-head",
		"before_trial  hooks", "start fresh start-fresh", "stop fresh start-fresh", "after_trial  hooks",
		"before_trial  hooks", "after_trial  hooks",
		"stop head start-head", "stop base start-base", "after_all  hooks",
	}; !slices.Equal(told, want) {
		t.Errorf("told:\n%s\nwant:\n%s", strings.Join(told, "\n"), strings.Join(want, "\n"))
	}
}

func TestWithoutHooksOrServersAStageOnlyPassesOn(t *testing.T) {
	h := newTheater(t, &runner.Plan{})
	if err := h.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	if r, err := h.Execute(t.Context(), stagedTrial("demo", "", 1), runner.Watch{}); err != nil || r.OK != 1 {
		t.Errorf("%v, %v", r, err)
	}
	h.Close(t.Context())
	h.happened(t, "p1r1")
	if len(h.events) > 0 || len(h.logs) > 0 {
		t.Errorf("%v, %v", h.events, h.logs)
	}
}

// What comes after comes after failures, too, and where the run is canceled.
func TestWhatComesAfterComesAlways(t *testing.T) {
	base, each := stagedServer(t, "server")
	each.EachTrial = true
	broken := errors.New("broken")
	for _, test := range []struct {
		name    string
		execute func(ctx context.Context, cancel context.CancelCauseFunc) error
		want    error
	}{
		{"the trial fails", func(context.Context, context.CancelCauseFunc) error { return broken }, broken},
		{"it is canceled", func(ctx context.Context, cancel context.CancelCauseFunc) error {
			cancel(broken)
			return context.Cause(ctx)
		}, broken},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := newTheater(t, &runner.Plan{BaseURL: base, Start: each, Hooks: stagedHooks()})
			ctx, cancel := context.WithCancelCause(t.Context())
			h.Executor = stagedExecutor(func(ctx context.Context, trial runner.Trial, _ runner.Watch) (runner.Result, error) {
				h.note(t, trial.Name())
				return runner.Result{}, test.execute(ctx, cancel)
			})
			if err := h.Open(ctx); err != nil {
				t.Fatal(err)
			}
			if _, err := h.Execute(ctx, stagedTrial(base, "", 1), runner.Watch{}); !errors.Is(err, test.want) {
				t.Errorf("%v", err)
			}
			h.Close(ctx)
			h.happened(t, "before_all ", "before_trial p1r1", "server up", "p1r1", "server down", "after_trial p1r1", "after_all ")
		})
	}
}

func TestAFailedBeforeAllEndsTheRunInOrder(t *testing.T) {
	base, once := stagedServer(t, "server")
	p := &runner.Plan{BaseURL: base, Start: once, Hooks: stagedHooks()}
	p.Hooks.BeforeAll = stagedShell("echo no docker; exit 1")
	h := newTheater(t, p)
	err := h.Open(t.Context())
	if want := "before_all echo no docker; exit 1: exit 1\n    no docker"; err == nil || err.Error() != want {
		t.Errorf("%q, want %q", err, want)
	}
	h.Close(t.Context())
	h.happened(t, "after_all ")
}

func TestAHookThatDoesNotEnd(t *testing.T) {
	p := &runner.Plan{Hooks: &runner.Hooks{BeforeAll: stagedArgs("sleep", "1000"), Timeout: 100 * time.Millisecond}}
	err := newTheater(t, p).Open(t.Context())
	if want := "before_all sleep 1000: did not end within 100ms (still running)\n  a server goes under start"; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("%q, want %q", err, want)
	}
}

func TestATrialWhoseBeforeFailsDidNotRun(t *testing.T) {
	p := &runner.Plan{Hooks: stagedHooks(), Trials: []runner.Trial{stagedTrial("demo", "", 1), stagedTrial("demo", "", 2)}}
	p.Hooks.BeforeTrial = stagedShell(`echo Connection refused; test $RUNEXP_TRIAL = p1r2`)
	h := newTheater(t, p)
	if err := h.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	var missing, ran []string
	for r, err := range runner.Run(t.Context(), p.Planner(), h, runner.Watch{}) {
		if not, ok := errors.AsType[runner.NotRun](err); ok {
			missing = append(missing, not.Trial)
			if want := "before_trial echo Connection refused; test $RUNEXP_TRIAL = p1r2: exit 1\n    Connection refused"; not.Err.Error() != want {
				t.Errorf("%q", not.Err)
			}
		} else if err != nil {
			t.Fatal(err)
		} else {
			ran = append(ran, r.Trial.Name())
		}
	}
	if !slices.Equal(missing, []string{"p1r1"}) || !slices.Equal(ran, []string{"p1r2"}) {
		t.Errorf("%q did not run, %q ran", missing, ran)
	}
	h.happened(t, "before_all ", "after_trial p1r1", "p1r2", "after_trial p1r2")
}

func TestAFailedAfterTrialIsTold(t *testing.T) {
	p := &runner.Plan{Hooks: &runner.Hooks{AfterTrial: stagedShell("exit 3"), AfterAll: stagedShell("exit 4")}}
	h := newTheater(t, p)
	if err := h.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	if r, err := h.Execute(t.Context(), stagedTrial("demo", "", 1), runner.Watch{}); err != nil || r.OK != 1 {
		t.Errorf("the result counts: %v, %v", r, err)
	}
	h.Close(t.Context())
	if got, want := h.errorsTold("after_trial"), []string{"after_trial exit 3: exit 3"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if got, want := h.errorsTold("after_all"), []string{"after_all exit 4: exit 4"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestCancelingWhileAHookRuns(t *testing.T) {
	why := errors.New("Ctrl-C")
	for _, which := range []string{"before_all", "before_trial"} {
		t.Run(which, func(t *testing.T) {
			ctx, cancel := context.WithCancelCause(t.Context())
			p := &runner.Plan{Hooks: stagedHooks()}
			slow := stagedShell("echo up; sleep 1000")
			if which == "before_all" {
				p.Hooks.BeforeAll = slow
			} else {
				p.Hooks.BeforeTrial = slow
			}
			h := newTheater(t, p)
			h.Log = func(string) io.Writer {
				return stagedWriter(func(text []byte) {
					if bytes.Equal(text, []byte("up\n")) {
						cancel(why)
					}
				})
			}
			err := h.Open(ctx)
			if err == nil {
				_, err = h.Execute(ctx, stagedTrial("demo", "", 1), runner.Watch{})
			}
			if _, not := errors.AsType[runner.NotRun](err); not || !errors.Is(err, why) {
				t.Errorf("%v", err)
			}
			h.Close(ctx)
			want := map[string][]string{"before_all": {"after_all "}, "before_trial": {"before_all ", "after_trial p1r1", "after_all "}}
			h.happened(t, want[which]...)
		})
	}
}

type stagedWriter func([]byte)

func (s stagedWriter) Write(p []byte) (int, error) { s(p); return len(p), nil }
