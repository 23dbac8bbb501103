package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"runexp/judge"
	"runexp/report/html"
)

// This file makes what stands first in a document: the answer and the key numbers.

func (v *view) lead() *html.Page {
	name := cut(clean(v.Plan.Name), 120, "…")
	p := &html.Page{
		Title: name + " · runexp", Kind: "runexp report", Name: name, About: v.about(), Badges: v.badges(), Keys: v.keys(),
		Facts: v.when(), File: v.fileName(),
	}
	lines := v.headlines()
	p.Answer, p.More = capital(lines[0]), lines[1:]
	for i := range p.More {
		p.More[i] = capital(p.More[i])
	}
	for _, n := range slices.Concat(v.incomplete(), v.slowConnects(), v.coldStarts(), v.lateStarts()) {
		p.Warnings = append(p.Warnings, capital(n.String()))
	}
	if len(p.Warnings) > mostWarnings {
		p.Warnings = append(p.Warnings[:mostWarnings:mostWarnings], "And more, under the table.")
	}
	return p
}

// mostWarnings is how many warnings stand over everything else.
const mostWarnings = 5

// fileName is what the document saves its result as.
func (v *view) fileName() string {
	name := v.Plan.Name
	if v.Record != nil && v.Record.Run != "" {
		name = v.Record.Run
	}
	plain := func(r rune) rune {
		if r < 0x80 && (isNameLetter(r) || r >= 'A' && r <= 'Z' || r == '-') {
			return r
		}
		return '-'
	}
	return cmp.Or(strings.Trim(cut(strings.Map(plain, name), 80, ""), "-"), "result")
}

// about is what was measured, in a sentence.
func (v *view) about() string {
	var words []string
	for _, f := range v.swept {
		words = append(words, clean(f.Name)+" "+valuesText(f.Values))
	}
	text := strings.Join(append(words, v.caption()[1:]...), "; ") + "."
	if v.Plan.Description != "" {
		description := strings.TrimRight(cut(clean(v.Plan.Description), 400, "…"), ". ")
		text = description + ". " + capital(text)
	}
	return capital(text)
}

// valuesText lists the values of a field, few of them.
func valuesText(values []string) string {
	texts := mapped(values, func(s string) string { return cut(clean(cmp.Or(s, "none")), fairLabel*2, "…") })
	switch n := len(texts); {
	case n > 6 && numeric(texts):
		return fmt.Sprintf("%s to %s (%d levels)", texts[0], texts[n-1], n)
	case n > 6:
		return strings.Join(texts[:5], ", ") + fmt.Sprintf(" and %d more", n-5)
	}
	return strings.Join(texts, ", ")
}

// when are the facts about the run itself that its reader asks for first.
func (v *view) when() []html.Fact {
	var facts []html.Fact
	add := func(name, text string) {
		if text != "" {
			facts = append(facts, html.Fact{Name: name, Text: text})
		}
	}
	from, to := v.span()
	add("Measured", moment(from))
	if to.After(from) {
		add("took", lasting(to.Sub(from)))
	}
	if r := v.Record; r != nil {
		add("Run", clean(r.Run))
		add("Commit", commitText(r))
		add("on", clean(r.Machine.Host))
	}
	return facts
}

// span is when the run began and ended, as far as that is known.
func (v *view) span() (from, to time.Time) {
	for i := range v.Results {
		r := &v.Results[i]
		if start := r.Started; from.IsZero() || start.Before(from) {
			from = start
		}
		if end := r.Started.Add(r.Elapsed); end.After(to) {
			to = end
		}
	}
	if r := v.Record; r != nil && !r.Started.IsZero() {
		from = r.Started
		if !r.Ended.IsZero() {
			to = r.Ended
		}
	}
	return from, to
}

func commitText(r *Record) string {
	text := cut(clean(r.Commit), 12, "")
	if text != "" && r.Branch != "" {
		text += " (" + cut(clean(r.Branch), 40, "…") + ")"
	}
	if text != "" && r.Dirty {
		text += ", with changes"
	}
	return text
}

