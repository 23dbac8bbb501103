package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"runexp/judge"
	"runexp/report/html"
)

// htmlContrast writes a comparison of runs as a document to look at, like [HTML]:
// what it comes to and what not to believe, the changes with their intervals, the
// runs' curves over each other, and their machines side by side.
func htmlContrast(w io.Writer, c *judge.Contrast) error {
	v := newContrastView(c, false)
	p := v.lead()
	changes, err := v.changeSection()
	if err != nil {
		return err
	}
	for _, s := range []*html.Section{v.forestSection(), v.curveSection(), changes, v.sideSection()} {
		if s != nil {
			p.Sections = append(p.Sections, *s)
		}
	}
	return writePage(w, p)
}

// lead is what stands first.
func (v *contrastView) lead() *html.Page {
	names := make([]string, len(v.sides))
	for i, s := range v.sides {
		names[i] = letter(i) + " " + cut(clean(s.Name), longestValue, "…")
	}
	name := strings.Join(names[1:], ", ") + " against " + names[0]
	head, rest, _ := strings.Cut(v.summary(), ": ")
	p := &html.Page{
		Title: name + " · runexp", Kind: "runexp comparison", Name: name, Answer: capital(strings.ReplaceAll(head, "REGRESSION", "regression")),
		Badges: []html.Badge{{Tone: outcomeTone(v.Outcome()), Text: v.Outcome().String()}}, Keys: v.keys(), File: "comparison",
		Warnings: mapped(v.Warnings, func(s string) string { return capital(clean(s)) }),
		About:    "Two or more runs that were made one after the other, at the points that they have in common.",
	}
	if n := countWords(v.rows); v.Outcome() == judge.Failed {
		p.Answer = fmt.Sprintf("Regression: %s of %s worse", prose(int64(n.Worse)), plural(len(v.rows), "comparison"))
	}
	if rest != "" {
		p.More = append(p.More, capital(rest))
	}
	if c := v.worst(); c != nil {
		p.More = append(p.More, fmt.Sprintf("The largest change for the worse: %s at %s, %s", metricHeading(c.Metric), v.placeText(&c.Point, c.Target), v.contrastSentence(c)))
	}
	return p
}

// worst is the comparison that is shown to be worst; nil where none is.
func (v *contrastView) worst() *judge.Comparison {
	var worst *judge.Comparison
	for i := range v.rows {
		if c := &v.rows[i]; c.Word == judge.Worse && (worst == nil || c.Effect.Change > worst.Effect.Change) {
			worst = c
		}
	}
	return worst
}

func (v *contrastView) keys() []html.Key {
	n := countWords(v.rows)
	number := func(name string, count int, tone html.Tone, note string) html.Key {
		if count == 0 {
			tone = ""
		}
		return html.Key{Name: name, Value: prose(int64(count)), Tone: tone, Note: note}
	}
	keys := []html.Key{
		{Name: "Comparisons", Value: prose(int64(len(v.rows))), Note: "points and metrics"},
		number("Worse", n.Worse, html.Bad, "shown, beyond what is tolerated"),
		number("Better", n.Better, html.Good, "shown"),
		number("The same", n.Same, "", "a change would have been seen"),
		number("Undecided", n.Unclear+n.TooFew+n.Not, html.Doubt, "neither shown nor ruled out, or not comparable"),
	}
	if n.Tolerated > 0 {
		keys = slices.Insert(keys, 2, number("Worse, tolerated", n.Tolerated, html.Doubt, "within "+percentText(v.Tolerance)))
	}
	return keys
}

// forestSection is the changes with their intervals, drawn.
func (v *contrastView) forestSection() *html.Section {
	several := len(v.sides) > 2
	charts := changeCharts(v.rows, func(c *judge.Comparison) string {
		name := v.placeText(&c.Point, c.Target)
		if several {
			name = c.Candidate + ": " + name
		}
		return name
	}, contrastTone)
	if len(charts) == 0 {
		return nil
	}
	return &html.Section{ID: "compared", Title: "Changes", Charts: charts}
}

// changeSection is the table of all comparisons, and what is to be said of them.
func (v *contrastView) changeSection() (*html.Section, error) {
	s := &html.Section{ID: "results", Title: "All comparisons", Notes: htmlNotes(v.missing())}
	for _, n := range v.Notes {
		s.Notes = append(s.Notes, html.Note{Text: clean(n)})
	}
	if len(v.rows) == 0 {
		return s, nil
	}
	b, err := v.block(Layout{})
	if err != nil {
		return nil, err
	}
	rows, _ := v.worthShowing(true)
	last := len(b.columns) - 1
	t := tableOf("results", "Comparisons: "+plural(len(rows), "row"), b.columns, func(row, col int) html.Tone {
		if col != last {
			return ""
		}
		return contrastTone(rows[row])
	})
	t.Notes = append(t.Notes, htmlNotes(b.notes)...)
	t.Notes = append(t.Notes, htmlNotes(v.reading())...)
	s.Tables = []html.Table{t}
	return s, nil
}

