package report

import (
	"runexp/judge"
	"runexp/report/html"
	"runexp/stats"
)

// sideFact is something to know of each run of a comparison.
type sideFact struct {
	name string
	text func(i int, s *judge.Side) string
	// alike says that the runs can be compared well only where it is the same.
	alike bool
}

// sideSection is the runs side by side.
func (v *contrastView) sideSection() *html.Section {
	t := html.Table{Caption: "The runs", Columns: []html.Column{{Heading: "of", Label: true}}}
	for i := range v.sides {
		t.Columns = append(t.Columns, html.Column{Heading: letter(i)})
	}
	for _, f := range v.sideFacts() {
		if row := v.sideRow(&f); row != nil {
			t.Rows = append(t.Rows, row)
		}
	}
	return &html.Section{ID: "run", Title: "The runs side by side", Tables: []html.Table{t}}
}

// sideRow is a fact of all runs; nil where nothing is known of any.
func (v *contrastView) sideRow(f *sideFact) []html.Cell {
	cells := []html.Cell{{Text: f.name}}
	known := false
	first := f.text(0, v.sides[0])
	for i, s := range v.sides {
		text := f.text(i, s)
		known = known || text != ""
		if f.alike && text != first {
			cells[0].Tone = html.Doubt
		}
		cells = append(cells, html.Cell{Text: text})
	}
	if !known {
		return nil
	}
	return cells
}

// sideFacts are what is told of each run.
func (v *contrastView) sideFacts() []sideFact {
	return []sideFact{
		{name: "Run", text: func(_ int, s *judge.Side) string { return cut(clean(s.Name), longestCause, "…") }},
		{name: "Experiment", text: func(_ int, s *judge.Side) string {
			if s.Plan == nil {
				return ""
			}
			return cut(clean(s.Plan.Name), longestCause, "…")
		}},
		{name: "Measured", text: func(_ int, s *judge.Side) string { return moment(s.Taken) }},
		{name: "Commit", text: func(_ int, s *judge.Side) string { return cut(clean(s.Commit), longestValue, "…") }},
		{name: "Size", text: func(i int, _ *judge.Side) string {
			return plural(len(v.measured(i)), "point") + ", " + plural(v.repeats(i), "repeat")
		}},
		{name: "In doubt", text: func(i int, _ *judge.Side) string { return plural(doubtfulCells(v.measured(i)), "cell") }},
		{name: "Typical noise", text: func(i int, _ *judge.Side) string { return noiseText(v.measured(i)) }},
		{name: "Machine", text: func(_ int, s *judge.Side) string { return machineText(&s.Machine) }, alike: true},
		{name: "Built with", text: func(_ int, s *judge.Side) string { return buildText(&s.Build) }, alike: true},
	}
}

func doubtfulCells(cells []*judge.Cell) (n int) {
	for _, c := range cells {
		if c.Verdict.Level != judge.OK {
			n++
		}
	}
	return n
}

// noiseOf is by how much repeats of the same differ, typically; false where nothing
// was repeated.
func noiseOf(cells []*judge.Cell) (float64, bool) {
	var all []float64
	for _, c := range cells {
		if c.Throughput.N > 1 {
			all = append(all, c.Throughput.CV)
		}
	}
	return stats.Summarize(all).Median, len(all) > 0
}

func noiseText(cells []*judge.Cell) string {
	noise, ok := noiseOf(cells)
	if !ok {
		return ""
	}
	return tenths(100*noise) + " %"
}
