package crawl_test

import (
	"context"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"runexp/crawl"
)

const ms = time.Millisecond

// every yields n instants at equal distances, from 0.
func every(gap time.Duration, n int) []time.Duration {
	instants := make([]time.Duration, n)
	for k := range instants {
		instants[k] = time.Duration(k) * gap
	}
	return instants
}

// first collects the first n instants.
func first(n int, starts iter.Seq[time.Duration]) (instants []time.Duration) {
	for at := range starts {
		if len(instants) == n {
			break
		}
		instants = append(instants, at)
	}
	return instants
}

// hall is an engine without a network whose service time may depend on when a
// request starts.
type hall struct {
	service func(k int, start time.Duration) time.Duration
	t       *testing.T
}

func (h *hall) Open(ctx context.Context, slots int) ([]crawl.Slot, error) {
	opened := make([]crawl.Slot, slots)
	for i := range opened {
		opened[i] = &desk{hall: h, ctx: ctx}
	}
	return opened, nil
}

type desk struct {
	hall *hall
	ctx  context.Context
	busy atomic.Bool
}

func (d *desk) Do(epoch time.Time, r *crawl.Request, timeout time.Duration) crawl.Fetch {
	if d.busy.Swap(true) {
		d.hall.t.Error("a slot is used twice at a time")
	}
	defer d.busy.Store(false)
	start := time.Since(epoch)
	s := &sleeper{t: d.hall.t, delay: func(k int) time.Duration { return d.hall.service(k, start) }}
	return (&sleepySlot{engine: s, ctx: d.ctx}).Do(epoch, r, timeout)
}

func (d *desk) Close() error { return nil }

// compareWithQueue crawls in the open loop and checks every fetch against the
// model.
func compareWithQueue(t *testing.T, q queue, coming []time.Duration, n int) (crawl.Totals, *logbook) {
	t.Helper()
	var log logbook
	c := crawl.Crawl{
		Source: numbered("http://test", n), Engine: &hall{t: t, service: q.service},
		Discipline: crawl.Rate(slices.Values(coming)), Concurrency: q.servers,
		Timeout: time.Hour, Think: q.think, Duration: q.closing, Record: log.record,
	}
	begin := time.Now()
	totals, err := c.Run(context.WithoutCancel(t.Context()))
	took := time.Since(begin)
	if err != nil {
		t.Fatal(err)
	}
	if n >= 0 {
		coming = coming[:min(n, len(coming))]
	}
	want, turnedAway := q.serve(coming)
	log.complete(t, len(want))
	if totals.Skipped != turnedAway {
		t.Errorf("%d skipped, want %d", totals.Skipped, turnedAway)
	}
	if last := log.elapsed(); q.think == 0 && took < last {
		t.Errorf("the crawl took %v, and its last fetch ended at %v", took, last)
	}
	for k, f := range log.byIndex() {
		got := visit{f.Intended, f.Start, f.End}
		if got != want[k] {
			t.Fatalf("request %d was due, started and ended at %v, want %v", k, got, want[k])
		}
		if f.Latency() != want[k].left-want[k].came || f.Service() != want[k].left-want[k].begun {
			t.Fatalf("request %d: latency %v, service %v, want %v", k, f.Latency(), f.Service(), want[k])
		}
	}
	return totals, &log
}

func same(d time.Duration) func(int, time.Duration) time.Duration {
	return func(int, time.Duration) time.Duration { return d }
}

func TestTheOpenLoopStartsRequestsWhenTheyAreDue(t *testing.T) {
	for _, test := range []struct {
		name   string
		queue  queue
		coming []time.Duration
		n      int
		peak   int
	}{
		{"faster than they come", queue{servers: 9, service: same(9 * ms)}, every(10*ms, 100), 100, 1},
		{"slower than they come", queue{servers: 9, service: same(35 * ms)}, every(10*ms, 100), 100, 4},
		{"at the cap", queue{servers: 3, service: same(35 * ms)}, every(10*ms, 100), 100, 3},
		{"one slot", queue{servers: 1, service: same(35 * ms)}, every(10*ms, 100), 100, 1},
		{"one that thinks", queue{servers: 1, service: same(ms), think: 34 * ms}, every(10*ms, 100), 100, 1},
		{"all at once", queue{servers: 7, service: same(ms)}, every(0, 1000), 1000, 7},
		{"far apart", queue{servers: 7, service: same(ms)}, every(time.Hour, 50), 50, 1},
		{"a source that ends first", queue{servers: 3, service: same(35 * ms)}, every(10*ms, 100), 50, 3},
		{"instants that end first", queue{servers: 3, service: same(35 * ms)}, every(10*ms, 50), 100, 3},
		{"a source without end", queue{servers: 3, service: same(35 * ms)}, every(10*ms, 50), -1, 3},
		{"no instant", queue{servers: 3, service: same(35 * ms)}, nil, 100, 0},
		{"a thousand a second", queue{servers: 99, service: same(35*ms + 1)}, first(1000, crawl.Constant(1000)), 1000, 36},
		{"in bursts", queue{servers: 5, service: same(2 * ms)}, slices.Concat(every(0, 8), []time.Duration{ms, ms, time.Hour, time.Hour}), -1, 5},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				totals, _ := compareWithQueue(t, test.queue, test.coming, test.n)
				if totals.Peak != test.peak {
					t.Errorf("peak %d, want %d", totals.Peak, test.peak)
				}
			})
		})
	}
}

