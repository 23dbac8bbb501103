package stats_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"runexp/stats"
)

func TestQuantileTakesTheNearestRank(t *testing.T) {
	ten := []time.Duration{10, 20, 30, 40, 50, 60, 70, 80, 90, 100}
	wide := []time.Duration{7_000_001, 6_000_001, 5_000_001}
	tests := []struct {
		name string
		ds   []time.Duration
		q    float64
		want time.Duration
	}{
		{"the median of two is the first, not between them", []time.Duration{10, 20}, 0.5, 10},
		{"above one half it is the second", []time.Duration{10, 20}, 0.500001, 20},
		{"the median of three is the middle one", []time.Duration{30, 10, 20}, 0.5, 20},
		{"p90 of ten is the ninth", ten, 0.9, 90},
		{"p91 of ten is the tenth", ten, 0.91, 100},
		{"p99 of ten is the largest", ten, 0.99, 100},
		{"p11 of ten is the second: the share must be reached", ten, 0.11, 20},
		{"0.3*10 is three although its product is above", ten, 0.3, 30},
		{"0.7*10 is seven", ten, 0.7, 70},
		{"0 is the smallest", ten, 0, 10},
		{"below 0 counts as 0", ten, -1, 10},
		{"NaN counts as 0", ten, math.NaN(), 10},
		{"minus infinity counts as 0", ten, math.Inf(-1), 10},
		{"1 is the largest", ten, 1, 100},
		{"above 1 counts as 1", ten, 1.5, 100},
		{"infinity counts as 1", ten, math.Inf(1), 100},
		{"the first and the last are exact where buckets are wide: the first", wide, 0, 5_000_001},
		{"the first and the last are exact where buckets are wide: the last", wide, 1, 7_000_001},
		{"between them it is the end of the bucket", wide, 0.5, 6_000_639},
		{"the smallest number above 0 is the first rank", ten, math.SmallestNonzeroFloat64, 10},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := recorded(tt.ds...)
			if got := h.Quantile(tt.q); got != tt.want {
				t.Errorf("Quantile(%v) is %v, want %v", tt.q, got, tt.want)
			}
			h.Pack()
			if got := h.Quantile(tt.q); got != tt.want {
				t.Errorf("packed, Quantile(%v) is %v, want %v", tt.q, got, tt.want)
			}
		})
	}
}

// Every decimal quantile of every small number of records, by integers.
func TestQuantileRankIsTheCeilingForEveryDecimal(t *testing.T) {
	h := stats.NewHistogram()
	for n := int64(1); n <= 200; n++ {
		h.Record(time.Duration(n)) // the record of rank r is r ns
		for k := range int64(1001) {
			want := max(1, (k*n+999)/1000)
			if got := h.Quantile(float64(k) / 1000); got != time.Duration(want) {
				t.Fatalf("Quantile(%v) of 1..%d is %d, want %d", float64(k)/1000, n, got, want)
			}
		}
	}
}

func TestQuantileErrorIsBelowOneInAThousand(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 40 {
		ds := durations(random, 1+random.IntN(3000))
		h := recorded(ds...)
		for i, d := range ds {
			ds[i] = asRecorded(d)
		}
		slices.Sort(ds)
		n, last := int64(len(ds)), time.Duration(0)
		for k := range int64(1001) {
			exact := ds[max(1, (k*n+999)/1000)-1]
			got := h.Quantile(float64(k) / 1000)
			if got < exact || float64(got-exact) >= 0.001*float64(exact) || exact < 2048 && got != exact {
				t.Fatalf("Quantile(%v) of %d is %d, the record is %d", float64(k)/1000, n, got, exact)
			}
			if got < last || got > h.Max() {
				t.Fatalf("Quantile(%v) is %d, after %d and with a maximum of %d", float64(k)/1000, got, last, h.Max())
			}
			last = got
		}
		if h.Quantile(0) != ds[0] || h.Quantile(1) != ds[n-1] {
			t.Fatalf("Quantile(0) and (1) are %d and %d, want exactly %d and %d", h.Quantile(0), h.Quantile(1), ds[0], ds[n-1])
		}
	}
}

func BenchmarkQuantile(b *testing.B) {
	h := recorded(durations(rand.New(rand.NewPCG(1, 2)), 100_000)...)
	b.ReportAllocs()
	for b.Loop() {
		h.Quantile(0.99)
	}
}
