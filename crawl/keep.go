package crawl

import "sync"

// keep keeps every slot busy: by the engine, if it can and wants to, else by a
// goroutine for each.
func (r *run) keep(next func(slot int) (int, bool)) {
	if r.pump(next) {
		return
	}
	var slots sync.WaitGroup
	for slot := range r.slots {
		slots.Go(func() {
			for i, ok := next(slot); ok; i, ok = next(slot) {
				r.do(slot, i, asap)
			}
		})
	}
	slots.Wait()
}

// pump lets the engine serve the slots; false if it does not. A slot that
// pauses after a response needs a goroutine to pause.
func (r *run) pump(next func(slot int) (int, bool)) bool {
	engine, ok := r.crawl.Engine.(Pump)
	if !ok || r.crawl.Think > 0 {
		return false
	}
	slots := make([]Slot, len(r.slots))
	for k := range slots {
		slots[k] = r.slots[k].slot
	}
	r.pumped = engine.Pump(slots, Work{
		Epoch: r.epoch, Timeout: r.crawl.Timeout, Guard: r.guard,
		Next: func(slot int) (*Request, bool) {
			i, ok := next(slot)
			if !ok || r.over() {
				return nil, false
			}
			s := &r.slots[slot]
			r.start(s, i)
			return &s.request, true
		},
		Done: func(slot int, f Fetch) { r.settle(slot, asap, f) },
	})
	return r.pumped
}