func TestTheClockEndsTheOpenLoop(t *testing.T) {
	for _, test := range []struct {
		name             string
		queue            queue
		coming           []time.Duration
		n                int
		fetched, skipped int
	}{
		{"in time", queue{servers: 1, service: same(ms), closing: time.Second}, every(100*ms, 99), 99, 10, 0},
		{"in time, under way at the end", queue{servers: 9, service: same(550 * ms), closing: time.Second}, every(100*ms, 99), 99, 10, 0},
		{"one slot that hangs", queue{servers: 1, service: same(10 * time.Second), closing: time.Second}, every(100*ms, 99), 99, 1, 9},
		{"a slot that is free at the end", queue{servers: 1, service: same(500 * ms), closing: time.Second}, every(100*ms, 99), 99, 2, 8},
		{"a slot that is free just before", queue{servers: 1, service: same(500*ms - 1), closing: time.Second}, every(100*ms, 99), 99, 3, 7},
		{"a source that ends first", queue{servers: 1, service: same(10 * time.Second), closing: time.Second}, every(100*ms, 99), 5, 1, 4},
		{"the first instant after the end", queue{servers: 1, service: same(ms), closing: time.Second}, []time.Duration{time.Second}, 9, 0, 0},
		{"the first instant before the end", queue{servers: 1, service: same(ms), closing: time.Second}, []time.Duration{time.Second - 1}, 9, 1, 0},
		{"more late than a crew holds", queue{servers: 2, service: same(600 * ms), closing: time.Second}, every(0, 5000), -1, 4, 4996},
		{"slots that think past the end", queue{servers: 2, service: same(600 * ms), think: time.Hour, closing: time.Second}, every(100*ms, 99), -1, 2, 8},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				totals, log := compareWithQueue(t, test.queue, test.coming, test.n)
				if len(log.fetches) != test.fetched || totals.Skipped != test.skipped {
					t.Errorf("%d fetched, %d skipped, want %d, %d", len(log.fetches), totals.Skipped, test.fetched, test.skipped)
				}
			})
		})
	}
}

func TestTheClockEndsAnEndlessOpenLoop(t *testing.T) {
	for name, starts := range map[string]iter.Seq[time.Duration]{
		"constant": crawl.Constant(1000), "poisson": crawl.Poisson(1000, 7),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log logbook
				c := crawl.Crawl{
					Source: numbered("http://test", -1), Engine: &sleeper{t: t, delay: func(int) time.Duration { return 5 * ms }},
					Discipline: crawl.Rate(starts), Concurrency: 100, Timeout: time.Hour, Duration: time.Second, Record: log.record,
				}
				begin := time.Now()
				totals, err := c.Run(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				due := first(2000, starts)
				end := slices.IndexFunc(due, func(at time.Duration) bool { return at >= time.Second })
				log.complete(t, end)
				if last := due[end-1] + 5*ms; totals.Skipped != 0 || time.Since(begin) != max(last, 0) {
					t.Errorf("%d skipped, took %v, want 0 and %v", totals.Skipped, time.Since(begin), last)
				}
			})
		})
	}
}

// TestAStallIsSeenByEveryRequestThatWasDueInIt: a server takes 1 ms, but
// stands still for a second. A closed loop would notice it once per slot.
func TestAStallIsSeenByEveryRequestThatWasDueInIt(t *testing.T) {
	const from, to = 5 * time.Second, 6 * time.Second
	stall := func(_ int, start time.Duration) time.Duration {
		if from <= start && start < to {
			return to - start + ms
		}
		return ms
	}
	due := first(5000, crawl.Constant(500))
	for _, test := range []struct {
		slots, late int
		worst, p99  time.Duration
	}{
		{1000, 0, 1001 * ms, 901 * ms},
		{501, 0, 1001 * ms, 901 * ms},
		{50, 455, 1001 * ms, 902 * ms}, // the backlog goes in rounds of 50 a ms, and 5 more join it
	} {
		t.Run(fmt.Sprintf("%d slots", test.slots), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, log := compareWithQueue(t, queue{servers: test.slots, service: stall}, due, len(due))
				var latencies []time.Duration
				late := 0
				for _, f := range log.fetches {
					latencies = append(latencies, f.Latency())
					if f.Start > f.Intended {
						late++
					}
				}
				slices.Sort(latencies)
				worst, p50, p99 := latencies[4999], latencies[2499], latencies[4949]
				if late != test.late || worst != test.worst || p50 != ms || p99 != test.p99 {
					t.Errorf("%d late, worst %v, p50 %v, p99 %v, want %d, %v, 1ms, %v", late, worst, p50, p99, test.late, test.worst, test.p99)
				}
			})
		})
	}
}

