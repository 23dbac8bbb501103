package crawl

import (
	"errors"
	"io"
	"net"
	"os"
)

// stdWire is the face of the network below: net/http or TLS read and write
// through it.
type stdWire struct {
	net.Conn

	conn    *stdConn
	records tlsRecords // of no meaning without TLS
	glance  bool       // reads do not wait
}

// Read notices what comes while the connection rests, and an end that TLS did
// not announce: crypto/tls takes that for an orderly one, but that way anybody
// can cut short a body without a length (RFC 9112, section 9.8).
func (w *stdWire) Read(p []byte) (int, error) {
	c := w.conn
	if w.glance && c.socket.quiet() {
		return 0, os.ErrDeadlineExceeded
	}
	if c.state.Load() == stdResting && w.disturbed() {
		return 0, errSpoilt
	}
	n, err := w.Conn.Read(p)
	if (n > 0 || err != nil) && c.spoil() && n > 0 {
		return 0, errSpoilt
	}
	w.records.take(p[:n])
	if c.secured && errors.Is(err, io.EOF) {
		err = errCutOff
	}
	return n, err
}

// disturbed waits until something comes while the connection rests, and reports
// whether that was before the next request. It must then stay in the kernel, where
// launch looks for it, until it is known to be: the state changes before it is
// read.
func (w *stdWire) disturbed() bool {
	c := w.conn
	if c.secured && w.records.within() && c.spoil() {
		return true
	}
	select {
	case c.waiting <- struct{}{}:
	default:
	}
	return c.socket.await() && c.spoil()
}

// Write counts what the kernel takes. The first request that reuses a
// connection goes out in two pieces, its first byte ahead: see
// [habit.unseen].
func (w *stdWire) Write(p []byte) (n int, err error) {
	c := w.conn
	if c.state.Load() == stdSent && c.split {
		c.split = false
		n, err = w.Conn.Write(p[:1])
		c.sent.Add(int64(n))
		if err != nil {
			return n, err
		}
	}
	more, err := w.Conn.Write(p[n:])
	c.sent.Add(int64(more))
	return n + more, err
}
