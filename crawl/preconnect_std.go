package crawl

import (
	"errors"
	"os"
	"time"
)

var _ Connector = (*stdSlot)(nil)

// Connect opens a connection, unless the slot has one that is still good. What
// comes of it is of no interest beyond that: a fetch reports for itself.
func (s *stdSlot) Connect(r *Request, timeout time.Duration) bool {
	x := stdExchange{request: r}
	if timeout > 0 {
		x.deadline = time.Now().Add(timeout)
	}
	if s.ctx.Err() != nil || s.aim(&x) != nil {
		return false
	}
	if s.conn != nil {
		if s.conn.good() {
			return true
		}
		s.replace()
	}
	class := s.dial(&x)
	s.err = nil
	if class != OK {
		return false
	}
	s.conn.ahead = true
	return true
}

// good reports whether a connection without a request under way looks as if it
// could take one.
func (c *stdConn) good() bool {
	switch c.state.Load() {
	case stdFresh:
		return c.unspoken()
	case stdSpoilt:
		return false
	}
	return !c.closed() && c.socket.quiet()
}

// unspoken reports whether nothing has come on a connection that was dialled
// ahead and has had no request yet. A server that grows tired of waiting closes
// it, some with a response of status 408 before: neither answers a request that
// comes later, so that one goes to a new connection. What TLS itself has to say is
// read; net/http's reader does not come in between, since it waits for the first
// request.
func (c *stdConn) unspoken() bool {
	if !c.secured {
		return c.socket.quiet()
	}
	if c.socket.ended() {
		return false
	}
	c.wire.glance = true
	n, err := c.Conn.Read(make([]byte, 1))
	c.wire.glance = false
	return n == 0 && errors.Is(err, os.ErrDeadlineExceeded) && !c.wire.records.within()
}
