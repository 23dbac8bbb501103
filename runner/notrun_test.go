package runner_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"runexp/runner"
)

// errNoPort is why a trial did not run.
var errNoPort = errors.New("no port")

// unlucky does not run the trials of the given names.
func unlucky(names ...string) func(runner.Trial) (runner.Result, error) {
	return func(t runner.Trial) (runner.Result, error) {
		if slices.Contains(names, t.Name()) {
			return runner.Result{}, fmt.Errorf("hook: %w", runner.NotRun{Err: errNoPort})
		}
		return runner.Result{Trial: t, OK: 1, Requests: 1}, nil
	}
}

// noting is a planner that notes what it is told.
type noting struct {
	runner.Planner

	last []*runner.Result
}

func (n *noting) Next(last *runner.Result) (runner.Trial, bool) {
	n.last = append(n.last, last)
	return n.Planner.Next(last)
}

func TestARunGoesOnAfterATrialThatDidNotRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := &script{answer: unlucky("p1r1", "p3r1", "p4r1")}
		planner := &noting{Planner: trials(4, time.Second).Planner()}
		var got []string
		for r, err := range runner.Run(t.Context(), planner, x, runner.Watch{}) {
			got = append(got, fmt.Sprintf("%s %d %v", r.Trial.Name(), r.OK, err))
			if n, ok := errors.AsType[runner.NotRun](err); err != nil && (!ok || n.Trial != r.Trial.Name() || !errors.Is(err, errNoPort)) {
				t.Errorf("%s: %#v", r.Trial.Name(), err)
			}
		}
		want := []string{
			"p1r1 0 trial p1r1 did not run: no port", "p2r1 1 <nil>",
			"p3r1 0 trial p3r1 did not run: no port", "p4r1 0 trial p4r1 did not run: no port",
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %q", got)
		}
		for i, last := range planner.last[1:] {
			if last == nil || last.Trial.Seq != i+1 || last.Requests != last.OK || (last.OK == 1) != (i == 1) {
				t.Errorf("after trial %d the planner sees %+v", i+1, last)
			}
		}
		// What is asked of a result can be asked of this one as well.
		if none := planner.last[1]; none.Latency.Count() != 0 || none.Failed.Quantile(0.5) != 0 || none.Throughput() != 0 {
			t.Errorf("a trial that did not run: %+v", none)
		}
		for i := 1; i < 4; i++ {
			if between := x.starts[i].Sub(x.starts[i-1]) - time.Second; between < 500*time.Millisecond || between > 1500*time.Millisecond {
				t.Errorf("a pause of %v before trial %d", between, i+1)
			}
		}
	})
}

func TestStopRuleCountsTrialsThatDidNotRun(t *testing.T) {
	for _, c := range []struct {
		name    string
		not     []string
		ran     int
		stopped bool
	}{
		{"two in a row", []string{"p2r1", "p3r1"}, 3, true},
		{"the first two", []string{"p1r1", "p2r1"}, 2, true},
		{"a success in between", []string{"p1r1", "p3r1", "p5r1"}, 6, false},
		{"the last two", []string{"p5r1", "p6r1"}, 6, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				x := &script{answer: unlucky(c.not...)}
				rule := &runner.StopRule{Planner: trials(6, 0).Planner(), Limit: 2}
				yields := 0
				for range runner.Run(t.Context(), rule, x, runner.Watch{}) {
					yields++
				}
				if len(x.names) != c.ran || yields != c.ran || rule.Stopped() != c.stopped {
					t.Errorf("%d ran, %d yields, stopped %v", len(x.names), yields, rule.Stopped())
				}
			})
		})
	}
}

// A command that a signal ended is no reason to go on.
func TestATrialThatDidNotRunForASignalEndsTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		enough := errors.New("enough")
		x := &script{answer: func(runner.Trial) (runner.Result, error) {
			cancel(enough)
			return runner.Result{}, runner.NotRun{Err: context.Cause(ctx)}
		}}
		yields := 0
		for r, err := range runner.Run(ctx, trials(4, 0).Planner(), x, runner.Watch{}) {
			yields++
			if r.Trial.Name() != "p1r1" || !errors.Is(err, enough) {
				t.Errorf("%s: %v", r.Trial.Name(), err)
			}
		}
		if yields != 1 || len(x.names) != 1 {
			t.Errorf("%d yields, %d trials", yields, len(x.names))
		}
	})
}

func TestLeavingTheLoopAtATrialThatDidNotRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := &script{answer: unlucky("p1r1")}
		for range runner.Run(t.Context(), trials(4, time.Hour).Planner(), x, runner.Watch{}) {
			break
		}
		if len(x.names) != 1 {
			t.Errorf("executed %v", x.names)
		}
	})
}
