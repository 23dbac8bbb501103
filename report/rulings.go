package report

import (
	"fmt"
	"slices"
	"strings"

	"runexp/judge"
	"runexp/stats"
)

// The kinds of rulings that are worded in a way of their own.
const (
	kindGate    = "gate"
	kindAtLeast = "at_least"
)

// How many cases are shown, of those that fail and of those that could not be
// decided; in the wide form ten times as many.
const (
	mostFailed    = 10
	mostUndecided = 5
	mostPassed    = 20
)

// ruled is a line about a demand of the file.
type ruled struct {
	verdict stats.Verdict
	// place is the line in the file; demand what it says there.
	place, demand string
	// cell names the cell, value what was found in it and why that is not enough;
	// of the cases that passed, value is how many there are.
	cell, value string
}

// word is the verdict as the line begins with it.
func (r *ruled) word() string {
	switch r.verdict {
	case stats.Fail:
		return "FAIL"
	case stats.Pass:
		return "pass"
	case stats.Undecided, stats.Invalid:
	}
	return "?"
}

// rulings are the lines about all demands, the worst first, and what is to be said
// under them.
type rulings struct {
	lines   []ruled
	summary []string
}

// ruled collects what became of the demands of the file. A quick look judges none.
func (v *view) ruled(unlimited bool) *rulings {
	if v.Judgement == nil || v.quick() {
		return new(rulings)
	}
	times := 1
	if unlimited {
		times = 10
	}
	out := new(rulings)
	out.take(v.ruledAs(stats.Fail), mostFailed*times, "failed")
	undecided := append(v.ruledAs(stats.Undecided), v.ruledAs(stats.Invalid)...)
	out.take(append(undecided, v.ruledNowhere()...), mostUndecided*times, "undecided")
	out.take(v.passed(), mostPassed*times, "passed")
	if gate := v.gateSummary(); gate != "" {
		out.summary = append(out.summary, gate)
	}
	return out
}

// take adds lines up to a bound and counts the others.
func (r *rulings) take(lines []ruled, most int, what string) {
	if gone := len(lines) - most; gone > 0 {
		lines = lines[:most]
		r.summary = append(r.summary, fmt.Sprintf("and %d more %s", gone, what))
	}
	r.lines = append(r.lines, lines...)
}

// ruledAs are the cases of one verdict, a line each.
func (v *view) ruledAs(verdict stats.Verdict) []ruled {
	var lines []ruled
	for i := range v.Judgement.Rulings {
		r := &v.Judgement.Rulings[i]
		for k := range r.Cases {
			if c := &r.Cases[k]; c.Verdict == verdict {
				lines = append(lines, ruled{
					verdict: verdict, place: v.placeOf(r), demand: demandOf(r), cell: v.settingsOf(r, c), value: caseText(r, c),
				})
			}
		}
	}
	return lines
}

// ruledNowhere are the demands that were about no cell.
func (v *view) ruledNowhere() []ruled {
	var lines []ruled
	for i := range v.Judgement.Rulings {
		if r := &v.Judgement.Rulings[i]; len(r.Cases) == 0 {
			lines = append(lines, ruled{verdict: r.Verdict, place: v.placeOf(r), demand: demandOf(r), value: "no cell to judge"})
		}
	}
	return lines
}

// passed has a line for each demand that some of its cells fulfil.
func (v *view) passed() []ruled {
	var lines []ruled
	for i := range v.Judgement.Rulings {
		r := &v.Judgement.Rulings[i]
		n := countCases(r, stats.Pass)
		if n == 0 {
			continue
		}
		line := ruled{verdict: stats.Pass, place: v.placeOf(r), demand: demandOf(r)}
		if r.Kind == kindAtLeast && len(r.Cases) == 1 {
			line.value = caseText(r, &r.Cases[0])
		} else {
			line.value = fmt.Sprintf("%d of %s", n, plural(len(r.Cases), "cell")) + parenthesised(caveat(r))
		}
		lines = append(lines, line)
	}
	return lines
}

// caveat is what has to be said of the cases of a ruling that passed; that of the
// first.
func caveat(r *judge.Ruling) string {
	for i := range r.Cases {
		if c := &r.Cases[i]; c.Verdict == stats.Pass && c.Why != "" {
			return c.Why
		}
	}
	return ""
}

func countCases(r *judge.Ruling, verdict stats.Verdict) int {
	n := 0
	for i := range r.Cases {
		if r.Cases[i].Verdict == verdict {
			n++
		}
	}
	return n
}

// gateSummary counts the cases of the gate.
func (v *view) gateSummary() string {
	var counts [4]int
	gate := false
	for i := range v.Judgement.Rulings {
		r := &v.Judgement.Rulings[i]
		if r.Kind != kindGate {
			continue
		}
		gate = true
		for _, verdict := range []stats.Verdict{stats.Pass, stats.Fail, stats.Undecided, stats.Invalid} {
			counts[verdict] += countCases(r, verdict)
		}
	}
	if !gate {
		return ""
	}
	s := fmt.Sprintf("gate: %d pass, %d fail, %d undecided", counts[stats.Pass], counts[stats.Fail], counts[stats.Undecided])
	if n := counts[stats.Invalid]; n > 0 {
		s += fmt.Sprintf(", %d not judged", n)
	}
	return s
}

// columns are the lines as a table.
func (r *rulings) columns() []column {
	of := func(text func(ruled) string) []string { return mapped(r.lines, text) }
	verdict := column{heading: "verdict", cells: of(func(l ruled) string { return l.word() })}
	for i := range r.lines {
		verdict.alarm = append(verdict.alarm, r.lines[i].verdict == stats.Fail)
	}
	return []column{
		verdict,
		{heading: "line", foreign: true, cells: of(func(l ruled) string { return l.place })},
		{heading: "demand", foreign: true, cells: of(func(l ruled) string { return l.demand })},
		{heading: "cell", foreign: true, cells: of(func(l ruled) string { return l.cell })},
		{heading: "found", foreign: true, cells: of(func(l ruled) string { return l.value })},
	}
}

func (r *rulings) notes() []note { return notesOf(r.summary) }

// rulings prints the lines, the counts of those that passed under each other where
// there is room.
func (p *printer) rulings(r *rulings) {
	places := 0
	for i := range r.lines {
		places = max(places, width(r.lines[i].place))
	}
	demands := p.passedWidth(r, places)
	for i := range r.lines {
		l := &r.lines[i]
		demand := l.demand
		if l.verdict == stats.Pass {
			demand = padded(demand, demands)
		}
		words := slices.DeleteFunc([]string{padded(l.word(), len("FAIL")), padded(l.place, places), demand, l.cell, l.value}, isEmpty)
		for _, line := range fold(words, "  ", "      ", p.Width) {
			if rest, failed := strings.CutPrefix(line, "FAIL"); failed {
				line = p.red("FAIL") + rest
			}
			p.line(line)
		}
	}
	p.notes(r.notes())
}

// passedWidth is how wide the demands of lines that passed are written, so that
// what follows stands in line; those without room for it count for nothing.
func (p *printer) passedWidth(r *rulings, places int) int {
	demands := 0
	for i := range r.lines {
		l := &r.lines[i]
		before := len("FAIL") + 2 + places + 2
		if w := width(l.demand); l.verdict == stats.Pass && (p.Width == 0 || before+w+2+width(l.value) <= p.Width) {
			demands = max(demands, w)
		}
	}
	return demands
}

func isEmpty(s string) bool { return s == "" }

func padded(s string, n int) string { return s + strings.Repeat(" ", max(n-width(s), 0)) }
