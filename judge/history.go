package judge

import (
	"fmt"
	"math"
	"time"

	"runexp/config"
	"runexp/stats"
)

// Run is a stored run as a baseline knows it.
type Run struct {
	Name  string
	Taken time.Time
	// Means holds the values of metrics in base units, by the canonical text of the
	// point and the metric's name.
	Means map[string]map[string]float64
}

// RunOf is what a baseline needs of a run: the metrics of its cells that experiment
// files can name. Cells that are invalid or of a named target are left out.
func RunOf(name string, taken time.Time, cells []Cell) Run {
	run := Run{Name: name, Taken: taken, Means: make(map[string]map[string]float64)}
	for i := range cells {
		c := &cells[i]
		if c.Unusable() || c.Target != "" {
			continue
		}
		means := make(map[string]float64)
		for _, metric := range config.Metrics() {
			if e, ok := c.Metric(metric); ok {
				means[metric] = e.Value
			}
		}
		run.Means[c.Point.Key()] = means
	}
	return run
}

// leastRuns is from how many stored runs on they can fail a gate: the spread
// between runs is not known from fewer.
const leastRuns = 8

// drawn is a cell held against the stored runs.
type drawn struct {
	base, value stats.Estimate
	effect      stats.Effect
	// limits are the bounds of the change at which a gate fails and passes, of the
	// confidence that it asks for.
	lower, upper float64
	why          string
	// blind says that there is nothing to compare with.
	blind, invalid bool
}

// against holds a metric of a cell against the stored runs. The change is that
// from their mean, with the interval in which a further run like them would lie
// (a prediction interval on the logarithms). Of a family of m the bound that fails
// is that of m times as small a chance (Bonferroni).
func (e *evidence) against(c *Cell, metric string, family int) drawn {
	var d drawn
	d.effect.P = 1
	if c.Repeats == 0 {
		d.why, d.blind = "no trial of it has run", true
		return d
	}
	if c.Unusable() {
		d.why, d.invalid = c.Verdict.worst(), true
		return d
	}
	var ok bool
	if d.value, ok = c.Metric(metric); !ok {
		if d.why, d.blind = c.scarce(metric), true; d.why == "" {
			d.why = unknown(metric)
		}
		return d
	}
	runs := e.stored(c, metric)
	d.base = stats.LogMean(runs, e.rules.confidence())
	d.effect.N = len(runs)
	switch {
	case len(runs) == 0:
		d.why, d.blind = "no stored run of the baseline has this point", true
		return d
	case d.value.Value == 0 && !higherIsBetter(metric):
		d.none()
	case d.base.N < len(runs) || !(d.value.Value > 0):
		d.why, d.blind = metric+" was 0 in a run: nothing can be held against that", true
		return d
	default:
		d.predict(runs, metric, e.rules.confidence(), family)
	}
	if len(runs) < leastRuns {
		d.why = fmt.Sprintf("%s of the baseline, a gate needs %d", count(len(runs), "stored run"), leastRuns)
	}
	return d
}

// stored are the values of a metric in the stored runs.
func (e *evidence) stored(c *Cell, metric string) []float64 {
	key := c.Point.Key()
	var values []float64
	for _, run := range e.rules.History {
		if x, ok := run.Means[key][metric]; ok {
			values = append(values, x)
		}
	}
	return values
}

// none is the change to 0 of what had better be small: nothing is less.
func (d *drawn) none() {
	if d.base.Value > 0 {
		d.effect.Change = -math.Log(most)
	}
	d.effect.Lo, d.effect.Hi = d.effect.Change, d.effect.Change
	d.lower, d.upper = d.effect.Lo, d.effect.Hi
}

// predict works the change and its bounds out.
func (d *drawn) predict(runs []float64, metric string, confidence float64, family int) {
	sign := 1.0
	if higherIsBetter(metric) {
		sign = -1
	}
	change := sign * math.Log(d.value.Value/d.base.Value)
	half := func(confidence float64) float64 {
		e := stats.PredictionInterval(runs, confidence)
		return math.Log(e.Hi / e.Value)
	}
	d.effect.Change = change
	d.effect.Lo, d.effect.Hi = change-half(confidence), change+half(confidence)
	// The smallest change seen with a chance of 90 %, at a one-sided 5 %.
	d.effect.MDE = math.Expm1(half(0.90) + half(0.80))
	alpha := 1 - confidence
	d.lower, d.upper = change-half(1-alpha/float64(max(family, 1))), d.effect.Hi
}

// historical tests each criterion at each cell against the stored runs.
func (e *evidence) historical() []contest {
	g := e.rules.Gate
	var contests []contest
	for i := range g.FailIf {
		for k := range e.cells {
			if e.cells[k].concerns(g.FailIf[i].When) {
				contests = append(contests, contest{criterion: i, Case: Case{Cell: &e.cells[k]}})
			}
		}
	}
	family := len(contests)
	if g.Uncorrected {
		family = 1
	}
	for i := range contests {
		criterion := &g.FailIf[contests[i].criterion]
		contests[i].Case = e.recall(criterion, contests[i].Cell, family)
	}
	return contests
}

// recall rules on a criterion at a cell by the stored runs. They never fail it where
// they are too few, or of another machine.
func (e *evidence) recall(criterion *config.Criterion, cell *Cell, family int) Case {
	d := e.against(cell, criterion.Metric, family)
	c := Case{Cell: cell, Metric: criterion.Metric, Limit: criterion.WorseBy, P: 1, Why: d.why, Blind: d.blind}
	if d.invalid {
		c.Verdict = stats.Invalid
	}
	if d.invalid || d.blind {
		return c
	}
	if criterion.Floor > 0 {
		c.Limit = max(c.Limit, floorShare(criterion.Floor, d.base.Value))
	}
	c.Value = shareOf(d.effect, higherIsBetter(criterion.Metric))
	if d.why != "" {
		return c
	}
	switch limit := math.Log1p(ratio(c.Limit, higherIsBetter(criterion.Metric))); {
	case d.lower > limit && e.rules.Advisory != "":
		c.Why = "beyond the limit, but the gate is advisory: " + e.rules.Advisory
	case d.lower > limit:
		c.Verdict = stats.Fail
	case d.upper < limit:
		c.Verdict = stats.Pass
	default:
		c.Why = "neither a change beyond the limit nor one within it is proven"
	}
	return c
}

// withHistory compares each cell with the stored runs.
func (e *evidence) withHistory() []Comparison {
	var all []Comparison
	for i := range e.cells {
		cell := &e.cells[i]
		for _, metric := range e.metrics() {
			d := e.against(cell, metric, 1)
			c := Comparison{
				Point: cell.Point, Metric: metric, HigherIsBetter: higherIsBetter(metric), Reference: e.rules.Gate.Baseline,
				Base: d.base, Value: d.value, Effect: d.effect, Tolerance: e.tolerance(cell, metric), Why: d.why,
			}
			switch {
			case d.blind || d.invalid:
				c.Word = NotComparable
			case d.why != "":
				c.Word = TooFew
			default:
				c.Word = wordFor(d.effect, c.Tolerance)
			}
			if (c.Word == Worse || c.Word == Better) && e.rules.Advisory != "" {
				c.Word, c.Why = Unclear, "not proven: "+e.rules.Advisory
			}
			all = append(all, c)
		}
	}
	return all
}
