package runner

import (
	"math"

	"runexp/config"
)

// This file says which levels a search may try. They lie on a grid, so that a
// level that is tried again is the same point, and so that points can be numbered
// before anybody knows which of them will be tried.

// Rates are whole thousandths per hour, as files write them.
const (
	perHour   = 1000
	perMinute = 60 * perHour
	perSecond = 60 * perMinute
)

// Level is the level that is tried where x is asked for: a whole number of slots,
// or a rate on a grid of between a hundredth and a thousandth of From. It is never
// beyond From and To.
func (s *Search) Level(x float64) float64 {
	_, value := s.grid(x)
	if s.Find == "rate" {
		return value.PerSecond()
	}
	return float64(value.Int())
}

// grid is the place of x on the grid, from 1, and the level there. What is no number
// counts as From.
func (s *Search) grid(x float64) (int64, config.Value) {
	from, to, step := s.bounds()
	ticks := int64(math.Round(min(x, s.To) * s.scale()))
	ticks = min(max(ticks, from), to)
	place := (ticks + step/2) / step
	ticks = min(max(place*step, from), to)
	if s.Find == "rate" {
		return place, config.RateValue(ticks)
	}
	return place, config.IntValue(int(ticks))
}

// scale is how many ticks make one of the field's unit.
func (s *Search) scale() float64 {
	if s.Find == "rate" {
		return perSecond
	}
	return 1
}

// bounds are From and To in ticks, and the grid's step. That of a rate is decimal
// in the unit in which both bounds are written best.
func (s *Search) bounds() (from, to, step int64) {
	from = int64(math.Round(s.From * s.scale()))
	to = int64(math.Round(s.To * s.scale()))
	if s.Find != "rate" {
		return from, to, 1
	}
	step = perHour / 1000
	for _, unit := range []int64{perSecond, perMinute} {
		if finest := unit / 1000; from%finest == 0 && to%finest == 0 {
			step = finest
			break
		}
	}
	for step <= from/1000 {
		step *= 10
	}
	return from, to, step
}

// stride is what the numbers of a stem's points are counted from: a power of ten
// above the last place on the grid.
func (s *Search) stride() int {
	last, _ := s.grid(s.To)
	stride := 10
	for int64(stride) <= last {
		stride *= 10
	}
	return stride
}

// levels is how many levels are tried at one stem, at most.
func (s *Search) levels() int {
	first, _ := s.grid(s.From)
	last, _ := s.grid(s.To)
	return int(min(int64(s.Trials), last-first+1))
}
