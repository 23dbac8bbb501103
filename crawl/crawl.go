package crawl

import (
	"context"
	"fmt"
	"math"
	"time"
)

// Crawl fetches everything a source names, under a discipline.
type Crawl struct {
	Source     Source
	Engine     Engine
	Discipline Discipline

	// Concurrency is the number of slots, at least 1. A source shorter than
	// that opens only as many as it needs.
	Concurrency int
	// Timeout is the total deadline of each request.
	Timeout time.Duration
	// Think is how long a slot pauses after a response, still held.
	Think time.Duration
	// Duration ends the crawl by the clock: no request starts that long after
	// the crawl's start or later, and those under way are finished. 0 means no
	// such end.
	Duration time.Duration
	// Preconnect connects the slots before the crawl's start, as far as they
	// are a [Connector], at most 64 at a time. What fails is left to the fetches
	// that follow.
	Preconnect bool
	// Pacer is the clock by which an open loop waits; nil means [Timers].
	Pacer Pacer
	// KeepOpen leaves the slots open at the end, for whoever holds them.
	KeepOpen bool
	// Accept says which statuses are a success; nil accepts 200 to 299.
	Accept func(status int) bool
	// Record receives every fetch on its slot's own goroutine, so it is called
	// concurrently for different slots.
	Record func(slot int, f Fetch)
}

// Totals is what a crawl saw as a whole.
type Totals struct {
	// Epoch is the crawl's start on the wall clock: what the instants of its
	// fetches count from. It is after the slots were opened.
	Epoch time.Time
	// Peak is the largest number of requests in flight at once.
	Peak int
	// PulledAtFirst is how many requests had been pulled from the source when
	// the first response came: the laziness of the discipline. It is 0 when no
	// response came.
	PulledAtFirst int
	// Causes holds, for each class of failure, the text of the first error that
	// an [Explainer] told.
	Causes map[Class]string
	// Skipped counts the requests of an open loop that were due before the clock
	// ended the crawl but had found no free slot until then.
	Skipped int
	// Preconnected is how many slots had a connection when the crawl started, as
	// far as [Crawl.Preconnect] has seen to it.
	Preconnected int
	// Pumped says that the engine served the slots from few goroutines.
	Pumped bool
}

// Run opens the slots, runs the discipline until everything it started has
// ended, and closes the slots unless they are to be kept. A failed request is data, handed to Record; an
// error means that the crawl could not run or that ctx was canceled, in which
// case requests under way are recorded as [Canceled] and the rest not at all.
func (c *Crawl) Run(ctx context.Context) (Totals, error) {
	if c.Concurrency < 1 {
		return Totals{}, fmt.Errorf("concurrency is %d, want at least 1", c.Concurrency)
	}
	n := c.Source.Len()
	if n == 0 {
		return Totals{}, context.Cause(ctx)
	}
	if n < 0 {
		n = math.MaxInt
	}
	slots, err := c.Engine.Open(ctx, min(c.Concurrency, n))
	if err != nil {
		return Totals{}, err
	}
	own, stop := context.WithCancelCause(ctx) // not the slots': they may outlive the crawl
	defer stop(nil)
	r := &run{
		crawl: c, caller: ctx, ctx: own, stop: stop,
		n: n, slots: make([]station, len(slots)), drained: make(chan struct{}),
	}
	for i, s := range slots {
		r.slots[i].slot = s
	}
	if c.Preconnect {
		r.preconnect()
	}
	r.epoch = time.Now()
	c.Discipline(own, r.dispatch())
	if r.unpace != nil {
		r.unpace()
	}
	if r.pumping != nil {
		r.pumping.Close()
	}
	if !c.KeepOpen {
		r.close()
	}
	return r.totals(), r.interrupted()
}
