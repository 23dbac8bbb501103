package live

import (
	"time"

	"runexp/runner"
)

// pace estimates how long the rest of a plan takes: the planned times, scaled by how
// the trials so far kept to theirs. Its unit is the second; a trial, where it is not
// known how long trials take.
type pace struct {
	total, left int     // trials
	planned     float64 // of the trials left, pauses included
	done        float64 // planned for the trials that have run
	began       time.Time
	known       bool
}

func newPace(plan *runner.Plan, now time.Time) *pace {
	p := &pace{total: trialsOf(plan), left: trialsOf(plan), began: now, planned: float64(trialsOf(plan))}
	if expected, ok := plan.Expected(); ok {
		p.planned, p.known = expected.Seconds(), true
	}
	return p
}

// trialsOf is how many trials a plan has; of a search at most.
func trialsOf(plan *runner.Plan) int {
	if s := plan.Search; s != nil {
		return s.Trials * len(s.Stems)
	}
	return len(plan.Trials)
}

// advance notes a trial that has run.
func (p *pace) advance(t *runner.Trial) {
	p.done += p.share(t)
	p.recall(t)
}

// recall notes a trial that need not be run: it says nothing about the pace. A trial
// that is run again was taken from what is left already.
func (p *pace) recall(t *runner.Trial) {
	if t.Attempt > 0 {
		return
	}
	p.left = max(0, p.left-1)
	p.planned = max(0, p.planned-p.share(t))
}

// share is what a trial was planned to take, its pause included.
func (p *pace) share(t *runner.Trial) float64 {
	if !p.known {
		return 1
	}
	expected, _ := t.Spec.Expected()
	return (expected + t.Spec.Cooldown).Seconds()
}

// rest is the estimated time left; false when nothing is known yet. The part of the
// trial under way that is over counts as done, unless t is nil.
func (p *pace) rest(now time.Time, t *runner.Trial, part float64) (time.Duration, bool) {
	done, planned := p.done, p.planned
	if t != nil {
		over := part * p.share(t)
		done += over
		if t.Attempt == 0 {
			planned = max(0, planned-over)
		}
	}
	spent := now.Sub(p.began).Seconds()
	scale := 1.0
	switch {
	case done <= 0 && !p.known:
		return 0, false
	case done > 0 && p.known:
		scale = max(1, spent/done)
	case done > 0:
		scale = spent / done
	}
	return time.Duration(min(planned*scale, mostRest) * float64(time.Second)), true
}

// mostRest is the longest rest that is told, in seconds: a year.
const mostRest = 365 * 24 * 3600

// progressed is the part of a trial that is done: by the count or by the clock,
// whichever ends it sooner.
func progressed(p *runner.Progress) float64 {
	part := 0.0
	if p.Total > 0 {
		part = float64(p.Done) / float64(p.Total)
	}
	if p.Limit > 0 {
		part = max(part, float64(p.Elapsed)/float64(p.Limit))
	}
	return min(part, 1)
}
