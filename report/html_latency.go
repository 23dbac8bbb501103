package report

import (
	"math"
	"slices"
	"time"

	"runexp/judge"
	"runexp/report/html"
	"runexp/stats"
)

// This file makes the charts of latencies.

const milli = float64(time.Millisecond)

// group is cells that are shown together, by name.
type group struct {
	name  string
	cells []*judge.Cell
}

// groups are the curves of a sweep, or all its rows.
func (s *sweep) groups() []group {
	if s.load == "" {
		return []group{{"", s.cells}}
	}
	all := make([]group, len(s.curves))
	for i, c := range s.curves {
		all[i] = group{c.name, c.cells}
	}
	return all
}

// drawnName names a cell within its group.
func (v *view) drawnName(s *sweep, c *judge.Cell) string {
	if s.load == "" {
		return v.rowName(c)
	}
	return loadText(clean(s.load), loadOf(c, s.load))
}

// percentilesDrawn are the percentiles that a chart against the load shows.
func percentilesDrawn() []string { return []string{"p50", "p90", "p99", "p999"} }

// percentilesChart is latency percentiles against the load, or by cell.
func (v *view) percentilesChart(s *sweep) *html.Chart {
	if s.load == "" {
		return v.percentileRows(s)
	}
	d := html.Drawing{Kind: html.XY, X: s.loadAxis(), Y: html.Axis{Label: "latency", Unit: "ms", Log: true, Either: true}, Pick: s.by, Direct: true}
	for i := range s.curves {
		g := percentileGroup(&s.curves[i], s.load)
		if slices.ContainsFunc(g.Series, func(l html.Series) bool { return len(l.Points) > 1 }) {
			d.Groups = append(d.Groups, g)
		}
	}
	if len(d.Groups) == 0 {
		return nil
	}
	return &html.Chart{ID: "percentiles", Title: "Latency against " + clean(s.load), Note: v.timed() + " A percentile is drawn where ten requests or more lie beyond it." + s.leftOutNote(), Drawing: d, Instead: inResults}
}

// percentileGroup is the percentiles of a curve.
func percentileGroup(c *curve, load string) html.Group {
	g := html.Group{Name: c.name}
	for i, name := range percentilesDrawn() {
		line := html.Series{Name: name, Role: html.Line, Color: i}
		for _, cell := range c.cells {
			if e, ok := cell.Quantiles[name]; ok && e.Value > 0 {
				line.Points = append(line.Points, estimated(loadOf(cell, load), e))
			}
		}
		if len(line.Points) > 0 {
			g.Series = append(g.Series, line)
		}
	}
	return g
}

// timed says from when latencies count.
func (v *view) timed() string {
	if v.loops() == openLoop {
		return "Of successful requests, from the planned start on."
	}
	return "Of successful requests."
}

// estimated is a point with an estimate of nanoseconds, in milliseconds.
func estimated(x float64, e stats.Estimate) html.Numbers {
	if e.N < 2 || !(e.Hi > e.Lo) || e.Lo <= 0 || e.Hi > e.Value*(1+mostHalf) {
		return html.Numbers{x, e.Value / milli}
	}
	return html.Numbers{x, e.Value / milli, e.Lo / milli, e.Hi / milli}
}

// percentileRows is percentiles by cell.
func (v *view) percentileRows(s *sweep) *html.Chart {
	g := html.Group{Rows: mapped(s.cells, v.rowName)}
	for i, name := range percentilesDrawn()[:3] {
		series := html.Series{Name: name, Role: html.Dots, Color: i}
		for row, c := range s.cells {
			if e, ok := c.Quantiles[name]; ok && e.Value > 0 {
				p := estimated(float64(row), e)
				p[0], p[1] = p[1], p[0]
				series.Points = append(series.Points, p)
			}
		}
		if len(series.Points) > 0 {
			g.Series = append(g.Series, series)
		}
	}
	if len(s.cells) < 2 || len(g.Series) == 0 {
		return nil
	}
	return &html.Chart{
		ID: "percentiles", Title: "Latency percentiles", Note: v.timed() + s.leftOutNote(), Instead: inResults,
		Drawing: html.Drawing{Kind: html.Rows, X: html.Axis{Label: "latency", Unit: "ms", Log: true, Either: true}, Groups: []html.Group{g}},
	}
}

