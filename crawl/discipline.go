package crawl

import (
	"context"
	"fmt"
	"time"
)

// Discipline decides when requests start and on which slot. It returns when
// all that it started has ended, also when ctx is canceled on the way.
type Discipline func(ctx context.Context, d Dispatch)

// Dispatch is what a crawl offers to its discipline.
type Dispatch struct {
	// Slots is the number of slots, numbered from 0.
	Slots int
	// Take pulls the next index. It answers false once the count, the clock
	// or the context ends the crawl. It costs one atomic add.
	Take func() (i int, ok bool)
	// Has pulls index i by name, for disciplines that own their indices; it
	// answers false as Take does.
	Has func(i int) bool
	// All pulls every index at once and returns how many there are.
	All func() int
	// Await waits until the instant at, since the crawl's start, and pulls the
	// next index. It answers false when no request is due then: the source or a
	// context has ended, or the clock will have. It is for one goroutine.
	Await func(at time.Duration) (i int, ok bool)
	// Over reports whether the clock or a context has ended the crawl.
	Over func() bool
	// Skip counts a request that was pulled and due before the clock ended the
	// crawl, and is not going to start.
	Skip func()
	// Keep keeps every slot busy: as one of its requests ends, a slot starts the
	// one that next names, until next says that there is none. It returns when
	// all have ended. Calls of next for one slot come one after another.
	Keep func(next func(slot int) (i int, ok bool))
	// Do runs request i on a slot and returns when the slot is free again. A
	// slot must not be used by two goroutines at a time. Closed loops pass a
	// negative intended start: as soon as possible. Where that is not negative
	// and the clock has ended the crawl, the request is skipped.
	Do func(slot, i int, intended time.Duration)
}

// asap is the intended start of a closed loop.
const asap time.Duration = -1

// DisciplineNamed returns the closed-loop discipline of that name: serial,
// window, semaphore, chunk or static.
func DisciplineNamed(name string) (Discipline, error) {
	switch name {
	case "serial":
		return Serial, nil
	case "window":
		return Window, nil
	case "semaphore":
		return Semaphore, nil
	case "chunk":
		return Chunk, nil
	case "static":
		return Static, nil
	}
	return nil, fmt.Errorf("no discipline is called %q", name)
}
