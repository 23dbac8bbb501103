package crawl_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"runexp/crawl"
)

func pacers() map[string]crawl.Pacer {
	return map[string]crawl.Pacer{"timers": crawl.Timers, "high resolution": crawl.HighResolution}
}

func TestAPacerIsNeverEarly(t *testing.T) {
	for name, pacer := range pacers() {
		t.Run(name, func(t *testing.T) {
			until, stop := pacer(t.Context())
			defer stop()
			for k := range 300 {
				at := time.Now().Add(time.Duration(k*k%1000) * time.Microsecond)
				until(at)
				if early := time.Until(at); early > 0 {
					t.Fatalf("it returned %v early", early)
				}
				if late := time.Since(at); late > slack {
					t.Fatalf("it returned %v late", late)
				}
			}
		})
	}
}

func TestAPacerDoesNotWaitForThePast(t *testing.T) {
	for name, pacer := range pacers() {
		t.Run(name, func(t *testing.T) {
			until, stop := pacer(t.Context())
			defer stop()
			begin := time.Now()
			for _, before := range []time.Duration{0, 1, time.Hour, 200 * 365 * 24 * time.Hour} {
				until(begin.Add(-before))
			}
			if took := time.Since(begin); took > slack {
				t.Errorf("it waited %v", took)
			}
		})
	}
}

// TestCancelingWakesAPacer also from a wait that would take centuries, and for
// good.
func TestCancelingWakesAPacer(t *testing.T) {
	for name, pacer := range pacers() {
		t.Run(name, func(t *testing.T) {
			for _, far := range []time.Duration{time.Hour, 1<<63 - 1} {
				ctx, cancel := context.WithCancel(t.Context())
				until, stop := pacer(ctx)
				until(time.Now().Add(time.Millisecond))
				time.AfterFunc(5*time.Millisecond, cancel)
				begin := time.Now()
				until(begin.Add(far))
				until(begin.Add(far))
				if ctx.Err() == nil {
					t.Error("it returned before it was canceled")
				}
				if took := time.Since(begin); took > slack {
					t.Errorf("it woke up after %v", took)
				}
				stop()
			}
		})
	}
}

func TestPacersHoldNoDescriptorAfterwards(t *testing.T) {
	for name, pacer := range pacers() {
		t.Run(name, func(t *testing.T) {
			for range 30_000 { // more than a process may have open
				_, stop := pacer(t.Context())
				stop()
			}
			until, stop := pacer(t.Context())
			defer stop()
			until(time.Now().Add(time.Millisecond))
		})
	}
}

func TestNoRequestStartsBeforeItIsDue(t *testing.T) {
	for name, pacer := range pacers() {
		t.Run(name, func(t *testing.T) {
			for _, starts := range []func(func(time.Duration) bool){crawl.Constant(2000), crawl.Poisson(2000, 1)} {
				var log logbook
				c := crawl.Crawl{
					Source: numbered("http://test", 400), Engine: &sleeper{t: t, delay: func(int) time.Duration { return 300 * time.Microsecond }},
					Discipline: crawl.Rate(starts), Concurrency: 10, Timeout: time.Hour, Pacer: pacer, Record: log.record,
				}
				if _, err := c.Run(t.Context()); err != nil {
					t.Fatal(err)
				}
				log.complete(t, 400)
				due := first(400, starts)
				for k, f := range log.byIndex() {
					if f.Intended != due[k] || f.Start < due[k] || f.Start > due[k]+slack {
						t.Fatalf("request %d was due at %v, intended for %v, and started at %v", k, due[k], f.Intended, f.Start)
					}
				}
			}
		})
	}
}

func TestTimersAreExactInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		until, stop := crawl.Timers(t.Context())
		defer stop()
		begin := time.Now()
		for _, at := range []time.Duration{1, 3, time.Second, time.Hour, 1000 * time.Hour} {
			until(begin.Add(at))
			if got := time.Since(begin); got != at {
				t.Errorf("woke at %v, want exactly %v", got, at)
			}
		}
	})
}

// TestTheOpenLoopUsesItsPacer for what is to come, in order, until the crawl is
// over.
func TestTheOpenLoopUsesItsPacer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var waited []time.Duration
		opened, stopped := 0, 0
		begin := time.Now()
		pacer := func(ctx context.Context) (func(time.Time), func()) {
			opened++
			until, stop := crawl.Timers(ctx)
			return func(at time.Time) {
				waited = append(waited, at.Sub(begin))
				until(at)
			}, func() { stopped++; stop() }
		}
		var log logbook
		c := crawl.Crawl{
			Source: numbered("http://test", -1), Engine: &hall{t: t, service: same(time.Second)},
			Discipline: crawl.Rate(slices.Values([]time.Duration{0, 0, 5, 5, 9})), Concurrency: 3, Timeout: time.Hour, Pacer: pacer, Record: log.record,
		}
		if _, err := c.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if want := []time.Duration{5, 9}; !slices.Equal(waited, want) || opened != 1 || stopped != 1 {
			t.Errorf("waited until %v, opened %d times, stopped %d times, want %v, 1, 1", waited, opened, stopped, want)
		}
	})
}
