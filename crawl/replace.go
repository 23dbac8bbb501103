package crawl

import (
	"sync/atomic"
	"time"
)

// This file decides whether a request may be sent again. A server may close a
// kept connection at any moment, also just as the next request is on its way.
// That is no failure of the request, as long as the server cannot have seen it;
// one that it has seen is never sent again.

// refusalWait bounds the wait for the peer's kernel to accept or refuse a
// request on a connection that turned out to be closed: about one round trip.
const refusalWait = time.Second

// crossing is what is known of a request on a kept connection that ended
// before a byte of the response came.
type crossing struct {
	served  int64 // responses that the connection had brought before; 0 when it was dialled ahead
	written int64 // bytes of the request that were given to the kernel
	reset   bool  // the peer broke off instead of ending
	refused bool  // the peer's kernel took nothing of the request
}

// habit is what is known of a server's way with kept connections.
type habit struct {
	// closesAfter is the number of responses after which the server was last
	// found to have closed a kept connection in order; 0 when it kept the next
	// one. What is merely reset may belong to a server that dies.
	closesAfter atomic.Int64
}

// keeps notes that the server has not closed a connection after that many
// responses.
func (h *habit) keeps(served int64) {
	if served > 0 && h.closesAfter.Load() == served {
		h.closesAfter.CompareAndSwap(served, 0)
	}
}

// closes notes that it has.
func (h *habit) closes(served int64) { h.closesAfter.Store(served) }

// unseen reports whether the server cannot have seen the request: no more than
// a byte was written, or the server's kernel refused it.
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
// connection in order after as many responses. For a connection that was dialled
// ahead and never used there is no habit to go by: only an orderly end counts.
func (h *habit) unseen(c crossing) bool {
	switch {
	case c.written <= 1:
		return true
	case c.served == 0: // dialled ahead
		return c.refused && !c.reset
	case c.reset:
		return c.refused && c.served == 1 || h.closesAfter.Load() == c.served
	case c.refused:
		h.closes(c.served)
	}
	return c.refused
}

// awaitRefusal reports whether the peer's kernel refused all bytes after the
// first base ones: a closed socket answers data with a reset, and does not
// acknowledge it. It gives up at the deadline, and when gone is closed.
func (s socket) awaitRefusal(base int64, deadline time.Time, gone <-chan struct{}) bool {
	patience := refusalWait
	if !deadline.IsZero() {
		patience = min(patience, time.Until(deadline))
	}
	over := time.NewTimer(patience)
	defer over.Stop()
	again := time.NewTicker(time.Millisecond)
	defer again.Stop()
	for {
		if refused, known := s.refused(base); known {
			return refused
		}
		select {
		case <-again.C:
		case <-over.C:
			return false
		case <-gone:
			return false
		}
	}
}
