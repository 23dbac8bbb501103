package crawl

import "time"

var _ Connector = (*rawSlot)(nil)

// Connect opens a connection, unless the slot has one that is still good. What
// comes of it is of no interest beyond that: a fetch reports for itself.
func (s *rawSlot) Connect(r *Request, timeout time.Duration) bool {
	s.begin(time.Now(), timeout)
	if s.engine.over() || s.write(r) != OK {
		return false
	}
	if s.wire != nil {
		if s.good() {
			return true
		}
		s.replace()
	}
	class := s.dial()
	s.err = nil
	if class != OK {
		return false
	}
	s.wire.ahead = true
	if s.secure != nil {
		return s.secure.wire.flush() == nil // the end of the handshake would leave with the request
	}
	return true
}

// good reports whether a connection without a request under way looks as if it
// could take one.
func (s *rawSlot) good() bool {
	if w := s.wire; s.secure == nil || w.served > 0 {
		return w.socket.quiet()
	}
	return !s.wire.socket.ended()
}
