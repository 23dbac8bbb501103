package crawl

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"time"
)

// send hands the request to the connection. It leaves with the first receive,
// or at once if it is large and goes through TLS.
func (s *rawSlot) send() error {
	w := s.wire
	if s.secure == nil {
		w.out, w.rest = s.out, s.body
		return nil
	}
	t := &s.secure.wire
	if t.through = s.large(); !t.through {
		t.asking = true
		_, _ = s.secure.conn.Write(s.out) // held back: what is wrong, receiving tells
		return nil
	}
	if s.early() || w.kept() && s.secure.unread() {
		return errEarly
	}
	_ = t.flush()
	w.spillTo(s.secure.conn, s.out, s.body)
	return nil
}

// early looks, if that is to be, whether something came before a request
// through TLS.
func (s *rawSlot) early() bool {
	look := s.wire.look
	s.wire.look = false
	return look && !s.good()
}

// large reports whether sending the request may take its time.
func (s *rawSlot) large() bool { return len(s.out)+len(s.body) > receiveSize }

// receive returns what comes next of the response, in the wire's in. Over TLS
// something may have come that was not read with the last response.
func (s *rawSlot) receive() (int, error) {
	w := s.wire
	if s.secure == nil {
		return w.receive()
	}
	if s.early() {
		return 0, errEarly
	}
	n, err := s.secure.receive()
	if t := &s.secure.wire; n > 0 && t.asking { // came before the request left
		if w.kept() {
			w.release()
			return 0, errEarly
		}
		_ = t.flush()
	}
	return n, err
}

// broken judges a connection that ended, or that may no longer be waited for.
func (s *rawSlot) broken(err error) (class Class, unseen bool) {
	w := s.wire
	if errors.Is(err, errEarly) {
		return OK, true
	}
	class = s.fault(err)
	if class == Reset && w.kept() && !s.response.begun {
		w.finishUpload()
		c := crossing{
			served: w.served, written: w.total - w.base, reset: errors.Is(err, syscall.ECONNRESET),
			refused: w.socket.awaitRefusal(w.base, w.until(), s.engine.ctx.Done()),
		}
		if s.engine.habit.unseen(c) {
			return OK, true
		}
	}
	s.fetch.Status, s.fetch.Bytes = s.response.status, s.response.bytes
	s.drop()
	if class == OK {
		s.err = nil
	}
	return class, false
}

// fault classes what a connection ended with. An orderly end may complete a
// response.
func (s *rawSlot) fault(err error) Class {
	s.err = err
	switch {
	case s.engine.ended.Load() || errors.Is(err, errCanceled):
		return Canceled
	case errors.Is(err, errExpired) || errors.Is(err, os.ErrDeadlineExceeded):
		return Timeout
	case s.secure != nil && !isEnd(err):
		return TLS
	case errors.Is(err, io.EOF):
		s.fetch.End = time.Since(s.epoch)
		s.response.end()
		if s.response.class != OK {
			s.err = s.response.err
		}
		return s.response.class
	case s.response.begun:
		return Truncated
	}
	return Reset
}

// dial opens the slot's connection. It happens on a goroutine of its own, since
// dialling needs a deep stack and a slot none.
func (s *rawSlot) dial() (class Class) {
	done := make(chan any, 1)
	go func() {
		defer func() { done <- recover() }()
		class = Canceled // should Dial end the goroutine
		class = s.connect(s.engine.dialer.connect)
	}()
	if bug := <-done; bug != nil {
		panic(bug) // where it is waited for
	}
	return class
}

// connect opens the connection in three phases, each with its own time and its
// own class: name lookup, TCP connect, TLS handshake. By dial it does the first
// two.
func (s *rawSlot) connect(dial func(ctx context.Context, addr string, f *Fetch) (net.Conn, error)) Class {
	e := s.engine
	ctx, cancel := s.limited()
	defer cancel()
	conn, err := dial(ctx, s.site.addr, &s.fetch)
	if err != nil {
		s.err = err
		return dialFault(e.ctx, ctx, err, Connect)
	}
	w := newWire(conn, e)
	s.setWire(w)
	if !s.site.secure {
		return OK
	}
	begin := time.Now()
	w.begin(s.epoch, s.deadline)
	s.secure = &rawTLS{wire: tlsWire{wire: w}}
	s.secure.conn = tls.Client(&s.secure.wire, tlsConfig(e.TLS, s.site.name))
	// The wire ends with the context; TLS would end it from elsewhere.
	err = s.secure.conn.HandshakeContext(context.WithoutCancel(ctx))
	s.fetch.TLS = time.Since(begin)
	if err != nil {
		s.err = err
		s.drop()
		return dialFault(e.ctx, ctx, err, TLS)
	}
	return OK
}

// limited is the engine's context until the fetch's deadline.
func (s *rawSlot) limited() (context.Context, context.CancelFunc) {
	if s.deadline <= 0 {
		return context.WithCancel(s.engine.ctx)
	}
	return context.WithDeadline(s.engine.ctx, s.epoch.Add(s.deadline))
}
