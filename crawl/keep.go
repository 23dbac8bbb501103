package crawl

import "sync"

// keep keeps every slot busy: by the engine, if it can and wants to, else by a
// goroutine for each.
func (r *run) keep(next func(slot int) (int, bool)) {
	if !r.primed {
		r.primed = true
		r.prime()
	}
	if r.pumping != nil {
		r.pumping.Run(r.work(next))
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

// prime asks the engine whether it wants to serve the slots. A slot that pauses
// after a response needs a goroutine to pause.
func (r *run) prime() {
	defer r.guard()
	engine, ok := r.crawl.Engine.(Pump)
	if !ok || r.crawl.Think > 0 {
		return
	}
	slots := make([]Slot, len(r.slots))
	for k := range slots {
		slots[k] = r.slots[k].slot
	}
	r.crawl.Source.Fill(&r.slots[0].request, 0)
	if r.pumping = engine.Pump(slots, &r.slots[0].request); r.pumping != nil {
		r.pumped = true
	}
}

// work is what the engine does for the crawl.
func (r *run) work(next func(slot int) (int, bool)) Work {
	return Work{
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
	}
}
