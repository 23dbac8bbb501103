package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"runexp/judge"
	"runexp/report/html"
	"runexp/runner"
)

// This file makes the chronology of the requests.

const (
	// mostSpans is how many lines a chronology has, and mostAllSpans how many all of a
	// document have together.
	mostSpans    = 500
	mostAllSpans = 60_000
)

// chronologyChart is the single requests of a trial, from their starts to their ends.
func (v *view) chronologyChart() *html.Chart {
	all, recorded := v.chronicled()
	if len(all) == 0 {
		return nil
	}
	d := html.Drawing{Kind: html.Chronology, X: html.Axis{Label: "time since the first start", Unit: "s"}, Y: html.Axis{Label: "request, by start"}, Pick: "trial"}
	best := v.best()
	for i, r := range all {
		d.Groups = append(d.Groups, v.chronicle(r))
		if best != nil && d.First == 0 && r.Trial.Point.Number == best.Point.Number && r.Trial.Target == best.Target {
			d.First = i
		}
	}
	note := "A line per request of one trial, from its start to its end, the earliest start on top."
	if recorded > len(all) {
		note += fmt.Sprintf(" %s of %s with single requests can be chosen: of each cell the one in the middle by elapsed time, and those in doubt.", prose(int64(len(all))), plural(recorded, "trial"))
	}
	return &html.Chart{ID: "chronology", Title: "Chronology of the requests", Note: note, Wide: true, Drawing: d, Instead: "Single requests can be had as CSV (csv-samples) where they are kept."}
}

// chronicled are the trials whose requests are shown, and how many have them at all.
func (v *view) chronicled() (chosen []*runner.Result, recorded int) {
	var all []*runner.Result
	lines := 0
	for _, r := range v.counted() {
		if len(r.Chronology) > 0 {
			all = append(all, r)
			lines += min(len(r.Chronology), mostSpans)
		}
	}
	if lines <= mostAllSpans {
		return all, len(all)
	}
	cells := trialsByCell(all)
	for _, trials := range cells {
		slices.SortStableFunc(trials, func(a, b *runner.Result) int { return cmp.Compare(a.Elapsed, b.Elapsed) })
		middle := trials[len(trials)/2]
		for _, r := range trials {
			if r == middle || v.verdictOfTrial(r) != judge.OK && len(cells) < mostAllSpans/mostSpans/2 {
				chosen = append(chosen, r)
			}
		}
	}
	return evenly(chosen, mostAllSpans/mostSpans), len(all)
}

// trialsByCell puts the trials of a cell together, the cells in their order.
func trialsByCell(all []*runner.Result) [][]*runner.Result {
	var cells [][]*runner.Result
	at := make(map[place]int)
	for _, r := range all {
		key := place{r.Trial.Point.Number, r.Trial.Target}
		i, ok := at[key]
		if !ok {
			i = len(cells)
			at[key] = i
			cells = append(cells, nil)
		}
		cells[i] = append(cells[i], r)
	}
	return cells
}

// verdictOfTrial is how far a trial can be trusted.
func (v *view) verdictOfTrial(r *runner.Result) judge.Level {
	if v.Judgement == nil {
		return judge.OK
	}
	return v.Judgement.Verdicts[r.Trial.Name()].Level
}

// chronicle is the chronology of a trial.
func (v *view) chronicle(r *runner.Result) html.Group {
	drawn := evenly(r.Chronology, mostSpans)
	spans := make([]html.Span, len(drawn))
	length := r.Elapsed
	at := make(map[string][]int)
	for i, s := range drawn {
		spans[i] = html.Span{Start: s.Start, End: s.End}
		length = max(length, s.End)
		at[s.Class] = append(at[s.Class], i)
	}
	every := float64(len(r.Chronology)) / float64(len(drawn))
	g := html.Group{Name: v.trialName(r), Packed: html.Pack(spans, length, r.Requests, every)}
	if len(at) == 0 || len(at[okClass]) > 0 {
		g.Series = append(g.Series, html.Series{Name: okClass, Role: html.Spans})
	}
	classes := slices.DeleteFunc(sortedKeys(at), func(class string) bool { return class == okClass })
	for i, class := range classes {
		s := html.Series{Name: clean(class), Role: html.Spans, Color: 1 + i%7, At: at[class]}
		if i == 0 {
			s.Tone = html.Bad
		}
		g.Series = append(g.Series, s)
	}
	if len(drawn) < len(r.Chronology) {
		g.Note = fmt.Sprintf("%d of %s lines are drawn, evenly. ", len(drawn), prose(int64(len(r.Chronology))))
	}
	if r.Dropped > 0 {
		g.Note += fmt.Sprintf("The earliest %s of %s requests were recorded.", prose(int64(len(r.Chronology))), prose(r.Requests))
	}
	g.Note = strings.TrimSpace(g.Note)
	return g
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// trialName names a trial by its cell and repeat.
func (v *view) trialName(r *runner.Result) string {
	name := v.rowName(v.cellOf(r.Trial.Point, r.Trial.Target))
	if v.Plan.Repeats > 1 {
		name += fmt.Sprintf(", repeat %d", r.Trial.Repeat)
	}
	switch v.verdictOfTrial(r) {
	case judge.Suspect:
		name += " (suspect)"
	case judge.Invalid:
		name += " (invalid)"
	case judge.OK:
	}
	return name
}
