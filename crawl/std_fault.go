package crawl

import (
	"errors"
	"io"
	"os"
	"syscall"
	"time"
)

// What can go wrong with a request on its connection.
const (
	stdFine        int32 = iota
	stdExpired           // the deadline passed
	stdEnded             // the connection ended
	stdBadTLS            // TLS gave up, on this side or the other
	stdHeadTooLong       // the response head passed its cap
)

// refusalWait bounds the wait for the peer's kernel to accept or refuse a
// request on a connection that turned out to be closed: about one round trip.
const refusalWait = time.Second

// note keeps the first trouble; what follows is its consequence.
func (c *stdConn) note(trouble int32) { c.trouble.CompareAndSwap(stdFine, trouble) }

// fault classes a failed exchange. What the connection saw comes first; when
// it saw nothing wrong, net/http did not like the bytes.
func (c *stdConn) fault() Class {
	if c.ctx.Err() != nil {
		return Canceled
	}
	switch c.trouble.Load() {
	case stdExpired:
		return Timeout
	case stdHeadTooLong:
		return HeaderLimit
	case stdBadTLS:
		return TLS
	case stdEnded:
		if c.first.Load() < 0 {
			return Reset
		}
		return Truncated
	}
	if !c.launched.Load() {
		return Local // a request that cannot be written down
	}
	return Protocol
}

// firstByte is when the response began; 0 if it did not.
func (c *stdConn) firstByte() time.Duration { return time.Duration(max(0, c.first.Load())) }

// unseen reports after a failed exchange whether the server cannot have seen
// the request: the connection was spoilt before, or no more than a byte was
// written, or the server's kernel refused it.
//
// Refused is what is reset and not acknowledged. After an orderly end that is
// beyond doubt: the server had closed. A mere reset leaves one, since kernels
// delay acknowledging a small segment even when the server has read it: it may
// have read the request and then broken off. They do not delay it when that
// segment is the second of two. Servers that close after every response,
// without a word, close just as the second request arrives, so that one is
// sent in two pieces, and refused is refused.
//
// What is left is a server that takes its time between its last byte and
// closing: its kernel acknowledges a request that nobody will ever read. A
// reset then counts as refusal only if the server has just closed another
// connection after as many responses.
func (c *stdConn) unseen() bool {
	switch {
	case c.served == 0 || c.first.Load() >= 0:
		return false
	case !c.launched.Load():
		return c.state.Load() == stdSpoilt
	case c.trouble.Load() != stdEnded:
		return false
	case c.sent.Load() <= c.base+1:
		return true
	case c.reset.Load():
		return c.refused.Load() && c.served == 1 || c.engine.closesAfter.Load() == c.served
	}
	return c.refused.Load()
}

// readFailed notes why reading ended.
func (c *stdConn) readFailed(err error) {
	if c.state.Load() == stdSent && !c.closed() {
		if c.served > 0 && c.first.Load() < 0 && isEnd(err) {
			c.refused.Store(c.awaitRefusal())
		}
		c.noteError(err)
	}
	c.endOnce.Do(func() { close(c.ended) })
}

// writeFailed notes why writing ended. The response may have come before, so
// the reader is given the time to find out.
func (c *stdConn) writeFailed(err error) {
	if isEnd(err) {
		c.reset.Store(c.reset.Load() || errors.Is(err, syscall.ECONNRESET))
		select {
		case <-c.ended:
		case <-c.gone:
		}
	}
	if !c.closed() {
		c.noteError(err)
	}
}

func (c *stdConn) noteError(err error) {
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		c.note(stdExpired)
	case c.secured && !isEnd(err):
		c.note(stdBadTLS)
	default:
		if errors.Is(err, syscall.ECONNRESET) {
			c.reset.Store(true)
		}
		c.note(stdEnded)
	}
}

// isEnd reports whether err says that the connection ended, in order or not.
func isEnd(err error) bool {
	for _, end := range []error{io.EOF, io.ErrUnexpectedEOF, io.ErrClosedPipe, errCutOff} {
		if errors.Is(err, end) {
			return true
		}
	}
	_, ok := errors.AsType[syscall.Errno](err)
	return ok
}

// closed reports whether this side has closed the connection: errors are then
// of its own making.
func (c *stdConn) closed() bool {
	select {
	case <-c.gone:
		return true
	default:
		return false
	}
}

// awaitRefusal reports whether the peer's kernel refused all of the request: a
// closed socket answers data with a reset, and does not acknowledge it.
func (c *stdConn) awaitRefusal() bool {
	patience := refusalWait
	if !c.deadline.IsZero() {
		patience = min(patience, time.Until(c.deadline))
	}
	over := time.NewTimer(patience)
	defer over.Stop()
	again := time.NewTicker(time.Millisecond)
	defer again.Stop()
	for {
		if refused, known := c.socket.refused(c.base); known {
			return refused
		}
		select {
		case <-again.C:
		case <-over.C:
			return false
		case <-c.gone:
			return false
		}
	}
}
