package report

import (
	"fmt"
	"slices"
	"time"

	"runexp/judge"
	"runexp/report/html"
	"runexp/runner"
)

// This file makes the charts of what went on within trials and from trial to trial.

const (
	mostCourses = 100 // cells
	mostWindows = 48
)

// courseChart is the throughput within the trials of a cell.
func (v *view) courseChart() *html.Chart {
	d := html.Drawing{Kind: html.XY, X: html.Axis{Label: "time since the first start", Unit: "s", Zero: true}, Y: html.Axis{Label: "requests", Unit: "/s", Zero: true}, Pick: "cell"}
	trials := make(map[place][]*runner.Result)
	for _, r := range v.counted() {
		if r.Course != nil && len(r.Course.Counts) > 3 {
			key := place{r.Trial.Point.Number, r.Trial.Target}
			trials[key] = append(trials[key], r)
		}
	}
	var cells []*judge.Cell
	for _, c := range v.cells {
		if len(trials[place{c.Point.Number, c.Target}]) > 0 {
			cells = append(cells, c)
		}
	}
	all := len(cells)
	cells = evenly(cells, mostCourses)
	best := v.best()
	for k, c := range cells {
		if c == best {
			d.First = k
		}
		g := html.Group{Name: v.rowName(c)}
		for i, r := range evenly(trials[place{c.Point.Number, c.Target}], mostLinesDrawn) {
			g.Series = append(g.Series, html.Series{Name: fmt.Sprintf("repeat %d", r.Trial.Repeat), Role: html.Line, Color: i, Even: courseOf(r)})
		}
		d.Groups = append(d.Groups, g)
	}
	if len(d.Groups) == 0 {
		return nil
	}
	note := "Successful requests per second while a trial went on, by their ends. The first and last window may be cut short."
	if all > len(cells) {
		note += fmt.Sprintf(" %d of %d cells can be chosen.", len(cells), all)
	}
	return &html.Chart{ID: "course", Title: "Within the trials", Note: note, Drawing: d, Instead: "The embedded result has the counts by window."}
}

// leastInWindow is how many requests a window should hold on average, so that the line
// shows more than how they fall into windows.
const leastInWindow = 8

// courseOf is requests per second in windows, some of them together where there are
// many or they hold few. A last window that is mostly cut off is left out.
func courseOf(r *runner.Result) *html.Even {
	c := r.Course
	windows := max(min(mostWindows, int(r.OK/leastInWindow)), 4)
	times := 1 + (len(c.Counts)-1)/windows
	width := c.Width * time.Duration(times)
	e := &html.Even{From: (width / 2).Seconds(), Step: width.Seconds()}
	for from := 0; from < len(c.Counts); from += times {
		n := int64(0)
		for _, k := range c.Counts[from:min(from+times, len(c.Counts))] {
			n += k
		}
		open := min(width, r.Elapsed-c.Width*time.Duration(from))
		if open < width/2 {
			break
		}
		e.Y = append(e.Y, float64(n)/open.Seconds())
	}
	return e
}

// executed are the trials that count, in the order of their execution.
func (v *view) executed() []*runner.Result {
	all := v.counted()
	slices.SortStableFunc(all, func(a, b *runner.Result) int { return a.Started.Compare(b.Started) })
	return all
}

// mostTrialsDrawn is how many trials the charts of the whole run show.
const mostTrialsDrawn = 1200

