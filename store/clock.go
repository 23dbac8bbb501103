package store

import "time"

// clock is the time for which a run has been active, in all its sessions. It stands
// while trials are recalled, which take the time that they took, and else runs.
//
// What was recalled counts by itself, whatever came before it in its own session: a
// sweep with new levels recalls in another order than it measured.
type clock struct {
	start time.Time
	// before is how long earlier sessions were active; recalled is how much of it
	// belongs to what was recalled.
	before, recalled time.Duration
	// live is how long this session was active until since, where it runs, else
	// until now.
	live    time.Duration
	since   time.Time
	running bool
}

// newClock is a clock that stands at the start.
func newClock(before time.Duration) *clock {
	return &clock{start: time.Now(), before: before}
}

// run lets the clock run.
func (c *clock) run() {
	if !c.running {
		c.running, c.since = true, time.Now()
	}
}

// stand lets it stand.
func (c *clock) stand() {
	c.live = c.session()
	c.running = false
}

// recall adds what a trial took: from the end of the one before it in the journal.
func (c *clock) recall(took time.Duration) { c.recalled += took }

// session is how long this session has been active. A monotonic clock tells: whatever
// becomes of the clock on the wall.
func (c *clock) session() time.Duration {
	if !c.running {
		return c.live
	}
	return c.live + time.Since(c.since)
}

// active is how long all sessions have been active.
func (c *clock) active() time.Duration { return c.before + c.session() }

// now is the start and what has counted since.
func (c *clock) now() time.Time { return c.start.Add(c.recalled + c.session()) }
