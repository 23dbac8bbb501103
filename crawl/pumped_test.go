package crawl_test

import (
	"context"
	"time"

	"runexp/crawl"
)

// pumped is a raw engine whose slots go through the pump even when they are
// used one by one, so that the tests of slots hold for it.
type pumped struct{ *crawl.Raw }

func (p pumped) Open(ctx context.Context, slots int) ([]crawl.Slot, error) {
	opened, err := p.Raw.Open(ctx, slots)
	for i, s := range opened {
		opened[i] = &pumpedSlot{Slot: s, engine: p.Raw}
	}
	return opened, err
}

func (p pumped) Pump(slots []crawl.Slot, sample *crawl.Request) crawl.Pumping {
	inner := make([]crawl.Slot, len(slots))
	for i, s := range slots {
		inner[i] = s.(*pumpedSlot).Slot
	}
	return p.Raw.Pump(inner, sample)
}

type pumpedSlot struct {
	crawl.Slot

	engine *crawl.Raw
}

// Do pumps one request through the slot.
func (s *pumpedSlot) Do(epoch time.Time, r *crawl.Request, timeout time.Duration) (f crawl.Fetch) {
	pumping := s.engine.Pump([]crawl.Slot{s.Slot}, r)
	if pumping == nil {
		return s.Slot.Do(epoch, r, timeout)
	}
	defer pumping.Close()
	given := false
	pumping.Run(crawl.Work{
		Epoch: epoch, Timeout: timeout, Guard: func() {},
		Next: func(int) (*crawl.Request, bool) {
			first := !given
			given = true
			return r, first
		},
		Done: func(_ int, got crawl.Fetch) { f = got },
	})
	return f
}

func (s *pumpedSlot) Err() error { return s.Slot.(crawl.Explainer).Err() }

func (s *pumpedSlot) Connect(r *crawl.Request, timeout time.Duration) bool {
	return s.Slot.(crawl.Connector).Connect(r, timeout)
}
