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
		s.wire.begin(s.epoch, s.deadline)
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
// could take one. Before the first response, what waits to be read may belong to
// the handshake.
func (s *rawSlot) good() bool {
	w := s.wire
	switch {
	case s.secure == nil:
		return w.socket.quiet()
	case w.served == 0:
		return !w.socket.ended() && !s.secure.spoken()
	}
	return !s.secure.wire.records.within() && w.socket.quiet()
}