// reading is what is said under the table of how to read it.
func (v *contrastView) reading() []note {
	tested := v.tested()
	if tested == 0 {
		return nil
	}
	return []note{{text: fmt.Sprintf("change: of %s against %s, with its %s interval; p: rank test of the trials (Mann-Whitney), corrected for %s (Holm)",
		v.candidates(), letter(0), percentText(v.Confidence), plural(tested, "comparison"))}}
}

func contrastTone(c *judge.Comparison) html.Tone {
	if c.Word == judge.Worse && !c.Regression {
		return html.Doubt
	}
	return wordTone(c.Word)
}

// sideCurves are the cells of each run, laid out alike.
type sideCurves struct {
	views  []*view
	sweeps []*sweep
}

// curveSection is the runs' curves over each other.
func (v *contrastView) curveSection() *html.Section {
	var all sideCurves
	for _, s := range v.sides {
		if s.Plan == nil {
			return nil
		}
		one, err := newView(&Data{Plan: s.Plan, Cells: s.Cells}, false)
		if err != nil || len(one.cells) == 0 {
			return nil
		}
		all.views = append(all.views, one)
		all.sweeps = append(all.sweeps, one.sweep())
	}
	var charts []html.Chart
	for _, m := range []struct {
		id, title, unit string
		of              func(x float64, c *judge.Cell) html.Numbers
	}{
		{"throughput", "Throughput", "/s", func(x float64, c *judge.Cell) html.Numbers {
			return drawnIf(c.OK > 0 && c.Throughput.N > 0, pointOf(x, c.Throughput))
		}},
		{"p50", "Latency p50", "ms", quantilePoint("p50")},
		{"p99", "Latency p99", "ms", quantilePoint("p99")},
	} {
		d := all.drawing(m.of)
		if len(d.Groups) == 0 {
			continue
		}
		axis := html.Axis{Label: strings.ToLower(m.title), Unit: m.unit, Log: true, Either: true}
		if d.Kind == html.Rows {
			d.X = axis
		} else {
			d.Y, d.X = axis, all.sweeps[0].loadAxis()
		}
		charts = append(charts, html.Chart{ID: m.id, Title: m.title + " of the runs", Note: "With 95 % intervals where there are repeats.", Drawing: d, Instead: "The reports of the runs have the numbers."})
	}
	if len(charts) == 0 {
		return nil
	}
	paired(charts)
	return &html.Section{ID: "charts", Title: "Over each other", Charts: charts}
}

func drawnIf(so bool, p html.Numbers) html.Numbers {
	if !so {
		return nil
	}
	return p
}

func quantilePoint(name string) func(float64, *judge.Cell) html.Numbers {
	return func(x float64, c *judge.Cell) html.Numbers {
		e := c.Quantiles[name]
		return drawnIf(e.Value > 0, estimated(x, e))
	}
}

// drawing has a series per run: along the load, in groups that are named alike, or
// with a row per cell.
func (s *sideCurves) drawing(of func(float64, *judge.Cell) html.Numbers) html.Drawing {
	if s.sweeps[0].load == "" {
		return s.rows(of)
	}
	d := html.Drawing{Kind: html.XY, Pick: s.sweeps[0].by, Direct: true}
	for i := range s.sweeps[0].curves {
		if g := s.group(s.sweeps[0].curves[i].name, of); len(g.Series) > 0 {
			d.Groups = append(d.Groups, g)
		}
	}
	return d
}

// group is the curves of that name, one of each run.
func (s *sideCurves) group(name string, of func(float64, *judge.Cell) html.Numbers) html.Group {
	g := html.Group{Name: name}
	for i, sweep := range s.sweeps {
		k := slices.IndexFunc(sweep.curves, func(c curve) bool { return c.name == name })
		if k < 0 || sweep.load != s.sweeps[0].load {
			continue
		}
		line := html.Series{Name: letter(i), Role: html.Line, Color: i}
		for _, cell := range sweep.curves[k].cells {
			if p := of(loadOf(cell, sweep.load), cell); p != nil {
				line.Points = append(line.Points, p)
			}
		}
		if len(line.Points) > 0 {
			g.Series = append(g.Series, line)
		}
	}
	return g
}

// rows is a drawing with a row per cell of the base.
func (s *sideCurves) rows(of func(float64, *judge.Cell) html.Numbers) html.Drawing {
	d := html.Drawing{Kind: html.Rows}
	g := html.Group{}
	row := make(map[string]int)
	key := func(c *judge.Cell) string { return c.Point.Key() + "\x00" + c.Target }
	for i, c := range s.sweeps[0].cells {
		row[key(c)] = i
		g.Rows = append(g.Rows, s.views[0].rowName(c))
	}
	for i, one := range s.views {
		series := html.Series{Name: letter(i), Role: html.Dots, Color: i}
		for _, c := range one.cells {
			at, ok := row[key(c)]
			if p := of(float64(at), c); ok && p != nil {
				p[0], p[1] = p[1], p[0]
				series.Points = append(series.Points, p)
			}
		}
		if len(series.Points) > 0 {
			g.Series = append(g.Series, series)
		}
	}
	if len(g.Series) > 0 {
		d.Groups = append(d.Groups, g)
	}
	return d
}
