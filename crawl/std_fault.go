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
// the request: the connection was spoilt before, or see [habit.unseen].
func (c *stdConn) unseen() bool {
	switch {
	case c.served == 0 && !c.ahead || c.first.Load() >= 0:
		return false
	case !c.launched.Load():
		return c.state.Load() == stdSpoilt
	case c.trouble.Load() != stdEnded:
		return false
	}
	return c.engine.habit.unseen(crossing{
		served: c.served, written: c.sent.Load() - c.base, reset: c.reset.Load(), refused: c.refused.Load(),
	})
}

// readFailed notes why reading ended.
func (c *stdConn) readFailed(err error) {
	if c.state.Load() == stdSent && !c.closed() {
		if (c.served > 0 || c.ahead) && c.first.Load() < 0 && isEnd(err) {
			c.refused.Store(c.socket.awaitRefusal(c.base, c.deadline, c.gone))
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
