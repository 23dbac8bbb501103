package report

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"runexp/judge"
	"runexp/runner"
	"runexp/stats"
)

// This file makes the test cases of a JUnit report.

// mostTrialCases bounds the cases of trials without a success; the cells tell of
// the others.
const mostTrialCases = 100

// demandCases has a case for each demand in each cell that it is about.
func (v *view) demandCases() []junitCase {
	if v.Judgement == nil {
		return nil
	}
	var cases []junitCase
	for i := range v.Judgement.Rulings {
		r := &v.Judgement.Rulings[i]
		switch {
		case v.quick():
			cases = append(cases, v.skippedDemand(r, "a quick look judges nothing"))
		case len(r.Cases) == 0:
			cases = append(cases, v.skippedDemand(r, "no cell to judge"))
		default:
			for k := range r.Cases {
				cases = append(cases, v.demandCase(r, &r.Cases[k]))
			}
		}
	}
	return cases
}

// demand is a case without what became of it.
func (v *view) demand(r *judge.Ruling) junitCase {
	return junitCase{Name: demandOf(r), Class: classOf(r), File: v.sourceOf(r), Line: max(r.At.Line, 0), Time: junitSeconds(0)}
}

func (v *view) skippedDemand(r *judge.Ruling, why string) junitCase {
	c := v.demand(r)
	c.Skipped = &junitFinding{Message: why}
	return c
}

func (v *view) demandCase(r *judge.Ruling, found *judge.Case) junitCase {
	c := v.demand(r)
	if cell := v.settingsOf(r, found); cell != "" {
		c.Name += " [" + cell + "]"
	}
	finding := &junitFinding{Message: caseText(r, found), Text: v.demandText(r, found)}
	switch found.Verdict {
	case stats.Pass:
		c.Output = finding.Text
	case stats.Fail:
		finding.Message = demandOf(r) + ": " + finding.Message
		finding.Type = classOf(r)
		c.Failure = finding
	case stats.Undecided, stats.Invalid:
		c.Skipped = finding
	}
	return c
}

// demandText is all that is known of a demand in a cell, a line each.
func (v *view) demandText(r *judge.Ruling, c *judge.Case) string {
	lines := [][2]string{
		{"demand", clean(r.Text)},
		{"at", v.placeOf(r)},
		{"cell", v.settingsOf(r, c)},
		{"found", caseText(r, c)},
		{"limit", limitText(r, c)},
	}
	if r.Kind == kindGate && c.Value != (stats.Estimate{}) {
		lines = append(lines, [2]string{"p", probability(c.P)})
	}
	if c.Value.N > 0 {
		lines = append(lines, [2]string{"n", strconv.Itoa(c.Value.N)})
	}
	var b strings.Builder
	for _, l := range lines {
		if l[1] != "" {
			fmt.Fprintf(&b, "%-7s %s\n", l[0], l[1])
		}
	}
	return b.String()
}

// limitText is what a value was held against; empty where that is in no unit.
func limitText(r *judge.Ruling, c *judge.Case) string {
	switch {
	case c.Metric == "" || math.IsNaN(c.Limit):
		return ""
	case r.Kind == kindGate:
		return tenths(100*c.Limit) + "%"
	case r.Kind == kindAtLeast:
		return levelText(c.Limit)
	}
	return unitOf(c.Metric).prose(c.Limit)
}

// classOf says what kind of demand a ruling is about.
func classOf(r *judge.Ruling) string {
	switch r.Kind {
	case kindGate:
		return "gate"
	case kindAtLeast:
		return "search"
	}
	return "threshold"
}

// sourceOf is the path of the file that a demand stands in, as it was given; empty
// where it came from no file.
func (v *view) sourceOf(r *judge.Ruling) string {
	if file := r.At.File(); file != "" {
		return sourcePath(file)
	}
	return sourcePath(v.Plan.File)
}

