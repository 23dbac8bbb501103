package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"runexp/judge"
	"runexp/report/html"
	"runexp/stats"
)

// This file makes the charts of comparisons and searches.

// changeCharts are the changes of each metric with their intervals, a row per point.
func changeCharts(all []judge.Comparison, name func(*judge.Comparison) string, tone func(*judge.Comparison) html.Tone) []html.Chart {
	d := html.Drawing{Kind: html.Rows, X: html.Axis{Label: "change", Unit: "%", Zero: true}, Pick: "metric"}
	left := 0
	for _, metric := range distinct(all, func(c *judge.Comparison) string { return c.Metric }) {
		var rows []*judge.Comparison
		for i := range all {
			if c := &all[i]; c.Metric == metric && isTested(c.Word) {
				rows = append(rows, c)
			}
		}
		drawn := mostTelling(rows)
		left += len(rows) - len(drawn)
		if g := changeGroup(drawn, name, tone); len(g.Rows) > 0 {
			g.Name = metricHeading(metric)
			d.Groups = append(d.Groups, g)
		}
	}
	if len(d.Groups) == 0 {
		return nil
	}
	note := "By how much the metric itself changed, with its interval: to the left of zero is less. What is worse depends on the metric: mark and colour say it. Shaded is what is tolerated."
	if left > 0 {
		note += fmt.Sprintf(" %s are not drawn, most of them without a change; the table has all.", plural(left, "row"))
	}
	return []html.Chart{{ID: "changes", Title: "Changes", Note: note, Wide: true, Drawing: d, Instead: "The numbers are in the table below."}}
}

// mostTelling are the rows that are drawn: those with a change come first where there
// are too many, and the order stays.
func mostTelling(rows []*judge.Comparison) []*judge.Comparison {
	if len(rows) <= mostRowsDrawn {
		return rows
	}
	changed := slices.DeleteFunc(slices.Clone(rows), func(c *judge.Comparison) bool { return c.Word == judge.Same })
	if len(changed) >= mostRowsDrawn {
		return evenly(changed, mostRowsDrawn)
	}
	quiet := slices.DeleteFunc(slices.Clone(rows), func(c *judge.Comparison) bool { return c.Word != judge.Same })
	keep := make(map[*judge.Comparison]bool)
	for _, c := range append(changed, evenly(quiet, mostRowsDrawn-len(changed))...) {
		keep[c] = true
	}
	return slices.DeleteFunc(slices.Clone(rows), func(c *judge.Comparison) bool { return !keep[c] })
}

// changeGroup is the changes of one metric.
func changeGroup(rows []*judge.Comparison, name func(*judge.Comparison) string, tone func(*judge.Comparison) html.Tone) html.Group {
	var g html.Group
	series := map[html.Tone]*html.Series{
		html.Good: {Name: "same or better", Role: html.Dots, Tone: html.Good}, html.Bad: {Name: "worse", Role: html.Dots, Tone: html.Bad, Color: 1},
		html.Doubt: {Name: "undecided, or tolerated", Role: html.Dots, Tone: html.Doubt, Color: 2},
	}
	tolerance := 0.0
	for i, c := range rows {
		g.Rows = append(g.Rows, name(c))
		lo, hi := changeOf(c, c.Effect.Lo), changeOf(c, c.Effect.Hi)
		s := series[tone(c)]
		s.Points = append(s.Points, html.Numbers{changeOf(c, c.Effect.Change), float64(i), min(lo, hi), max(lo, hi)})
		s.Texts = append(s.Texts, changeText(c))
		tolerance = max(tolerance, c.Tolerance)
	}
	if tolerance > 0 {
		g.Bands = []html.Band{{Lo: -100 * tolerance, Hi: 100 * tolerance, Text: "tolerated"}}
	}
	for _, t := range []html.Tone{html.Bad, html.Doubt, html.Good} {
		if s := series[t]; len(s.Points) > 0 {
			g.Series = append(g.Series, *s)
		}
	}
	return g
}

// changeText is what a comparison found, in a line.
func changeText(c *judge.Comparison) string {
	u := unitOf(c.Metric)
	return fmt.Sprintf("%s to %s, %s, n=%d", u.text(c.Base.Value), u.prose(c.Value.Value), chance(cmp.Or(c.Adjusted, c.Effect.P)), c.Effect.N)
}