// badges are the verdicts in words.
func (v *view) badges() []html.Badge {
	var badges []html.Badge
	add := func(tone html.Tone, text string) { badges = append(badges, html.Badge{Tone: tone, Text: text}) }
	switch {
	case v.quick():
		add(html.Plain, "quick look, judges nothing")
	case v.Judgement != nil && len(v.Judgement.Rulings) > 0:
		outcome := v.Judgement.Outcome()
		add(outcomeTone(outcome), outcome.String())
	}
	if v.Interrupted {
		add(html.Doubt, "interrupted")
	}
	counts := v.trusted()
	switch suspect, invalid := counts[judge.Suspect], counts[judge.Invalid]; {
	case len(v.cells) == 0:
		add(html.Doubt, "nothing measured")
	case suspect+invalid == 0:
		add(html.Good, "measurement ok")
	default:
		if suspect > 0 {
			add(html.Doubt, fmt.Sprintf("%d of %s suspect", suspect, plural(len(v.cells), "cell")))
		}
		if invalid > 0 {
			add(html.Bad, fmt.Sprintf("%d of %s invalid", invalid, plural(len(v.cells), "cell")))
		}
	}
	return badges
}

// trusted counts the cells by how far they can be trusted.
func (v *view) trusted() map[judge.Level]int {
	counts := make(map[judge.Level]int)
	for _, c := range v.cells {
		counts[c.Verdict.Level]++
	}
	return counts
}

func outcomeTone(o judge.Outcome) html.Tone {
	switch o {
	case judge.Passed:
		return html.Good
	case judge.Failed:
		return html.Bad
	case judge.Undecided, judge.Nothing:
	}
	return html.Doubt
}

// headlines are what the reader came for, the most important first; at least one.
func (v *view) headlines() []string {
	var lines []string
	if len(v.cells) == 0 {
		return []string{"Nothing was measured"}
	}
	if v.quick() {
		lines = append(lines, "A quick look: these numbers judge nothing")
	}
	next := ""
	for i, n := range v.answers() {
		answer, after, ok := strings.Cut(n.text, "; next: ")
		if ok && i == 0 {
			n.text, next = answer, "next: "+after
		}
		lines = append(lines, n.text)
	}
	if words := v.comparedWords(); words != "" {
		lines = append([]string{words}, lines...)
	}
	if best := v.best(); best != nil {
		text := perSecond(best.Throughput.Center)
		if len(v.cells) > 1 {
			text = "most throughput: " + text + " at " + v.where(best)
		} else if best.Ratio.N > 0 {
			text += ", " + tiered(best.Ratio.Center) + " times the ideal time"
		}
		lines = append(lines, text)
	}
	if len(lines) == 0 {
		return []string{"No request succeeded"}
	}
	if next != "" {
		lines = append(lines, next)
	}
	return lines
}

// comparedWords sums the comparisons up: head against base: 10 the same, 2 WORSE.
func (v *view) comparedWords() string {
	if v.Judgement == nil || len(v.Judgement.Comparisons) == 0 || v.quick() {
		return ""
	}
	all := v.Judgement.Comparisons
	return listed(distinct(all, candidate)) + " against " + listed(distinct(all, reference)) + ": " + tally(all)
}

// tally counts comparisons by their words.
func tally(all []judge.Comparison) string {
	counts := make(map[string]int)
	for i := range all {
		switch all[i].Word {
		case judge.Worse:
			counts["worse"]++
		case judge.Better:
			counts["better"]++
		case judge.Same:
			counts["the same"]++
		case judge.Unclear, judge.TooFew, judge.NotRandomized, judge.NotComparable:
			counts["undecided"]++
		}
	}
	var words []string
	for _, word := range []string{"worse", "better", "the same", "undecided"} {
		if n := counts[word]; n > 0 {
			words = append(words, fmt.Sprintf("%s %s", prose(int64(n)), word))
		}
	}
	return strings.Join(words, ", ")
}
