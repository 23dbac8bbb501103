package judge

import (
	"fmt"
	"slices"

	"runexp/config"
	"runexp/stats"
)

// weigher makes the comparisons of a contrast.
type weigher struct {
	*Contrast

	metrics []string
	asked   bool // the metrics were: none of them is passed over silently
	test    stats.MannWhitney
	pairs   []pairing
	// beyond are the p-values of a change beyond the tolerance, by comparison; 1 for
	// those that are not tested.
	beyond []float64
	// scarce counts the pairs that have too few requests for a metric.
	scarce map[string]int
}

// pairing is a point of a candidate with that of the base.
type pairing struct {
	base, value *Cell
	candidate   int // its side
}

func newWeigher(c *Contrast, metrics []string) *weigher {
	w := &weigher{Contrast: c, metrics: metrics, asked: len(metrics) > 0, scarce: make(map[string]int)}
	if !w.asked {
		w.metrics = usualMetrics()
	}
	return w
}

// numbered gives sides names of their own.
func numbered(base string, sides []Side) []Side {
	sides = slices.Clone(sides)
	taken := map[string]bool{base: true}
	for i := range sides {
		name := sides[i].Name
		for n := 2; taken[sides[i].Name]; n++ {
			sides[i].Name = fmt.Sprintf("%s (%d)", name, n)
		}
		taken[sides[i].Name] = true
	}
	return sides
}

// weigh compares the points that both sides of a pair have measured.
func (w *weigher) weigh() {
	candidates := make([]map[place]*Cell, len(w.Candidates))
	for i := range w.Candidates {
		candidates[i] = measuredCells(&w.Candidates[i])
	}
	for i := range w.Base.Cells {
		cell := &w.Base.Cells[i]
		if cell.Repeats == 0 {
			continue
		}
		at := place{cell.Point.Key(), cell.Target}
		for k := range candidates {
			other, ok := candidates[k][at]
			if !ok {
				w.Missing = append(w.Missing, Missing{Point: cell.Point, Target: cell.Target, In: w.Candidates[k].Name})
				continue
			}
			w.pairs = append(w.pairs, pairing{cell, other, k})
			w.pair(pairing{cell, other, k})
		}
	}
	w.missingInBase()
}

// measuredCells are the cells of a side that have a trial.
func measuredCells(s *Side) map[place]*Cell {
	at := make(map[place]*Cell, len(s.Cells))
	for i := range s.Cells {
		if c := &s.Cells[i]; c.Repeats > 0 {
			at[place{c.Point.Key(), c.Target}] = c
		}
	}
	return at
}

// missingInBase notes the points that only candidates have measured, each once.
func (w *weigher) missingInBase() {
	known := measuredCells(&w.Base)
	for k := range w.Candidates {
		for i := range w.Candidates[k].Cells {
			c := &w.Candidates[k].Cells[i]
			at := place{c.Point.Key(), c.Target}
			if c.Repeats == 0 || known[at] != nil {
				continue
			}
			known[at] = c
			w.Missing = append(w.Missing, Missing{Point: c.Point, Target: c.Target, In: w.Base.Name})
		}
	}
}

// pair compares two cells in all metrics.
func (w *weigher) pair(p pairing) {
	for _, metric := range w.metrics {
		if !w.asked && (p.base.scarce(metric) != "" || p.value.scarce(metric) != "") {
			w.scarce[metric]++
			continue
		}
		c, beyond := w.compare(p, metric)
		w.Comparisons = append(w.Comparisons, c)
		w.beyond = append(w.beyond, beyond)
	}
}

// compare compares two cells in a metric. It returns the p-value of a change beyond
// the tolerance too.
func (w *weigher) compare(p pairing, metric string) (c Comparison, beyond float64) {
	names := [2]string{w.Base.Name, w.Candidates[p.candidate].Name}
	c = Comparison{
		Point: p.base.Point, Metric: metric, Reference: names[0], Candidate: names[1], Target: p.base.Target,
		HigherIsBetter: higherIsBetter(metric), Tolerance: tolerated, Effect: stats.Effect{P: 1}, Adjusted: 1,
	}
	if w.Tolerance > 0 {
		c.Tolerance = w.Tolerance
	}
	base, inBase := p.base.Metric(metric)
	value, inValue := p.value.Metric(metric)
	c.Base, c.Value = base, value
	c.Why = incomparable([2]*Cell{p.base, p.value}, names, metric, config.DefaultChecks().Errors)
	for _, cell := range []*Cell{p.base, p.value} {
		if c.Why == "" {
			c.Why = cell.scarce(metric)
		}
	}
	if c.Why == "" && (!inBase || !inValue) {
		c.Why = unknown(metric)
	}
	if c.Why != "" {
		c.Word = NotComparable
		return c, 1
	}
	return c, w.judge(&c, p)
}

// judge tests a comparison.
func (w *weigher) judge(c *Comparison, p pairing) (beyond float64) {
	s := &stats.Samples{Base: p.base.compared(c.Metric), Candidate: p.value.compared(c.Metric), HigherIsBetter: c.HigherIsBetter}
	effect, err := w.test.Compare(s, w.Confidence)
	beyond = 1
	switch {
	case err != nil || !(effect.Change > 0) || effect.P > 1-w.Confidence: // more than no change is not to be proven
	case w.Tolerance == 0:
		beyond = effect.P
	default:
		beyond, err = w.test.WorseThan(s, ratio(w.Tolerance, c.HigherIsBetter))
		beyond *= 2
	}
	if err != nil {
		c.Word, c.Why = refusedApart(err)
		c.Effect.N = min(len(s.Base), len(s.Candidate))
		return 1
	}
	c.Effect = effect
	return beyond
}

// compared is a metric of the cell's valid trials as comparisons take it.
func (c *Cell) compared(metric string) []float64 {
	xs := make([]float64, 0, len(c.valid))
	for _, r := range c.valid {
		if x, ok := c.comparable(r, metric); ok {
			xs = append(xs, x)
		}
	}
	return xs
}

// settle says what the comparisons come to, all of them together.
func (w *weigher) settle() {
	var ps, beyond []float64
	for i := range w.Comparisons {
		if c := &w.Comparisons[i]; c.tested() {
			ps, beyond = append(ps, c.Effect.P), append(beyond, w.beyond[i])
		}
	}
	adjusted, beyond := stats.Holm(ps), stats.Holm(beyond)
	family, alpha := len(ps), 1-w.Confidence
	for i := range w.Comparisons {
		c := &w.Comparisons[i]
		if !c.tested() {
			continue
		}
		c.Adjusted, adjusted = adjusted[0], adjusted[1:]
		c.word(family, alpha)
		c.Regression = c.Word == Worse && beyond[0] <= alpha
		beyond = beyond[1:]
	}
}

// tested reports whether a comparison of a contrast has an effect. All that have are
// unclear until they are settled.
func (c *Comparison) tested() bool { return c.Word == Unclear }

// word finds what a comparison comes to among so many.
func (c *Comparison) word(family int, alpha float64) {
	e := &c.Effect
	switch {
	case c.Adjusted <= alpha && e.Change > 0:
		c.Word = Worse
	case c.Adjusted <= alpha && e.Change < 0:
		c.Word = Better
	case e.P <= alpha:
		c.Why = fmt.Sprintf("p is %s by itself, and %s among %s", number(e.P), number(c.Adjusted), count(family, "comparison"))
	case e.MDE <= c.Tolerance:
		c.Word = Same
	default:
		c.Why = "neither shown nor ruled out"
	}
}