func TestTheOpenLoopIsAQueue(t *testing.T) {
	for seed := range uint64(200) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) { compareRandomQueue(t, seed) })
	}
}

func FuzzTheOpenLoop(f *testing.F) {
	f.Add(uint64(1))
	f.Add(uint64(1 << 40))
	f.Fuzz(compareRandomQueue)
}

// compareRandomQueue compares an open loop whose every parameter follows from
// seed with the model.
func compareRandomQueue(t *testing.T, seed uint64) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 0))
	n := 1 + random.IntN(600)
	rate := math.Exp(10 * random.Float64()) // 1/s to 22000/s
	starts := crawl.Constant(rate)
	if random.IntN(3) > 0 {
		starts = crawl.Poisson(rate, seed)
	}
	load := 0.3 + 1.5*random.Float64()
	q := queue{servers: 1 + random.IntN(20), think: time.Duration(random.IntN(2)*random.IntN(1000)) * time.Microsecond}
	service := make([]time.Duration, n)
	for k := range service {
		service[k] = time.Duration(random.ExpFloat64() * load * float64(q.servers) / rate * 1e9)
		if random.IntN(4) == 0 {
			service[k] = 0
		}
	}
	q.service = func(k int, _ time.Duration) time.Duration { return service[k] }
	if random.IntN(2) == 0 {
		q.closing = 1 + time.Duration(random.Float64()*float64(n)/rate*1e9)
	}
	synctest.Test(t, func(t *testing.T) {
		length := n
		if random.IntN(3) == 0 {
			length = -1
		}
		compareWithQueue(t, q, first(n, starts), length)
	})
}

// TestTheSlotUsedLastIsUsedNext, so there are never more connections than
// requests were in flight at once, and those that a burst needed rest.
func TestTheSlotUsedLastIsUsedNext(t *testing.T) {
	for seed := range uint64(50) {
		synctest.Test(t, func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 1))
			service := make([]time.Duration, 300)
			for k := range service {
				service[k] = time.Duration(random.ExpFloat64() * float64(1+seed) * 1e6)
			}
			q := queue{servers: 300, service: func(k int, _ time.Duration) time.Duration { return service[k] }}
			due := first(300, crawl.Poisson(1000, seed))
			totals, log := compareWithQueue(t, q, due, 300)

			var free []time.Duration // since when each slot used so far is free, or will be
			want := make([]int, len(due))
			for k, at := range due {
				slot := -1
				for s, since := range free {
					if since < at && (slot < 0 || since > free[slot]) {
						slot = s
					}
				}
				if slot < 0 {
					slot, free = len(free), append(free, 0)
				}
				want[k], free[slot] = slot, at+service[k]
			}
			for k, f := range log.fetches {
				if log.slots[k] != want[f.Index] {
					t.Fatalf("seed %d: request %d ran on slot %d, want %d", seed, f.Index, log.slots[k], want[f.Index])
				}
			}
			visits, _ := q.serve(due)
			if totals.Peak != most(visits) || len(free) != most(visits) {
				t.Errorf("seed %d: %d slots used, peak %d, want %d", seed, len(free), totals.Peak, most(visits))
			}
		})
	}
}

func TestTheOpenLoopPullsWhatIsDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		totals, _ := compareWithQueue(t, queue{servers: 3, service: same(1050 * ms)}, every(100*ms, 99), 99)
		if totals.PulledAtFirst != 11 {
			t.Errorf("%d requests were pulled when the first response came, want the 11 that were due", totals.PulledAtFirst)
		}
	})
}

func TestInstantsInThePastAreDueAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log logbook
		c := crawl.Crawl{
			Source: numbered("http://test", 9), Engine: &hall{t: t, service: same(ms)}, Concurrency: 1, Timeout: time.Hour, Record: log.record,
			Discipline: crawl.Rate(slices.Values([]time.Duration{-time.Hour, -1, 5 * ms, 3 * ms})),
		}
		if _, err := c.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		var got []visit
		for _, f := range log.byIndex() {
			got = append(got, visit{f.Intended, f.Start, f.End})
		}
		want := []visit{{0, 0, ms}, {0, ms, 2 * ms}, {5 * ms, 5 * ms, 6 * ms}, {3 * ms, 6 * ms, 7 * ms}}
		if !slices.Equal(got, want) {
			t.Errorf("due, started, ended at %v, want %v", got, want)
		}
	})
}
