package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"runexp/judge"
	"runexp/report/html"
	"runexp/runner"
)

// How much a chart draws before it becomes unreadable.
const (
	mostLinesDrawn = 8
	mostRowsDrawn  = 40
)

// sweep is the cells laid out for charts: along a load, in a curve for each
// combination of the other fields, or where no load is swept, as rows.
type sweep struct {
	// load is the field along the curves; empty for rows.
	load   string
	curves []curve
	// by names the fields that tell curves apart.
	by string
	// gone is how many curves are not drawn.
	gone int
	// cells are the rows that are drawn, and left how many are not.
	cells []*judge.Cell
	left  int
}

// curve is cells that differ in the load alone, in its order.
type curve struct {
	name  string
	cells []*judge.Cell
	// model is what judge says of it; nil for nothing.
	model *judge.Curve
}

// sweep lays the cells out.
func (v *view) sweep() *sweep {
	s := &sweep{load: v.loadField()}
	s.cells = evenly(v.cells, mostRowsDrawn)
	s.left = len(v.cells) - len(s.cells)
	if s.load == "" {
		return s
	}
	var rest []runner.Field
	for _, f := range v.swept {
		if f.Name != s.load && !v.goesAlong(f, s.load) {
			rest = append(rest, f)
		}
	}
	s.by = strings.Join(fieldNames(rest), ", ")
	longest := 0
	for _, cells := range grouped(v.cells, rest) {
		cells = slices.DeleteFunc(slices.Clone(cells), func(c *judge.Cell) bool { return loadOf(c, s.load) <= 0 })
		if len(cells) == 0 {
			continue
		}
		slices.SortStableFunc(cells, func(a, b *judge.Cell) int { return cmp.Compare(loadOf(a, s.load), loadOf(b, s.load)) })
		longest = max(longest, len(cells))
		s.curves = append(s.curves, curve{name: curveName(cells[0], rest), cells: cells, model: v.modelOf(cells[0])})
	}
	if longest < 2 {
		s.load, s.curves = "", nil
		return s
	}
	all := len(s.curves)
	s.curves = evenly(s.curves, mostLinesDrawn)
	s.gone = all - len(s.curves)
	return s
}

// loadField is the load that is swept: the rate, else the concurrency.
func (v *view) loadField() string {
	for _, name := range []string{"rate", "concurrency"} {
		if v.isSwept(name) {
			return name
		}
	}
	return ""
}

// goesAlong reports whether a field says how long a trial is, and follows the load.
func (v *view) goesAlong(f runner.Field, load string) bool {
	if f.Param || f.Name != "iterations" && f.Name != "duration" {
		return false
	}
	return v.follows(f, runner.Field{Name: load})
}

// loadOf is the level of the field along a curve.
func loadOf(c *judge.Cell, load string) float64 {
	switch load {
	case "rate":
		return c.Spec.Load.Rate
	case "concurrency":
		return float64(c.Spec.Load.Concurrency)
	}
	return 0
}

// curveName tells a curve from the others by its values. Those that say nothing by
// themselves come with the names of their fields.
func curveName(c *judge.Cell, rest []runner.Field) string {
	words := make([]string, len(rest))
	for i, f := range rest {
		value := valueOf(c, f)
		words[i] = cut(cmp.Or(value, "none"), fairLabel*2, "…")
		if _, err := strconv.ParseFloat(value, 64); err == nil || value == "true" || value == "false" || value == "" {
			words[i] = cmp.Or(shortField(f.Name), clean(f.Name)) + " " + words[i]
		}
	}
	return cmp.Or(strings.Join(words, ", "), "measured")
}

// modelOf is what judge says of the curve that a cell is on.
func (v *view) modelOf(cell *judge.Cell) *judge.Curve {
	if v.Judgement == nil || v.quick() {
		return nil
	}
	for i := range v.Judgement.Answer.Curves {
		if c := &v.Judgement.Answer.Curves[i]; matches(c, cell) {
			return c
		}
	}
	return nil
}

// matches reports whether a cell has all settings of a curve.
func matches(c *judge.Curve, cell *judge.Cell) bool {
	for _, s := range c.Rest {
		if s.Name == targetField && !s.Param {
			if cell.Target != s.Value {
				return false
			}
			continue
		}
		if value, ok := cell.Point.Value(s.Name); !ok || value != s.Value {
			return false
		}
	}
	return true
}

// leftOutNote says that a chart does not draw all curves or rows.
func (s *sweep) leftOutNote() string {
	switch {
	case s.load != "" && s.gone > 0:
		return fmt.Sprintf(" Drawn are %d of %d lines; the table has all.", len(s.curves), len(s.curves)+s.gone)
	case s.load == "" && s.left > 0:
		return fmt.Sprintf(" Drawn are %d of %d cells; the table has all.", len(s.cells), len(s.cells)+s.left)
	}
	return ""
}

// loadAxis is the axis of the load.
func (s *sweep) loadAxis() html.Axis {
	a := html.Axis{Label: clean(s.load), Whole: s.load == "concurrency", Log: true, Either: true}
	if s.load == "rate" {
		a.Unit = "/s"
	}
	return a
}

// pivot is a table of what a chart of curves draws: a row per load, a column per
// curve.
func (s *sweep) pivot(caption string, text func(*judge.Cell) string) *html.Table {
	t := &html.Table{Caption: caption, Columns: []html.Column{{Heading: clean(s.load), Right: true, Label: true}}}
	var loads []float64
	for _, c := range s.curves {
		t.Columns = append(t.Columns, html.Column{Heading: c.name, Right: true})
		for _, cell := range c.cells {
			loads = append(loads, loadOf(cell, s.load))
		}
	}
	slices.Sort(loads)
	for _, load := range slices.Compact(loads) {
		row := []html.Cell{{Text: levelText(load)}}
		for _, c := range s.curves {
			i := slices.IndexFunc(c.cells, func(cell *judge.Cell) bool { return loadOf(cell, s.load) == load })
			if i < 0 {
				row = append(row, html.Cell{})
				continue
			}
			row = append(row, html.Cell{Text: text(c.cells[i])})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
