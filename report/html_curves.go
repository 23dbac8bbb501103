package report

import (
	"math"
	"slices"
	"strings"

	"runexp/judge"
	"runexp/report/html"
	"runexp/stats"
)

// This file makes the charts of numbers against the load.

// throughputChart is throughput against the load, or by cell where no load is swept.
func (v *view) throughputChart(s *sweep) *html.Chart {
	if s.load == "" {
		return v.throughputRows(s)
	}
	var g html.Group
	var ideals, models []html.Series
	for i, c := range s.curves {
		line := html.Series{Name: c.name, Role: html.Line, Color: i}
		for _, cell := range c.cells {
			if cell.Throughput.N > 0 && cell.OK > 0 {
				line.Points = append(line.Points, pointOf(loadOf(cell, s.load), cell.Throughput))
			}
		}
		if len(line.Points) == 0 {
			continue
		}
		g.Series = append(g.Series, line)
		if ideal := linearIdeal(&c, s.load, i); ideal != nil {
			ideals = append(ideals, *ideal)
		}
		models = append(models, modelOf(&c, i)...)
		g.Bands = append(g.Bands, bandsOf(&c, i, len(s.curves) > 1)...)
	}
	if len(g.Series) == 0 {
		return nil
	}
	note := throughputNote(len(ideals) > 0, len(models) > 0, len(g.Bands) > 0)
	g.Series = slices.Concat(models, ideals, g.Series)
	return &html.Chart{
		ID: "throughput", Title: "Throughput against " + clean(s.load), Note: note + s.leftOutNote(),
		Drawing: html.Drawing{Kind: html.XY, X: s.loadAxis(), Y: html.Axis{Label: "requests", Unit: "/s", Log: steep(g.Series), Either: true}, Groups: []html.Group{g}, Direct: len(s.curves) > 1},
		Table:   s.pivot("Requests per second", func(c *judge.Cell) string { return withHalf(center(c.Throughput, tiered), halfOf(c.Throughput)) }),
	}
}

// throughputNote says what a chart of throughput shows.
func throughputNote(ideals, models, bands bool) string {
	note := "Successful requests per second, with 95 % intervals where there are repeats."
	if ideals {
		note += " Dashed: as many as there would be if every slot were always served at once."
	}
	if models {
		note += " Broad: the model that fits best."
	}
	if bands {
		note += " Shaded: where more load stops to pay, with its interval."
	}
	return note
}

// steep reports whether measured lines reach so far that the small numbers would lie
// on the axis.
func steep(all []html.Series) bool {
	var ys []float64
	for i := range all {
		if all[i].Role.Measured() {
			for _, p := range all[i].Points {
				ys = append(ys, p[1])
			}
		}
	}
	return ratioOf(ys) > 12
}

// withHalf puts the half width of an interval beside a number.
func withHalf(number, half string) string {
	if number == "" || half == "" {
		return number
	}
	return number + " ±" + half
}

// pointOf is a point of a curve, with its interval where it has one.
func pointOf(x float64, y stats.Summary) html.Numbers {
	if y.N < 2 || y.Half <= 0 || y.Half > mostHalf {
		return html.Numbers{x, y.Center}
	}
	return html.Numbers{x, y.Center, y.Center / (1 + y.Half), y.Center * (1 + y.Half)}
}

// linearIdeal is the throughput if the server served any number of slots as it serves
// one; for an open loop, if it kept the rate.
func linearIdeal(c *curve, load string, color int) *html.Series {
	first, last := c.cells[0], c.cells[len(c.cells)-1]
	from, to := loadOf(first, load), loadOf(last, load)
	slope := 0.0
	switch l := &first.Spec.Load; {
	case load == "rate":
		slope = 1
	case first.Service > 0:
		slope = 1 / (first.Service + l.ThinkTime).Seconds()
	case from == 1 && first.OK > 0:
		slope = first.Throughput.Center
	}
	if slope <= 0 || from == to {
		return nil
	}
	s := &html.Series{Name: "linear ideal", Role: html.Ideal, Color: color}
	for _, x := range loadsAlong(from, to, c, load) {
		s.Points = append(s.Points, html.Numbers{x, slope * x})
	}
	return s
}

