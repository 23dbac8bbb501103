package stats_test

import (
	"encoding/binary"
	"math"
	"testing"

	"runexp/stats"
)

// Whatever the loads and throughputs are, a sweep is judged without a panic, a hang
// or a number that is none, and by the rules.
func FuzzScale(f *testing.F) {
	f.Fuzz(func(t *testing.T, blocks uint8, confidence float64, data []byte) {
		levels := levelsOf(int(blocks%6), data)
		s := stats.Scale(levels, confidence)
		checkScalability(t, levels, s)
		for _, kind := range []stats.ModelKind{stats.Linear, stats.Knee, stats.Amdahl, stats.USL} {
			for _, loss := range []stats.Loss{stats.LogLoss, stats.AbsoluteLoss} {
				fit, err := stats.FitModel(kind, levels, loss)
				if err == nil && (!(fit.Lambda > 0) || math.IsNaN(fit.AICc+fit.RSS+fit.Sigma+fit.Kappa+fit.Cap) || math.IsInf(fit.Lambda+fit.RSS, 0)) {
					t.Errorf("%v, loss %d: %+v", kind, loss, fit)
				}
			}
		}
	})
}

// levelsOf makes at most 40 levels of bytes. A number is one byte that says what
// comes: 255 eight bytes of a float64, 254 NaN, anything else itself times the
// number of the level, so that a fuzzer gets at plausible sweeps as well.
func levelsOf(blocks int, data []byte) []stats.Level {
	var levels []stats.Level
	number := func() float64 {
		if len(data) == 0 {
			return 0
		}
		kind := data[0]
		data = data[1:]
		switch {
		case kind == 255 && len(data) >= 8:
			x := math.Float64frombits(binary.LittleEndian.Uint64(data))
			data = data[8:]
			return x
		case kind >= 254:
			return math.NaN()
		default:
			return float64(kind) * float64(len(levels)+1)
		}
	}
	for len(data) > 0 && len(levels) < 40 {
		l := stats.Level{Load: number()}
		for range blocks {
			l.Throughput = append(l.Throughput, number())
		}
		levels = append(levels, l)
	}
	return levels
}
