package crawl

import (
	"context"
	"iter"
	"sync"
	"time"
)

// Rate is the open loop: request k is due at the k-th of the instants starts,
// which must not decrease, and begins then, whatever became of those before
// it. It takes the free slot that was used last, so no more slots are used
// than requests were in flight at once. When none is free it waits for one,
// behind those that wait already, and its [Fetch.Intended] stays: it is late.
//
//	due     0     1     2     3
//	slot 0  |--0--|--1--|---2---------|
//	slot 1                    |--3--|
//
// The crawl ends with its source, with starts, or by the clock: no request is
// due [Crawl.Duration] after the start or later, and those that were due but
// have found no free slot until then are skipped, see [Totals].
func Rate(starts iter.Seq[time.Duration]) Discipline {
	return func(_ context.Context, d Dispatch) {
		c := &crew{d: d, calls: make([]chan arrival, 0, d.Slots), room: make(chan struct{}, 1)}
		defer c.dismiss()
		for at := range starts {
			at = max(at, 0)
			i, ok := d.Await(at)
			switch {
			case !ok:
				return
			case d.Over():
				d.Skip()
			default:
				c.hand(arrival{i, at})
			}
		}
	}
}

// arrival is a request that is due.
type arrival struct {
	index    int
	intended time.Duration
}

// crewLate is how many late requests a crew holds at most. While it holds
// some, slots go on without waking the dispatcher for each request.
const crewLate = 256

// crew runs requests on slots, with a goroutine for each slot used so far.
// Either no request is late or no slot is free.
type crew struct {
	d     Dispatch
	calls []chan arrival // of the slots used so far
	group sync.WaitGroup
	room  chan struct{} // gets a value when there is room again

	mu    sync.Mutex
	free  []int // of the slots used so far, the one used last at the end
	late  [crewLate]arrival
	first int // of the late ones
	count int
	full  bool // the dispatcher waits for room
}

// hand gives a request to a slot or, when none is free, keeps it for the next
// that will be. It waits while too many are late.
func (c *crew) hand(a arrival) {
	c.mu.Lock()
	for {
		switch last := len(c.free) - 1; {
		case last >= 0:
			slot := c.free[last]
			c.free = c.free[:last]
			c.mu.Unlock()
			c.calls[slot] <- a
			return
		case len(c.calls) < c.d.Slots:
			c.mu.Unlock()
			c.enlist() <- a
			return
		case c.count < crewLate:
			c.late[(c.first+c.count)%crewLate] = a
			c.count++
			c.mu.Unlock()
			return
		}
		c.full = true
		c.mu.Unlock()
		<-c.room
		c.mu.Lock()
	}
}

// enlist starts the goroutine of one more slot.
func (c *crew) enlist() chan<- arrival {
	slot, calls := len(c.calls), make(chan arrival, 1)
	c.calls = append(c.calls, calls)
	c.group.Go(func() {
		for a := range calls {
			for more := true; more; a, more = c.next(slot) {
				c.d.Do(slot, a.index, a.intended)
			}
		}
	})
	return calls
}

// next is the late request that a slot goes on with; false when there is none,
// and the slot is free.
func (c *crew) next(slot int) (arrival, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.count == 0 {
		c.free = append(c.free, slot)
		return arrival{}, false
	}
	a := c.late[c.first]
	c.first = (c.first + 1) % crewLate
	c.count--
	if c.full && c.count <= crewLate/2 {
		c.full = false
		c.room <- struct{}{}
	}
	return a, true
}

// dismiss waits until every slot is free and nothing is late.
func (c *crew) dismiss() {
	for _, calls := range c.calls {
		close(calls)
	}
	c.group.Wait()
}
