package crawl_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"runexp/crawl"
)

// TestCancelingTheOpenLoopStopsAtOnce, whatever it waits for. A goroutine that
// stays would stop the bubble.
func TestCancelingTheOpenLoopStopsAtOnce(t *testing.T) {
	for _, test := range []struct {
		name         string
		coming       []time.Duration
		slots        int
		duration     time.Duration
		think        time.Duration
		ok, canceled int
	}{
		{name: "before the first", coming: []time.Duration{time.Hour}, slots: 9},
		{name: "between two", coming: []time.Duration{0, time.Hour}, slots: 9, ok: 1},
		{name: "between two, one under way", coming: []time.Duration{2 * time.Second, time.Hour}, slots: 9, canceled: 1},
		{name: "with all under way", coming: every(300*ms, 9), slots: 9, ok: 6, canceled: 3},
		{name: "after the last", coming: every(time.Second, 3), slots: 9, ok: 2, canceled: 1},
		{name: "with no free slot", coming: every(300*ms, 99), slots: 1, ok: 2, canceled: 1},
		{name: "with more late than it holds", coming: every(time.Microsecond, 1_000_000), slots: 3, ok: 6, canceled: 3},
		{name: "before the end of the clock", coming: every(300*ms, 99), slots: 1, duration: 3 * time.Second, ok: 2, canceled: 1},
		{name: "after the end of the clock", coming: every(2*time.Second, 99), slots: 1, duration: 2100 * ms, ok: 1, canceled: 1},
		{name: "while it thinks", coming: every(300*ms, 99), slots: 2, think: time.Hour, ok: 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				because := errors.New("enough")
				ctx, cancel := context.WithCancelCause(context.WithoutCancel(t.Context()))
				time.AfterFunc(2500*ms, func() { cancel(because) })
				var log logbook
				c := crawl.Crawl{
					Source: numbered("http://test", -1), Engine: &hall{t: t, service: same(time.Second)},
					Discipline: crawl.Rate(slices.Values(test.coming)), Concurrency: test.slots, Timeout: time.Hour,
					Duration: test.duration, Think: test.think, Record: log.record,
				}
				begin := time.Now()
				totals, err := c.Run(ctx)
				if took := time.Since(begin); took != 2500*ms || !errors.Is(err, because) {
					t.Errorf("error %v after %v, want the cause after exactly 2.5s", err, took)
				}
				got := log.classes()
				if got[crawl.OK] != test.ok || got[crawl.Canceled] != test.canceled || len(log.fetches) != test.ok+test.canceled {
					t.Errorf("fetches %v, want %d ok, %d canceled", got, test.ok, test.canceled)
				}
				if totals.Skipped != 0 {
					t.Errorf("%d skipped, want none: they were interrupted", totals.Skipped)
				}
			})
		})
	}
}

// TestWhatTheClockSkippedStaysSkipped: the crawl is canceled between the end
// of the clock and the last response.
func TestWhatTheClockSkippedStaysSkipped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 10*time.Second)
		defer cancel()
		var log logbook
		c := crawl.Crawl{
			Source: numbered("http://test", -1), Concurrency: 2, Timeout: time.Hour, Duration: time.Second, Record: log.record,
			Engine: &hall{t: t, service: func(k int, _ time.Duration) time.Duration { return time.Duration(k*99+2) * time.Second }},
			// Slot 0 is free after 2 s and finds 1000 requests to skip.
			Discipline: crawl.Rate(slices.Values(every(ms, 2000))),
		}
		totals, err := c.Run(ctx)
		if !errors.Is(err, context.DeadlineExceeded) || totals.Skipped != 998 {
			t.Errorf("error %v, %d skipped, want the deadline, 998", err, totals.Skipped)
		}
		if got := log.classes(); got[crawl.OK] != 1 || got[crawl.Canceled] != 1 {
			t.Errorf("fetches %v, want 1 ok, 1 canceled", got)
		}
	})
}

func TestACanceledContextStartsNoOpenLoop(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var log logbook
	c := crawl.Crawl{
		Source: numbered("http://test", 9), Engine: &hall{t: t, service: same(0)}, Concurrency: 9, Timeout: time.Hour, Record: log.record,
		Discipline: crawl.Rate(crawl.Constant(1)),
	}
	totals, err := c.Run(ctx)
	if !errors.Is(err, context.Canceled) || len(log.fetches) != 0 || totals.Skipped != 0 {
		t.Errorf("error %v, %d fetches, %d skipped, want context.Canceled and none", err, len(log.fetches), totals.Skipped)
	}
}

func TestAPanicEndsTheOpenLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := crawl.Crawl{
			Source: numbered("http://test", -1), Engine: &hall{t: t, service: same(time.Second)}, Concurrency: 3, Timeout: time.Hour,
			Discipline: crawl.Rate(crawl.Constant(100)),
			Record: func(_ int, f crawl.Fetch) {
				if f.Index == 7 {
					panic("a bug")
				}
			},
		}
		begin := time.Now()
		totals, err := c.Run(t.Context())
		if err == nil || !strings.Contains(err.Error(), "internal error: a bug") || totals.Skipped != 0 {
			t.Errorf("error %v, %d skipped", err, totals.Skipped)
		}
		if took := time.Since(begin); took > 4*time.Second {
			t.Errorf("it went on until %v", took)
		}
	})
}
