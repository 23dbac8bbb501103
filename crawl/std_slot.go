package crawl

import (
	"context"
	"io"
	"net/http"
	"strings"
	"time"
)

// stdSlot is a slot of a [Std]: at most one connection.
type stdSlot struct {
	engine *stdEngine
	ctx    context.Context // of Open: its end interrupts whatever the slot does
	site   site            // where conn leads
	conn   *stdConn        // nil when there is none
	err    error           // why the last fetch failed
}

var _ Explainer = (*stdSlot)(nil)

// stdExchange is what one request needs on its way, whichever connection
// carries it.
type stdExchange struct {
	fetch    Fetch
	request  *Request
	target   string
	epoch    time.Time
	deadline time.Time // zero: none
}

// Do sends r and streams the response away. A timeout that is not positive
// means no deadline.
func (s *stdSlot) Do(epoch time.Time, r *Request, timeout time.Duration) Fetch {
	s.err = nil
	x := stdExchange{request: r, epoch: epoch}
	x.fetch.Start = time.Since(epoch)
	if timeout > 0 {
		x.deadline = epoch.Add(x.fetch.Start + timeout)
	}
	x.fetch.Class = s.do(&x)
	x.fetch.End = time.Since(epoch)
	return x.fetch
}

// Err is why the last fetch failed.
func (s *stdSlot) Err() error { return s.err }

// Close gives the slot's connection up.
func (s *stdSlot) Close() error {
	if s.conn != nil {
		s.leave()
	}
	return nil
}

func (s *stdSlot) do(x *stdExchange) Class {
	if s.ctx.Err() != nil {
		return Canceled
	}
	if s.err = s.aim(x); s.err != nil {
		return Local
	}
	if s.conn != nil && s.conn.reusable() {
		if class, unseen := s.exchange(x); !unseen {
			return class
		}
	}
	if s.conn != nil {
		s.replace()
		s.err = nil
	}
	if class := s.dial(x); class != OK {
		return class
	}
	class, _ := s.exchange(x)
	return class
}

// exchange sends the request on the slot's connection and reads the response.
// Unseen means that the connection was gone before the server could see the
// request, so that it may be sent again.
func (s *stdSlot) exchange(x *stdExchange) (class Class, unseen bool) {
	c := s.conn
	c.begin(x.epoch, x.deadline)
	resp, err := c.client.RoundTrip(s.fill(c, x))
	x.fetch.First = c.firstByte()
	if err != nil {
		s.err, class, unseen = err, c.fault(), c.unseen()
		if !unseen {
			s.drop()
		}
		return class, unseen
	}
	defer resp.Body.Close() // after finish: it waits for the reader, if that has not come to the end
	class = s.read(x, resp)
	s.finish(class, resp)
	return class, false
}

// read judges the head of a response and streams its body away.
func (s *stdSlot) read(x *stdExchange, resp *http.Response) Class {
	c := s.conn
	if resp.ProtoMajor != 1 || resp.StatusCode < 100 || !wellNamed(resp.Header) {
		return Protocol
	}
	x.fetch.Status = int16(resp.StatusCode)
	if resp.StatusCode == http.StatusSwitchingProtocols {
		return Protocol
	}
	if resp.Body == http.NoBody {
		return OK
	}
	if resp.ContentLength > s.engine.MaxBody {
		return BodyLimit
	}
	c.head.body()
	buffer := s.engine.buffer()
	defer s.engine.buffers.Put(buffer)
	for {
		n, err := resp.Body.Read(buffer[:])
		x.fetch.Bytes += int64(n)
		switch {
		case x.fetch.Bytes > s.engine.MaxBody:
			return BodyLimit
		case err == io.EOF:
			return OK
		case err != nil:
			s.err = err
			return c.fault()
		}
	}
}

// wellNamed reports whether no field name holds a space. net/http lets them
// pass, and so reads over a "Content-Length : 5".
func wellNamed(header http.Header) bool {
	for name := range header {
		if strings.Contains(name, " ") {
			return false
		}
	}
	return true
}

// finish decides after a response what becomes of its connection.
func (s *stdSlot) finish(class Class, resp *http.Response) {
	c := s.conn
	switch {
	case class != OK:
		s.drop()
	case resp.Close || !s.engine.KeepAlive:
		s.leave()
	default:
		s.engine.habit.keeps(c.served)
		c.end()
	}
	// The request's bytes are the slot's: nobody may be left reading them. When
	// the server answered without reading them all, net/http hangs up.
	c.request.payload.wait()
}

// replace drops a kept connection that the server has closed.
func (s *stdSlot) replace() {
	if s.conn.inOrder.Load() {
		s.engine.habit.closes(s.conn.served)
	}
	s.drop()
}

// drop breaks the connection off, whatever is under way on it.
func (s *stdSlot) drop() {
	_ = s.conn.raw.Close()
	s.leave()
}

// leave closes the connection with good manners: over TLS the server is told.
func (s *stdSlot) leave() {
	s.conn.release()
	s.conn = nil
}