func sourcePath(file string) string {
	if file == "-" || strings.HasPrefix(file, "<") {
		return ""
	}
	return clean(strings.ReplaceAll(file, `\`, "/"))
}

// cellCases has a case for each cell, which says whether its numbers can be
// trusted.
func (v *view) cellCases() []junitCase {
	took := make(map[place]time.Duration)
	for _, r := range v.counted() {
		took[place{r.Trial.Point.Number, r.Trial.Target}] += r.Elapsed
	}
	cases := make([]junitCase, len(v.all))
	for i := range v.all {
		cell := &v.all[i]
		c := junitCase{
			Name: v.cellName(cell), Class: "cell", File: sourcePath(v.Plan.File),
			Time: junitSeconds(took[place{cell.Point.Number, cell.Target}]),
		}
		why := reasonsText(cell.Verdict)
		switch {
		case cell.Repeats == 0 && v.Interrupted:
			c.Skipped = &junitFinding{Message: "no result: the run was interrupted"}
		case cell.Repeats == 0:
			c.Error = &junitFinding{Message: "no result", Type: "incomplete", Text: "none of its trials was run\n"}
		case cell.Verdict.Level == judge.Invalid:
			c.Error = &junitFinding{Message: "invalid: " + firstLine(why), Type: "invalid", Text: why}
		case cell.Verdict.Level == judge.Suspect:
			c.Output = "suspect:\n" + why
		}
		cases[i] = c
	}
	return cases
}

// cellName names a cell by its settings, and the only one of a run by its number.
func (v *view) cellName(c *judge.Cell) string {
	if name := v.where(c); name != "" {
		return name
	}
	return "point " + strconv.Itoa(c.Point.Number)
}

// reasonsText lists the reasons of a verdict, a line each, the worst first.
func reasonsText(verdict judge.Verdict) string {
	var b strings.Builder
	for _, r := range slices.SortedStableFunc(slices.Values(verdict.Reasons), func(a, b judge.Reason) int { return cmp.Compare(b.Level, a.Level) }) {
		fmt.Fprintf(&b, "%s: %s\n", clean(string(r.Flag)), cut(clean(r.Text), longestCause, "..."))
	}
	return b.String()
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}

// trialCases has a case for each trial without a success.
func (v *view) trialCases() []junitCase {
	var cases []junitCase
	failed := v.fruitless()
	for i, r := range failed {
		if i == mostTrialCases {
			more := plural(len(failed)-i, "more trial") + " without a success"
			return append(cases, junitCase{
				Name: more, Class: "trial", Time: junitSeconds(0),
				Error: &junitFinding{Message: more, Type: "no-success"},
			})
		}
		name := clean(r.Trial.Name())
		if at := v.settingsOfTrial(&r.Trial); at != "" {
			name += " [" + at + "]"
		}
		text := failuresOf(r)
		cases = append(cases, junitCase{
			Name: name, Class: "trial", File: sourcePath(v.Plan.File), Time: junitSeconds(r.Elapsed),
			Error: &junitFinding{Message: because("no request succeeded", firstLine(text)), Type: "no-success", Text: text},
		})
	}
	return cases
}

// fruitless are the trials that count and have not one success.
func (v *view) fruitless() []*runner.Result {
	var found []*runner.Result
	for _, r := range v.counted() {
		if r.OK == 0 {
			found = append(found, r)
		}
	}
	return found
}

// settingsOfTrial names the cell that a trial belongs to.
func (v *view) settingsOfTrial(t *runner.Trial) string {
	if c := v.at[place{t.Point.Number, t.Target}]; c != nil {
		return v.where(c)
	}
	return ""
}

// byCount are the names of counts, the largest first, equal ones by name.
func byCount(counts map[string]int64) []string {
	names := slices.Sorted(maps.Keys(counts))
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(counts[b], counts[a]) })
	return names
}

// failuresOf lists the failures of a trial by class, the most frequent first.
func failuresOf(r *runner.Result) string {
	var b strings.Builder
	for _, class := range byCount(r.Classes) {
		text := fmt.Sprintf("%s x %s", prose(r.Classes[class]), clean(class))
		if cause := r.Causes[class]; cause != "" {
			text = because(text, cut(clean(cause), longestCause, "..."))
		}
		b.WriteString(text + "\n")
	}
	return b.String()
}
