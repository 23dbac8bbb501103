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
