package stats_test

import (
	"bytes"
	"encoding"
	"encoding/json"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"runexp/stats"
)

var (
	_ json.Marshaler           = (*stats.Histogram)(nil)
	_ json.Unmarshaler         = (*stats.Histogram)(nil)
	_ encoding.TextMarshaler   = (*stats.Histogram)(nil)
	_ encoding.TextUnmarshaler = (*stats.Histogram)(nil)
)

func TestOtherToolsReadTheText(t *testing.T) {
	ds := durations(rand.New(rand.NewPCG(13, 14)), 1000)
	text, err := recorded(ds...).MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	read, err := hdrhistogram.Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	want := hdrhistogram.New(1, int64(time.Hour), 3)
	for _, d := range ds {
		if err := want.RecordValue(int64(asRecorded(d))); err != nil {
			t.Fatal(err)
		}
	}
	if !read.Equals(want) {
		t.Error("the plain library reads something else than was recorded")
	}
}

func TestJSONRoundTripLosesNothing(t *testing.T) {
	random := rand.New(rand.NewPCG(15, 16))
	for range 50 {
		type result struct{ Latency *stats.Histogram }
		want := recorded(durations(random, random.IntN(2000))...)
		b, err := json.Marshal(result{want})
		if err != nil {
			t.Fatal(err)
		}
		got := result{recorded(1, 2, 3)} // what was there is replaced
		if err := json.Unmarshal(b, &got); err != nil {
			t.Fatal(err)
		}
		again, err := json.Marshal(got)
		if err != nil || !bytes.Equal(again, b) {
			t.Fatalf("%v: got %s, want %s", err, again, b)
		}
		if got.Latency.Sum() != want.Sum() || got.Latency.Quantile(0.9) != want.Quantile(0.9) ||
			got.Latency.Min() != want.Min() || got.Latency.Clamped() != want.Clamped() {
			t.Fatal("the answers differ after a round trip")
		}
	}
}

func TestTextRoundTripIsExactInTheBucketsAndNearBesideThem(t *testing.T) {
	random := rand.New(rand.NewPCG(17, 18))
	for range 50 {
		want := recorded(durations(random, 1+random.IntN(2000))...)
		text, err := want.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var got stats.Histogram
		if err := got.UnmarshalText(text); err != nil {
			t.Fatal(err)
		}
		if again, _ := got.MarshalText(); !bytes.Equal(again, text) || got.Count() != want.Count() {
			t.Fatal("the buckets differ")
		}
		for name, pair := range map[string][2]time.Duration{
			"Min": {got.Min(), want.Min()}, "Max": {got.Max(), want.Max()}, "Mean": {got.Mean(), want.Mean()},
		} {
			if math.Abs(float64(pair[0]-pair[1])) > 0.001*float64(pair[1]) {
				t.Errorf("%s is %d, was %d: off by more than 0.1 %%", name, pair[0], pair[1])
			}
		}
		// What was estimated has to be possible, or the JSON form could not be read.
		if err := json.Unmarshal(encoded(t, &got), new(stats.Histogram)); err != nil {
			t.Errorf("as JSON: %v", err)
		}
	}
}

func TestMeanOfATextIsWithinHalfABucket(t *testing.T) {
	const start = 1 << 22 // of a bucket of 4096 ns, where it is widest for its value
	for _, d := range []time.Duration{start, start + 4095} {
		h := stats.NewHistogram()
		for range 1000 {
			h.Record(d)
		}
		text, err := h.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		if err := h.UnmarshalText(text); err != nil {
			t.Fatal(err)
		}
		if math.Abs(float64(h.Mean()-d)) > 0.0005*float64(d) {
			t.Errorf("mean of %d is %d, more than 0.05 %% off", d, h.Mean())
		}
	}
}

func TestDecodingAnEmptyHistogramEmpties(t *testing.T) {
	for _, pack := range []bool{false, true} {
		h := recorded(1, 2, 3)
		if pack {
			h.Pack()
		}
		if err := json.Unmarshal(encoded(t, stats.NewHistogram()), h); err != nil || h.Count() != 0 || h.Quantile(1) != 0 {
			t.Errorf("packed %t: %v, %d records left", pack, err, h.Count())
		}
	}
}

func TestTextOfFewRecordsIsConsistent(t *testing.T) {
	for _, ds := range [][]time.Duration{
		{5_000_001}, {5_000_001, 5_000_001}, {time.Hour}, {2 * time.Hour, time.Hour}, {1}, {1, time.Hour},
	} {
		text, err := recorded(ds...).MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var h stats.Histogram
		if err := h.UnmarshalText(text); err != nil {
			t.Fatal(err)
		}
		if h.Min() > h.Mean() || h.Mean() > h.Max() || h.Max() > time.Hour || len(ds) == 1 && h.Min() != h.Max() {
			t.Errorf("%v: min %d, mean %d, max %d", ds, h.Min(), h.Mean(), h.Max())
		}
		if err := json.Unmarshal(encoded(t, &h), new(stats.Histogram)); err != nil {
			t.Errorf("%v: as JSON: %v", ds, err)
		}
	}
}

func TestFormOfTheJSON(t *testing.T) {
	h := recorded(5, 100, 2*time.Hour)
	text, err := h.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	want := `{"hdr":"` + string(text) + `","count":3,"min_ns":5,"max_ns":3600000000000,"sum_ns":3600000000105,"clamped":1}`
	if got := encoded(t, h); string(got) != want {
		t.Errorf("got %s, want %s", got, want)
	}
	later := strings.Replace(want, "{", `{"added_later":[1],`, 1)
	if err := json.Unmarshal([]byte(later), new(stats.Histogram)); err != nil {
		t.Errorf("a member that a later version adds: %v", err)
	}
	if err := h.UnmarshalJSON([]byte("null")); err != nil || h.Count() != 3 {
		t.Errorf("null: %v, count %d; want it to change nothing", err, h.Count())
	}
	for _, b := range []string{`[]`, `{}`, `""`, `1`, `{"hdr":1}`, `{"hdr":"`} {
		if err := h.UnmarshalJSON([]byte(b)); err == nil {
			t.Errorf("%s is accepted", b)
		}
	}
}

func BenchmarkMarshalJSON(b *testing.B) {
	h := recorded(durations(rand.New(rand.NewPCG(1, 2)), 100_000)...)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := h.MarshalJSON(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUnmarshalJSON(b *testing.B) {
	text := encoded(b, recorded(durations(rand.New(rand.NewPCG(1, 2)), 100_000)...))
	b.ReportAllocs()
	for b.Loop() {
		if err := new(stats.Histogram).UnmarshalJSON(text); err != nil {
			b.Fatal(err)
		}
	}
}
