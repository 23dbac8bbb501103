package crawl

import (
	"context"
	"sync"
	"time"
)

// A crawl opens its connections as fast as it can, and a server that accepts
// them slower than that has only its listen backlog to hold them. Where it is
// full, Linux drops the SYN, and the next try comes a second later. These
// bounds keep a burst of dials below the smaller backlogs in use, and leave a
// server on the same machine the processor to accept them.
const (
	// maxDials is how many dials are under way at once.
	maxDials = 64
	// dialHold is after how long a dial counts as waiting for the network
	// rather than for its turn: it then makes room for the next.
	dialHold = 50 * time.Millisecond
	// A burst of dials rests for dialRest after every dialBurst of them, as long
	// as there are not as many connections as slots: later dials replace others.
	// What comes later than dialRest after another belongs to no burst.
	dialBurst = 32
	dialRest  = time.Millisecond
)

// dialGate lets dials pass.
type dialGate struct {
	open chan struct{} // holds an element per dial under way

	mu    sync.Mutex
	first int // how many dials are still to be paced
	last  time.Time
	burst int // dials since the last rest
}

// enter waits for its turn. What it returns is called when the dial is over.
func (g *dialGate) enter(ctx context.Context) (leave func(), err error) {
	select {
	case g.open <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	g.pace()
	once := new(sync.Once)
	pass := func() { once.Do(func() { <-g.open }) }
	late := time.AfterFunc(dialHold, pass)
	return func() {
		late.Stop()
		pass()
	}, nil
}

// pace lets the first bursts rest.
func (g *dialGate) pace() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.first <= 0 {
		return
	}
	g.first--
	now := time.Now()
	if g.burst++; now.Sub(g.last) > dialRest {
		g.burst = 1
	} else if g.burst > dialBurst {
		<-time.After(dialRest) // the others wait as well
		g.burst, now = 1, time.Now()
	}
	g.last = now
}
