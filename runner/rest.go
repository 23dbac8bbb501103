package runner

import (
	"context"
	"math/rand/v2"
	"time"
)

// This file says how long a run rests between two trials.

// Rester is a [Planner] that may say how long a run rests after a result. False
// leaves it to the trial's own cooldown. It is asked once the next trial is known,
// so after Next, and not where there is none.
type Rester interface {
	Rest(last *Result) (time.Duration, bool)
}

// maxPause keeps a pause within what a Duration holds, whatever the file says.
const maxPause = 365 * 24 * time.Hour

// A trial with more failures than one in burst is one that has hurt the server:
// what follows waits longer times as long.
const (
	burst  = 100
	longer = 4
)

// rest is how long to wait after a result: what the planner says, else a pause
// of the trial's cooldown.
func rest(p Planner, last *Result) time.Duration {
	if r, ok := p.(Rester); ok {
		if d, ok := r.Rest(last); ok {
			return min(d, maxPause)
		}
	}
	return cooldown(last)
}

// cooldown is between half and one and a half of the trial's cooldown, so that
// trials do not fall into step with something periodic; four times that after a
// burst of errors.
func cooldown(last *Result) time.Duration {
	t := &last.Trial
	rng := rand.New(rand.NewPCG(t.Seed, uint64(t.Seq)))
	pause := (0.5 + rng.Float64()) * float64(min(t.Spec.Cooldown, maxPause))
	if last.Errors > last.Requests/burst {
		pause *= longer
	}
	return time.Duration(pause)
}

// pause waits, or until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
