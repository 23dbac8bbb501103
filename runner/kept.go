package runner

import (
	"context"
	"fmt"

	"runexp/crawl"
)

// kept is an engine that opens its slots once and keeps them, so that a
// warm-up hands its connections to the measurement, and, where connections are
// reused, a repeat to the next.
type kept struct {
	client

	slots []crawl.Slot
	// life is what ends the slots; nil while they belong to one trial, whose own
	// context does.
	life context.Context //nolint:containedctx // of the slots, which outlive the calls
	end  context.CancelFunc
}

var _ crawl.Pump = (*kept)(nil)

// Open returns the slots, opening what is missing. Crawls must leave them open.
func (k *kept) Open(ctx context.Context, slots int) ([]crawl.Slot, error) { //nolint:contextcheck // life outlives ctx on purpose
	if k.life != nil {
		ctx = k.life
	}
	if missing := slots - len(k.slots); missing > 0 {
		more, err := k.Engine.Open(ctx, missing)
		if err != nil {
			return nil, fmt.Errorf("open %d slots: %w", missing, err)
		}
		k.slots = append(k.slots, more...)
	}
	return k.slots[:slots], nil
}

// Pump lets the engine serve the slots, if it can.
func (k *kept) Pump(slots []crawl.Slot, sample *crawl.Request) crawl.Pumping {
	if p, ok := k.Engine.(crawl.Pump); ok {
		return p.Pump(slots, sample)
	}
	return nil
}

// close gives all connections up. What closing them reports is of no use: the
// fetches are done.
func (k *kept) close() {
	for _, s := range k.slots {
		_ = s.Close()
	}
	if k.end != nil {
		k.end()
	}
}

// slots is the engine of a trial, and what to call when it is over. Where the
// trial reuses connections it is that of its cell, which stays until
// [Local.Close]; a trial that was given up takes it away with it.
func (l *Local) slots(ctx context.Context, t *Trial) (k *kept, done func(error), err error) {
	cell := t.cell()
	if k = l.cells[cell]; k == nil {
		c, err := l.engine(&t.Spec)
		if err != nil {
			return nil, nil, err
		}
		k = &kept{client: c}
	}
	if t.Spec.Load.Connections != reuse {
		return k, func(error) { k.close() }, nil
	}
	if l.cells == nil {
		l.cells = make(map[string]*kept)
	}
	if l.cells[cell] == nil {
		k.life, k.end = context.WithCancel(context.WithoutCancel(ctx))
		l.cells[cell] = k
	}
	stop := context.AfterFunc(ctx, k.end)
	return k, func(err error) {
		if !stop() || err != nil {
			delete(l.cells, cell)
			k.close()
		}
	}, nil
}

// Close gives up the connections that trials have left for their later repeats.
// Trials may be executed again afterwards.
func (l *Local) Close() {
	for _, k := range l.cells {
		k.close()
	}
	clear(l.cells)
}
