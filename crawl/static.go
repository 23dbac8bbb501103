package crawl

import (
	"context"
	"sync"
)

// Static deals the indices out beforehand: index i belongs to slot i mod
// Slots. A slow request delays only its own slot's share, and a slot that is
// done stays idle, so mixed delays cost more than under [Window].
//
//	slot 0  |--0--|---2---|-4-|
//	slot 1  |----1----|-3-|--5--|
func Static(_ context.Context, d Dispatch) {
	var slots sync.WaitGroup
	for slot := range d.Slots {
		slots.Go(func() {
			for i := slot; d.Has(i); i += d.Slots {
				d.Do(slot, i, asap)
			}
		})
	}
	slots.Wait()
}
