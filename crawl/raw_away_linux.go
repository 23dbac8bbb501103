package crawl

import (
	"context"
	"math"
	"net"
	"time"
)

// This file is about slots that have left their loop for a while, and about
// what wakes the loop.

// leave hands a slot to a goroutine of its own.
func (l *loop) leave(k int, do func() loopReturn) {
	l.unwatch(&l.slots[k])
	l.slots[k].state = loopAway
	l.aways.Go(func() { l.away(k, do) })
}

// lend has a goroutine of its own do the slot's whole fetch.
func (l *loop) lend(k int) {
	s := &l.slots[k]
	l.leave(k, func() loopReturn { return loopReturn{class: s.do(s.request)} })
}

// away does something for a slot, and sends it back.
func (l *loop) away(k int, do func() loopReturn) {
	defer l.work.Guard()
	back := loopReturn{class: Canceled} // unless do returns
	defer func() {
		back.slot = k
		l.mu.Lock()
		l.inbox = append(l.inbox, back)
		l.mu.Unlock()
		l.wake()
	}()
	back = do()
}

// dial opens the slot's connection. A single goroutine lets dials through the
// gate, so that only those under way have one each.
func (l *loop) dial(k int) {
	l.unwatch(&l.slots[k])
	l.slots[k].state = loopAway
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dials = append(l.dials, k)
	if !l.gated {
		l.gated = true
		l.aways.Go(l.admit)
	}
}

// admit dials for those that want a connection, until there are no more.
func (l *loop) admit() {
	for {
		l.mu.Lock()
		if len(l.dials) == 0 {
			l.gated = false
			l.mu.Unlock()
			return
		}
		k := l.dials[0]
		l.dials = l.dials[1:]
		l.mu.Unlock()
		s := l.slots[k].rawSlot
		ctx, cancel := s.limited()
		leave, err := l.engine.dialer.gate.enter(ctx)
		cancel()
		l.aways.Go(func() {
			l.away(k, func() loopReturn {
				if err != nil {
					return loopReturn{class: s.connect(func(context.Context, string, *Fetch) (net.Conn, error) { return nil, err })}
				}
				defer leave()
				return l.opened(s.connect(l.engine.dialer.connectNow))
			})
		})
	}
}

// opened is what a slot brings back from dialling.
func (l *loop) opened(class Class) loopReturn {
	return loopReturn{open: class == OK, class: class}
}

// wake makes the loop look around.
func (l *loop) wake() { _ = l.file.SetReadDeadline(time.Unix(1, 0)) }

// woken looks at everything that no connection's event tells: slots that come
// back, the time, and the end of it all.
func (l *loop) woken() {
	l.arm() // before looking: who comes later wakes it again
	l.mu.Lock()
	back := l.inbox
	l.inbox = nil
	l.mu.Unlock()
	for _, a := range back {
		l.back(a)
	}
	now := time.Since(l.work.Epoch)
	for k := range l.slots {
		switch s := &l.slots[k]; {
		case s.state != loopWaiting:
		case l.engine.ended.Load():
			l.broken(k, errCanceled)
		case s.deadline > 0 && now >= s.deadline:
			l.expired(k)
		}
	}
}

// expired ends a fetch whose time is up, unless its response is there and has
// only had to wait.
func (l *loop) expired(k int) {
	if l.receive(k) {
		l.broken(k, errExpired)
	}
}

// back takes a slot in that comes back.
func (l *loop) back(a loopReturn) {
	s := &l.slots[a.slot]
	s.state = loopIdle
	if !a.open {
		l.over(a.slot, a.class)
		return
	}
	if class := l.launch(a.slot); class != OK {
		l.over(a.slot, class)
	}
}

// arm sets when the loop looks at the time: not after the first deadline of
// those that wait, nor of one that starts now.
func (l *loop) arm() {
	now := time.Since(l.work.Epoch)
	next := int64(math.MaxInt64)
	if first := now + l.work.Timeout; first > now { // and not beyond all numbers
		next = int64(first)
	}
	for k := range l.slots {
		if s := &l.slots[k]; s.state == loopWaiting && s.deadline > now {
			next = min(next, int64(s.deadline))
		}
	}
	until := time.Time{}
	if next != math.MaxInt64 {
		until = l.work.Epoch.Add(time.Duration(next))
	}
	_ = l.file.SetReadDeadline(until)
}
