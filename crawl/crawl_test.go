package crawl_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"runexp/crawl"
)

func disciplines() []string { return []string{"serial", "window", "static", "chunk", "semaphore"} }

// slow is a crawl of n requests of a second each, in ten slots.
func slow(t *testing.T, name string, n int, log *logbook) *crawl.Crawl {
	t.Helper()
	discipline, err := crawl.DisciplineNamed(name)
	if err != nil {
		t.Fatal(err)
	}
	return &crawl.Crawl{
		Source:     numbered("http://test", n),
		Engine:     &sleeper{t: t, delay: func(int) time.Duration { return time.Second }},
		Discipline: discipline, Concurrency: 10, Timeout: time.Hour, Record: log.record,
	}
}

func TestCancelingStopsAtOnce(t *testing.T) {
	for _, name := range disciplines() {
		for _, think := range []time.Duration{0, 10 * time.Second} {
			t.Run(fmt.Sprintf("%s thinking %v", name, think), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					because := errors.New("enough")
					ctx, cancel := context.WithCancelCause(context.WithoutCancel(t.Context()))
					time.AfterFunc(2500*time.Millisecond, func() { cancel(because) })
					var log logbook
					c := slow(t, name, 100, &log)
					c.Think = think
					begin := time.Now()
					_, err := c.Run(ctx)
					if took := time.Since(begin); took != 2500*time.Millisecond {
						t.Errorf("Run returned after %v, want exactly 2.5s", took)
					}
					if !errors.Is(err, because) {
						t.Errorf("error %v, want the cause", err)
					}
					ok, canceled := 20, 10
					switch {
					case name == "serial":
						ok, canceled = 2, 1
					case think > 0:
						ok, canceled = 10, 0
					}
					if name == "serial" && think > 0 {
						ok, canceled = 1, 0
					}
					got := log.classes()
					if got[crawl.OK] != ok || got[crawl.Canceled] != canceled || len(log.fetches) != ok+canceled {
						t.Errorf("fetches %v, want %d ok, %d canceled: those under way and no other", got, ok, canceled)
					}
					recorded := len(log.fetches)
					time.Sleep(time.Hour)
					if len(log.fetches) != recorded {
						t.Error("fetches were recorded after Run had returned")
					}
				})
			})
		}
	}
}

func TestACanceledContextStartsNothing(t *testing.T) {
	for _, name := range disciplines() {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		var log logbook
		_, err := slow(t, name, 1000, &log).Run(ctx)
		if !errors.Is(err, context.Canceled) || len(log.fetches) != 0 {
			t.Errorf("%s: error %v, %d fetches, want context.Canceled and none", name, err, len(log.fetches))
		}
	}
}

func TestCancelingAfterTheLastFetchIsNoError(t *testing.T) {
	for _, name := range disciplines() {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			var log logbook
			c := slow(t, name, 5, &log)
			c.Record = func(slot int, f crawl.Fetch) {
				log.record(slot, f)
				if len(log.classes()) > 0 && log.classes()[crawl.OK] == 5 {
					cancel()
				}
			}
			if _, err := c.Run(ctx); err != nil {
				t.Errorf("%s: error %v", name, err)
			}
			cancel()
			log.complete(t, 5)
		})
	}
}

func TestTheClockEndsACrawlWithoutCuttingARequest(t *testing.T) {
	for _, name := range []string{"serial", "window", "static", "chunk"} {
		for _, think := range []time.Duration{0, 10 * time.Second} {
			t.Run(fmt.Sprintf("%s thinking %v", name, think), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					var log logbook
					c := slow(t, name, -1, &log)
					c.Duration, c.Think = 2500*time.Millisecond, think
					begin := time.Now()
					if _, err := c.Run(context.WithoutCancel(t.Context())); err != nil {
						t.Fatal(err)
					}
					want, requests := 3*time.Second, 30
					if think > 0 {
						want, requests = 2500*time.Millisecond, 10
					}
					if name == "serial" {
						requests /= 10
					}
					if took := time.Since(begin); took != want {
						t.Errorf("took %v, want exactly %v", took, want)
					}
					log.complete(t, requests)
					if log.classes()[crawl.OK] != requests {
						t.Errorf("fetches %v, want all ok", log.classes())
					}
				})
			})
		}
	}
}

