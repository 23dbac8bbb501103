package crawl_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"runexp/crawl"
)

// span is a discipline's makespan according to the model.
type span func(delays []time.Duration, slots int, think time.Duration) time.Duration

func spans() map[string]span {
	return map[string]span{
		"serial": func(d []time.Duration, _ int, think time.Duration) time.Duration { return serialSpan(d, think) },
		"window": windowSpan,
		"static": staticSpan,
		"chunk":  chunkSpan,
	}
}

// sleep crawls n requests without a network in a bubble and checks what holds
// for every discipline. It returns how long the crawl took.
func sleep(t *testing.T, name string, delays []time.Duration, slots int, think time.Duration) time.Duration {
	t.Helper()
	discipline, err := crawl.DisciplineNamed(name)
	if err != nil {
		t.Fatal(err)
	}
	n := len(delays)
	var log logbook
	engine := &sleeper{t: t, delay: func(i int) time.Duration { return delays[i] }}
	c := crawl.Crawl{
		Source: numbered("http://test", n), Engine: engine, Discipline: discipline,
		Concurrency: slots, Timeout: time.Hour, Think: think, Record: log.record,
	}
	begin := time.Now()
	totals, err := c.Run(context.WithoutCancel(t.Context()))
	took := time.Since(begin)
	if err != nil {
		t.Fatal(err)
	}
	log.complete(t, n)
	if got := log.elapsed(); got != took {
		t.Errorf("the last fetch ended after %v, but the crawl took %v", got, took)
	}
	if want := min(slots, n); engine.opened != want || engine.closed.Load() != int64(want) {
		t.Errorf("%d slots opened and %d closed, want %d", engine.opened, engine.closed.Load(), want)
	}
	peak, pulled := min(slots, n), min(slots, n)
	switch name {
	case "serial":
		peak, pulled = 1, 1
	case "semaphore":
		pulled = n
	}
	if totals.Peak != peak {
		t.Errorf("peak %d, want %d", totals.Peak, peak)
	}
	if totals.PulledAtFirst != pulled {
		t.Errorf("%d requests were pulled when the first response came, want %d", totals.PulledAtFirst, pulled)
	}
	return took
}

func uniform(n int, d time.Duration) []time.Duration {
	delays := make([]time.Duration, n)
	for i := range delays {
		delays[i] = d
	}
	return delays
}

func TestEqualRequestsTakeExactlyTheirRounds(t *testing.T) {
	const each = 100 * time.Millisecond
	for _, name := range []string{"window", "static", "chunk", "semaphore"} {
		for _, n := range []int{1, 499, 500} {
			for _, slots := range []int{1, 7, 26, 100, 500, 600} {
				t.Run(fmt.Sprintf("%s of %d in %d slots", name, n, slots), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						rounds := (n + slots - 1) / slots
						if got, want := sleep(t, name, uniform(n, each), slots, 0), time.Duration(rounds)*each; got != want {
							t.Errorf("%v, want exactly %v", got, want)
						}
					})
				})
			}
		}
	}
}

func TestSerialTakesTheSumWhateverTheSlots(t *testing.T) {
	for _, slots := range []int{1, 100} {
		synctest.Test(t, func(t *testing.T) {
			if got := sleep(t, "serial", uniform(500, 100*time.Millisecond), slots, 0); got != 50*time.Second {
				t.Errorf("%d slots: %v, want exactly 50s", slots, got)
			}
		})
	}
}

func TestThinkTimeIsBetweenRequestsOnly(t *testing.T) {
	const service, think = 100 * time.Millisecond, 30 * time.Millisecond
	for _, name := range []string{"serial", "window", "static", "chunk", "semaphore"} {
		for _, n := range []int{1, 26, 100, 103} {
			for _, slots := range []int{1, 10, 26, 200} {
				t.Run(fmt.Sprintf("%s of %d in %d slots", name, n, slots), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						rounds := (n + slots - 1) / slots
						if name == "serial" {
							rounds = n
						}
						want := time.Duration(rounds)*(service+think) - think
						if got := sleep(t, name, uniform(n, service), slots, think); got != want {
							t.Errorf("%v, want exactly %v", got, want)
						}
					})
				})
			}
		}
	}
}