// sweepChart is the trials in the order of their execution: what drifts, shows.
func (v *view) sweepChart() *html.Chart {
	all := v.executed()
	if len(all) < 3 || !v.repeated() {
		return nil
	}
	named := map[judge.Level]*html.Series{
		judge.OK:      {Name: "ok", Role: html.Dots, Tone: html.Good, Color: 0},
		judge.Suspect: {Name: "suspect", Role: html.Dots, Tone: html.Doubt, Color: 1},
		judge.Invalid: {Name: "invalid", Role: html.Dots, Tone: html.Bad, Color: 2},
	}
	drawn := evenly(all, mostTrialsDrawn)
	for i, r := range drawn {
		c := v.at[place{r.Trial.Point.Number, r.Trial.Target}]
		if c == nil || !(c.Throughput.Center > 0) || r.OK == 0 {
			continue
		}
		s := named[v.verdictOfTrial(r)]
		at := float64(i+1) * float64(len(all)) / float64(len(drawn))
		s.Points = append(s.Points, html.Numbers{at, 100 * (r.Throughput()/c.Throughput.Center - 1)})
		s.Texts = append(s.Texts, v.trialName(r)+", "+perSecond(r.Throughput())+", "+r.Started.UTC().Format(time.TimeOnly)+" UTC")
	}
	var g html.Group
	for _, l := range []judge.Level{judge.OK, judge.Suspect, judge.Invalid} {
		if s := named[l]; len(s.Points) > 0 {
			g.Series = append(g.Series, *s)
		}
	}
	if len(g.Series) == 0 {
		return nil
	}
	note := "Each trial's throughput against the mean of its cell. A slope means that the machine or the server drifted; points far out are disturbed."
	if len(drawn) < len(all) {
		note += fmt.Sprintf(" Drawn are %s of %s trials, evenly.", prose(int64(len(drawn))), prose(int64(len(all))))
	}
	return &html.Chart{
		ID: "sweep", Title: "The run, trial by trial", Note: note, Table: v.trialTable(evenly(all, mostTrialRows), len(all)),
		Drawing: html.Drawing{Kind: html.XY, X: html.Axis{Label: "trial, in the order of execution", Whole: true}, Y: html.Axis{Label: "throughput against its cell", Unit: "%"}, Groups: []html.Group{g}},
	}
}

// mostTrialRows is how many rows the table of trials has.
const mostTrialRows = 300

// trialTable lists trials.
func (v *view) trialTable(trials []*runner.Result, of int) *html.Table {
	t := &html.Table{Caption: "Trials in the order of execution", Columns: []html.Column{
		{Heading: "trial", Label: true}, {Heading: "of"}, {Heading: "began (UTC)"}, {Heading: "req/s", Right: true}, {Heading: "errors", Right: true}, {Heading: "verdict"},
	}}
	for _, r := range trials {
		level := v.verdictOfTrial(r)
		t.Rows = append(t.Rows, []html.Cell{
			{Text: clean(r.Trial.Name())},
			{Text: v.rowName(v.cellOf(r.Trial.Point, r.Trial.Target))},
			{Text: r.Started.UTC().Format(time.TimeOnly)},
			{Text: tiered(r.Throughput())},
			{Text: integer(r.Errors)},
			{Text: level.String(), Tone: levelTone(level)},
		})
	}
	if len(trials) < of {
		t.Notes = []html.Note{{Text: fmt.Sprintf("%s of %s trials, evenly; CSV has all", prose(int64(len(trials))), prose(int64(of)))}}
	}
	return t
}

// errorsChart is the failed requests, trial by trial.
func (v *view) errorsChart() *html.Chart {
	classes := v.failureClasses()
	all := v.executed()
	if len(classes) == 0 || len(all) < 2 {
		return nil
	}
	drawn := slices.DeleteFunc(slices.Clone(all), func(r *runner.Result) bool { return r.Errors == 0 || r.Requests == 0 })
	if len(drawn) == 0 {
		return nil
	}
	note := "Share of the requests of each trial that failed, by class, in the order of execution."
	if n := len(drawn); n > mostTrialsDrawn/4 {
		drawn = evenly(drawn, mostTrialsDrawn/4)
		note += fmt.Sprintf(" Drawn are %d of %s trials with failures, evenly.", len(drawn), prose(int64(n)))
	}
	seq := make(map[*runner.Result]int, len(all))
	for i, r := range all {
		seq[r] = i + 1
	}
	var g html.Group
	for k, f := range classes[:min(len(classes), mostLinesDrawn)] {
		s := html.Series{Name: clean(f.class), Role: html.Bars, Color: k}
		if k == 0 {
			s.Tone = html.Bad
		}
		for _, r := range drawn {
			s.Points = append(s.Points, html.Numbers{float64(seq[r]), 100 * float64(r.Classes[f.class]) / float64(r.Requests)})
			s.Texts = append(s.Texts, v.trialName(r))
		}
		g.Series = append(g.Series, s)
	}
	return &html.Chart{
		ID: "errors", Title: "Failed requests, trial by trial", Note: note, Instead: "The section on failures has the sums and causes.",
		Drawing: html.Drawing{Kind: html.XY, X: html.Axis{Label: "trial, in the order of execution", Whole: true, Ends: html.Numbers{1, float64(len(all))}}, Y: html.Axis{Label: "failed", Unit: "%", Zero: true}, Groups: []html.Group{g}},
	}
}
