package crawl

import (
	"errors"
	"io"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// This file is about the requests and responses of slots in their loop.

// send lets the request out, one way or another. A class other than OK says
// that it failed at once.
func (l *loop) send(k int) Class {
	s := &l.slots[k]
	switch {
	case l.engine.over():
		return Canceled
	case s.secure != nil: // even parting with it may take time
		l.lend(k)
		return OK
	}
	class := s.write(s.request)
	switch {
	case class != OK:
		return class
	case s.site.secure || s.large():
		l.lend(k)
	case s.wire == nil:
		l.dial(k)
	default:
		return l.launch(k)
	}
	return OK
}

// launch sends the request on the slot's connection.
func (l *loop) launch(k int) Class {
	s := &l.slots[k]
	if !s.watched {
		if !s.wire.detach(s.rawSlot) || l.add(s.wire.loose(), k) != nil {
			l.lend(k)
			return OK
		}
		s.watched = true
	}
	s.launch()
	w := s.wire
	fd := uintptr(w.loose())
	if w.look && w.early(fd) {
		l.unwatch(s)
		s.replace()
		l.dial(k)
		return OK
	}
	s.state = loopWaiting
	w.out = s.out
	l.push(k)
	return OK
}

// push sends what the kernel takes. What goes wrong, receiving tells.
func (l *loop) push(k int) {
	s := &l.slots[k]
	w := s.wire
	w.sendAll(uintptr(w.loose()))
	if blocked := len(w.out) > 0; blocked != s.blocked {
		s.blocked = blocked
		interest := uint32(unix.EPOLLIN)
		if blocked {
			interest |= unix.EPOLLOUT
		}
		_ = l.change(w.loose(), k, interest)
	}
	if w.sendErr != nil {
		_ = unix.Shutdown(w.loose(), unix.SHUT_RDWR) // so that receiving does tell
	}
}

// event handles what the poller says of a slot's connection.
func (l *loop) event(k int, events uint32) {
	s := &l.slots[k]
	if s.state != loopWaiting {
		l.unwatch(s) // whatever it is, the next request will find it
		return
	}
	if s.blocked && events&unix.EPOLLOUT != 0 {
		l.push(k)
	}
	if events&^unix.EPOLLOUT != 0 {
		l.receive(k)
	}
}

// receive takes what has come for a slot that waits, and reports whether the
// fetch goes on waiting.
func (l *loop) receive(k int) (waits bool) {
	s := &l.slots[k]
	w := s.wire
	n, errno := recvNow(uintptr(w.loose()), l.buffer[:], 0)
	switch {
	case errno == syscall.EINTR || errno == syscall.EAGAIN && w.sendErr == nil:
		return true
	case errno == syscall.EAGAIN:
		l.broken(k, w.sendErr)
	case errno != 0:
		l.broken(k, os.NewSyscallError("recv", errno))
	case n == 0:
		w.fail(io.EOF)
		l.broken(k, w.err)
	default:
		used, over := s.take(l.buffer[:n])
		if !over {
			return true
		}
		w.full = n == len(l.buffer)
		l.finish(k, used < n)
	}
	return false
}

// finish ends a fetch whose response is complete.
func (l *loop) finish(k int, leftOver bool) {
	s := &l.slots[k]
	class := s.finish(leftOver)
	if s.wire == nil { // closed, which takes it out of the poller
		s.watched, s.blocked = false, false
	}
	l.over(k, class)
}

// broken ends a fetch whose connection has ended, or recovers it.
func (l *loop) broken(k int, err error) {
	s := &l.slots[k]
	l.unwatch(s)
	if !s.wire.kept() || s.response.begun || errors.Is(err, errExpired) {
		class, _ := s.broken(err)
		l.over(k, class)
		return
	}
	l.leave(k, func() loopReturn {
		class, unseen := s.broken(err) // may have to ask the kernel for a while
		if !unseen {
			return loopReturn{class: class}
		}
		s.replace()
		return l.opened(s.connect(l.engine.dialer.connect))
	})
}

// unwatch takes a slot's connection out of the poller.
func (l *loop) unwatch(s *loopSlot) {
	if s.watched {
		if s.wire != nil { // else it is closed, which takes it out as well
			_ = l.remove(s.wire.loose())
		}
		s.watched, s.blocked = false, false
	}
}
