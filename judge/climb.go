package judge

import (
	"cmp"
	"math"
	"slices"

	"runexp/config"
	"runexp/stats"
)

// This file searches the level with the best value of a metric. Sections of a
// noisy curve that is flat on top go wrong: it tries levels over the whole range
// and takes the best of those that were tried.

// How a climb spends its trials.
const (
	// closer is how often it tries the middles beside the best level.
	closer = 2
	// falling is how far below the best a value is when the curve falls, and for
	// how many levels in a row before the rest of the range is left out.
	falling = 0.9
	falls   = 2
)

// climb tries levels over the range, then beside the best, then the best again.
func (h *hunt) climb() {
	h.scale()
	for range closer {
		for _, level := range h.middles() {
			h.measure(level)
		}
	}
	if best := h.best(); best != nil {
		for len(best.results) < leastForInterval && h.measure(best.level) != over {
			best = h.best()
		}
	}
}

// scale doubles the level over the range, until the curve falls.
func (h *hunt) scale() {
	for low, level := 0, h.from; low < falls; level = h.double(level) {
		end := h.measure(level)
		if end == over || end == blocked {
			return
		}
		low++
		if best := h.best(); best == nil || h.worth(h.rung(level)) >= falling*h.worth(best) {
			low = 0
		}
		if level >= h.to {
			return
		}
	}
}

// middles are the levels halfway to the neighbours of the best one.
func (h *hunt) middles() []float64 {
	i := slices.Index(h.rungs, h.best())
	if i < 0 {
		return nil
	}
	var levels []float64
	for _, k := range []int{i - 1, i + 1} {
		if k < 0 || k >= len(h.rungs) || h.limited > 0 && h.rungs[k].level >= h.limited {
			continue
		}
		level := h.search.Level(math.Sqrt(h.rungs[i].level * h.rungs[k].level))
		if !slices.ContainsFunc(h.rungs, func(g *rung) bool { return g.level == level }) {
			levels = append(levels, level)
		}
	}
	return levels
}

// best is the rung with the best value, among those that hold and, under a
// condition, are not above the level that is safe; nil where there is none.
func (h *hunt) best() *rung {
	var good []*rung
	for _, g := range h.rungs {
		if h.worth(g) > 0 && (h.limited == 0 || g.level < h.limited) && (h.under == nil || g.level <= h.safe) {
			good = append(good, g)
		}
	}
	if len(good) == 0 {
		return nil
	}
	return slices.MaxFunc(good, func(a, b *rung) int { return cmp.Compare(h.worth(a), h.worth(b)) })
}

// worth is how good a rung is: the value of the metric, its inverse where less is
// better; 0 where it is not known or the condition does not hold.
func (h *hunt) worth(g *rung) float64 {
	if len(g.results) == 0 {
		return 0
	}
	c := h.rules.cellOf(g.results)
	if h.under != nil && c.holding(h.under) != stats.Pass {
		return 0
	}
	e, ok := c.estimate(h.maximise, oneSided)
	switch {
	case !ok || c.OK == 0:
		return 0
	case higherIsBetter(h.maximise):
		return e.Value
	}
	return 1 / e.Value
}

// pick settles on the best of the levels that were tried. Under a condition its
// trials have to prove that it holds there, as those of the largest level did.
func (h *hunt) pick() {
	best := h.best()
	if best == nil {
		h.safe, h.confirmed = 0, false
		return
	}
	tried := 0
	for _, g := range h.rungs {
		if h.worth(g) > 0 {
			tried++
		}
	}
	what := "tried"
	if h.under != nil {
		what = "tried that hold"
		if best.level != h.safe {
			answer, _ := h.prove(best.level)
			h.confirmed = answer == config.Yes
		}
	}
	h.safe = best.level
	if h.ended != "" {
		h.ended += "; "
	}
	h.ended += "the best " + h.maximise + " of the " + count(tried, "level") + " " + what
}
