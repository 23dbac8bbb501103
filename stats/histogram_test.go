package stats_test

import (
	"bytes"
	"encoding/json"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"runexp/stats"
)

// recorded returns a histogram of the given durations.
func recorded(ds ...time.Duration) *stats.Histogram {
	h := stats.NewHistogram()
	for _, d := range ds {
		h.Record(d)
	}
	return h
}

// encoded returns all that a histogram is, as bytes.
func encoded(tb testing.TB, h *stats.Histogram) []byte {
	tb.Helper()
	b, err := json.Marshal(h)
	if err != nil {
		tb.Fatalf("marshal: %v", err)
	}
	return b
}

// durations draws n durations of all magnitudes: most spread evenly over the
// decades from 1 ns to beyond an hour, some in a narrow band, a few out of range.
func durations(random *rand.Rand, n int) []time.Duration {
	ds := make([]time.Duration, n)
	for i := range ds {
		switch random.IntN(10) {
		case 0:
			ds[i] = time.Duration(random.IntN(5) - 2)
		case 1, 2, 3:
			ds[i] = 100*time.Millisecond + time.Duration(random.IntN(1e6))
		default:
			ds[i] = time.Duration(math.Exp(random.Float64() * math.Log(5e12)))
		}
	}
	return ds
}

// asRecorded returns what Record makes of a duration.
func asRecorded(d time.Duration) time.Duration { return min(max(d, 1), time.Hour) }

func TestRecordKeepsEveryDuration(t *testing.T) {
	tests := []struct {
		name    string
		d, want time.Duration
		clamped int64
	}{
		{"the shortest", 1, 1, 0},
		{"zero becomes a nanosecond", 0, 1, 0},
		{"a negative one becomes a nanosecond", -time.Second, 1, 0},
		{"the most negative one too", math.MinInt64, 1, 0},
		{"an ordinary one", 123_456_789, 123_456_789, 0},
		{"an hour", time.Hour, time.Hour, 0},
		{"a nanosecond more is clamped", time.Hour + 1, time.Hour, 1},
		{"the longest is clamped", math.MaxInt64, time.Hour, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := recorded(tt.d)
			if h.Count() != 1 || h.Clamped() != tt.clamped {
				t.Errorf("count %d, clamped %d; want 1, %d", h.Count(), h.Clamped(), tt.clamped)
			}
			for name, got := range map[string]time.Duration{
				"Min": h.Min(), "Max": h.Max(), "Mean": h.Mean(), "Sum": h.Sum(), "Quantile(0.5)": h.Quantile(0.5),
			} {
				if got != tt.want {
					t.Errorf("%s is %v, want %v", name, got, tt.want)
				}
			}
		})
	}
}

func TestAnEmptyHistogramAnswersZero(t *testing.T) {
	var merged, decoded stats.Histogram
	merged.Merge(nil)
	merged.Merge(&stats.Histogram{})
	if err := json.Unmarshal(encoded(t, stats.NewHistogram()), &decoded); err != nil {
		t.Fatal(err)
	}
	packed := stats.NewHistogram()
	packed.Pack()
	for name, h := range map[string]*stats.Histogram{
		"the zero value": {}, "a new one": stats.NewHistogram(), "merged of empty ones": &merged,
		"decoded": &decoded, "packed": packed,
	} {
		t.Run(name, func(t *testing.T) {
			got := []int64{
				h.Count(), h.Clamped(), int64(h.Min()), int64(h.Max()), int64(h.Mean()), int64(h.Sum()),
				int64(h.Quantile(0)), int64(h.Quantile(0.5)), int64(h.Quantile(1)),
			}
			if slices.Max(got) != 0 || slices.Min(got) != 0 {
				t.Errorf("got %v, want only zeros", got)
			}
			if want := encoded(t, &stats.Histogram{}); !bytes.Equal(encoded(t, h), want) {
				t.Errorf("encoding is %s, want %s", encoded(t, h), want)
			}
			h.Record(7)
			if h.Count() != 1 || h.Max() != 7 {
				t.Errorf("after a record: count %d, max %v", h.Count(), h.Max())
			}
		})
	}
}

