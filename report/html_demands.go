package report

import (
	"cmp"
	"slices"
	"strings"

	"runexp/judge"
	"runexp/report/html"
	"runexp/stats"
)

// This file makes the sections on demands, comparisons and failures.

// demandSection is what became of the demands of the file.
func (v *view) demandSection() *html.Section {
	few, all := v.ruled(false), v.ruled(true)
	if len(few.lines) == 0 {
		return nil
	}
	s := &html.Section{ID: "demands", Title: "Demands", Intro: "What the experiment asks of the server; what failed comes first."}
	s.Tables = append(s.Tables, ruledTable("demands", few))
	if len(all.lines) > len(few.lines) {
		t := ruledTable("demands-all", all)
		t.Fold = "All " + plural(len(all.lines), "line")
		s.Tables = append(s.Tables, t)
	}
	return s
}

// ruledTable is lines about demands as a table.
func ruledTable(id string, r *rulings) html.Table {
	columns := r.columns()
	columns[0].cells = mapped(r.lines, func(l ruled) string { return rulingWord(l.verdict) })
	columns[0].alarm = nil
	t := tableOf(id, "Thresholds and gates", columns, func(row, col int) html.Tone {
		if col == 0 {
			return rulingTone(r.lines[row].verdict)
		}
		return ""
	})
	t.Notes = htmlNotes(r.notes())
	return t
}

// rulingWord is a verdict in words.
func rulingWord(v stats.Verdict) string {
	switch v {
	case stats.Pass:
		return "passed"
	case stats.Fail:
		return "failed"
	case stats.Invalid:
		return "not judged"
	case stats.Undecided:
	}
	return "undecided"
}

func rulingTone(v stats.Verdict) html.Tone {
	switch v {
	case stats.Pass:
		return html.Good
	case stats.Fail:
		return html.Bad
	case stats.Undecided, stats.Invalid:
	}
	return html.Doubt
}

// comparedSection is what comparisons of targets, or with stored runs, found.
func (v *view) comparedSection() *html.Section {
	b, ok := v.comparison(true)
	if !ok {
		return nil
	}
	rows, _ := v.worthShowing(true)
	last := len(b.columns) - 1
	t := tableOf("compared", capital(b.caption), b.columns, func(row, col int) html.Tone {
		if col != last {
			return ""
		}
		return wordTone(rows[row].Word)
	})
	t.Notes = append(t.Notes, htmlNotes(b.notes)...)
	s := &html.Section{ID: "compared", Title: "Compared", Tables: []html.Table{t}}
	if order := v.order(); order != "" {
		s.Intro = capital(order) + "."
	}
	name := func(c *judge.Comparison) string {
		words := v.comparedName(c)
		if len(distinct(v.Judgement.Comparisons, candidate)) > 1 {
			words = append(words, candidate(c))
		}
		return strings.Join(words, " ")
	}
	s.Charts = changeCharts(v.Judgement.Comparisons, name, func(c *judge.Comparison) html.Tone { return wordTone(c.Word) })
	return s
}

// comparedName names a row of a comparison by what is swept.
func (v *view) comparedName(c *judge.Comparison) []string {
	var words []string
	for _, f := range v.swept {
		if f.Name != targetField || f.Param {
			words = append(words, cmp.Or(shortField(f.Name), clean(f.Name))+" "+cut(valueOf(v.cellOf(c.Point, c.Candidate), f), fairLabel, "…"))
		}
	}
	return words
}

func wordTone(w judge.Word) html.Tone {
	switch w {
	case judge.Same, judge.Better:
		return html.Good
	case judge.Worse:
		return html.Bad
	case judge.Unclear, judge.TooFew, judge.NotRandomized, judge.NotComparable:
	}
	return html.Doubt
}

// troubleSection tells what failed.
func (v *view) troubleSection() *html.Section {
	t := html.Table{ID: "failures", Caption: "Failures by class", Columns: []html.Column{{Heading: "class", Label: true}, {Heading: "requests", Right: true}, {Heading: "share", Right: true}, {Heading: "the first one says"}}}
	requests := v.sum(func(c *judge.Cell) int64 { return c.Requests })
	for _, f := range v.failureClasses() {
		t.Rows = append(t.Rows, []html.Cell{
			{Text: clean(f.class)}, {Text: prose(f.count)}, {Text: percent(f.count, requests) + "%"}, {Text: v.cause(f.class)},
		})
	}
	s := &html.Section{ID: "trouble", Title: "Failures"}
	if len(t.Rows) > 0 {
		s.Tables = append(s.Tables, t)
		s.Notes = append(s.Notes, html.Note{Text: "ideal and ratio are empty where requests failed"})
	}
	s.Notes = append(s.Notes, htmlNotes(slices.Concat(v.statuses(), v.slowConnects(), v.coldStarts(), v.lateStarts()))...)
	if len(s.Tables) == 0 && len(s.Notes) == 0 {
		return nil
	}
	return s
}

// failureClass is a class of failures and how many there were.
type failureClass struct {
	class string
	count int64
}

// failureClasses are the classes that occurred, the most frequent first.
func (v *view) failureClasses() []failureClass {
	counts := make(map[string]int64)
	for _, c := range v.cells {
		for class, n := range c.Classes {
			if class != okClass && n > 0 {
				counts[class] += n
			}
		}
	}
	var all []failureClass
	for class, n := range counts {
		all = append(all, failureClass{class, n})
	}
	slices.SortFunc(all, func(a, b failureClass) int {
		return cmp.Or(cmp.Compare(b.count, a.count), cmp.Compare(a.class, b.class))
	})
	return all
}

// okClass is the class of requests that did not fail.
const okClass = "ok"
