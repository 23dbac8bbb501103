package crawl

import (
	"errors"
	"io"
	"math"
	"net"
	"os"
	"syscall"
	"time"
)

// wire is a connection of a [Raw]. What is sent leaves together with the wait
// for what comes back, in one visit of Go's poller; see pass.
//
// Its deadline costs nothing per request. The connection's own is set at most
// once a second, never later than the request's; when it fires, whoever waits
// looks around, and sets it anew. That look also finds what the poller may have
// missed: an end that came just between two requests.
type wire struct {
	conn   net.Conn // nil when detached from Go's poller
	engine *rawEngine
	socket socket
	raw    syscall.RawConn // nil: plain calls
	step   func(fd uintptr) bool

	epoch    time.Time
	deadline time.Duration // of the request, since epoch; 0: none
	armed    time.Duration // when the connection's own fires, since epoch

	out     []byte // to be sent before anything is received
	rest    []byte // to be sent behind it
	look    bool   // whether anything came too early, before sending
	split   bool   // the first byte is sent ahead: see [habit.unseen]
	total   int64  // bytes given to the kernel in all
	base    int64  // total, before the request
	sendErr error
	upload  *upload // sends what the kernel did not take at once

	in   []byte // where to receive; nil borrows a buffer
	lent *[receiveSize]byte
	n    int // how much was received
	err  error
	full bool // the last receive for a response filled its buffer: there may be more
	late bool // the deadline has passed, and what was there by then been received

	served int64 // responses that it has brought
	ahead  bool  // dialled ahead of its first request
}

// maxWait is how long a wait lasts until it looks around.
const maxWait = time.Second

var (
	errEarly    = errors.New("something came before the request, or the connection had ended")
	errExpired  = errors.New("the deadline passed")
	errCanceled = errors.New("canceled")
)

func newWire(conn net.Conn, e *rawEngine) *wire {
	w := &wire{conn: conn, engine: e, socket: newSocket(conn)}
	switch conn.(type) {
	case *net.TCPConn, *net.UnixConn: // and not what stands on one, with a Write of its own
		if !e.Plain {
			w.raw = w.socket.raw
		}
	}
	w.step = w.pass
	return w
}

// kept reports whether the server may have closed the connection before the
// request under way.
func (w *wire) kept() bool { return w.served > 0 || w.ahead }

// begin prepares for a request.
func (w *wire) begin(epoch time.Time, deadline time.Duration) {
	moved := !w.epoch.Equal(epoch)
	w.epoch, w.deadline, w.base, w.sendErr = epoch, deadline, w.total, nil
	w.rest, w.late = nil, false
	if w.conn == nil {
		return // a loop has the time
	}
	if moved || deadline > 0 && w.armed > deadline {
		w.arm(time.Since(epoch))
	}
}

// arm sets the connection's deadline. An interruption must not be undone by it.
func (w *wire) arm(now time.Duration) {
	w.armed = math.MaxInt64
	if w.raw != nil {
		w.armed = now + maxWait
	}
	if w.deadline > 0 {
		w.armed = min(w.armed, w.deadline)
	}
	if w.armed == math.MaxInt64 {
		_ = w.conn.SetReadDeadline(time.Time{})
	} else {
		_ = w.conn.SetReadDeadline(w.epoch.Add(w.armed))
	}
	if w.engine.ended.Load() {
		w.interrupt()
	}
}

// interrupt ends whatever waits on the connection. A detached one has others
// waiting for it, who are told themselves.
func (w *wire) interrupt() {
	if w.conn != nil {
		_ = w.conn.SetDeadline(time.Unix(1, 0))
	}
}

// receive sends what is to be sent and waits for what comes. It returns bytes
// or an error, or bytes first. The bytes are in w.in until release.
func (w *wire) receive() (int, error) {
	w.n, w.err = 0, nil
	for {
		err := w.wait()
		if err == nil {
			return w.n, w.err
		}
		if err = w.woken(err); err != nil {
			return w.n, err
		}
		if w.n > 0 {
			return w.n, nil
		}
	}
}

func (w *wire) wait() error {
	if w.raw == nil {
		return w.plain()
	}
	return w.raw.Read(w.step)
}

// woken finds out why a wait ended without anything to show for it; nil when
// it goes on.
func (w *wire) woken(err error) error {
	switch {
	case !errors.Is(err, os.ErrDeadlineExceeded):
		return err
	case w.engine.ended.Load():
		return errCanceled
	}
	now := time.Since(w.epoch)
	if w.deadline > 0 && now >= w.deadline {
		if w.late || w.raw == nil {
			return errExpired
		}
		w.late = true
		if w.raw.Control(func(fd uintptr) { w.receiveNow(fd) }) == nil && (w.n > 0 || w.err != nil) {
			return w.err // it was there, only unnoticed
		}
		return errExpired
	}
	w.arm(now)
	return nil
}

// release gives a borrowed buffer back.
func (w *wire) release() {
	if w.lent != nil {
		w.engine.buffers.Put(w.lent)
		w.lent, w.in = nil, nil
	}
}

// room is where to receive.
func (w *wire) room() []byte {
	if w.in == nil {
		w.lent = w.engine.borrow()
		w.in = w.lent[:]
	}
	return w.in
}

// plain does what pass does with the calls of package net.
func (w *wire) plain() error {
	if w.look {
		w.look = false
		if !w.socket.quiet() {
			w.err = errEarly
			return nil
		}
	}
	for len(w.out) > 0 {
		if len(w.out)+len(w.rest) > receiveSize {
			w.spill()
			break
		}
		w.limitWrites()
		piece := w.piece()
		n, err := w.conn.Write(piece)
		w.sent(n)
		if err != nil {
			w.out, w.sendErr = nil, err // the response may have come before
		}
	}
	n, err := w.conn.Read(w.room())
	w.n = n
	if errors.Is(err, os.ErrDeadlineExceeded) && n == 0 {
		w.release()
		return err
	}
	w.fail(err)
	return nil
}

// until is the request's deadline on the clock.
func (w *wire) until() time.Time {
	if w.deadline <= 0 {
		return time.Time{}
	}
	return w.epoch.Add(w.deadline)
}

// limitWrites bounds blocking writes by the request's deadline. An interruption
// must not be undone by it.
func (w *wire) limitWrites() {
	_ = w.conn.SetWriteDeadline(w.until())
	if w.engine.ended.Load() {
		w.interrupt()
	}
}

// piece is what to send next: all, unless the first byte goes ahead.
func (w *wire) piece() []byte {
	if w.split {
		w.split = false
		return w.out[:1]
	}
	return w.out
}

// sent counts what the kernel has taken.
func (w *wire) sent(n int) {
	w.total += int64(n)
	if w.out = w.out[n:]; len(w.out) == 0 {
		w.out, w.rest = w.rest, nil
	}
}

// fail notes that receiving failed. When sending had before, that says why.
func (w *wire) fail(err error) {
	if err != nil && w.sendErr != nil && (errors.Is(err, io.EOF) || errors.Is(err, syscall.EAGAIN)) {
		err = w.sendErr
	}
	w.err = err
}

// close gives the connection up.
func (w *wire) close() {
	if w.conn == nil {
		w.closeLoose()
		return
	}
	_ = w.conn.Close()
	w.finishUpload()
	w.release()
}
