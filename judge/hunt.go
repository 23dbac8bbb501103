package judge

import (
	"cmp"
	"math"
	"slices"

	"runexp/config"
	"runexp/runner"
	"runexp/stats"
)

// How a search spends its trials.
const (
	// leastNarrow is how many trials it takes before the interval is believed.
	leastNarrow = 10
	// confirming is how many trials confirm an answer.
	confirming = 5
	// kept is the part of all trials that is kept for the confirmation, twice as
	// many at most as one takes: the first answer may not stand.
	kept = 3
	// widest is how narrow the answer's interval gets where the file does not say.
	widest = 0.05
)

// hunt searches the largest level that keeps a condition, at one stem. It asks for
// one trial after the other and depends on nothing but their results, so that
// the same results lead to the same answer again.
//
// It doubles the level until the condition breaks twice in a row (a single
// violation may be an outlier), goes on where the posterior of the level points to
// until its interval is narrow, and has the level that is safe with 95 % confirmed.
type hunt struct {
	rules    *Rules
	search   *runner.Search
	under    *config.Expression
	maximise string
	// try measures a level; false when there are no more trials to be had.
	try func(level float64) (*runner.Result, bool)

	posterior *stats.Posterior
	rungs     []*rung // rising
	from, to  float64 // the ends of the range, as they can be tried
	trials    int
	cut       bool    // there were no more trials to be had
	broken    bool    // a trial has broken the condition
	limited   float64 // the lowest level that could not be measured; 0 for none
	flaw      string  // why it could not

	safe      float64
	confirmed bool
	ended     string
}

// rung is a level that was measured.
type rung struct {
	level   float64
	all     []*runner.Result
	results []*runner.Result // those that are valid, or had no success
}

// step is what a trial came to.
type step uint8

const (
	held    step = iota // the condition holds
	broke               // it does not
	nothing             // the trial did not run
	blocked             // the client could not measure the level
	over                // there are no more trials
)

func newHunt(r *Rules, s *runner.Search, try func(float64) (*runner.Result, bool)) *hunt {
	h := &hunt{rules: r, search: s, try: try, from: s.Level(s.From), to: s.Level(s.To), posterior: stats.NewPosterior(s.From, s.To)}
	if r.Search != nil {
		h.under, h.maximise = r.Search.Under, r.Search.Maximise
	}
	return h
}

// run searches.
func (h *hunt) run() {
	if h.under == nil {
		h.climb()
		h.pick()
		return
	}
	end := h.ramp()
	if end == broke && h.top() != nil {
		end = h.refine()
	}
	h.conclude(end)
	if h.maximise != "" {
		h.pick()
	}
}

// measure tries a level once.
func (h *hunt) measure(level float64) step {
	if h.trials >= h.search.Trials {
		return over
	}
	result, ok := h.try(level)
	if !ok {
		h.cut = true
		return over
	}
	h.trials++
	if result.Requests == 0 {
		return nothing
	}
	g := h.rung(level)
	g.all = append(g.all, result)
	if verdict := h.rules.Inspect(result); verdict.Level == Invalid && result.OK > 0 {
		if h.limited == 0 || level < h.limited {
			h.limited, h.flaw = level, "invalid at "+h.text(level)+": "+verdict.worst()
			if verdict.Has(ClientLimited) {
				h.flaw = "client-limited at " + h.text(level)
			}
		}
		return blocked
	}
	g.results = append(g.results, result)
	if h.under == nil {
		if result.OK == 0 {
			return broke
		}
		return held
	}
	excess := h.rules.excess(h.under, result)
	h.posterior.Observe(level, max(excess, 2*farBelow))
	if excess > 0 {
		h.broken = true
		return broke
	}
	return held
}

// rung is the record of a level.
func (h *hunt) rung(level float64) *rung {
	i, ok := slices.BinarySearchFunc(h.rungs, level, func(g *rung, x float64) int {
		return cmp.Compare(g.level, x)
	})
	if !ok {
		h.rungs = slices.Insert(h.rungs, i, &rung{level: level})
	}
	return h.rungs[i]
}

// ramp doubles the level from the bottom of the range until the condition is broken
// twice in a row. It is held where it is kept up to the top.
func (h *hunt) ramp() step {
	for level := h.from; ; {
		end := h.measure(level)
		if end == broke {
			end = h.measure(level)
		}
		switch {
		case end == nothing:
			continue
		case end != held || level >= h.to:
			return end
		}
		level = h.double(level)
	}
}

// double is twice a level, within the range.
func (h *hunt) double(level float64) float64 {
	if next := h.search.Level(2 * level); next > level {
		return next
	}
	return h.to
}

// refine tries what the posterior asks for, until its interval is narrow. Trials for
// the confirmation are kept.
func (h *hunt) refine() step {
	for h.trials < h.search.Trials-min(h.search.Trials/kept, 2*confirming) {
		if h.posterior.Trials() >= leastNarrow && h.narrow() {
			break
		}
		if end := h.measure(h.near(h.posterior.Next())); end == over || end == blocked {
			return end
		}
	}
	return broke
}

// narrow reports whether the level is known as well as is asked for: its 90 %
// interval, or, of slots, the whole number.
func (h *hunt) narrow() bool {
	lo, hi := h.posterior.Quantile(0.05), h.posterior.Quantile(0.95)
	if h.search.Find == "concurrency" && math.Floor(lo) == math.Floor(hi) {
		return true
	}
	return math.Sqrt(hi/lo) <= 1+h.precision()
}

func (h *hunt) precision() float64 {
	if h.rules.Search != nil && h.rules.Search.Precision > 0 {
		return h.rules.Search.Precision
	}
	return widest
}

// near is the level to try for x: one that was tried already, where there is one
// as close as half of the precision.
func (h *hunt) near(x float64) float64 {
	level, best := h.search.Level(x), h.precision()/2
	for _, g := range h.rungs {
		if away := math.Abs(math.Log(g.level / x)); away < best {
			level, best = g.level, away
		}
	}
	return level
}

// text writes a level.
func (h *hunt) text(level float64) string { return levelText(h.search.Find, level) }

// levelText writes a level of a field.
func levelText(field string, level float64) string {
	if field == "rate" {
		return number(level) + "/s"
	}
	return number(level)
}
