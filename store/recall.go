package store

import (
	"time"

	"runexp/runner"
)

// Recall is a planner around another: it hands the inner planner the stored result of
// each trial that has one, and gives out what is missing. A trial is recalled once; what
// asks for it again has it measured again.
type Recall struct {
	inner   runner.Planner
	known   func(*runner.Result)
	journal *journal
	clock   *clock
	digests digests
	// failed says that trials without a single success are recalled as well, live
	// that the clock runs for what is given out.
	failed, live bool
	// left is how many of the entries may be recalled yet, by identity.
	left map[string]int
	last *runner.Result // what was recalled last; nil where it is the run's own
}

var (
	_ runner.Planner = (*Recall)(nil)
	_ runner.Rester  = (*Recall)(nil)
)

// Recall is a planner around another that gives out only what the run lacks. Trials
// without a single success are measured again, and the later result then counts.
// Known, unless it is nil, is called with each result that is recalled, in the order
// of the plan; its Trial is the one that is planned now: numbers differ where levels
// were added. The result is known's to keep.
func (r *Run) Recall(inner runner.Planner, known func(*runner.Result)) *Recall {
	c := newRecall(r.journal, r.clock, inner, known)
	c.live = true
	r.clock.stand()
	r.clock.live = 0
	return c
}

// Recall is a planner around another that gives out what the record lacks: with a
// planner of the run it ends, unless the run is not whole. Trials without a success
// are recalled as well. See [Run.Recall] for known.
func (r *Record) Recall(inner runner.Planner, known func(*runner.Result)) *Recall {
	c := newRecall(r.journal, r.clock, inner, known)
	c.failed = true
	return c
}

func newRecall(j *journal, c *clock, inner runner.Planner, known func(*runner.Result)) *Recall {
	left := make(map[string]int, len(j.entries))
	for i := range j.entries {
		left[j.entries[i].Identity] = i
	}
	return &Recall{inner: inner, known: known, journal: j, clock: c, digests: make(digests), left: left}
}

// Next is the next trial that has no result.
func (c *Recall) Next(last *runner.Result) (runner.Trial, bool) {
	c.last = nil
	t, ok := c.inner.Next(last)
	for ok {
		stored := c.take(&t)
		if stored == nil {
			break
		}
		c.last = stored
		if c.known != nil {
			c.known(stored)
		}
		t, ok = c.inner.Next(stored)
	}
	if ok && c.live {
		c.clock.run()
	}
	return t, ok
}

// take is the stored result of a trial that is recalled; nil where it is measured.
func (c *Recall) take(t *runner.Trial) *runner.Result {
	identity := c.digests.identity(t)
	at, ok := c.left[identity]
	if !ok {
		return nil
	}
	delete(c.left, identity)
	stored := c.journal.entries[at].Result
	if stored.OK == 0 && !c.failed {
		return nil
	}
	if c.live {
		c.clock.stand()
	}
	c.clock.recall(c.journal.took[at])
	stored.Trial = *t
	return &stored
}

// Rest is how long to rest after a result: not at all where the trial before the next
// one was recalled, else as the inner planner says.
func (c *Recall) Rest(last *runner.Result) (time.Duration, bool) {
	if c.last != nil {
		return 0, true
	}
	if r, ok := c.inner.(runner.Rester); ok {
		return r.Rest(last)
	}
	return 0, false
}

// Clock is a clock to hold a budget against. While trials are recalled it stands at
// what they had taken, and it goes on with what is measured: a run that is resumed has
// the budget that was left. Pauses and trials in between two sessions count nothing.
func (r *Run) Clock() func() time.Time { return r.clock.now }
