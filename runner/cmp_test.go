package runner_test

import (
	"encoding/json"

	"github.com/google/go-cmp/cmp"

	"runexp/stats"
)

// histograms compares histograms by their form without loss.
func histograms() cmp.Option {
	return cmp.Comparer(func(a, b *stats.Histogram) bool { return encoded(a) == encoded(b) })
}

func encoded(h *stats.Histogram) string {
	if h == nil {
		return "none"
	}
	text, err := json.Marshal(h)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
