package crawl

import (
	"context"
	"sync/atomic"
)

// Chunk sends a batch as large as there are slots and waits for all of it
// before the next one: a barrier between batches. The last batch may be short.
//
//	slot 0  |--0--|    |--2--|
//	slot 1  |----1----||-3-|
func Chunk(_ context.Context, d Dispatch) {
	var last atomic.Bool
	for !last.Load() {
		started := make([]bool, d.Slots)
		d.Keep(func(slot int) (i int, ok bool) {
			if started[slot] {
				return 0, false
			}
			started[slot] = true
			if i, ok = d.Take(); !ok {
				last.Store(true)
			}
			return i, ok
		})
	}
}
