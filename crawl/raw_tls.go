package crawl

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"time"
)

// rawTLS is TLS on a wire.
type rawTLS struct {
	conn *tls.Conn
	wire tlsWire
	one  [1]byte // read first of what comes
}

// receive returns what comes next, in the wire's in. It waits for the first byte
// alone, so that a slot that waits holds no buffer: TLS then has the rest of a
// record to give, and need not ask the network.
func (s *rawTLS) receive() (int, error) {
	w := s.wire.wire
	n, err := s.conn.Read(s.one[:])
	if n == 0 {
		return 0, err
	}
	buffer := w.engine.borrow()
	w.in, w.lent = buffer[:], buffer
	buffer[0] = s.one[0]
	if err == nil {
		n, err = s.readDry(buffer[1:])
		n++
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = nil // that was all
	}
	return n, err
}

// unread reports whether TLS holds something that came with the last response.
func (s *rawTLS) unread() bool {
	n, err := s.readDry(s.one[:])
	return n > 0 || !errors.Is(err, os.ErrDeadlineExceeded)
}

// spoken reports whether the server has said something, or has begun to, on a
// connection that has had no request yet. What TLS itself has to say is read.
func (s *rawTLS) spoken() bool {
	s.wire.glance = true
	n, err := s.conn.Read(s.one[:])
	s.wire.glance = false
	return n > 0 || !errors.Is(err, os.ErrDeadlineExceeded) || s.wire.records.within()
}

// readDry reads what TLS can give without the network, which is like a deadline
// that has passed.
func (s *rawTLS) readDry(p []byte) (int, error) {
	s.wire.dry = true
	n, err := s.conn.Read(p)
	s.wire.dry = false
	return n, err
}

// tlsWire is the network as crypto/tls sees it. What TLS writes is held until
// it reads, so that a request costs one send and one receive here as well.
type tlsWire struct {
	*wire

	records tlsRecords
	pending []byte
	asking  bool // the request is among it
	through bool // writes go out at once
	dry     bool // reads do not ask the network
	glance  bool // reads do not wait for it
}

// goodbye bounds how long the end of a connection may take to be announced.
const goodbye = 100 * time.Millisecond

var _ net.Conn = (*tlsWire)(nil)

// Read sends what is pending and receives.
func (t *tlsWire) Read(p []byte) (int, error) {
	w := t.wire
	if t.dry || t.glance && w.socket.quiet() {
		return 0, os.ErrDeadlineExceeded
	}
	w.in = p
	idle := w.upload == nil && !t.glance // else nothing may be sent in between
	if idle {
		w.out, t.pending, t.asking = t.pending, t.pending[:0], false
	}
	n, err := w.receive()
	w.in = nil
	t.records.take(p[:n])
	if idle && w.upload != nil {
		t.pending = nil // that is still at it
	}
	if n > 0 {
		return n, nil // an error comes again
	}
	if errors.Is(err, io.EOF) {
		// crypto/tls takes it for an orderly end, but that way anybody can cut
		// short a body without a length (RFC 9112, section 9.8).
		err = errCutOff
	}
	return 0, err
}

// Write holds p back.
func (t *tlsWire) Write(p []byte) (int, error) {
	if t.through {
		n, err := t.conn.Write(p)
		return n, err
	}
	t.pending = append(t.pending, p...)
	return len(p), nil
}

// flush sends what is pending without waiting for an answer.
func (t *tlsWire) flush() error {
	if len(t.pending) == 0 {
		return nil
	}
	t.limitWrites()
	n, err := t.conn.Write(t.pending)
	t.total += int64(n)
	t.pending, t.asking = t.pending[:0], false
	return err
}

// Close says what is pending, such as the goodbye, and closes.
func (t *tlsWire) Close() error {
	if len(t.pending) > 0 {
		_ = t.conn.SetWriteDeadline(time.Now().Add(goodbye))
		_, _ = t.conn.Write(t.pending)
		t.pending = nil
	}
	return t.conn.Close()
}

func (t *tlsWire) LocalAddr() net.Addr              { return t.conn.LocalAddr() }
func (t *tlsWire) RemoteAddr() net.Addr             { return t.conn.RemoteAddr() }
func (t *tlsWire) SetDeadline(time.Time) error      { return nil } // the wire's are its own
func (t *tlsWire) SetReadDeadline(time.Time) error  { return nil }
func (t *tlsWire) SetWriteDeadline(time.Time) error { return nil }

// tlsConfig is base for a connection to a name.
func tlsConfig(base *tls.Config, name string) *tls.Config {
	config := base.Clone()
	config.NextProtos = []string{"http/1.1"}
	if config.ServerName == "" {
		config.ServerName = name
	}
	return config
}
