package crawl

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync/atomic"
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
}

// Run opens the slots, runs the discipline until everything it started has
// ended, and closes the slots. A failed request is data, handed to Record; an
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
	r.epoch = time.Now()
	c.Discipline(own, r.dispatch())
	r.close()
	return r.totals(), r.interrupted()
}

// run is the state of one crawl under way.
type run struct {
	crawl  *Crawl
	caller context.Context // of Run, and of the slots
	ctx    context.Context // ends with caller, a moment later, or by stop
	stop   context.CancelCauseFunc
	n      int
	slots  []station
	epoch  time.Time
	err    error // why the discipline cannot run

	causes causes

	drained chan struct{} // closed when the last request has started

	pulled   atomic.Int64 // indices handed out; may pass n by one per slot
	started  atomic.Int64
	canceled atomic.Int64
	inFlight atomic.Int64
	peak     atomic.Int64
	atFirst  atomic.Int64 // pulled, when the first response came
}

// station is a slot with the request buffer and the pause timer that go with it.
type station struct {
	slot    Slot
	request Request
	pause   *time.Timer
}

func (r *run) dispatch() Dispatch {
	return Dispatch{Slots: len(r.slots), Take: r.take, Has: r.has, All: r.all, Do: r.do}
}

func (r *run) take() (int, bool) {
	i := int(r.pulled.Add(1)) - 1
	return i, i < r.n && !r.over()
}

func (r *run) has(i int) bool {
	if i >= r.n || r.over() {
		return false
	}
	r.pulled.Add(1)
	return true
}

func (r *run) all() int {
	if r.n == math.MaxInt {
		r.err = errors.New("the discipline creates all requests at once, and they have no end")
		return 0
	}
	r.pulled.Store(int64(r.n))
	return r.n
}

// over reports whether a context or the clock has ended the crawl. The
// caller's is asked as well: when a slot has noticed its end, ctx may not have.
func (r *run) over() bool {
	return r.caller.Err() != nil || r.ctx.Err() != nil ||
		r.crawl.Duration > 0 && time.Since(r.epoch) >= r.crawl.Duration
}

func (r *run) do(slot, i int, intended time.Duration) {
	if r.over() {
		return // pulled before the end, but not started
	}
	defer r.guard()
	s := &r.slots[slot]
	r.crawl.Source.Fill(&s.request, i)
	if r.started.Add(1) == int64(r.n) {
		close(r.drained)
	}

	raise(&r.peak, r.inFlight.Add(1))
	f := s.slot.Do(r.epoch, &s.request, r.crawl.Timeout)
	r.inFlight.Add(-1)

	f.Index = int64(i)
	if f.Intended = intended; intended < 0 {
		f.Intended = f.Start
	}
	if f.Status != 0 && r.atFirst.Load() == 0 {
		r.atFirst.CompareAndSwap(0, min(r.pulled.Load(), int64(r.n)))
	}
	switch {
	case f.Class == Canceled:
		r.canceled.Add(1)
	case f.Class != OK:
		r.causes.note(f.Class, s.slot)
	case !r.accepts(int(f.Status)):
		f.Class = Status
	}
	r.crawl.Record(slot, f)
	if r.crawl.Think > 0 {
		r.think(s)
	}
}

// guard turns a panic on a slot's way into the end of the crawl: it must not
// take the process, and what that has measured before, with it.
func (r *run) guard() {
	if v := recover(); v != nil {
		r.canceled.Add(1)
		r.stop(fmt.Errorf("internal error: %v", v))
	}
}

func (r *run) accepts(status int) bool {
	if r.crawl.Accept == nil {
		return 200 <= status && status <= 299
	}
	return r.crawl.Accept(status)
}

// think holds the slot for the pause after a response. Once nothing more
// starts there is nothing to pause for, so a pause never outlasts the requests.
func (r *run) think(s *station) {
	pause := r.crawl.Think
	if r.crawl.Duration > 0 {
		pause = min(pause, r.crawl.Duration-time.Since(r.epoch))
	}
	if s.pause == nil {
		s.pause = time.NewTimer(pause)
	} else {
		s.pause.Reset(pause)
	}
	select {
	case <-s.pause.C:
	case <-r.drained:
		s.pause.Stop()
	case <-r.ctx.Done():
		s.pause.Stop()
	}
}

func (r *run) totals() Totals {
	return Totals{Epoch: r.epoch, Peak: int(r.peak.Load()), PulledAtFirst: int(r.atFirst.Load()), Causes: r.causes.texts}
}

// interrupted is why the crawl is incomplete; nil when every request was
// fetched before ctx was canceled.
func (r *run) interrupted() error {
	if r.err != nil || r.started.Load()-r.canceled.Load() >= int64(r.n) {
		return r.err
	}
	if err := context.Cause(r.caller); err != nil {
		return err
	}
	return context.Cause(r.ctx)
}

// close gives all connections up. What closing them reports is of no use: the
// fetches are done.
func (r *run) close() {
	for i := range r.slots {
		_ = r.slots[i].slot.Close()
	}
}

// raise lifts a maximum to n if n is above it.
func raise(maximum *atomic.Int64, n int64) {
	for old := maximum.Load(); n > old; old = maximum.Load() {
		if maximum.CompareAndSwap(old, n) {
			return
		}
	}
}