// curveChart is latency by percentile: the tail drawn out.
func (v *view) curveChart(s *sweep) *html.Chart {
	d := html.Drawing{Kind: html.XY, X: html.Axis{Label: "percentile", Tail: true, Log: true}, Y: html.Axis{Label: "latency", Unit: "ms", Log: true, Either: true}, Pick: s.by, Direct: true}
	for _, g := range s.groups() {
		var drawn, tails []html.Series
		cells := slices.DeleteFunc(slices.Clone(g.cells), func(c *judge.Cell) bool { return c.OK == 0 })
		for i, c := range evenly(cells, 6) {
			line, tail := percentileCurve(c)
			line.Name = v.drawnName(s, c)
			if s.load != "" {
				line.Name = levelText(loadOf(c, s.load))
			}
			line.Color, tail.Color, tail.Name = i, i, line.Name
			drawn = append(drawn, line)
			if len(tail.Points) > 1 {
				tails = append(tails, tail)
			}
		}
		if len(drawn) > 0 {
			d.Groups = append(d.Groups, html.Group{Name: g.name, Series: slices.Concat(tails, drawn)})
		}
	}
	if len(d.Groups) == 0 {
		return nil
	}
	note := "How slow the slowest are: each step to the right is ten times rarer. Dotted where fewer than ten requests lie beyond."
	if s.load != "" {
		note += " One line per " + clean(s.load) + ", six at most."
	}
	return &html.Chart{ID: "curve", Title: "Latency by percentile", Note: note, Drawing: d, Instead: "The table of results has p50 to p99.9; the embedded result has the whole histograms."}
}

// percentileCurve is the latencies of a cell by percentile, up to the one with ten
// requests beyond, and from there to the maximum.
func percentileCurve(c *judge.Cell) (line, tail html.Series) {
	line.Role, tail.Role = html.Line, html.Tail
	n := float64(c.Latency.Count())
	const perDecade = 8
	for i := 0; ; i++ {
		x := math.Pow(10, float64(i)/perDecade)
		beyond := n / x
		if beyond < 1 {
			break
		}
		p := html.Numbers{x, float64(c.Latency.Quantile(1-1/x)) / milli}
		if beyond >= 10 || i == 0 {
			line.Points = append(line.Points, p)
			tail.Points = []html.Numbers{p}
		} else {
			tail.Points = append(tail.Points, p)
		}
	}
	if n > 1 {
		tail.Points = append(tail.Points, html.Numbers{n, float64(c.Latency.Max()) / milli})
	}
	return line, tail
}

const (
	// mostStrips is how many strips one group has, stripClasses into how many classes
	// latencies are put, stripShares how finely a strip is looked at.
	mostStrips   = 24
	stripClasses = 60
	stripShares  = 250
)

// stripsChart is how latencies are spread, a strip per cell.
func (v *view) stripsChart(s *sweep) *html.Chart {
	d := html.Drawing{Kind: html.Strips, X: html.Axis{Label: "latency", Unit: "ms", Log: true}, Pick: s.by}
	for _, g := range s.groups() {
		if drawn := v.strips(s, g); len(drawn.Rows) > 0 {
			d.Groups = append(d.Groups, drawn)
		}
	}
	if len(d.Groups) == 0 {
		return nil
	}
	return &html.Chart{
		ID: "strips", Title: "How latencies are spread", Wide: true, Drawing: d,
		Note:    "A strip per cell; the darker, the larger the share of requests that took so long. The ends are the fastest and the slowest request." + s.leftOutNote(),
		Instead: "The table of results has percentiles; the embedded result has the whole histograms.",
	}
}

// strips are those of a group, in classes of their own.
func (v *view) strips(s *sweep, g group) html.Group {
	cells := evenly(slices.DeleteFunc(slices.Clone(g.cells), func(c *judge.Cell) bool { return c.OK == 0 }), mostStrips)
	var lo, hi time.Duration
	for _, c := range cells {
		if least := max(c.Latency.Min(), time.Microsecond); lo == 0 || least < lo {
			lo = least
		}
		hi = max(hi, c.Latency.Max())
	}
	drawn := html.Group{Name: g.name, Series: []html.Series{{Name: "share of requests", Role: html.Tiles}}, Edges: edges(float64(lo)/milli, float64(hi)/milli)}
	for row, c := range cells {
		drawn.Rows = append(drawn.Rows, v.drawnName(s, c))
		drawn.Series[0].Points = append(drawn.Series[0].Points, strip(c.Latency, drawn.Edges, row)...)
	}
	return drawn
}

// edges are the borders of classes that are equally wide on a logarithmic scale, and
// hold both ends.
func edges(lo, hi float64) html.Numbers {
	lo, hi = lo*0.999, hi*1.001
	all := make(html.Numbers, stripClasses+1)
	for i := range all {
		all[i] = lo * math.Pow(hi/lo, float64(i)/stripClasses)
	}
	return all
}

// strip is the share of latencies in each class, in per cent. The extremes are there
// even where they are too few to count.
func strip(h *stats.Histogram, edges html.Numbers, row int) []html.Numbers {
	shares := make([]float64, stripClasses)
	class := func(d time.Duration) int {
		i, _ := slices.BinarySearch(edges, float64(d)/milli)
		return min(max(i-1, 0), stripClasses-1)
	}
	n := int(min(h.Count(), stripShares))
	for i := range n {
		shares[class(h.Quantile((float64(i)+0.5)/float64(n)))] += 100 / float64(n)
	}
	for _, end := range []time.Duration{h.Min(), h.Max()} {
		if k := class(end); shares[k] == 0 {
			shares[k] = 100 / float64(h.Count())
		}
	}
	var points []html.Numbers
	for k, share := range shares {
		if share > 0 {
			points = append(points, html.Numbers{float64(k), float64(row), share})
		}
	}
	return points
}
