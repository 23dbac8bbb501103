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

var _ crawl.Pump = (*kept)(nil)

// Open returns the slots, opening what is missing. Crawls must leave them open.
func (k *kept) Open(ctx context.Context, slots int) ([]crawl.Slot, error) {
	if missing := slots - len(k.slots); missing > 0 {
		more, err := k.engine.Open(ctx, missing)
		if err != nil {
			return nil, fmt.Errorf("open %d slots: %w", missing, err)
		}
		k.slots = append(k.slots, more...)
	}
	return k.slots[:slots], nil
}

// Pump lets the engine serve the slots, if it can.
func (k *kept) Pump(slots []crawl.Slot, w crawl.Work) bool {
	p, ok := k.engine.(crawl.Pump)
	return ok && p.Pump(slots, w)
}

// close gives all connections up. What closing them reports is of no use: the
// fetches are done.
func (k *kept) close() {
	for _, s := range k.slots {
		_ = s.Close()
	}
}
