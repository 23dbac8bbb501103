package runner_test

import (
	"encoding/json"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"runexp/crawl"
	"runexp/runner"
	"runexp/stats"
)

// madeUp makes n fetches of all classes, as from so many slots.
func madeUp(n, slots int) []crawl.Fetch {
	rng := rand.New(rand.NewPCG(uint64(n), uint64(slots)))
	fetches := make([]crawl.Fetch, n)
	for i := range fetches {
		start := time.Duration(5+i/slots) * time.Millisecond
		f := crawl.Fetch{
			Index: int64(i), Intended: start, Start: start, End: start + time.Duration(1+rng.ExpFloat64()*1e7),
			Status: 200, Bytes: rng.Int64N(100), Dials: uint8(i % 2),
		}
		if rng.IntN(4) == 0 {
			f.Class = crawl.Classes()[rng.IntN(int(crawl.Canceled)+1)]
			f.Status = []int16{0, 200, 404, 500, 999}[rng.IntN(5)]
		}
		fetches[i] = f
	}
	return fetches
}

// tallied is what a tally should make of fetches, one by one.
func tallied(fetches []crawl.Fetch, began time.Time) runner.Result {
	r := runner.Result{Latency: new(stats.Histogram), Failed: new(stats.Histogram), Classes: map[string]int64{}, Statuses: map[int]int64{}}
	first, last := fetches[0].Start, fetches[0].End
	for _, f := range fetches {
		first, last = min(first, f.Start), max(last, f.End)
		r.Requests++
		r.Dials += int64(f.Dials)
		if f.Status != 0 {
			r.Statuses[int(f.Status)]++
		}
		if f.Class == crawl.OK {
			r.OK++
			r.Bytes += f.Bytes
			r.Latency.Record(f.End - f.Start)
		} else {
			r.Errors++
			r.Classes[f.Class.String()]++
			r.Failed.Record(f.End - f.Start)
		}
	}
	r.Started, r.Elapsed = began.Add(first), last-first
	r.Course = courseOf(fetches, first, last)
	return r
}

// courseOf counts the ends of successful fetches in windows, the narrowest that
// reach to the end.
func courseOf(fetches []crawl.Fetch, first, last time.Duration) *runner.Course {
	width := time.Millisecond
	for last/width > 255 {
		width *= 2
	}
	c := &runner.Course{Width: width, Counts: make([]int64, last/width-first/width+1)}
	for _, f := range fetches {
		if f.OK() {
			c.Counts[f.End/width-first/width]++
		}
	}
	return c
}

func TestConcurrentRecordingEqualsSequential(t *testing.T) {
	for _, slots := range []int{1, 2, 7, 100} {
		fetches := madeUp(20_000, slots)
		began := time.Date(2026, 11, 22, 13, 10, 0, 0, time.UTC)
		want := tallied(fetches, began)
		tally := runner.NewTally(slots, false)
		var recording sync.WaitGroup
		for slot := range slots {
			recording.Go(func() {
				for i := slot; i < len(fetches); i += slots {
					tally.Record(slot, fetches[i])
				}
			})
		}
		recording.Go(func() { // as a progress does
			for range 50 {
				if done, failed := tally.Counts(); done < failed || done > int64(len(fetches)) {
					t.Errorf("%d done, %d failed", done, failed)
				}
				tally.P99()
			}
		})
		recording.Wait()
		if done, failed := tally.Counts(); done != want.Requests || failed != want.Errors {
			t.Errorf("%d slots: %d done, %d failed; want %d, %d", slots, done, failed, want.Requests, want.Errors)
		}
		if got := tally.P99(); got != want.Latency.Quantile(0.99) {
			t.Errorf("%d slots: p99 is %v, want %v", slots, got, want.Latency.Quantile(0.99))
		}
		if diff := cmp.Diff(want, tally.Result(began), histograms()); diff != "" {
			t.Errorf("%d slots (-want +got):\n%s", slots, diff)
		}
	}
}