// searchSection is the levels that a search tried.
func (v *view) searchSection() *html.Section {
	blocks := v.searches()
	if len(blocks) == 0 || v.quick() {
		return nil
	}
	s := &html.Section{ID: "searched", Title: "Searched"}
	found := v.found()
	d := html.Drawing{Kind: html.XY, Pick: "search"}
	k := 0
	for i := range found {
		f := &found[i]
		if len(f.Levels) == 0 {
			continue
		}
		s.Tables = append(s.Tables, triedTable(f, &blocks[k]))
		k++
		if g, y, ok := v.triedGroup(f); ok {
			d.X, d.Y = html.Axis{Label: clean(f.Find), Log: true, Either: true}, y
			d.Groups = append(d.Groups, g)
		}
	}
	if len(d.Groups) > 0 {
		s.Charts = []html.Chart{{ID: "levels", Title: "Levels tried", Note: "Each level that was measured, and whether the condition holds there. Shaded: the best guess with its 90 % interval.", Wide: true, Drawing: d, Instead: "The numbers are in the table below."}}
	}
	return s
}

// triedTable is the levels of a search as a table.
func triedTable(f *judge.Found, b *block) html.Table {
	holds := slices.IndexFunc(b.columns, func(c column) bool { return c.heading == "holds" })
	for i := range b.columns {
		if b.columns[i].heading == "answer" {
			b.columns[i].cells = mapped(b.columns[i].cells, func(s string) string { return strings.TrimPrefix(s, "<- ") })
		}
	}
	t := tableOf("", capital(b.caption), b.columns, func(row, col int) html.Tone {
		if col != holds {
			return ""
		}
		return rulingTone(f.Levels[row].Holds)
	})
	t.Notes = append(t.Notes, htmlNotes(b.notes)...)
	return t
}

// triedGroup is the levels of a search, by what the condition asks about first.
func (v *view) triedGroup(f *judge.Found) (html.Group, html.Axis, bool) {
	g := html.Group{Name: settingsText(f.Rest)}
	metric, axis := "throughput", html.Axis{Label: "throughput", Unit: "/s", Log: true, Either: true}
	for _, q := range claimed(f.Under) {
		if q.unit == unitMillis && q.needs > 0 {
			metric, axis = q.name, html.Axis{Label: q.name, Unit: "ms", Log: true, Either: true}
			break
		}
	}
	series := map[html.Tone]*html.Series{
		html.Good: {Name: "holds", Role: html.Dots, Tone: html.Good}, html.Bad: {Name: "does not hold", Role: html.Dots, Tone: html.Bad, Color: 1},
		html.Doubt: {Name: "not certain", Role: html.Dots, Tone: html.Doubt, Color: 2},
	}
	for i := range f.Levels {
		t := &f.Levels[i]
		y, ok := triedValue(t.Cell, metric)
		if !ok {
			continue
		}
		s := series[rulingTone(t.Holds)]
		s.Points = append(s.Points, append(html.Numbers{t.Level}, y...))
		text := plural(t.Trials, "trial")
		if t.Answer {
			text += ", the answer"
		}
		s.Texts = append(s.Texts, text)
	}
	for _, tone := range []html.Tone{html.Good, html.Doubt, html.Bad} {
		if s := series[tone]; len(s.Points) > 0 {
			g.Series = append(g.Series, *s)
		}
	}
	if l := f.Likely; l.Value > 0 {
		g.Bands = append(g.Bands, html.Band{At: l.Value, Lo: l.Lo, Hi: l.Hi, Text: "best guess " + levelText(l.Value)})
	}
	if f.Safe > 0 {
		g.Bands = append(g.Bands, html.Band{At: f.Safe, Lo: f.Safe, Hi: f.Safe, Color: 2, Text: "answer " + levelText(f.Safe)})
	}
	return g, axis, len(g.Series) > 0
}

// triedValue is a metric of a level, with its interval.
func triedValue(c *judge.Cell, metric string) (html.Numbers, bool) {
	if c == nil || c.OK == 0 {
		return nil, false
	}
	if metric == "throughput" {
		return pointOf(0, c.Throughput)[1:], c.Throughput.N > 0
	}
	e, ok := c.Quantiles[metric]
	if !ok {
		e = stats.Estimate{Value: float64(c.Latency.Quantile(quantileOf(metric)))}
	}
	return estimated(0, e)[1:], e.Value > 0
}

// quantileOf is the share that a percentile by name is of.
func quantileOf(name string) float64 {
	return map[string]float64{"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99, "p999": 0.999, "service_p50": 0.5, "service_p99": 0.99}[name]
}
