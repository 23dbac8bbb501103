package stats_test

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
	"time"

	"runexp/stats"
)

// Packed histograms are merged as such where they are small, and through all buckets
// where they are not: what comes of it is the same, to the last bucket.
func TestMergingPackedHistogramsIsRecordingAll(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, size := range []int{0, 1, 7, 500, 3000} {
		for range 20 {
			parts := []*stats.Histogram{new(stats.Histogram), new(stats.Histogram), new(stats.Histogram)}
			want, got := new(stats.Histogram), new(stats.Histogram)
			for _, part := range parts {
				for range size {
					d := time.Duration(random.ExpFloat64() * float64(50*time.Millisecond))
					part.Record(d)
					want.Record(d)
				}
				part.Pack()
			}
			before := text(t, parts[0])
			for _, part := range parts {
				got.Merge(part)
			}
			got.Merge(new(stats.Histogram))
			got.Pack()
			if a, b := text(t, got), text(t, want); a != b {
				t.Fatalf("%d records each:\n%s\nwant\n%s", size, a, b)
			}
			if text(t, parts[0]) != before {
				t.Fatalf("%d records: a part changed as it was merged", size)
			}
			got.Record(time.Second)
			if text(t, parts[0]) != before {
				t.Fatalf("%d records: a part shares its buckets with the whole", size)
			}
		}
	}
}

func text(t *testing.T, h *stats.Histogram) string {
	t.Helper()
	b, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
