package crawl_test

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"runexp/crawl"
)

func TestOnlyUsedSlotsHaveAGoroutine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var most atomic.Int64
		before := runtime.NumGoroutine()
		q := queue{servers: 100_000, service: func(int, time.Duration) time.Duration {
			most.Store(max(most.Load(), int64(runtime.NumGoroutine())))
			return 15 * ms
		}}
		compareWithQueue(t, q, every(10*ms, 100), 100_000)
		if got := most.Load() - int64(before); got > 100 { // those that end other tests may still be about
			t.Errorf("%d goroutines for two requests at once, want 2 or so", got)
		}
	})
}

// TestTheOpenLoopAllocatesNothingPerRequest, neither on time nor late.
func TestTheOpenLoopAllocatesNothingPerRequest(t *testing.T) {
	for name, rate := range map[string]float64{"late": 1e9, "on time": 2000} {
		allocated := func(n int) uint64 {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			openLoop(t, n, rate, 8, crawl.HighResolution)
			runtime.ReadMemStats(&after)
			return after.Mallocs - before.Mallocs
		}
		if few, many := allocated(10), allocated(1010); many > few+200 {
			t.Errorf("%s: 10 requests allocate %d times, 1010 requests %d times", name, few, many)
		}
	}
}

// openLoop crawls n requests that take no time.
func openLoop(tb testing.TB, n int, rate float64, slots int, pacer crawl.Pacer) crawl.Totals {
	tb.Helper()
	c := crawl.Crawl{
		Source: numbered("http://test", n), Engine: answers{Status: 200}, Discipline: crawl.Rate(crawl.Constant(rate)),
		Concurrency: slots, Timeout: time.Hour, Pacer: pacer, Record: func(int, crawl.Fetch) {},
	}
	totals, err := c.Run(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	return totals
}

// BenchmarkRate crawls requests that take no time and are all late, so it
// measures the dispatcher; window is for comparison.
func BenchmarkRate(b *testing.B) {
	for _, slots := range []int{1, 10, 100} {
		b.Run(fmt.Sprintf("%d slots", slots), func(b *testing.B) {
			b.ReportAllocs()
			openLoop(b, b.N, 1e9, slots, nil)
		})
	}
	for _, slots := range []int{1, 10, 100} {
		b.Run(fmt.Sprintf("window of %d", slots), func(b *testing.B) {
			b.ReportAllocs()
			c := crawl.Crawl{
				Source: numbered("http://test", b.N), Engine: answers{Status: 200}, Discipline: crawl.Window,
				Concurrency: slots, Timeout: time.Hour, Record: func(int, crawl.Fetch) {},
			}
			if _, err := c.Run(b.Context()); err != nil {
				b.Fatal(err)
			}
		})
	}
}
