package crawl

import (
	"context"
	"sync"
)

// Chunk sends a batch as large as there are slots and waits for all of it
// before the next one: a barrier between batches. The last batch may be short.
//
//	slot 0  |--0--|    |--2--|
//	slot 1  |----1----||-3-|
func Chunk(_ context.Context, d Dispatch) {
	for more := true; more; {
		var batch sync.WaitGroup
		for slot := range d.Slots {
			var i int
			if i, more = d.Take(); !more {
				break
			}
			batch.Go(func() { d.Do(slot, i, asap) })
		}
		batch.Wait()
	}
}
