package crawl

import (
	"bytes"
	"errors"
	"math"
	"net/http"
	"sync"
	"time"
)

// rawSlot is a slot of a [Raw]: at most one connection.
type rawSlot struct {
	engine *rawEngine

	mu   sync.Mutex // for interrupt, which comes from elsewhere
	wire *wire      // nil when there is none

	site     site     // where wire leads
	secure   *rawTLS  // on top of wire; nil without TLS
	out      []byte   // the request as it is sent
	body     []byte   // what follows it: a body that is too large to be copied
	response response // as far as it has come
	fetch    Fetch    // of the request under way
	err      error    // why the last fetch failed

	shut      bool          // closed
	head      bool          // a response to HEAD
	asksClose bool          // the request asks for the connection's end
	looked    bool          // nothing had come before the request, for certain
	epoch     time.Time     // what the fetch counts from
	deadline  time.Duration // of the fetch; 0: none
	idle      time.Duration // since when the connection has been resting
}

var _ Explainer = (*rawSlot)(nil)

// errOutOfStep: on a kept connection, more came than one response, so it is not
// certain which of it answers the request.
var errOutOfStep = errors.New("the server sent more than one answer, and which is the right one is not certain")

// Do sends r and streams the response away. A timeout that is not positive
// means no deadline.
func (s *rawSlot) Do(epoch time.Time, r *Request, timeout time.Duration) Fetch {
	s.begin(epoch, timeout)
	return s.settle(s.do(r))
}

// begin starts a fetch.
func (s *rawSlot) begin(epoch time.Time, timeout time.Duration) {
	s.err = nil
	s.idle = s.fetch.End
	if !s.epoch.Equal(epoch) {
		s.idle, s.epoch = math.MinInt64, epoch // for a time unknown
	}
	s.fetch = Fetch{Start: time.Since(epoch)}
	if s.deadline = 0; timeout > 0 {
		s.deadline = s.fetch.Start + timeout
	}
}

// settle ends it.
func (s *rawSlot) settle(class Class) Fetch {
	if s.fetch.Class = class; class != OK || s.fetch.End == 0 {
		s.fetch.End = time.Since(s.epoch)
	}
	return s.fetch
}

// Err is why the last fetch failed.
func (s *rawSlot) Err() error { return s.err }

// Close gives the slot's connection up.
func (s *rawSlot) Close() error {
	if s.wire != nil {
		s.leave()
	}
	if !s.shut {
		s.shut = true
		s.engine.closed()
	}
	return nil
}

// interrupt ends what the slot waits for. It is called from elsewhere.
func (s *rawSlot) interrupt() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.wire != nil {
		s.wire.interrupt()
	}
}

// do is the fetch between begin and settle.
func (s *rawSlot) do(r *Request) Class {
	if s.engine.over() {
		return Canceled
	}
	if class := s.write(r); class != OK {
		return class
	}
	if s.wire != nil && s.wire.attach(s) {
		class, unseen := s.exchange()
		if !unseen {
			return class
		}
		s.replace()
	}
	if class := s.dial(); class != OK {
		return class
	}
	class, _ := s.exchange()
	return class
}

// write writes the request down; a class other than OK says that it cannot be.
func (s *rawSlot) write(r *Request) Class {
	s.head = r.Method == http.MethodHead
	target, err := s.aim(r.URL)
	if err == nil {
		err = s.compose(r, target)
	}
	if err != nil {
		s.err = err
		return Local
	}
	return OK
}

// replace drops a kept connection that the server has closed.
func (s *rawSlot) replace() {
	if s.wire.served > 0 && s.wire.socket.closedInOrder() {
		s.engine.habit.closes(s.wire.served)
	}
	s.drop()
	s.err = nil
}

// aim returns the target of a URL. It drops a connection that leads elsewhere.
func (s *rawSlot) aim(u []byte) (target []byte, err error) {
	if n := len(s.site.prefix); n > 0 && len(u) > n && u[n] == '/' && string(u[:n]) == s.site.prefix && bytes.IndexByte(u, '#') < 0 {
		return u[n:], nil
	}
	prefix, target := cutURL(u)
	if s.site.addr != "" && string(prefix) == s.site.prefix {
		return target, nil
	}
	there, err := parseSite(string(prefix))
	if err != nil {
		return nil, err
	}
	if s.wire != nil && (there.addr != s.site.addr || there.secure != s.site.secure) {
		s.leave()
	}
	s.site = there
	return target, nil
}

// hotRest is how short a connection rests between two requests of a busy slot.
// Nothing that a server is caused to send after one arrives before the next
// within that: a send takes longer. So busy slots need not look, unless the
// last receive may have left something behind.
const hotRest = 2 * time.Microsecond

// exchange sends the request on the slot's connection and reads the response.
// Unseen means that the connection was gone before the server could see the
// request, so that it may be sent again.
func (s *rawSlot) exchange() (class Class, unseen bool) {
	s.launch()
	if err := s.send(); err != nil {
		return s.broken(err)
	}
	for {
		n, err := s.receive()
		if n > 0 {
			s.wire.full = n == len(s.wire.in)
			used, over := s.take(s.wire.in[:n])
			if over || s.secure != nil {
				s.wire.release()
			}
			if over {
				return s.finish(used < n), false
			}
		}
		if err != nil {
			return s.broken(err)
		}
	}
}

// launch prepares the connection for the request.
func (s *rawSlot) launch() {
	w := s.wire
	w.begin(s.epoch, s.deadline)
	s.response.begin(s.head, s.engine.MaxHeader, s.engine.MaxBody)
	w.look = w.ahead || w.served > 0 && (s.secure != nil || w.full || s.fetch.Start-hotRest > s.idle || s.engine.wary.Load())
	s.looked = w.look || w.served == 0
	w.split = w.served == 1 && w.socket.tells()
}

// take reads on in the response.
func (s *rawSlot) take(p []byte) (used int, over bool) {
	s.fetch.End = time.Since(s.epoch)
	if s.fetch.First == 0 {
		s.fetch.First = s.fetch.End
	}
	return s.response.take(p)
}

// finish judges a response that is complete, or that cannot go on, and decides
// what becomes of the connection.
func (s *rawSlot) finish(leftOver bool) Class {
	w := s.wire
	s.fetch.Status, s.fetch.Bytes = s.response.status, s.response.bytes
	class := s.response.class
	s.err = s.response.err
	if leftOver {
		s.engine.wary.Store(true)
		if class == OK && !s.looked {
			class, s.err = Protocol, errOutOfStep
		}
	}
	switch {
	case class != OK || leftOver || !w.finishUpload():
		s.drop()
	case !s.response.keep || s.asksClose:
		s.leave()
	default:
		s.engine.habit.keeps(w.served)
		w.served, w.ahead = w.served+1, false
	}
	return class
}

// setWire makes w the slot's connection.
func (s *rawSlot) setWire(w *wire) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wire = w
	if w != nil && s.engine.ended.Load() {
		w.interrupt()
	}
}

// drop breaks the connection off, whatever is under way on it.
func (s *rawSlot) drop() {
	w := s.wire
	s.setWire(nil)
	s.secure = nil
	w.close()
}

// leave closes the connection with good manners: over TLS the server is told.
func (s *rawSlot) leave() {
	if s.secure != nil && !s.engine.ended.Load() {
		_ = s.secure.conn.Close()
	}
	s.drop()
}
