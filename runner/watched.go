package runner

import (
	"context"
	"sync"
	"time"

	"runexp/crawl"
)

// progressEvery is how often a crawl's progress is reported; percentiles are
// refreshed at every fifth time, since merging histograms costs more than
// counting.
const progressEvery = 100 * time.Millisecond

// watched runs a crawl and reports its progress. Nothing on a slot's way knows
// of it: a goroutine of its own looks at the tally. The last report comes when
// the crawl has ended, however soon after the one before.
func watched(ctx context.Context, p Progress, tally *tally, w Watch, c crawl.Crawl) (crawl.Totals, error) {
	if w.Progress == nil {
		return c.Run(ctx)
	}
	p.Total, p.Limit, p.Latency = int64(c.Source.Len()), c.Duration, &tally.all
	done := make(chan struct{})
	var reporter sync.WaitGroup
	defer reporter.Wait()
	defer close(done)
	reporter.Go(func() {
		began := time.Now()
		ticker := time.NewTicker(progressEvery)
		defer ticker.Stop()
		for tick, over := 1, false; !over; tick++ {
			select {
			case <-ticker.C:
			case <-done:
				over = true
			}
			now := tally.count()
			p.Done, p.OK, p.Errors, p.Bytes = now.done, now.done-now.failed, now.failed, now.bytes
			p.Elapsed = time.Since(began)
			if over || tick%5 == 0 {
				p.P99 = tally.latency().Quantile(0.99)
			}
			w.Progress(p)
		}
	})
	return c.Run(ctx)
}