func TestElapsedIsFromTheFirstStartToTheLastByte(t *testing.T) {
	tally := runner.NewTally(3, false)
	tally.Record(2, crawl.Fetch{Intended: 70, Start: 70, End: 80})
	tally.Record(0, crawl.Fetch{Intended: 30, Start: 30, End: 900, Class: crawl.Timeout})
	tally.Record(1, crawl.Fetch{Intended: 50, Start: 50, End: 60})
	began := time.Unix(100, 0)
	if r := tally.Result(began); r.Elapsed != 870 || !r.Started.Equal(began.Add(30)) {
		t.Errorf("elapsed %d from %v", r.Elapsed, r.Started)
	}
}

func TestATallyOfNothing(t *testing.T) {
	tally := runner.NewTally(0, true)
	if done, failed := tally.Counts(); done != 0 || failed != 0 || tally.P99() != 0 {
		t.Errorf("%d done, %d failed, p99 %v", done, failed, tally.P99())
	}
	want := runner.Result{Latency: new(stats.Histogram), Failed: new(stats.Histogram)}
	if diff := cmp.Diff(want, tally.Result(time.Now()), histograms()); diff != "" {
		t.Errorf("result (-want +got):\n%s", diff)
	}
}

func TestRecordingDoesNotAllocate(t *testing.T) {
	for _, spans := range []bool{false, true} {
		fetches := madeUp(30_000, 8)
		tally := runner.NewTally(8, spans)
		for _, f := range fetches {
			tally.Record(0, f)
		}
		i := 0
		if n := testing.AllocsPerRun(10_000, func() {
			tally.Record(0, fetches[i%len(fetches)])
			i++
		}); n != 0 {
			t.Errorf("spans %v: %v allocations per record", spans, n)
		}
	}
}

// aMillion is the result of a million requests, one in a hundred a failure.
func aMillion(seed uint64) runner.Result {
	rng := rand.New(rand.NewPCG(seed, 1))
	tally := runner.NewTally(100, false)
	for i := range 1_000_000 {
		start := time.Duration(i) * 10 * time.Microsecond
		f := crawl.Fetch{Index: int64(i), Intended: start, Start: start, End: start + time.Duration(1e8*(1+0.1*rng.ExpFloat64())), Status: 200, Bytes: 1}
		if i%100 == 0 {
			f.Class = crawl.Timeout
			f.End += 30 * time.Second
		}
		tally.Record(i%100, f)
	}
	return tally.Result(time.Now())
}

func TestTheResultOfAMillionRequestsIsSmall(t *testing.T) {
	held := make([]runner.Result, 6)
	for i := range held {
		held[i] = aMillion(uint64(i))
	}
	text, err := json.Marshal(held[0])
	if err != nil || len(text) > 16<<10 {
		t.Errorf("%d bytes of JSON, %v", len(text), err)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	clear(held)
	runtime.GC()
	runtime.ReadMemStats(&after)
	each := (int64(before.HeapAlloc) - int64(after.HeapAlloc)) / int64(len(held))
	t.Logf("%d bytes of JSON, %d of memory", len(text), each)
	if each > 64<<10 {
		t.Errorf("a result takes %d bytes of memory", each)
	}
}

func BenchmarkTallyRecord(b *testing.B) {
	for _, spans := range []struct {
		name string
		on   bool
	}{{"plain", false}, {"chronology", true}} {
		b.Run(spans.name, func(b *testing.B) {
			fetches := madeUp(1<<15, 64)
			tally := runner.NewTally(64, spans.on)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				tally.Record(i%64, fetches[i%len(fetches)])
			}
		})
	}
	b.Run("parallel", func(b *testing.B) {
		fetches := madeUp(1<<15, 64)
		tally := runner.NewTally(64, false)
		var mu sync.Mutex
		slots := 0
		b.ReportAllocs()
		b.RunParallel(func(pb *testing.PB) {
			mu.Lock()
			slot := slots
			slots++
			mu.Unlock()
			for i := 0; pb.Next(); i++ {
				tally.Record(slot, fetches[i%len(fetches)])
			}
		})
	})
}
