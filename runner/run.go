package runner

import (
	"context"
	"fmt"
	"iter"
	"time"

	"runexp/stats"
)

// Planner says which trial comes next, once the last one's result is known.
type Planner interface {
	// Next is called with nil for the first trial.
	Next(last *Result) (Trial, bool)
}

// Planner walks the plan's trials in order, whatever their results.
func (p *Plan) Planner() Planner { return &walk{trials: p.Trials} }

type walk struct{ trials []Trial }

func (w *walk) Next(*Result) (Trial, bool) {
	if len(w.trials) == 0 {
		return Trial{}, false
	}
	t := w.trials[0]
	w.trials = w.trials[1:]
	return t, true
}

// StopRule is a Planner that ends a run once Limit trials in a row had not a
// single success: the target is down, and the rest would only say so again. A
// trial that did not run is one of them.
type StopRule struct {
	Planner Planner
	// Limit is how many such trials end the run; 0 is no limit.
	Limit int

	failed  int
	stopped bool
}

// Next is the next trial, unless the rule stops the run.
func (s *StopRule) Next(last *Result) (Trial, bool) {
	if last != nil && last.OK == 0 {
		s.failed++
	} else {
		s.failed = 0
	}
	t, ok := s.Planner.Next(last)
	s.stopped = ok && s.Limit > 0 && s.failed >= s.Limit
	return t, ok && !s.stopped
}

// Stopped reports whether the rule has ended the run before its last trial.
func (s *StopRule) Stopped() bool { return s.stopped }

// Rest is how long the rule's planner wants to rest, if it has a say.
func (s *StopRule) Rest(last *Result) (time.Duration, bool) {
	if r, ok := s.Planner.(Rester); ok {
		return r.Rest(last)
	}
	return 0, false
}

// Run executes the planner's trials, one at a time, with a rest between them, and
// yields each result as it comes. An error comes with a Result that names only the
// trial. It ends the run, unless it is a [NotRun] and ctx has not ended: the
// planner then sees a Result without a single request. Leaving the loop ends the
// run as well.
func Run(ctx context.Context, p Planner, x Executor, w Watch) iter.Seq2[Result, error] {
	return func(yield func(Result, error) bool) {
		var last *Result
		for t, ok := p.Next(nil); ok; t, ok = p.Next(last) {
			if last != nil {
				pause(ctx, rest(p, last))
			}
			r, goOn, err := attempt(ctx, t, x, w)
			if !yield(r, err) || !goOn {
				return
			}
			last = &r
		}
	}
}

// attempt executes a trial. It is false where the run cannot go on.
func attempt(ctx context.Context, t Trial, x Executor, w Watch) (Result, bool, error) {
	if ctx.Err() != nil {
		return Result{Trial: t}, false, context.Cause(ctx)
	}
	r, err := x.Execute(ctx, t, w)
	if err == nil {
		return r, true, nil
	}
	if n, ok := didNotRun(err, &t); ok && ctx.Err() == nil {
		return Result{Trial: t, Latency: new(stats.Histogram), Failed: new(stats.Histogram)}, true, n
	}
	return Result{Trial: t}, false, fmt.Errorf("trial %s: %w", t.Name(), err)
}
