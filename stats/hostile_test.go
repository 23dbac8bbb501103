package stats_test

import (
	"encoding/binary"
	"errors"
	"math"
	"testing"

	"runexp/stats"
)

const observationBytes = 10

// observationsOf reads a cell, a block and the bits of a number at a time; tame
// makes a usual number of the bits.
func observationsOf(data []byte, tame bool) []stats.Observation {
	var observations []stats.Observation
	for ; len(data) >= observationBytes && len(observations) < 600; data = data[observationBytes:] {
		o := stats.Observation{
			Cell: int(data[0] % 5), Block: int(data[1]),
			Value: math.Float64frombits(binary.LittleEndian.Uint64(data[2:])),
		}
		if tame {
			o.Value = math.Exp(float64(int8(data[2])) / 100)
		}
		observations = append(observations, o)
	}
	return observations
}

// Whatever the numbers are, a comparison is an error or one that holds together.
func FuzzCompare(f *testing.F) {
	f.Fuzz(func(t *testing.T, flags byte, seed uint64, confidence, by float64, data []byte) {
		s := stats.Series{
			Observations: observationsOf(data, flags&4 == 0),
			Randomized:   flags&1 == 0, HigherIsBetter: flags&2 != 0, Seed: seed,
		}
		worse, err := s.WorseThan(0, 1, by)
		within, err2 := s.WithinOf(0, 1, by)
		if (err == nil) != (err2 == nil) {
			t.Fatalf("WorseThan says %v, WithinOf %v", err, err2)
		}
		if err == nil && !(worse > 0 && worse <= 1 && within > 0 && within <= 1 && worse+within > 1) {
			t.Fatalf("p+ %v and p- %v", worse, within)
		}
		e, err := s.Compare(0, 1, confidence)
		if err != nil {
			if few, ok := errors.AsType[stats.TooFewError](err); ok && few.N >= few.Need {
				t.Fatalf("%+v", few)
			}
			return
		}
		for _, x := range []float64{e.Change, e.Lo, e.Hi, e.MDE, e.CV} {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				t.Fatalf("%+v", e)
			}
		}
		if !(e.Lo <= e.Change && e.Change <= e.Hi) || !(e.P > 0 && e.P <= 1) || e.MDE < 0 || e.CV < 0 || e.N < 6 || e.Window < 7 {
			t.Fatalf("%+v", e)
		}
	})
}

// Whatever the numbers are, what is said of a sample is a number that JSON has a
// word for.
func FuzzSamples(f *testing.F) {
	f.Fuzz(func(t *testing.T, a, b, c, d int64, confidence float64, data []byte) {
		var xs []float64
		for ; len(data) >= 8 && len(xs) < 300; data = data[8:] {
			xs = append(xs, math.Float64frombits(binary.LittleEndian.Uint64(data)))
		}
		s := stats.Summarize(xs)
		mean, next, part := stats.LogMean(xs, confidence), stats.PredictionInterval(xs, confidence), stats.Proportion(a, b, confidence)
		for _, e := range []stats.Estimate{mean, next, part} {
			if !(e.Lo <= e.Value && e.Value <= e.Hi) {
				t.Fatalf("%+v", e)
			}
		}
		p := stats.FisherExact(a, b, c, d)
		if !(p >= 0 && p <= 1) {
			t.Fatalf("p is %v", p)
		}
		for _, x := range append(stats.Holm(xs), s.Center, s.Half, s.CV, mean.Lo, mean.Hi, next.Lo, next.Hi,
			stats.TheilSen(xs), stats.Drift(xs, int(a)), truncated(stats.MSER5(xs))) {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				t.Fatalf("%v of %v", x, xs)
			}
		}
		if s.N > 0 && !(s.Min <= s.Center && s.Center <= s.Max) {
			t.Fatalf("%+v", s)
		}
	})
}

func truncated(truncate int, _ bool) float64 { return float64(truncate) }
