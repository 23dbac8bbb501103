package config

import (
	"math"
	"slices"
)

// quickPerSlot is how many requests a slot gets at most in a quick look.
const quickPerSlot = 5

// Quick cuts the experiment down to a look at whether it works: one repeat,
// the first, middle and last level of each factor, at most five requests per
// slot. A search becomes a factor of the smallest, middle and largest level that it
// may try. Its numbers judge nothing: thresholds and gate are gone.
func (e *Experiment) Quick() {
	e.Repeats = Repetition{Min: 1, Max: 1, Given: true}
	e.PerSlot = quickPerSlot
	e.Warmup = Warmup{}
	e.Thresholds, e.Gate = nil, nil
	if e.Search != nil {
		e.Factors = append(slices.Clone(e.Factors), e.Search.factor())
		e.Search = nil
	}
	for i := range e.Factors {
		levels := e.Factors[i].Levels
		if n := len(levels); n > 3 {
			e.Factors[i].Levels = slices.Clone([]Level{levels[0], levels[n/2], levels[n-1]})
		}
	}
}

// factor is what a quick look takes of a search: its ends, and the level halfway in
// ratio.
func (s *Search) factor() Factor {
	f := Factor{Name: s.Find, At: s.At}
	from, to := float64(s.From.n), float64(s.To.n)
	middle := s.From
	unit := 1.0
	if middle.kind == Rate && middle.n >= perSecond {
		unit = perSecond
	}
	middle.n = int64(math.Round(math.Sqrt(from*to)/unit) * unit)
	for _, v := range []Value{s.From, middle, s.To} {
		if n := len(f.Levels); n == 0 || f.Levels[n-1].Value != v {
			f.Levels = append(f.Levels, Level{Value: v, At: s.At})
		}
	}
	return f
}
