package memnet

import (
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// window is how many bytes are on their way in one direction before a write waits for a read, as with a socket.
const window = 64 << 10

// Pipe returns the two ends of a connection. Unlike those of net.Pipe they are buffered: a write returns when its bytes
// are on their way, and a reader may take them in other pieces than they were written in.
func Pipe(near, far net.Addr) (net.Conn, net.Conn) {
	there, back := newStream(), newStream()
	return &conn{in: back, out: there, local: near, remote: far},
		&conn{in: there, out: back, local: far, remote: near}
}

// conn is one end: it reads one stream and writes the other.
type conn struct {
	in, out       *stream
	local, remote net.Addr
}

// Read reads what has arrived, waiting for the first byte.
func (c *conn) Read(p []byte) (int, error) {
	n, err := c.in.read(p)
	return n, c.fault("read", err)
}

// Write writes p, waiting while the window is full.
func (c *conn) Write(p []byte) (int, error) {
	n, err := c.out.write(p)
	return n, c.fault("write", err)
}

// Close ends both directions: the other end reads what is on its way and then io.EOF, and cannot write.
func (c *conn) Close() error {
	c.in.end(func(s *stream) { s.readerGone = true })
	c.out.end(func(s *stream) { s.writerGone = true })
	return nil
}

// LocalAddr returns the address of this end.
func (c *conn) LocalAddr() net.Addr { return c.local }

// RemoteAddr returns the address of the other end.
func (c *conn) RemoteAddr() net.Addr { return c.remote }

// SetDeadline sets the deadlines of reads and writes.
func (c *conn) SetDeadline(t time.Time) error {
	if err := c.SetReadDeadline(t); err != nil {
		return err
	}
	return c.SetWriteDeadline(t)
}

// SetReadDeadline sets the deadline of reads, those under way included.
func (c *conn) SetReadDeadline(t time.Time) error {
	return c.fault("set", c.in.setDeadline(&c.in.readBy, &c.in.readerGone, t))
}

// SetWriteDeadline sets the deadline of writes, those under way included.
func (c *conn) SetWriteDeadline(t time.Time) error {
	return c.fault("set", c.out.setDeadline(&c.out.writeBy, &c.out.writerGone, t))
}

// fault dresses an error as the net package does; io.EOF goes bare.
func (c *conn) fault(op string, err error) error {
	if err == nil || errors.Is(err, io.EOF) {
		return err
	}
	return &net.OpError{Op: op, Net: network, Source: c.local, Addr: c.remote, Err: err}
}

// stream is one direction of a connection.
type stream struct {
	mu      sync.Mutex
	changed sync.Cond // anything below: waited for in a loop, and durably blocking in a bubble
	bytes   []byte    // on their way, at most a window

	readerGone, writerGone bool
	readBy, writeBy        deadline
}

func newStream() *stream {
	s := new(stream)
	s.changed.L = &s.mu
	return s
}

func (s *stream) read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		switch {
		case s.readerGone:
			return 0, net.ErrClosed
		case s.readBy.passed():
			return 0, os.ErrDeadlineExceeded
		case len(p) == 0:
			return 0, nil
		case len(s.bytes) > 0:
			n := copy(p, s.bytes)
			s.bytes = append(s.bytes[:0], s.bytes[n:]...)
			s.changed.Broadcast()
			return n, nil
		case s.writerGone:
			return 0, io.EOF
		}
		s.changed.Wait()
	}
}

func (s *stream) write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for written := 0; ; {
		switch {
		case s.writerGone:
			return written, net.ErrClosed
		case s.writeBy.passed():
			return written, os.ErrDeadlineExceeded
		case s.readerGone:
			return written, syscall.EPIPE
		}
		if n := min(len(p)-written, window-len(s.bytes)); n > 0 {
			s.bytes = append(s.bytes, p[written:written+n]...)
			written += n
			s.changed.Broadcast()
		}
		if written == len(p) {
			return written, nil
		}
		s.changed.Wait()
	}
}

// end marks one side as gone and stops the deadline timers that only it could have needed.
func (s *stream) end(mark func(*stream)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	mark(s)
	if s.readerGone {
		s.readBy.stop()
	}
	if s.writerGone {
		s.writeBy.stop()
	}
	s.changed.Broadcast()
}

func (s *stream) setDeadline(d *deadline, gone *bool, t time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if *gone {
		return net.ErrClosed
	}
	d.stop()
	d.at = t
	if left := time.Until(t); !t.IsZero() && left > 0 {
		d.timer = time.AfterFunc(left, func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.changed.Broadcast()
		})
	}
	s.changed.Broadcast() // who waits is to look at it
	return nil
}

// deadline is guarded by its stream. The clock says whether it has passed; the timer only wakes who waits.
type deadline struct {
	at    time.Time // zero: never
	timer *time.Timer
}

func (d *deadline) passed() bool { return !d.at.IsZero() && time.Until(d.at) <= 0 }

func (d *deadline) stop() {
	if d.timer != nil {
		d.timer.Stop()
		d.timer = nil
	}
}
