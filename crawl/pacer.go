package crawl

import (
	"context"
	"time"
)

// Pacer opens a clock for the open loop of one crawl. Until waits for an
// instant; it returns earlier only when ctx is done, and then soon. It is
// called by one goroutine at a time. Stop releases what the clock holds, once.
type Pacer func(ctx context.Context) (until func(at time.Time), stop func())

// Timers is the [Pacer] on the timers of package time. They are exact in a
// testing/synctest bubble. On Linux a process with nothing else to do wakes up
// to a millisecond late, since that is how finely its runtime waits.
func Timers(ctx context.Context) (until func(at time.Time), stop func()) {
	timer := time.NewTimer(0)
	if !timer.Stop() {
		<-timer.C
	}
	return func(at time.Time) {
		timer.Reset(time.Until(at))
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
		}
	}, func() { timer.Stop() }
}
