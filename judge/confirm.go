package judge

import (
	"fmt"
	"math"
	"slices"

	"runexp/config"
)

// This file ends a search: with an answer that trials prove, or with what kept it
// from one.

// conclude settles on a level after the search came to an end.
func (h *hunt) conclude(end step) {
	switch end {
	case held:
		h.confirm(h.to)
		if h.safe == h.to {
			h.ended = "holds up to " + h.text(h.safe) + ", the end of the range"
		}
	case blocked:
		h.confirm(h.highest())
	case broke:
		if h.top() == nil {
			h.ended = "does not hold even at " + h.text(h.from)
			return
		}
		h.confirm(h.down(h.posterior.Quantile(0.05)))
	case over, nothing:
		if h.safe = h.highest(); h.broken && h.top() != nil {
			h.safe = h.down(h.posterior.Quantile(0.05))
		}
	}
	switch {
	case h.limited > 0:
		h.ended = h.flaw
	case h.confirmed || h.ended != "":
	case h.cut:
		h.ended = "not finished"
	case h.trials >= h.search.Trials:
		h.ended = fmt.Sprintf("the %s are spent", count(h.trials, "trial"))
	}
}

// top is the highest rung of which a trial held; nil where there is none.
func (h *hunt) top() *rung {
	for _, g := range slices.Backward(h.rungs) {
		if h.limited > 0 && g.level >= h.limited {
			continue
		}
		for _, result := range g.results {
			if h.under == nil || h.rules.excess(h.under, result) <= 0 {
				return g
			}
		}
	}
	return nil
}

// highest is the level of the highest rung that held; 0 where there is none.
func (h *hunt) highest() float64 {
	if g := h.top(); g != nil {
		return g.level
	}
	return 0
}

// down is the level at x or just below it: one that was tried already where there
// is one within the precision, since it needs fewer trials.
func (h *hunt) down(x float64) float64 {
	if h.search.Find == "concurrency" {
		x = math.Floor(x)
	}
	level := h.search.Level(x)
	for _, g := range h.rungs {
		if g.level <= level && g.level >= level/(1+h.precision()/2) && len(g.results) > 0 {
			return g.level
		}
	}
	return level
}

// confirm looks for the level that trials prove to be safe, from a level downwards.
func (h *hunt) confirm(level float64) {
	for share := 0.05; level > 0; share /= 2 {
		h.safe = level
		truth, end := h.prove(level)
		if truth == config.Yes {
			h.confirmed = true
			return
		}
		if truth == config.Unsure && end {
			return
		}
		level = h.below(level, share/2)
	}
	h.safe = 0
	if h.limited == 0 {
		h.ended = "no level is proven to hold, not even " + h.text(h.from)
	}
}

// below is the next level to confirm: that of a smaller quantile of the posterior,
// lower than the last by the precision at least; 0 below the range.
func (h *hunt) below(level, quantile float64) float64 {
	if level <= h.from {
		return 0
	}
	next := level / (1 + h.precision())
	if h.broken {
		next = min(next, h.posterior.Quantile(quantile))
	}
	for lower := h.down(next); ; lower = h.down(next) {
		if lower < level {
			return lower
		}
		next /= 1 + h.precision()
	}
}

// prove runs trials at a level until there are enough to confirm it, or they prove
// that it does not hold. The answer is unsure, and an end, where there are no more
// trials, or where more of them would not tell.
func (h *hunt) prove(level float64) (answer config.Truth, end bool) {
	g := h.rung(level)
	for {
		answer, scarce := h.proven(g)
		switch {
		case answer == config.No:
			return answer, false
		case len(g.results) < confirming:
		case scarce != "":
			h.ended = scarce + " at " + h.text(level)
			return config.Unsure, true
		case answer == config.Yes:
			return answer, false
		default:
			return config.No, false
		}
		switch h.measure(level) {
		case over:
			return answer, true
		case blocked:
			return config.No, false
		case held, broke, nothing:
		}
	}
}

// proven says what the trials of a rung prove, by the one-sided bound of 95 %; scarce
// says that they have too few requests to prove anything.
func (h *hunt) proven(g *rung) (answer config.Truth, scarce string) {
	if len(g.results) < leastForInterval {
		return config.Unsure, ""
	}
	hear := hearing{cell: h.rules.cellOf(g.results), strict: true, typical: true}
	answer, err := hear.decide(h.under)
	if err != nil {
		return config.Unsure, err.Error()
	}
	blind := slices.IndexFunc(hear.heard, func(f finding) bool { return f.blind })
	if answer == config.Unsure && blind >= 0 {
		return answer, hear.heard[blind].why
	}
	return answer, ""
}
