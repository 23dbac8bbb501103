package judge

import (
	"math"
	"slices"

	"runexp/config"
	"runexp/stats"
)

// tolerated is the share of change that does not matter where no gate says so.
const tolerated = 0.05

// comparisons compares each target with the reference, at each point and in each
// metric that matters; without targets each point with the stored runs.
func (e *evidence) comparisons() []Comparison {
	var all []Comparison
	for _, pair := range e.pairs() {
		base, candidate := pair[0], pair[1]
		for _, metric := range e.metrics() {
			scarce := base.scarce(metric) != "" || candidate.scarce(metric) != ""
			if scarce && !e.gated(metric) && base.Repeats > 0 && candidate.Repeats > 0 {
				continue
			}
			all = append(all, e.compare(base, candidate, metric))
		}
	}
	if len(e.plan.Targets) == 0 && e.rules.Gate != nil {
		all = append(all, e.withHistory()...)
	}
	return all
}

// metrics are those that are compared: the gate's, else the usual ones.
func (e *evidence) metrics() []string {
	if e.rules.Gate == nil {
		return usualMetrics()
	}
	var names []string
	for _, c := range e.rules.Gate.FailIf {
		if !slices.Contains(names, c.Metric) {
			names = append(names, c.Metric)
		}
	}
	return names
}

// usualMetrics are compared where nothing else is asked for.
func usualMetrics() []string { return []string{"throughput", "p50", "p99"} }

// gated reports whether the gate has a criterion on a metric.
func (e *evidence) gated(metric string) bool {
	return e.rules.Gate != nil && slices.ContainsFunc(e.rules.Gate.FailIf, func(c config.Criterion) bool { return c.Metric == metric })
}

// tolerance is the share of change of a metric that does not matter in a cell: the
// gate's first criterion on it, else the usual one.
func (e *evidence) tolerance(c *Cell, metric string) float64 {
	if e.rules.Gate != nil {
		for _, criterion := range e.rules.Gate.FailIf {
			if criterion.Metric == metric && c.concerns(criterion.When) {
				return criterion.WorseBy
			}
		}
	}
	return tolerated
}

// compare compares one metric of two cells.
func (e *evidence) compare(base, candidate *Cell, metric string) Comparison {
	c := Comparison{
		Point: candidate.Point, Metric: metric, HigherIsBetter: higherIsBetter(metric), Reference: base.Target, Candidate: candidate.Target,
		Tolerance: e.tolerance(candidate, metric),
	}
	c.Base, _ = base.Metric(metric)
	c.Value, _ = candidate.Metric(metric)
	c.Why = e.incomparable(base, candidate, metric)
	for _, side := range []*Cell{base, candidate} {
		if c.Why == "" {
			c.Why = side.scarce(metric)
		}
	}
	if c.Why != "" {
		c.Word = NotComparable
		return c
	}
	e.test(&c, base, candidate)
	return c
}

// test finds the effect of a comparison, and its word.
func (e *evidence) test(c *Comparison, base, candidate *Cell) {
	effect, err := e.series(c.Metric, base, candidate).Compare(e.index(base), e.index(candidate), e.rules.confidence())
	if err != nil {
		c.Word, c.Why = refusal(err, "a comparison")
		c.Effect = rough(c, pairsOf(base, candidate))
		return
	}
	c.Effect, c.Word = effect, wordFor(effect, c.Tolerance)
}

// wordFor is what an effect comes to.
func wordFor(effect stats.Effect, tolerance float64) Word {
	switch {
	case effect.Lo > 0:
		return Worse
	case effect.Hi < 0:
		return Better
	case effect.MDE <= tolerance:
		return Same
	}
	return Unclear
}

// rough is the change between two values, of which nothing more is known: it has
// no interval and no p-value.
func rough(c *Comparison, n int) stats.Effect {
	if !(c.Base.Value > 0) || !(c.Value.Value > 0) {
		return stats.Effect{N: n, P: 1}
	}
	change := math.Log(c.Value.Value / c.Base.Value)
	if c.HigherIsBetter {
		change = -change
	}
	return stats.Effect{N: n, Change: change, Lo: change, Hi: change, P: 1}
}

// pairsOf is how many blocks hold both cells.
func pairsOf(a, b *Cell) (n int) {
	blocks := make(map[int]bool, len(a.valid))
	for _, r := range a.valid {
		blocks[r.Trial.Block] = true
	}
	for _, r := range b.valid {
		if blocks[r.Trial.Block] {
			n++
		}
	}
	return n
}
