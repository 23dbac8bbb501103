package runner

import (
	"context"
	"fmt"

	"runexp/crawl"
)

// kept is an engine that opens its slots once and keeps them, so that a
// warm-up hands its connections to the measurement.
type kept struct {
	engine crawl.Engine
	slots  []crawl.Slot
}

// Open returns the slots, opening what is missing.
func (k *kept) Open(ctx context.Context, slots int) ([]crawl.Slot, error) {
	if missing := slots - len(k.slots); missing > 0 {
		more, err := k.engine.Open(ctx, missing)
		if err != nil {
			return nil, fmt.Errorf("open %d slots: %w", missing, err)
		}
		for _, s := range more {
			k.slots = append(k.slots, keptSlot{s})
		}
	}
	return k.slots[:slots], nil
}

// close gives all connections up. What closing them reports is of no use: the
// fetches are done.
func (k *kept) close() {
	for _, s := range k.slots {
		if s, ok := s.(keptSlot); ok {
			_ = s.Slot.Close()
		}
	}
}

// keptSlot outlives the crawl that used it.
type keptSlot struct{ crawl.Slot }

var _ crawl.Explainer = keptSlot{}

// Err is why the last fetch failed, where the slot tells.
func (k keptSlot) Err() error {
	if e, ok := k.Slot.(crawl.Explainer); ok {
		return e.Err()
	}
	return nil
}

// Close keeps the connection.
func (keptSlot) Close() error { return nil }
