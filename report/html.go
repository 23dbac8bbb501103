package report

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"runexp/judge"
	"runexp/report/html"
	"runexp/report/html/echarts"
	"runexp/runner"
)

// HTML writes a report to look at: one document that needs no network, with the
// answer, charts, all tables, and how it was measured. Texts of servers and files
// stay texts in it.
//
// It stays readable, and small enough to open, whatever the size of the run: charts
// draw some of very many points, and say so, and the embedded result of a large run
// lacks the single trials.
func HTML(w io.Writer, d *Data) error {
	v, err := newView(d, false)
	if err != nil {
		return err
	}
	p, err := v.page()
	if err != nil {
		return err
	}
	return writePage(w, p)
}

// writePage writes a page with what its charts are drawn by.
func writePage(w io.Writer, p *html.Page) error {
	if err := html.Write(w, p, echarts.Bundle()); err != nil {
		return fmt.Errorf("html report: %w", err)
	}
	return nil
}

// page is the report as a document shows it.
func (v *view) page() (*html.Page, error) {
	p := v.lead()
	results, err := v.resultSection()
	if err != nil {
		return nil, err
	}
	for _, s := range []*html.Section{
		v.demandSection(), v.comparedSection(), v.searchSection(), v.chartSection(), results, v.troubleSection(), v.runSection(),
	} {
		if s != nil {
			p.Sections = append(p.Sections, *s)
		}
	}
	result, note, err := v.embedded()
	if err != nil {
		return nil, err
	}
	p.Result = result
	if last := &p.Sections[len(p.Sections)-1]; note != "" {
		last.Notes = append(last.Notes, html.Note{Text: note})
	}
	return p, nil
}

// mostEmbedded is how many bytes of JSON a document holds, before they are packed; a
// result with more is embedded without its trials.
const mostEmbedded = 8 << 20

// mostEmbeddedTrials bounds the work of finding that out.
const mostEmbeddedTrials = 2000

// embedded is the result as JSON, without what only the chronology shows, and what is
// to be said of it.
func (v *view) embedded() (text []byte, note string, err error) {
	d := *v.Data
	d.Samples = nil
	plan := *d.Plan
	d.Plan = &plan
	// Each result tells its trial; planned trials without a result stay.
	plan.Trials = slices.DeleteFunc(slices.Clone(plan.Trials), v.hasResult())
	d.Results = make([]runner.Result, len(v.Results))
	for i := range v.Results {
		d.Results[i] = v.Results[i]
		d.Results[i].Chronology = nil
	}
	var b bytes.Buffer
	if len(d.Results) <= mostEmbeddedTrials {
		if err := JSON(&b, &d); err != nil || b.Len() <= mostEmbedded {
			return b.Bytes(), "The result is embedded in this file as JSON, without the lists of single requests, and without the plan's list of trials, of which each stands with its result.", err
		}
		b.Reset()
	}
	d.Results, plan.Trials = nil, nil
	d.Cells = withoutHistograms(d.judged())
	if d.Judgement != nil {
		j := *d.Judgement
		j.Cells, d.Judgement = d.Cells, &j
	}
	if err := JSON(&b, &d); err != nil || b.Len() <= mostEmbedded {
		return b.Bytes(), "The result is embedded in this file as JSON without its trials and histograms, which are too many: the JSON format has them.", err
	}
	return nil, "The result is too large to be embedded in this file: the JSON format has it.", nil
}

// withoutHistograms are cells with the summaries of their latencies alone.
func withoutHistograms(cells []judge.Cell) []judge.Cell {
	cells = slices.Clone(cells)
	for i := range cells {
		cells[i].Latency, cells[i].ServiceTimes = nil, nil
	}
	return cells
}

// hasResult tells trials that have a result from others.
func (v *view) hasResult() func(runner.Trial) bool {
	done := make(map[string]bool, len(v.Results))
	for i := range v.Results {
		done[v.Results[i].Trial.Name()] = true
	}
	return func(t runner.Trial) bool { return done[t.Name()] }
}

// evenly picks at most n of all, evenly, the first and the last among them.
func evenly[T any](all []T, n int) []T {
	if len(all) <= n || n < 2 {
		return all
	}
	picked := make([]T, n)
	for i := range picked {
		picked[i] = all[i*(len(all)-1)/(n-1)]
	}
	return picked
}

// moment writes a time of day for people; empty where there is none.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2 January 2006, 15:04:05 UTC")
}

// lasting writes how long something took, such as 4 min 20 s.
func lasting(d time.Duration) string {
	switch d = max(d, 0); {
	case d < time.Minute:
		return seconds(d.Seconds()) + " s"
	case d < time.Hour:
		return fmt.Sprintf("%d min %d s", int(d.Minutes()), int(d.Seconds())%60)
	}
	return fmt.Sprintf("%d h %d min", int(d.Hours()), int(d.Minutes())%60)
}

// capital begins a text with a capital letter, where that is a small letter of ours.
func capital(s string) string {
	if s != "" && s[0] >= 'a' && s[0] <= 'z' {
		return strings.ToUpper(s[:1]) + s[1:]
	}
	return s
}
