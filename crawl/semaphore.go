package crawl

import (
	"context"
	"sync"
)

// Semaphore creates all requests at once, a goroutine each, and lets as many
// pass as there are slots. Its memory grows with the number of requests by
// nature; which request passes next is the scheduler's choice.
func Semaphore(ctx context.Context, d Dispatch) {
	free := make(chan int, d.Slots)
	for slot := range d.Slots {
		free <- slot
	}
	var requests sync.WaitGroup
	for i := range d.All() {
		requests.Go(func() {
			select {
			case slot := <-free:
				d.Do(slot, i, asap)
				free <- slot
			case <-ctx.Done():
			}
		})
	}
	requests.Wait()
}
