package crawl

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
	"time"
)

// stdConn is a connection as net/http sees it. It stands between net/http and
// the network to know what net/http does not tell: when the first byte of a
// response came, what ended the connection, and whether anything came that
// nobody had asked for.
//
// Between two requests a kept connection rests. net/http's reader waits for
// the next response all the time; whatever comes to it now, data or the end,
// spoils the connection, and it refuses to write the next request:
//
//	fresh --write--> sent --write--> resting --read--> spoilt
//	                  ^--------------- |
//
// What a server sends beyond its response may also be left over in a buffer
// above the network. Therefore a resting connection is used again only once
// that reader has reached the network: it does when all buffers are empty.
type stdConn struct {
	net.Conn // what carries HTTP: wire, or TLS on top of it

	raw     net.Conn
	wire    *stdWire
	socket  socket
	engine  *stdEngine
	client  *http.ClientConn
	request stdRequest
	secured bool
	ahead   bool // dialled ahead of its first request

	ctx    context.Context // of its requests; ends with the connection
	cancel context.CancelFunc

	state   atomic.Int32
	inOrder atomic.Bool   // the server closed it while it rested
	begun   chan struct{} // closed when the first request is written
	waiting chan struct{} // gets a value when a reader waits on a resting connection
	ended   chan struct{} // closed when reading has failed
	gone    chan struct{} // closed when the connection is
	endOnce sync.Once
	goOnce  sync.Once

	stdProgress

	sent atomic.Int64 // bytes given to the kernel in all
	base int64        // sent, before the request under way
	head stdHead
}

// The states of a stdConn.
const (
	stdFresh   int32 = iota // no request has been written yet
	stdSent                 // a request is under way
	stdResting              // a response is complete and the next request not written
	stdSpoilt               // something came while it rested, or it ended
)

// stdProgress is what a connection notes about the request under way. The
// slot, the reader and the writer touch it.
type stdProgress struct {
	epoch    time.Time
	deadline time.Time
	served   int64        // requests that the connection had served before
	split    bool         // the request goes out in two pieces
	launched atomic.Bool  // writing has begun
	first    atomic.Int64 // when the first byte of the response came; -1 before
	trouble  atomic.Int32 // what went wrong first
	reset    atomic.Bool  // the peer broke off instead of ending
	refused  atomic.Bool  // the peer's kernel took nothing of the request
}

var (
	errSpoilt  = errors.New("the connection was closed or out of step before the request")
	errCutOff  = errors.New("the connection ended without a word from TLS")
	errHead    = errors.New("response head above the cap")
	errNotHTTP = errors.New("response is not HTTP/1")
)

func newStdConn(ctx context.Context, raw net.Conn, e *stdEngine) *stdConn {
	c := &stdConn{
		raw: raw, socket: newSocket(raw),
		begun: make(chan struct{}), waiting: make(chan struct{}, 1),
		ended: make(chan struct{}), gone: make(chan struct{}),
		head: stdHead{limit: e.MaxHeader},
	}
	c.wire = &stdWire{Conn: raw, conn: c}
	c.Conn = c.wire
	c.engine = e
	c.head.begin()
	// A context of its own, since net/http registers every request with it and
	// forgets to sign off the failed ones.
	ctx, c.cancel = context.WithCancel(ctx)
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{PutIdleConn: c.rest})
	c.ctx = ctx
	c.request = newStdRequest(ctx, e.KeepAlive)
	return c
}

// begin prepares the connection for a request.
func (c *stdConn) begin(epoch, deadline time.Time) {
	c.epoch, c.deadline = epoch, deadline
	c.split = c.served == 1 && c.socket.tells()
	c.launched.Store(false)
	c.first.Store(-1)
	c.trouble.Store(stdFine)
	c.reset.Store(false)
	c.refused.Store(false)
	_ = c.raw.SetDeadline(deadline)
}

// end lifts the deadline after a complete response, and counts it.
func (c *stdConn) end() {
	c.served++
	if !c.deadline.IsZero() {
		_ = c.raw.SetDeadline(time.Time{})
	}
}

// rest is called by net/http's reader when a response is complete and the
// connection could serve another request.
func (c *stdConn) rest(err error) {
	if err == nil {
		c.head.begin()
		c.state.CompareAndSwap(stdSent, stdResting)
	}
}

// reusable reports whether the connection can take another request. It waits
// until it is certain that nothing is left over of the last response.
func (c *stdConn) reusable() bool {
	if c.state.Load() == stdFresh {
		return c.unspoken()
	}
	select {
	case <-c.waiting:
		return c.state.Load() == stdResting
	case <-c.gone:
		return false
	}
}

// Read hands response bytes to net/http.
func (c *stdConn) Read(p []byte) (int, error) {
	if c.state.Load() == stdFresh {
		// A server that speaks first answers the first request: whether net/http
		// would take it so must not depend on who is faster.
		select {
		case <-c.begun:
		case <-c.gone:
			return 0, net.ErrClosed
		}
	}
	p, ok := c.head.clip(p)
	if !ok {
		c.note(stdHeadTooLong)
		return 0, errHead
	}
	n, err := c.Conn.Read(p)
	if n > 0 && c.state.Load() == stdSent {
		c.first.CompareAndSwap(-1, int64(time.Since(c.epoch)))
		if !c.head.take(p[:n]) {
			return 0, errNotHTTP
		}
	}
	if err != nil {
		c.readFailed(err)
	}
	return n, err
}

// Write takes a request from net/http, unless the connection is spoilt.
func (c *stdConn) Write(p []byte) (int, error) {
	if c.state.Load() != stdSent && !c.launch() {
		return 0, errSpoilt
	}
	n, err := c.Conn.Write(p)
	if err != nil {
		c.writeFailed(err)
	}
	return n, err
}

// launch lets the first bytes of a request pass, unless something came while
// the connection rested. The kernel is asked too, since net/http's reader may
// not have been woken yet.
func (c *stdConn) launch() bool {
	c.base = c.sent.Load()
	if c.state.Load() == stdFresh {
		c.launched.Store(true)
		c.state.Store(stdSent)
		close(c.begun)
		return true
	}
	if !c.socket.quiet() {
		c.spoil()
		return false
	}
	ok := c.state.CompareAndSwap(stdResting, stdSent)
	c.launched.Store(ok)
	return ok
}

// spoil notes that something came while the connection rested, and how it is;
// false if it did not rest.
func (c *stdConn) spoil() bool {
	if c.state.Load() != stdResting {
		return false
	}
	c.inOrder.Store(c.socket.closedInOrder()) // before others see that it is spoilt
	return c.state.CompareAndSwap(stdResting, stdSpoilt)
}

// Close is called by net/http when the connection is of no use to it, and by
// the slot.
func (c *stdConn) Close() error {
	c.goOnce.Do(func() { close(c.gone) })
	if c.ctx.Err() != nil || c.trouble.Load() != stdFine {
		return c.raw.Close() // TLS would take up to five seconds to say goodbye
	}
	return c.Conn.Close()
}

// release closes the connection and ends all that net/http does on it.
func (c *stdConn) release() {
	if c.client != nil {
		_ = c.client.Close()
	}
	_ = c.Close()
	c.cancel()
}
