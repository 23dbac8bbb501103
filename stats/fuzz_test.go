package stats_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"runexp/stats"
)

// What FuzzHistogramDecode makes of its bytes.
const (
	fuzzJSON = iota
	fuzzText
	fuzzRaw // header and payload, which a fuzzer would never get through the compression
	fuzzForms
)

// Whatever the bytes are, decoding them is an error or gives a histogram that
// answers consistently, survives another round trip and can be merged.
func FuzzHistogramDecode(f *testing.F) {
	f.Fuzz(func(t *testing.T, form byte, data []byte) {
		var h stats.Histogram
		var err error
		switch form % fuzzForms {
		case fuzzJSON:
			err = json.Unmarshal(data, &h)
		case fuzzText:
			err = h.UnmarshalText(data)
		case fuzzRaw:
			err = h.UnmarshalText([]byte(framed(data, 0, 0)))
		}
		if err != nil {
			if h.Count() != 0 || h.Max() != 0 {
				t.Fatalf("refused with %v, but it holds %d records", err, h.Count())
			}
			return
		}
		last := h.Min()
		for k := range 101 {
			q := h.Quantile(float64(k) / 100)
			if q < last || q > h.Max() {
				t.Fatalf("Quantile(%d %%) is %d, after %d and with a maximum of %d", k, q, last, h.Max())
			}
			last = q
		}
		if h.Mean() < h.Min() || h.Mean() > h.Max() || h.Count() < 0 || h.Clamped() > h.Count() {
			t.Fatalf("min %d, mean %d, max %d of %d", h.Min(), h.Mean(), h.Max(), h.Count())
		}
		b := encoded(t, &h)
		var again, merged stats.Histogram
		if err := json.Unmarshal(b, &again); err != nil || !bytes.Equal(encoded(t, &again), b) {
			t.Fatalf("second round trip: %v", err)
		}
		merged.Merge(&h)
		if !bytes.Equal(encoded(t, &merged), b) {
			t.Fatal("merged into an empty one it differs")
		}
	})
}
