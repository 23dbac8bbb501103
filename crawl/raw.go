package crawl

import (
	"context"
	"sync"
	"sync/atomic"
)

// receiveSize is how much is received at once.
const receiveSize = 32 << 10

// Raw is the engine that speaks HTTP/1.1 itself, on sockets. It does what a
// [Std] does and judges as that does, at a fraction of its cost: a request is
// built in place, leaves in one system call, and its response comes in
// another; nothing is allocated.
//
// Where a crawl keeps many slots busy, the slots share goroutines: see
// [Raw.Pump]. Everywhere else each is served by the goroutine that calls it.
//
// The zero value works and opens a connection per request.
type Raw struct {
	Client

	// Plain sends and receives with the ordinary calls of package net, as is
	// done on systems where [ProbeRaw] fails. A slot that waits then holds a
	// buffer of 32 KiB, unless it speaks TLS.
	Plain bool
	// Pumped says when slots share goroutines.
	Pumped Sharing
}

// Sharing says when the slots of a [Raw] share goroutines.
type Sharing uint8

const (
	// ShareAuto shares where that was measured to be cheaper.
	ShareAuto Sharing = iota
	// ShareNever gives each slot a goroutine of its own.
	ShareNever
	// ShareAlways shares wherever the system can.
	ShareAlways
)

var _ Engine = (*Raw)(nil)

// Open returns slots without connections: a slot dials with its first request.
// It fails when the machine cannot hold that many connections.
func (r *Raw) Open(ctx context.Context, slots int) ([]Slot, error) {
	e := &rawEngine{Raw: *r, ctx: ctx, slots: make([]rawSlot, slots)}
	e.Client = r.filled()
	var err error
	if e.dialer, err = newDialer(r.Dial, r.Redial, slots); err != nil {
		return nil, err
	}
	e.open.Store(int64(slots))
	e.forget = context.AfterFunc(ctx, e.interrupt)
	opened := make([]Slot, slots)
	for i := range opened {
		e.slots[i].engine = e
		opened[i] = &e.slots[i]
	}
	return opened, nil
}

// rawEngine is what the slots of one Open share: the settings with their
// defaults filled in.
type rawEngine struct {
	Raw

	ctx     context.Context // its end interrupts whatever the slots do
	dialer  *dialer
	slots   []rawSlot
	open    atomic.Int64 // slots that are not closed
	forget  func() bool
	ended   atomic.Bool // ctx has ended
	buffers sync.Pool   // of *[receiveSize]byte
	mu      sync.Mutex
	wakers  map[waker]bool // those that serve many slots at the moment
	habit   habit
	// wary says that a server sent more than its answers: from then on every
	// connection is looked at before it is used again.
	wary atomic.Bool
}

// interrupt ends what the slots do, once ctx has ended.
func (e *rawEngine) interrupt() {
	e.ended.Store(true)
	for i := range e.slots {
		e.slots[i].interrupt()
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for w := range e.wakers {
		w.wake()
	}
}

// waker serves slots in place of their callers, and waits for them.
type waker interface{ wake() }

// watch wakes w when the engine's context ends, until forget.
func (e *rawEngine) watch(w waker) (forget func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.wakers == nil {
		e.wakers = make(map[waker]bool)
	}
	e.wakers[w] = true
	return func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		delete(e.wakers, w)
	}
}

// over reports whether ctx has ended.
func (e *rawEngine) over() bool { return e.ended.Load() || e.ctx.Err() != nil }

// closed notes that a slot is closed.
func (e *rawEngine) closed() {
	if e.open.Add(-1) == 0 {
		e.forget()
	}
}

// borrow lends a buffer to receive into. Slots that wait for a response hold
// none, unless they do so by an ordinary call, so memory follows the responses
// under way and not the slots.
func (e *rawEngine) borrow() *[receiveSize]byte {
	if b, ok := e.buffers.Get().(*[receiveSize]byte); ok {
		return b
	}
	return new([receiveSize]byte)
}
