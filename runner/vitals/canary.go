package vitals

import (
	"time"

	"runexp/stats"
)

const (
	// period is how often the canary wakes.
	period = 5 * time.Millisecond
	// tolerance is how exactly the canary's instants and the clock that wakes it
	// are set to the same time.
	tolerance = 20 * time.Microsecond
)

// canary is a goroutine that wants to wake at fixed instants and records how
// late it does: what delays it delays responses, too.
type canary struct {
	lag  *stats.Histogram
	due  time.Time // the first instant that is not recorded
	end  func()
	done chan struct{}
}

func newCanary() *canary {
	return &canary{lag: stats.NewHistogram(), done: make(chan struct{})}
}

// listen starts the canary, to wake when an alarm rings: once a period after
// began. Wait returns after end.
func (c *canary) listen(began time.Time, wait func(wake func()), end func()) {
	c.due, c.end = began.Add(period), end
	go func() {
		defer close(c.done)
		wait(c.wake)
		c.wake() // what it missed last
	}()
}

// wake records each instant that has passed, so that a pause weighs as much as
// it lasts and not as one late wake-up: a response may come at any moment of it.
func (c *canary) wake() {
	lag := time.Since(c.due)
	for ; lag > -tolerance; lag -= period {
		c.lag.Record(max(lag, 0))
		c.due = c.due.Add(period)
	}
}

// stop ends the canary and returns what it recorded, to be kept.
func (c *canary) stop() *stats.Histogram {
	c.end()
	<-c.done
	c.lag.Pack()
	return c.lag
}

// together calls set until it takes no time, and returns the instant of that
// call: a clock that was set later would make each wake-up look late.
func together(set func()) time.Time {
	for range 100 {
		began := time.Now()
		set()
		if time.Since(began) < tolerance {
			return began
		}
	}
	began := time.Now()
	set()
	return began
}

// ticks is the alarm of package time. On Linux the runtime waits for its timers
// by the millisecond; elsewhere more finely.
func ticks() (began time.Time, wait func(wake func()), end func()) {
	done := make(chan struct{})
	ticker := time.NewTicker(period)
	began = together(func() { ticker.Reset(period) })
	return began, func(wake func()) {
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				wake()
			case <-done:
				return
			}
		}
	}, func() { close(done) }
}
