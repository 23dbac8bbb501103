package judge

import (
	"math"

	"runexp/config"
	"runexp/stats"
)

// contest is a gate's criterion at one cell, on its way to a verdict.
type contest struct {
	criterion int // in FailIf
	Case

	// worse and within are the p-values at the limit; tested says that there are
	// such.
	worse, within float64
	tested        bool
}

// gate rules on each criterion of the gate. A family of criteria and cells fails by
// p-values that are corrected by Holm's method; it passes by those that are not,
// since all of them have to (an intersection-union test).
func (e *evidence) gate() []Ruling {
	g := e.rules.Gate
	if g == nil {
		return nil
	}
	var contests []contest
	if len(e.plan.Targets) > 0 {
		contests = e.contests()
		e.settle(contests)
	} else {
		contests = e.historical()
	}
	rulings := make([]Ruling, len(g.FailIf))
	for i := range g.FailIf {
		rulings[i] = Ruling{Kind: "gate", At: g.FailIf[i].At, Text: demanded(&g.FailIf[i])}
	}
	for _, c := range contests {
		r := &rulings[c.criterion]
		r.Cases = append(r.Cases, c.Case)
	}
	for i := range rulings {
		rulings[i].sum()
	}
	return rulings
}

// demanded is a criterion as it is written, such as "p99 worse_by 10% floor 5ms".
func demanded(c *config.Criterion) string {
	text := c.Metric + " worse_by " + asWritten("error_rate", c.WorseBy)
	if c.Floor > 0 {
		text += " floor " + asWritten(c.Metric, c.Floor)
	}
	if c.When != nil {
		text += " when " + c.When.Source
	}
	return text
}

// contests tests each criterion at each pair that it is about.
func (e *evidence) contests() []contest {
	var contests []contest
	for i := range e.rules.Gate.FailIf {
		criterion := &e.rules.Gate.FailIf[i]
		for _, pair := range e.pairs() {
			if pair[1].concerns(criterion.When) {
				c := e.contest(criterion, pair[0], pair[1])
				c.criterion = i
				contests = append(contests, c)
			}
		}
	}
	return contests
}

// contest tests a criterion on a pair of cells.
func (e *evidence) contest(criterion *config.Criterion, base, candidate *Cell) contest {
	metric := criterion.Metric
	c := contest{Case: Case{Cell: candidate, Metric: metric, Limit: criterion.WorseBy, P: 1}}
	if base.Repeats == 0 || candidate.Repeats == 0 {
		c.Why, c.Blind = e.incomparable(base, candidate, metric), true
		return c
	}
	if c.Why = e.incomparable(base, candidate, metric); c.Why != "" {
		c.Verdict = stats.Invalid
		return c
	}
	for _, side := range []*Cell{base, candidate} {
		if c.Why = side.scarce(metric); c.Why != "" {
			c.Blind = true
			return c
		}
	}
	series, b, k := e.series(metric, base, candidate), e.index(base), e.index(candidate)
	c.raise(criterion, series, b)
	var err error
	by := ratio(c.Limit, series.HigherIsBetter)
	if c.worse, err = series.WorseThan(b, k, by); err == nil {
		c.within, err = series.WithinOf(b, k, by)
	}
	if err != nil {
		c.Verdict = stats.Invalid
		_, c.Why = refusal(err, "a gate")
		return c
	}
	c.tested = true
	e.describe(&c.Case, series, base, candidate)
	return c
}

// raise lifts the limit to what the floor is as a share: a change counts from where
// it is beyond both.
func (c *contest) raise(criterion *config.Criterion, s *stats.Series, base int) {
	if criterion.Floor <= 0 {
		return
	}
	var values []float64
	for _, o := range s.Observations {
		if o.Cell == base {
			values = append(values, o.Value)
		}
	}
	c.Limit = max(c.Limit, floorShare(criterion.Floor, stats.LogMean(values, 0.95).Value))
}

// most is a change that nothing exceeds.
const most = 1e9

// floorShare is an absolute change as a share of the base.
func floorShare(floor, base float64) float64 {
	if !(base > 0) {
		return most
	}
	return min(floor/base, most)
}

// ratio turns a tolerated share into what comparisons count by: the candidate over
// the base, less 1, or, where higher is better, the base over the candidate. A
// throughput that falls by a fifth is that of a base a quarter above it.
func ratio(share float64, higherIsBetter bool) float64 {
	if !higherIsBetter {
		return share
	}
	if share >= 1 {
		return most
	}
	return min(share/(1-share), most)
}

// describe fills in the change with its interval, and how many repeats would
// probably decide.
func (e *evidence) describe(c *Case, s *stats.Series, base, candidate *Cell) {
	effect, err := s.Compare(e.index(base), e.index(candidate), e.rules.confidence())
	if err != nil {
		as := Comparison{HigherIsBetter: s.HigherIsBetter}
		as.Base, _ = base.Metric(c.Metric)
		as.Value, _ = candidate.Metric(c.Metric)
		effect = rough(&as, pairsOf(base, candidate))
	}
	c.Value = shareOf(effect, s.HigherIsBetter)
	if n := stats.RepeatsNeeded(effect.N, effect.MDE, c.Limit); n > effect.N {
		c.Needs = n
	}
}

// shareOf is a change as a share of the base with its interval, positive for the
// worse.
func shareOf(e stats.Effect, higherIsBetter bool) stats.Estimate {
	share := func(x float64) float64 {
		if higherIsBetter {
			return max(-math.Expm1(-x), -most)
		}
		return min(math.Expm1(x), most)
	}
	return stats.Estimate{N: e.N, Value: share(e.Change), Lo: share(e.Lo), Hi: share(e.Hi)}
}

// settle corrects the p-values and gives the verdicts.
func (e *evidence) settle(contests []contest) {
	g := e.rules.Gate
	alpha, err := stats.LookAlpha(max(len(g.Looks), 1), 1-e.rules.confidence())
	var ps []float64
	for _, c := range contests {
		if c.tested {
			ps = append(ps, c.worse)
		}
	}
	if !g.Uncorrected {
		ps = stats.Holm(ps)
	}
	for i := range contests {
		c := &contests[i]
		if !c.tested {
			continue
		}
		c.P, ps = ps[0], ps[1:]
		c.Verdict = stats.GateVerdict(c.P, c.within, alpha)
		if err != nil {
			c.Verdict, c.Why = stats.Invalid, err.Error()
		}
		if c.Verdict != stats.Undecided {
			c.Needs = 0
			continue
		}
		c.Why = "neither a change beyond the limit nor one within it is proven"
	}
}
