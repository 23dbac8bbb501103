package judge

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"runexp/runner"
)

// Calibration is what the client can do at most on one machine: its throughput
// against the built-in server, which answers at once.
type Calibration struct {
	// Machine and Version say what was calibrated: another machine or another build
	// has other ceilings.
	Machine string    `json:"machine"`
	Version string    `json:"version"`
	Taken   time.Time `json:"taken"`
	// Ceilings are in no particular order.
	Ceilings []Ceiling `json:"ceilings"`
	// SelfTest is the tool's own rate of false alarms on this machine; nil where it
	// was not measured.
	SelfTest *SelfTest `json:"self_test,omitempty"`
}

// Ceiling is the client's throughput at one concurrency.
type Ceiling struct {
	Concurrency int  `json:"concurrency"`
	KeepAlive   bool `json:"keepalive"`
	// Throughput is in successful fetches per second.
	Throughput float64 `json:"throughput_per_s"`
	// Half is the half width of its 95 % interval, as a share.
	Half float64 `json:"half"`
}

// Calibrated takes the ceilings from the cells of a calibrating sweep. Cells
// with failed requests are left out.
func Calibrated(cells []Cell) []Ceiling {
	var ceilings []Ceiling
	for i := range cells {
		c := &cells[i]
		if c.Repeats == 0 || c.Errors > 0 {
			continue
		}
		l := &c.Spec.Load
		ceilings = append(ceilings, Ceiling{
			Concurrency: l.Concurrency, KeepAlive: l.KeepAlive,
			Throughput: c.Throughput.Center, Half: c.Throughput.Half,
		})
	}
	return ceilings
}

// Ceiling is the most that the client can do under the spec's load, in
// successful fetches per second: between two calibrated concurrencies in
// proportion to their logarithms, outside of them that of the nearest. It is 0
// where nothing is known: no calibration, another engine, https.
func (c *Calibration) Ceiling(s *runner.Spec) float64 {
	if c == nil || s.Load.Engine == "std" || strings.HasPrefix(strings.ToLower(s.BaseURL), "https:") {
		return 0
	}
	known := slices.DeleteFunc(slices.Clone(c.Ceilings), func(k Ceiling) bool {
		return k.KeepAlive != s.Load.KeepAlive || k.Concurrency < 1 || !(k.Throughput > 0)
	})
	if len(known) == 0 {
		return 0
	}
	slices.SortFunc(known, func(a, b Ceiling) int { return cmp.Compare(a.Concurrency, b.Concurrency) })
	at, exact := slices.BinarySearchFunc(known, s.Load.Concurrency, func(k Ceiling, n int) int { return cmp.Compare(k.Concurrency, n) })
	switch {
	case exact || at == 0:
		return known[at].Throughput
	case at == len(known):
		return known[at-1].Throughput
	}
	low, high := known[at-1], known[at]
	share := math.Log(float64(s.Load.Concurrency)/float64(low.Concurrency)) / math.Log(float64(high.Concurrency)/float64(low.Concurrency))
	return low.Throughput + share*(high.Throughput-low.Throughput)
}
