package crawl

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"time"
)

// tlsWire is the network as crypto/tls sees it. What TLS writes is held until
// it reads, so that a request costs one send and one receive here as well.
type tlsWire struct {
	*wire

	pending []byte
	through bool // writes go out at once
	dry     bool // reads find nothing
}

// goodbye bounds how long the end of a connection may take to be announced.
const goodbye = 100 * time.Millisecond

// unread reports whether TLS holds something that came with the last response.
func (s *rawTLS) unread() bool {
	s.wire.dry = true
	n, err := s.conn.Read(make([]byte, 1))
	s.wire.dry = false
	return n > 0 || !errors.Is(err, os.ErrDeadlineExceeded)
}

var _ net.Conn = (*tlsWire)(nil)

// Read sends what is pending and receives.
func (t *tlsWire) Read(p []byte) (int, error) {
	if t.dry {
		return 0, os.ErrDeadlineExceeded
	}
	w := t.wire
	w.in = p
	idle := w.upload == nil // else nothing may be sent in between
	if idle {
		w.out, t.pending = t.pending, t.pending[:0]
	}
	n, err := w.receive()
	w.in = nil
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
	t.pending = t.pending[:0]
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
