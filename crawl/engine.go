package crawl

import (
	"context"
	"time"
)

// Engine opens the slots of a crawl.
type Engine interface {
	// Open returns slots many slots. Canceling ctx interrupts whatever they
	// do, now or later. An error means that the crawl cannot run on this
	// machine; a server that refuses is no such error: fetches report it.
	Open(ctx context.Context, slots int) ([]Slot, error)
}

// Pump is an [Engine] that can serve many slots from few goroutines.
type Pump interface {
	Engine
	// Pump keeps slots busy, all opened by this engine, until w.Next has
	// answered false for each of them and what was under way has ended. It
	// answers false, having done nothing, when a goroutine for each slot would
	// do better.
	Pump(slots []Slot, w Work) bool
}

// Work is what a [Pump] does for a crawl. Its functions are called for a slot
// by one goroutine at a time, and concurrently for different slots. Slots are
// numbered as in the call of Pump.
type Work struct {
	Epoch   time.Time
	Timeout time.Duration
	// Next is the slot's next request, valid until Done; false when there is
	// none. It is not called again after that.
	Next func(slot int) (*Request, bool)
	// Done takes what came of it.
	Done func(slot int, f Fetch)
	// Guard is deferred by every goroutine that calls the others.
	Guard func()
}

// Explainer is a [Slot] that can say more about a failure than its class.
type Explainer interface {
	// Err is why the last fetch failed; nil where the class says it all.
	Err() error
}

// Slot is room for one request in flight: a connection and its buffers. It is
// used by one goroutine at a time.
type Slot interface {
	// Do sends r and reads the whole response. It ends within timeout,
	// whatever the server does, and sets every field of the Fetch but Index
	// and Intended; instants count from epoch.
	Do(epoch time.Time, r *Request, timeout time.Duration) Fetch
	// Close gives the slot's connection up.
	Close() error
}
