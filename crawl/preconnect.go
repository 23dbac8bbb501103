package crawl

import (
	"sync"
	"sync/atomic"
)

// preconnectAtOnce caps the dials under way: more would overflow the queue of
// a server that is slow to accept, and what overflows is retried a second later.
const preconnectAtOnce = 64

// preconnect connects every slot that can connect ahead.
func (r *run) preconnect() {
	var next atomic.Int64
	var dials sync.WaitGroup
	for range min(preconnectAtOnce, len(r.slots)) {
		dials.Go(func() {
			for slot := next.Add(1) - 1; slot < int64(len(r.slots)) && !r.ended(); slot = next.Add(1) - 1 {
				r.connect(int(slot))
			}
		})
	}
	dials.Wait()
}

// connect opens a slot's connection, to where the request of its own number
// goes.
func (r *run) connect(slot int) {
	defer r.guard()
	s := &r.slots[slot]
	c, ok := s.slot.(Connector)
	if !ok {
		return
	}
	r.crawl.Source.Fill(&s.request, slot)
	if c.Connect(&s.request, r.crawl.Timeout) {
		r.preconnected.Add(1)
	}
}
