package report

import (
	"slices"

	"runexp/judge"
	"runexp/report/html"
)

// This file makes the chart of elapsed times and their staircase.

// elapsedChart is the elapsed time against the load, and its ideal staircase.
func (v *view) elapsedChart(s *sweep) *html.Chart {
	if s.load != "concurrency" {
		return nil
	}
	var g html.Group
	var ideals []html.Series
	for i, c := range s.curves {
		line := html.Series{Name: c.name, Role: html.Line, Color: i}
		for _, cell := range c.cells {
			if cell.Elapsed.N > 0 && cell.Cut == 0 && !cell.Spec.Load.Open() {
				line.Points = append(line.Points, pointOf(loadOf(cell, s.load), cell.Elapsed))
			}
		}
		if len(line.Points) == 0 {
			continue
		}
		g.Series = append(g.Series, line)
		if ideal := staircase(&c, i); ideal != nil {
			ideals = append(ideals, *ideal)
		}
	}
	if len(g.Series) == 0 {
		return nil
	}
	note := "From the first start to the last byte of all requests of a trial."
	if len(ideals) > 0 {
		note += " Dashed: the ideal, requests / concurrency rounded up, times the service time: it falls in steps."
	}
	log := steep(g.Series)
	g.Series = slices.Concat(ideals, g.Series)
	return &html.Chart{
		ID: "elapsed", Title: "Elapsed time against concurrency", Note: note + s.leftOutNote(),
		Drawing: html.Drawing{Kind: html.XY, X: s.loadAxis(), Y: html.Axis{Label: "elapsed", Unit: "s", Log: log, Either: true}, Groups: []html.Group{g}, Direct: len(s.curves) > 1},
		Table: s.pivot("Elapsed seconds, and how many times the ideal", func(c *judge.Cell) string {
			return elapsed(c) + parenthesised(ratio(c))
		}),
	}
}

// mostStairs is how many steps a staircase has before only some of them are drawn.
const mostStairs = 400

// staircase is the least time that the requests can take, for each concurrency between
// the least and the largest; where that is not the same work at each level, at those
// that were measured.
func staircase(c *curve, color int) *html.Series {
	first := c.cells[0]
	if first.Service <= 0 {
		return nil
	}
	other := func(cell *judge.Cell) bool {
		return cell.Service != first.Service || cell.Spec.Load.Iterations != first.Spec.Load.Iterations
	}
	s := &html.Series{Name: "ideal", Role: html.Step, Color: color}
	if first.Spec.Load.Iterations > 0 && !slices.ContainsFunc(c.cells, other) {
		s.Points = stairs(c)
		return s
	}
	s.Role = html.Ideal
	for _, cell := range c.cells {
		if cell.Ideal.N > 0 {
			s.Points = append(s.Points, html.Numbers{float64(cell.Spec.Load.Concurrency), cell.Ideal.Center})
		}
	}
	if len(s.Points) < 2 {
		return nil
	}
	return s
}

// stairs are the ideals of one piece of work.
func stairs(c *curve) []html.Numbers {
	load, n, service := c.cells[0].Spec.Load, c.cells[0].Spec.Load.Iterations, c.cells[0].Service
	from, to := load.Concurrency, c.cells[len(c.cells)-1].Spec.Load.Concurrency
	measured := make(map[int]bool)
	for _, cell := range c.cells {
		measured[cell.Spec.Load.Concurrency] = true
	}
	step := 1 + (to-from)/mostStairs
	var points []html.Numbers
	for level := from; level <= to; level++ {
		if (level-from)%step == 0 || measured[level] {
			load.Concurrency = level
			points = append(points, html.Numbers{float64(level), load.Ideal(int64(n), service).Seconds()})
		}
	}
	return points
}