func TestMinMaxSumAndMeanAreExact(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 50 {
		ds := durations(random, 1+random.IntN(400))
		h := recorded(ds...)
		var sum, clamped int64
		for i, d := range ds {
			if d > time.Hour {
				clamped++
			}
			ds[i] = asRecorded(d)
			sum += int64(ds[i])
		}
		mean := time.Duration(math.Round(float64(sum) / float64(len(ds))))
		if h.Min() != slices.Min(ds) || h.Max() != slices.Max(ds) || int64(h.Sum()) != sum || h.Clamped() != clamped {
			t.Fatalf("min %d, max %d, sum %d, clamped %d; want %d, %d, %d, %d",
				h.Min(), h.Max(), h.Sum(), h.Clamped(), slices.Min(ds), slices.Max(ds), sum, clamped)
		}
		if h.Count() != int64(len(ds)) || h.Mean() != mean {
			t.Fatalf("count %d, mean %d; want %d, %d", h.Count(), h.Mean(), len(ds), mean)
		}
	}
}

func TestMeanIsRoundedToTheNearest(t *testing.T) {
	tests := []struct {
		name string
		ds   []time.Duration
		want time.Duration
	}{
		{"a third is rounded down", []time.Duration{1, 1, 2}, 1},
		{"two thirds are rounded up", []time.Duration{1, 2, 2}, 2},
		{"a half is rounded up", []time.Duration{1, 2}, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := recorded(tt.ds...).Mean(); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

// rotated records each duration into one of several histograms, in turn.
func rotated(ds []time.Duration, shards int) []*stats.Histogram {
	hs := make([]*stats.Histogram, shards)
	for i := range hs {
		hs[i] = new(stats.Histogram)
	}
	for i, d := range ds {
		hs[i%shards].Record(d)
	}
	return hs
}

func TestMergingEqualsRecordingAllInOne(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	for range 30 {
		ds := durations(random, random.IntN(2000))
		want := encoded(t, recorded(ds...))
		hs := rotated(ds, 1+random.IntN(16)) // some stay empty
		for i, h := range hs {
			switch random.IntN(3) {
			case 0:
				h.Pack()
			case 1: // as from another machine
				b := encoded(t, h)
				hs[i] = new(stats.Histogram)
				if err := json.Unmarshal(b, hs[i]); err != nil {
					t.Fatal(err)
				}
			}
		}
		var forth, back stats.Histogram
		for _, h := range hs {
			forth.Merge(h)
		}
		for _, h := range slices.Backward(hs) {
			back.Merge(h)
		}
		if !bytes.Equal(encoded(t, &forth), want) || !bytes.Equal(encoded(t, &back), want) {
			t.Fatalf("%d durations in %d histograms: merged, in either order, differs from all in one", len(ds), len(hs))
		}
	}
}

func TestMergeIntoItselfDoubles(t *testing.T) {
	ds := durations(rand.New(rand.NewPCG(9, 10)), 500)
	want := encoded(t, recorded(append(ds, ds...)...))
	for _, pack := range []bool{false, true} {
		h := recorded(ds...)
		if pack {
			h.Pack()
		}
		h.Merge(h)
		if !bytes.Equal(encoded(t, h), want) {
			t.Errorf("packed %t: differs from recording everything twice", pack)
		}
	}
}

func TestMergeLeavesTheOtherAsItWas(t *testing.T) {
	h, o := recorded(1, 2), recorded(3, 2*time.Hour)
	before := encoded(t, o)
	h.Merge(o)
	h.Record(5)
	if !bytes.Equal(encoded(t, o), before) {
		t.Errorf("the other went from %s to %s", before, encoded(t, o))
	}
	if h.Count() != 5 || h.Max() != time.Hour || h.Clamped() != 1 {
		t.Errorf("count %d, max %v, clamped %d; want 5, 1h, 1", h.Count(), h.Max(), h.Clamped())
	}
}

func TestPackChangesNoAnswer(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	for range 20 {
		ds := durations(random, 1+random.IntN(2000))
		h, p := recorded(ds...), recorded(ds...)
		p.Pack()
		p.Pack() // nothing left to do
		for k := range 1001 {
			if q := float64(k) / 1000; h.Quantile(q) != p.Quantile(q) {
				t.Fatalf("Quantile(%v) is %d, packed %d", q, h.Quantile(q), p.Quantile(q))
			}
		}
		if h.Mean() != p.Mean() || h.Count() != p.Count() || !bytes.Equal(encoded(t, h), encoded(t, p)) {
			t.Fatal("packed, it differs")
		}
		h.Record(42)
		p.Record(42)
		if !bytes.Equal(encoded(t, h), encoded(t, p)) {
			t.Fatal("packed and recorded into, it differs")
		}
	}
}

func TestPackFreesTheMemoryForRecording(t *testing.T) {
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	ds := durations(rand.New(rand.NewPCG(1, 2)), 1000)
	before := heap()
	hs := rotated(nil, 50)
	for _, h := range hs {
		for _, d := range ds {
			h.Record(d)
		}
		h.Pack()
	}
	if each := int64(heap()-before) / int64(len(hs)); each > 8<<10 {
		t.Errorf("%d bytes each after a thousand records, want 5 KB and a little", each)
	}
	runtime.KeepAlive(hs)
}

func TestASumBeyondTheLargestStaysThere(t *testing.T) {
	h := recorded(time.Hour, time.Hour, 59*time.Minute)
	for range 30 {
		h.Merge(h)
		b := encoded(t, h)
		var back stats.Histogram
		if err := json.Unmarshal(b, &back); err != nil || !bytes.Equal(encoded(t, &back), b) {
			t.Fatalf("%d records do not survive a round trip: %v", h.Count(), err)
		}
	}
	if h.Sum() != math.MaxInt64 {
		t.Errorf("sum of %d records is %d, want the largest there is", h.Count(), h.Sum())
	}
	want := time.Hour - 20*time.Second
	if got := h.Mean(); math.Abs(float64(got-want)) > 0.0005*float64(want) {
		t.Errorf("mean is %v, want %v within 0.05 %%, from the buckets", got, want)
	}
	hours := recorded(time.Hour)
	for range 30 {
		hours.Merge(hours)
	}
	if hours.Mean() != time.Hour {
		t.Errorf("mean of hours is %v, want it within minimum and maximum", hours.Mean())
	}
}

func TestRecordAllocatesNothing(t *testing.T) {
	h := stats.NewHistogram()
	if n := allocated(func() { h.Record(1) }); n > 1<<10 {
		t.Errorf("the first record allocates %d bytes", n)
	}
	d := time.Duration(1)
	if n := testing.AllocsPerRun(1000, func() { h.Record(d); d *= 3 }); n != 0 {
		t.Errorf("%v allocations a record, want 0", n)
	}
}

func TestQueriesAllocateNothing(t *testing.T) {
	h := recorded(durations(rand.New(rand.NewPCG(1, 1)), 1000)...)
	o := recorded(1, 2, 3)
	query := func() { _, _, _ = h.Quantile(0.99), h.Mean(), h.Max() }
	if n := testing.AllocsPerRun(100, query); n != 0 {
		t.Errorf("%v allocations a query, want 0", n)
	}
	if n := testing.AllocsPerRun(100, func() { o.Merge(h) }); n != 0 {
		t.Errorf("%v allocations a merge, want 0", n)
	}
}

func BenchmarkRecord(b *testing.B) {
	ds := durations(rand.New(rand.NewPCG(1, 2)), 1<<12)
	h := stats.NewHistogram()
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		h.Record(ds[i&(len(ds)-1)])
		i++
	}
}

func BenchmarkMerge(b *testing.B) {
	h, o := stats.NewHistogram(), recorded(durations(rand.New(rand.NewPCG(1, 2)), 100_000)...)
	b.ReportAllocs()
	for b.Loop() {
		h.Merge(o)
	}
}

func BenchmarkNewHistogram(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		stats.NewHistogram()
	}
}

func TestResetRemovesAllRecordsAndKeepsTheMemory(t *testing.T) {
	var h, o stats.Histogram
	o.Record(time.Second)
	h.Record(time.Hour * 2)
	h.Pack()
	for range 3 {
		h.Reset()
		if h.Count() != 0 || h.Max() != 0 || h.Clamped() != 0 || h.Quantile(0.5) != 0 {
			t.Fatalf("after Reset: %d records, max %v, %d clamped", h.Count(), h.Max(), h.Clamped())
		}
		h.Merge(&o)
		if h.Count() != 1 || h.Min() != time.Second || h.Max() != time.Second {
			t.Fatalf("after Reset and Merge: %d records from %v to %v", h.Count(), h.Min(), h.Max())
		}
	}
	if n := testing.AllocsPerRun(10, func() { h.Reset(); h.Merge(&o) }); n != 0 {
		t.Errorf("Reset and Merge allocate %v times", n)
	}
}
