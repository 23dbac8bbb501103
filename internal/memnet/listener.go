package memnet

import (
	"context"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
)

// Listener is a net.Listener that is dialled by [Listener.DialContext] instead of an address.
type Listener struct {
	dialled chan net.Conn
	closed  chan struct{}
	close   sync.Once
	dials   atomic.Int64
}

// Listen makes a listener. Inside a synctest bubble it belongs to the bubble.
func Listen() *Listener {
	return &Listener{dialled: make(chan net.Conn), closed: make(chan struct{})}
}

// Accept waits for the next dial and returns its far end. After Close it fails with net.ErrClosed.
func (l *Listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.dialled:
		return c, nil
	case <-l.closed:
		return nil, l.fault("accept", net.ErrClosed)
	}
}

// DialContext connects to the listener, whatever the network and the address; it fits http.Transport. It waits until
// the connection is accepted, and fails when ctx is done or the listener is closed.
func (l *Listener) DialContext(ctx context.Context, _, _ string) (net.Conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, l.fault("dial", err)
	}
	near, far := Pipe(Addr("client-"+strconv.FormatInt(l.dials.Add(1), 10)), l.Addr())
	select {
	case l.dialled <- far:
		return near, nil
	case <-ctx.Done():
		return nil, l.fault("dial", ctx.Err())
	case <-l.closed:
		return nil, l.fault("dial", net.ErrClosed)
	}
}

// Close ends Accept and all dials that are not accepted. Connections stay open.
func (l *Listener) Close() error {
	l.close.Do(func() { close(l.closed) })
	return nil
}

// Addr returns the address of the listener. All listeners have the same.
func (l *Listener) Addr() net.Addr { return Addr("listener") }

func (l *Listener) fault(op string, err error) error {
	return &net.OpError{Op: op, Net: network, Addr: l.Addr(), Err: err}
}

const network = "memory"

// Addr is the address of one end of a connection.
type Addr string

// Network returns the name of the network.
func (a Addr) Network() string { return network }

// String returns the address as text.
func (a Addr) String() string { return string(a) }
