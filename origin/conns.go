package origin

import (
	"context"
	"net"
	"sync"
	"time"
)

// conns are the listeners and connections that a server has open, so that it can close them.
type conns struct {
	mu        sync.Mutex
	listeners map[net.Listener]struct{}
	open      map[*conn]struct{}
	closing   bool
	gone      chan struct{} // closed when closing and nothing is open
}

func newConns() *conns {
	return &conns{
		listeners: make(map[net.Listener]struct{}),
		open:      make(map[*conn]struct{}),
		gone:      make(chan struct{}),
	}
}

// listen books a listener; false means that the server is closed.
func (s *conns) listen(l net.Listener) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return false
	}
	s.listeners[l] = struct{}{}
	return true
}

func (s *conns) unlisten(l net.Listener) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.listeners, l)
}

// serve starts the goroutine of a connection, which ends when serve has ended and closed it.
func (s *conns) serve(nc net.Conn, serve func(net.Conn) error) {
	c := &conn{Conn: nc}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		_ = nc.Close()
		return
	}
	s.open[c] = struct{}{}
	go func() {
		defer s.remove(c)
		_ = serve(c) // what went wrong is that client's affair, who has been told if there was a way to
	}()
}

func (s *conns) remove(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, c)
	if s.closing && len(s.open) == 0 {
		close(s.gone)
	}
}

// close closes the listeners, wakes the connections that wait for a request until all have ended, and cuts those that
// are left when ctx is done.
func (s *conns) close(ctx context.Context) error {
	s.mu.Lock()
	if !s.closing {
		s.closing = true
		if len(s.open) == 0 {
			close(s.gone)
		}
	}
	for l := range s.listeners {
		_ = l.Close() // one that fails to close is not served either
	}
	s.mu.Unlock()

	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for {
		// One that was about to set its own deadline gets past this, once.
		s.each(func(c *conn) { _ = c.Conn.SetReadDeadline(time.Unix(1, 0)) })
		select {
		case <-s.gone:
			return nil
		case <-ctx.Done():
			s.each(func(c *conn) { _ = c.Close() })
			<-s.gone
			return ctx.Err()
		case <-again.C:
		}
	}
}

func (s *conns) each(do func(*conn)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.open {
		do(c)
	}
}

// slack is how much earlier than asked for a deadline may be.
const slack = 5 * time.Second

// conn is a connection whose deadlines are set only when they differ by more than the slack: the library sets three
// for each request, which is a tenth of what a request costs.
type conn struct {
	net.Conn
	read, write time.Time
}

// SetReadDeadline sets the deadline of reads; it may be up to 5 s earlier.
func (c *conn) SetReadDeadline(t time.Time) error {
	if near(c.read, t) {
		return nil
	}
	c.read = t
	return c.Conn.SetReadDeadline(t)
}

// SetWriteDeadline sets the deadline of writes; it may be up to 5 s earlier.
func (c *conn) SetWriteDeadline(t time.Time) error {
	if near(c.write, t) {
		return nil
	}
	c.write = t
	return c.Conn.SetWriteDeadline(t)
}

// Write writes p. Every large part of a long response gets the whole time again, so that one that is taken slowly, but is
// taken, may be as long as it likes.
func (c *conn) Write(p []byte) (int, error) {
	if len(p) >= dotChunk/2 {
		if err := c.SetWriteDeadline(time.Now().Add(quiet)); err != nil {
			return 0, err
		}
	}
	return c.Conn.Write(p)
}

// near tells whether t is so little later than the old deadline that the old one does.
func near(old, t time.Time) bool {
	d := t.Sub(old)
	return d >= 0 && d < slack
}