func TestNoRequestStartsAtTheEndOfTheClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log logbook
		c := slow(t, "semaphore", 1000, &log)
		c.Duration = 3 * time.Second // exactly when the third round ends
		if _, err := c.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if len(log.fetches) != 30 {
			t.Errorf("%d fetches, want 30", len(log.fetches))
		}
	})
}

func TestASemaphoreNeedsAnEnd(t *testing.T) {
	var log logbook
	c := slow(t, "semaphore", -1, &log)
	c.Duration = time.Second
	if _, err := c.Run(t.Context()); err == nil || len(log.fetches) != 0 {
		t.Errorf("error %v after %d fetches, want one before the first", err, len(log.fetches))
	}
}

func TestAnEmptySourceIsACompleteCrawl(t *testing.T) {
	for _, name := range disciplines() {
		var log logbook
		totals, err := slow(t, name, 0, &log).Run(t.Context())
		if err != nil || totals.Peak != 0 || totals.PulledAtFirst != 0 || len(log.fetches) != 0 {
			t.Errorf("%s: %+v, error %v", name, totals, err)
		}
	}
}

func TestConcurrencyMustBePositive(t *testing.T) {
	c := slow(t, "window", 5, new(logbook))
	c.Concurrency = 0
	if _, err := c.Run(t.Context()); err == nil || err.Error() != "concurrency is 0, want at least 1" {
		t.Errorf("error %v", err)
	}
}

func TestAnEngineThatCannotOpenEndsTheCrawl(t *testing.T) {
	c := slow(t, "window", 5, new(logbook))
	c.Engine = broken{}
	if _, err := c.Run(t.Context()); !errors.Is(err, errBroken) {
		t.Errorf("error %v", err)
	}
}

var errBroken = errors.New("no slots today")

type broken struct{}

func (broken) Open(context.Context, int) ([]crawl.Slot, error) { return nil, errBroken }

// answers is an engine whose every response has the same status and class.
type answers crawl.Fetch

func (a answers) Open(_ context.Context, slots int) ([]crawl.Slot, error) {
	opened := make([]crawl.Slot, slots)
	for i := range opened {
		opened[i] = a
	}
	return opened, nil
}

func (a answers) Do(time.Time, *crawl.Request, time.Duration) crawl.Fetch { return crawl.Fetch(a) }

func (a answers) Close() error { return nil }

func TestTheStatusDecidesAmongCompleteResponses(t *testing.T) {
	teapot := func(status int) bool { return status == 418 }
	for _, test := range []struct {
		status int16
		class  crawl.Class
		accept func(int) bool
		want   crawl.Class
	}{
		{200, crawl.OK, nil, crawl.OK},
		{299, crawl.OK, nil, crawl.OK},
		{199, crawl.OK, nil, crawl.Status},
		{300, crawl.OK, nil, crawl.Status},
		{404, crawl.OK, nil, crawl.Status},
		{418, crawl.OK, teapot, crawl.OK},
		{200, crawl.OK, teapot, crawl.Status},
		{200, crawl.Truncated, nil, crawl.Truncated},
		{404, crawl.BodyLimit, nil, crawl.BodyLimit},
	} {
		var log logbook
		c := slow(t, "serial", 1, &log)
		c.Engine, c.Accept = answers{Status: test.status, Class: test.class}, test.accept
		if _, err := c.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := log.fetches[0].Class; got != test.want {
			t.Errorf("status %d, class %v: became %v, want %v", test.status, test.class, got, test.want)
		}
	}
}

func TestPulledAtFirstIsZeroWithoutAResponse(t *testing.T) {
	c := slow(t, "window", 50, new(logbook))
	c.Engine = answers{Class: crawl.Connect}
	totals, err := c.Run(t.Context())
	if err != nil || totals.PulledAtFirst != 0 {
		t.Errorf("pulled at first %d, error %v, want 0", totals.PulledAtFirst, err)
	}
}

func TestEveryClassHasItsWord(t *testing.T) {
	want := []string{
		"ok", "dns", "connect", "tls", "timeout", "reset", "truncated", "protocol", "header_limit",
		"body_limit", "status", "expect", "local", "canceled",
	}
	classes := crawl.Classes()
	if len(classes) != len(want) {
		t.Fatalf("%d classes, want %d", len(classes), len(want))
	}
	for i, c := range classes {
		if c.String() != want[i] {
			t.Errorf("class %d is %q, want %q", i, c, want[i])
		}
	}
	if got := crawl.Class(99).String(); got != "Class(99)" {
		t.Errorf("unknown class is %q", got)
	}
}
