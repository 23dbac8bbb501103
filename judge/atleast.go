package judge

import (
	"runexp/config"
	"runexp/stats"
)

// reached rules on the level that a search has to reach, at each stem.
func (e *evidence) reached(found []Found) []Ruling {
	s := e.rules.Search
	if s == nil || s.AtLeast == nil || e.plan.Search == nil {
		return nil
	}
	wanted := float64(s.AtLeast.Int())
	if s.AtLeast.Kind() == config.Rate {
		wanted = s.AtLeast.PerSecond()
	}
	r := Ruling{Kind: "at_least", At: s.At, Text: "at_least " + s.AtLeast.String()}
	for i := range found {
		r.Cases = append(r.Cases, found[i].reach(wanted, s.Under != nil))
	}
	r.sum()
	return []Ruling{r}
}

// reach rules on one answer. A level that is high enough counts once trials have
// proven it, where there is something to prove; an answer that is too low misses
// the demand, unless the search was kept from going on and may have found more.
func (f *Found) reach(wanted float64, proof bool) Case {
	c := Case{Metric: f.Find, Limit: wanted, P: 1, Why: f.Ended, Value: stats.Estimate{N: f.Trials, Value: f.Safe, Lo: f.Safe, Hi: f.Safe}}
	for _, t := range f.Levels {
		if c.Cell == nil || t.Answer {
			c.Cell = t.Cell
		}
	}
	if f.Likely.N > 0 {
		c.Value.Lo, c.Value.Hi = f.Likely.Lo, f.Likely.Hi
	}
	switch {
	case f.Trials == 0:
		c.Blind, c.Why = true, "no trial has run"
	case f.Safe >= wanted && (f.Confirmed || !proof):
		c.Verdict = stats.Pass
	case f.Safe >= wanted:
		if c.Why == "" {
			c.Why = "not proven"
		}
	case f.open && !(f.Likely.N > 0 && f.Likely.Hi < wanted):
		// It might have been reached.
	default:
		c.Verdict = stats.Fail
	}
	return c
}
