package crawl

import "sync"

// loop serves a group of slots from one goroutine. It keeps connections busy
// that are open and sound: it sends, receives and judges. Whatever may take its
// time leaves it for a goroutine of its own and comes back through the inbox:
// dialling, asking the kernel what became of a request, and requests that need
// more than a send.
//
//	        start                ready
//	idle ----------> waiting ----------> idle
//	  \                 |
//	   \ dial           | recover
//	    +---> away <----+
type loop struct {
	*poller

	engine *rawEngine
	work   Work
	first  int // the number of slots[0] in work
	slots  []loopSlot
	active int // slots that have not been told to stop
	buffer [receiveSize]byte

	mu    sync.Mutex
	inbox []loopReturn
	dials []int // slots that want a connection
	gated bool  // admit is at work on them
	aways sync.WaitGroup
}

// loopSlot is a slot in its loop.
type loopSlot struct {
	*rawSlot

	request *Request
	state   loopState
	watched bool // its connection is in the poller
	blocked bool // the kernel took only part of the request
}

// loopState is what a slot is doing.
type loopState uint8

const (
	loopIdle    loopState = iota // nothing
	loopWaiting                  // for a response
	loopAway                     // a goroutine of its own has it
)

// loopReturn is a slot that comes back.
type loopReturn struct {
	slot int
	// open says that it brings a connection, on which the request is still to
	// be sent; else the fetch is over, with class.
	open  bool
	class Class
}

func newLoop(e *rawEngine, slots []*rawSlot, first int) (*loop, error) {
	p, err := newPoller()
	if err != nil {
		return nil, err
	}
	l := &loop{poller: p, engine: e, first: first, slots: make([]loopSlot, len(slots))}
	for k, s := range slots {
		l.slots[k].rawSlot = s
	}
	return l, nil
}

// run serves the slots until none has anything left to do.
func (l *loop) run(w Work) {
	defer l.aways.Wait() // also after a panic: the slots are about to be the caller's again
	l.work, l.active = w, len(l.slots)
	l.arm()
	for k := range l.slots {
		l.start(k)
	}
	for l.active > 0 {
		events, err := l.wait()
		if err != nil {
			l.woken()
			continue
		}
		for i := range events {
			l.event(int(events[i].Fd), events[i].Events)
		}
	}
}

// start gives a slot its next requests until one is under way, or there is none.
func (l *loop) start(k int) {
	s := &l.slots[k]
	for {
		s.state = loopIdle
		var ok bool
		if s.request, ok = l.next(k); !ok {
			l.active-- // the connection stays in the poller, for the next run
			return
		}
		s.begin(l.work.Epoch, l.work.Timeout)
		class := l.send(k)
		if s.state != loopIdle {
			return
		}
		l.done(k, class)
	}
}

// over records a fetch and starts the next.
func (l *loop) over(k int, class Class) {
	l.done(k, class)
	l.start(k)
}

// next and done call what is not the loop's. A panic there must not cost the
// other slots their fetches.
func (l *loop) next(k int) (r *Request, ok bool) {
	defer l.work.Guard()
	return l.work.Next(l.first + k)
}

func (l *loop) done(k int, class Class) {
	defer l.work.Guard()
	l.work.Done(l.first+k, l.slots[k].settle(class))
}
