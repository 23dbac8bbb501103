package judge

import (
	"runexp/config"
	"runexp/stats"
)

// thresholds rules on each threshold, at all cells but those of the reference.
func (e *evidence) thresholds() []Ruling {
	rulings := make([]Ruling, 0, len(e.rules.Thresholds))
	for i := range e.rules.Thresholds {
		t := &e.rules.Thresholds[i]
		r := Ruling{Kind: "threshold", At: t.At, Text: t.Check.Source}
		if t.When != nil {
			r.Text += " when " + t.When.Source
		}
		for k := range e.cells {
			c := &e.cells[k]
			if e.judges(c) && c.concerns(t.When) {
				r.Cases = append(r.Cases, c.rule(t.Check))
			}
		}
		r.sum()
		rulings = append(rulings, r)
	}
	return rulings
}

// judges reports whether thresholds are about a cell.
func (e *evidence) judges(c *Cell) bool { return c.Target == "" || c.Target != e.reference() }

// rule rules on a condition for the cell.
func (c *Cell) rule(check *config.Expression) Case {
	switch {
	case c.Repeats == 0:
		return Case{Cell: c, Why: "no trial of it has run", Blind: true}
	case c.Unusable():
		return Case{Cell: c, Verdict: stats.Invalid, Why: c.Verdict.worst()}
	}
	h := hearing{cell: c, strict: true}
	truth, err := h.decide(check)
	if err != nil {
		return Case{Cell: c, Verdict: stats.Invalid, Why: err.Error()}
	}
	f := h.telling(truth)
	ruled := Case{Cell: c, Verdict: verdictOf(truth), Metric: f.Metric, Value: f.value, Limit: f.Limit, P: 1, Why: f.why}
	if truth == config.Unsure {
		ruled.Needs, ruled.Blind = f.needs, f.blind
		if ruled.Why == "" {
			ruled.Why, ruled.Blind = c.lacking(check), true
		}
	}
	return ruled
}

// lacking says what of a condition is not known in the cell.
func (c *Cell) lacking(check *config.Expression) string {
	for _, metric := range check.Metrics() {
		if scarce := c.scarce(metric); scarce != "" {
			return scarce
		}
		if _, ok := c.Metric(metric); !ok {
			return unknown(metric)
		}
	}
	return "something in it is not known"
}

// verdictOf is the verdict that an answer is.
func verdictOf(t config.Truth) stats.Verdict {
	switch t {
	case config.Yes:
		return stats.Pass
	case config.No:
		return stats.Fail
	case config.Unsure:
	}
	return stats.Undecided
}