// loadsAlong are the loads of a curve and some between them.
func loadsAlong(from, to float64, c *curve, load string) []float64 {
	const steps = 32
	var xs []float64
	for i := range steps + 1 {
		xs = append(xs, from*math.Pow(to/from, float64(i)/steps))
	}
	for _, cell := range c.cells {
		xs = append(xs, loadOf(cell, load))
	}
	slices.Sort(xs)
	return slices.CompactFunc(xs, func(a, b float64) bool { return math.Abs(a-b) < 1e-9*b })
}

// modelOf is the law of scalability that fits a curve best.
func modelOf(c *curve, color int) []html.Series {
	if c.model == nil || !(c.model.Shape.Best.Lambda > 0) || c.model.Shape.Shape == stats.ShapeNone {
		return nil
	}
	fit := &c.model.Shape.Best
	s := html.Series{Name: "model (" + fit.Kind.String() + ")", Role: html.Model, Color: color}
	from, to := loadOf(c.cells[0], c.model.Load), loadOf(c.cells[len(c.cells)-1], c.model.Load)
	if from <= 0 || from == to {
		return nil
	}
	for _, x := range loadsAlong(from, to, c, c.model.Load) {
		s.Points = append(s.Points, html.Numbers{x, fit.At(x)})
	}
	return []html.Series{s}
}

// bandsOf is where throughput no longer rises.
func bandsOf(c *curve, color int, named bool) []html.Band {
	if c.model == nil {
		return nil
	}
	shape := &c.model.Shape
	word := map[stats.Shape]string{stats.ShapePeak: "peak", stats.ShapeSaturated: "knee"}[shape.Shape]
	if word == "" || !(shape.At > 0) {
		return nil
	}
	text := word + " " + levelText(shape.At)
	if lo, hi := levelText(shape.Lo), levelText(shape.Hi); lo != hi {
		text += " (" + lo + " to " + hi + ")"
	}
	if named {
		text = cut(c.name, 12, "…") + ": " + text
	}
	return []html.Band{{At: shape.At, Lo: shape.Lo, Hi: shape.Hi, Color: color, Text: text}}
}

// throughputRows is throughput by cell.
func (v *view) throughputRows(s *sweep) *html.Chart {
	series := html.Series{Name: "requests/s", Role: html.Dots}
	var rows []string
	for _, c := range s.cells {
		if c.OK > 0 && c.Throughput.N > 0 {
			series.Points = append(series.Points, rowPoint(c.Throughput, len(rows)))
			rows = append(rows, v.rowName(c))
		}
	}
	if len(rows) < 2 {
		return nil
	}
	return &html.Chart{
		ID: "throughput", Title: "Throughput", Note: "Successful requests per second, with 95 % intervals where there are repeats." + s.leftOutNote(), Instead: inResults,
		Drawing: html.Drawing{Kind: html.Rows, X: html.Axis{Label: "requests", Unit: "/s", Log: ratioOf(firsts(series.Points)) > 12, Either: true}, Groups: []html.Group{{Series: []html.Series{series}, Rows: rows}}},
	}
}

func firsts(points []html.Numbers) []float64 {
	return mappedNumbers(points, func(p html.Numbers) float64 { return p[0] })
}

func mappedNumbers[T any](all []T, number func(T) float64) []float64 {
	xs := make([]float64, len(all))
	for i := range all {
		xs[i] = number(all[i])
	}
	return xs
}

func rowPoint(x stats.Summary, row int) html.Numbers {
	p := pointOf(float64(row), x)
	p[0], p[1] = p[1], p[0]
	return p
}

// rowName names a cell by its swept fields, by their values alone where that tells
// enough.
func (v *view) rowName(c *judge.Cell) string {
	if len(v.swept) == 0 {
		return clean(v.Plan.Name)
	}
	words := make([]string, len(v.swept))
	for i, f := range v.swept {
		words[i] = clean(f.Name) + " " + cut(valueOf(c, f), fairLabel*2, "…")
	}
	return strings.Join(words, ", ")
}
