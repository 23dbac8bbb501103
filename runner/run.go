package runner

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"time"
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
// single success: the target is down, and the rest would only say so again.
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

// Run executes the planner's trials, one at a time, with a pause between them,
// and yields each result as it comes. An error ends the run; it comes with a
// Result that names only the trial. Leaving the loop ends the run as well.
func Run(ctx context.Context, p Planner, x Executor, w Watch) iter.Seq2[Result, error] {
	return func(yield func(Result, error) bool) {
		var last *Result
		for t, ok := p.Next(nil); ok; t, ok = p.Next(last) {
			if last != nil {
				pause(ctx, last.Trial)
			}
			if ctx.Err() != nil {
				yield(Result{Trial: t}, context.Cause(ctx))
				return
			}
			r, err := x.Execute(ctx, t, w)
			if err != nil {
				yield(Result{Trial: t}, fmt.Errorf("trial %s: %w", t.Name(), err))
				return
			}
			if !yield(r, nil) {
				return
			}
			last = &r
		}
	}
}

// maxPause keeps a pause within what a Duration holds, whatever the file says.
const maxPause = 365 * 24 * time.Hour

// pause waits between half and one and a half of the trial's cooldown, so that
// trials do not fall into step with something periodic.
func pause(ctx context.Context, t Trial) {
	rng := rand.New(rand.NewPCG(t.Seed, uint64(t.Seq)))
	timer := time.NewTimer(time.Duration((0.5 + rng.Float64()) * float64(min(t.Spec.Cooldown, maxPause))))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
