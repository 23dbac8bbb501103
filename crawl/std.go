package crawl

import (
	"context"
	"math"
	"net"
	"net/http"
	"sync"
)

// drainSize is how much of a body is read at once.
const drainSize = 32 << 10

// Std is the engine on net/http. Each slot holds one [http.ClientConn]: no
// pool, no proxy, no redirect, no cookie, no decompression, no hidden retry.
// It speaks HTTP/1.1 only and sends a request's fields sorted by name, since
// net/http does.
//
// It is strict where net/http is lenient. A response that begins before its
// request was sent on a kept connection is never taken for the answer: that
// connection is dropped. A kept connection that the server had closed is
// replaced at most once per request, and only if the server cannot have seen
// the request; [Fetch.Dials] shows it. net/http writes "Unsolicited response"
// to the logger of package log when a server sends more than its answer.
//
// The zero value works and opens a connection per request.
type Std struct {
	Client
}

var _ Engine = (*Std)(nil)

// Open returns slots without connections: a slot dials with its first request.
// It fails when the machine cannot hold that many connections.
func (s *Std) Open(ctx context.Context, slots int) ([]Slot, error) {
	e := &stdEngine{Client: s.filled(), transport: stdTransport(), userAgent: []string{s.UserAgent}}
	var err error
	if e.dialer, err = newDialer(s.Dial, s.Redial, slots); err != nil {
		return nil, err
	}
	opened := make([]Slot, slots)
	for i := range opened {
		opened[i] = &stdSlot{engine: e, ctx: ctx}
	}
	return opened, nil
}

// stdEngine is what the slots of one Open share: the settings with their
// defaults filled in.
type stdEngine struct {
	Client

	dialer    *dialer
	transport *http.Transport
	userAgent []string
	buffers   sync.Pool // of *[drainSize]byte
	habit     habit
}

// stdTransport returns a transport that dials nothing: the connection to use is
// handed to it in the context. The caps are the connection's, see [stdConn].
func stdTransport() *http.Transport {
	var http1 http.Protocols
	http1.SetHTTP1(true)
	return &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return ctx.Value(stdHandover{}).(*stdConn), nil
		},
		DisableCompression:     true,
		MaxResponseHeaderBytes: math.MaxInt64,
		Protocols:              &http1,
	}
}

// stdHandover is the context key under which a dialled connection is passed
// through net/http's transport.
type stdHandover struct{}

// buffer lends a buffer to read a body into. Slots that wait for a response
// hold none, so memory follows the bodies under way and not the slots.
func (e *stdEngine) buffer() *[drainSize]byte {
	if b, ok := e.buffers.Get().(*[drainSize]byte); ok {
		return b
	}
	return new([drainSize]byte)
}
