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
	// Pump prepares to serve slots, all opened by this engine, with requests
	// such as the sample. It returns nil when a goroutine for each slot would
	// do better.
	Pump(slots []Slot, sample *Request) Pumping
}

// Pumping serves slots from few goroutines. Meanwhile nobody else uses them.
type Pumping interface {
	// Run keeps all slots busy, until w.Next has answered false for each of
	// them and what was under way has ended. It may be called again.
	Run(w Work)
	// Close ends the service. The slots and their connections stay.
	Close()
}

// Work is what a [Pumping] does for a crawl. Its functions are called for a
// slot by one goroutine at a time, and concurrently for different slots. Slots
// are numbered as in the call of Pump.
type Work struct {
	Epoch   time.Time
	Timeout time.Duration
	// Next is the slot's next request, valid until Done; false when there is
	// none. It is not called again for that slot after that.
	Next func(slot int) (*Request, bool)
	// Done takes what came of it.
	Done func(slot int, f Fetch)
	// Guard is deferred around the others.
	Guard func()
}

// Explainer is a [Slot] that can say more about a failure than its class.
type Explainer interface {
	// Err is why the last fetch failed; nil where the class says it all.
	Err() error
}

// Connector is a [Slot] that can connect ahead of its first request.
type Connector interface {
	Slot
	// Connect opens a connection to where r would be sent, unless the slot has
	// one, and reports whether it has one now. It sends no request, and ends
	// within timeout. The fetch that follows counts no dial for it.
	Connect(r *Request, timeout time.Duration) bool
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