func TestAPauseEndsWhenNothingMoreStarts(t *testing.T) {
	// Slot 1 ends its long first request while slot 0 thinks, and the last
	// request is short: nobody waits for slot 1's pause.
	synctest.Test(t, func(t *testing.T) {
		delays := []time.Duration{1 * time.Second, 10 * time.Second, 1 * time.Second}
		if got := sleep(t, "window", delays, 2, 20*time.Second); got != 22*time.Second {
			t.Errorf("%v, want exactly 22s", got)
		}
	})
}

func TestMixedDelaysTakeWhatTheModelSays(t *testing.T) {
	for name := range spans() {
		for seed := range uint64(30) {
			t.Run(fmt.Sprintf("%s %d", name, seed), func(t *testing.T) { compareWithModel(t, name, seed) })
		}
	}
}

func FuzzMixedDelays(f *testing.F) {
	f.Add(uint64(1))
	f.Add(uint64(1 << 40))
	f.Fuzz(func(t *testing.T, seed uint64) {
		for name := range spans() {
			compareWithModel(t, name, seed)
		}
	})
}

// compareWithModel crawls requests whose number, delays, slots and think time
// follow from seed.
func compareWithModel(t *testing.T, name string, seed uint64) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 0))
	delays := make([]time.Duration, 1+random.IntN(120))
	for i := range delays {
		// Few distinct values, so that requests also end at the same instant.
		delays[i] = time.Duration(1+random.IntN(9)) * time.Duration(1+random.IntN(2)*999) * time.Microsecond
	}
	slots := 1 + random.IntN(len(delays)+10)
	think := time.Duration(random.IntN(3)) * 700 * time.Microsecond
	synctest.Test(t, func(t *testing.T) {
		want := spans()[name](delays, slots, think)
		if got := sleep(t, name, delays, slots, think); got != want {
			t.Errorf("%s of %d requests in %d slots, think time %v: %v, want exactly %v",
				name, len(delays), slots, think, got, want)
		}
	})
}

func TestStaticKeepsToItsOwnIndices(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log logbook
		c := crawl.Crawl{
			Source:     numbered("http://test", 100),
			Engine:     &sleeper{t: t, delay: func(i int) time.Duration { return time.Duration(1+i%5) * time.Second }},
			Discipline: crawl.Static, Concurrency: 7, Timeout: time.Hour, Record: log.record,
		}
		if _, err := c.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		for k, f := range log.fetches {
			if want := int(f.Index % 7); log.slots[k] != want {
				t.Errorf("request %d ran on slot %d, want %d", f.Index, log.slots[k], want)
			}
		}
	})
}

func TestWindowPullsInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log logbook
		c := crawl.Crawl{
			Source:     numbered("http://test", 200),
			Engine:     &sleeper{t: t, delay: func(i int) time.Duration { return time.Duration(1+i*7%11) * time.Second }},
			Discipline: crawl.Window, Concurrency: 9, Timeout: time.Hour, Record: log.record,
		}
		if _, err := c.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		var before time.Duration
		for _, f := range log.byIndex() {
			if f.Start < before {
				t.Errorf("request %d started at %v, before the one before it at %v", f.Index, f.Start, before)
			}
			if f.Intended != f.Start {
				t.Errorf("request %d was intended for %v and started at %v: a closed loop has no plan", f.Index, f.Intended, f.Start)
			}
			before = f.Start
		}
	})
}

func TestAnUnknownDisciplineIsNamedInTheError(t *testing.T) {
	if _, err := crawl.DisciplineNamed("wndow"); err == nil || err.Error() != `no discipline is called "wndow"` {
		t.Errorf("error %v", err)
	}
}
