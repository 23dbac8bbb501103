package crawl

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync/atomic"
	"time"
)

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

	causes  causes
	pumping Pumping // serves the slots; nil when the engine does not want to
	primed  bool    // the engine has been asked
	pumped  bool    // and does

	drained chan struct{} // closed when the last request has started

	pace    func(time.Time) // waits for an instant; nil before the first wait
	unpace  func()
	skipped atomic.Int64

	preconnected atomic.Int64

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
	index   int // of the request under way
	request Request
	pause   *time.Timer
}

func (r *run) dispatch() Dispatch {
	return Dispatch{
		Slots: len(r.slots), Take: r.take, Has: r.has, All: r.all, Keep: r.keep, Do: r.do,
		Await: r.await, Over: r.over, Skip: r.skip,
	}
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

// over reports whether a context or the clock has ended the crawl.
func (r *run) over() bool {
	return r.ended() || r.crawl.Duration > 0 && time.Since(r.epoch) >= r.crawl.Duration
}

// ended reports whether a context has ended the crawl. The caller's is asked as
// well: when a slot has noticed its end, ctx may not have.
func (r *run) ended() bool { return r.caller.Err() != nil || r.ctx.Err() != nil }

// do runs request i on a slot, whose goroutine this is.
func (r *run) do(slot, i int, intended time.Duration) {
	if r.over() { // pulled before the end, but not started
		if intended >= 0 {
			r.skip()
		}
		return
	}
	defer r.guard()
	s := &r.slots[slot]
	r.start(s, i)
	r.settle(slot, intended, s.slot.Do(r.epoch, &s.request, r.crawl.Timeout))
	if r.crawl.Think > 0 {
		r.think(s)
	}
}

// start fills request i in and counts it.
func (r *run) start(s *station, i int) {
	s.index = i
	r.crawl.Source.Fill(&s.request, i)
	if r.started.Add(1) == int64(r.n) {
		close(r.drained)
	}
	raise(&r.peak, r.inFlight.Add(1))
}

// settle judges and records what came of a slot's request.
func (r *run) settle(slot int, intended time.Duration, f Fetch) {
	r.inFlight.Add(-1)
	s := &r.slots[slot]
	f.Index = int64(s.index)
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
	return Totals{
		Epoch: r.epoch, Peak: int(r.peak.Load()), PulledAtFirst: int(r.atFirst.Load()), Causes: r.causes.texts, Pumped: r.pumped,
		Skipped: int(r.skipped.Load()), Preconnected: int(r.preconnected.Load()),
	}
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
