package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"runexp/judge"
	"runexp/runner"
	"runexp/stats"
)

// How many curves, disciplines and levels the answers name.
const (
	mostCurves = 6
	mostOthers = 6
	mostNext   = 4
)

// fewestLevels is from how many levels on the shape of a curve can be told; with
// fewer than a pair of them nobody has asked.
const fewestLevels = 4

// answers are the lines that say what the sweep was run for. A quick look answers
// nothing.
func (v *view) answers() []note {
	if v.Judgement == nil || v.quick() {
		return nil
	}
	a := &v.Judgement.Answer
	lines := bounded(v.curves(), mostCurves, "curve")
	if a.Best != nil {
		lines = append(lines, bestAnswer(a.Best))
	}
	for i := range a.Found {
		lines = append(lines, foundAnswer(&a.Found[i]))
	}
	return notesOf(lines)
}

func notesOf(lines []string) []note {
	notes := make([]note, len(lines))
	for i, s := range lines {
		notes[i] = note{text: s}
	}
	return notes
}

// bounded leaves out the last lines where there are many, and says how many.
func bounded(lines []string, most int, what string) []string {
	if len(lines) <= most {
		return lines
	}
	return append(lines[:most:most], "and "+plural(len(lines)-most, "more "+what))
}

// curves are the answers of all curves. What several of them do not tell is said
// once, and not at all where the file asks for something else.
func (v *view) curves() []string {
	asked := len(v.Judgement.Rulings) == 0 && len(v.Judgement.Comparisons) == 0
	var lines []string
	curves, said := v.Judgement.Answer.Curves, make(map[string]bool)
	for i := range curves {
		c := curves[i]
		if c.Shape.Shape == stats.ShapeUnknown && len(curves) > 1 {
			c.Rest, c.Next = nil, nil
		}
		s := curveAnswer(&c)
		if s == "" || c.Shape.Shape == stats.ShapeUnknown && (!asked || said[s]) {
			continue
		}
		said[s] = true
		lines = append(lines, s)
	}
	return lines
}

// curveAnswer says what throughput does with the load, and so how much of it is
// worth it. It is empty where nobody asked: for one or two levels.
func curveAnswer(c *judge.Curve) string {
	load := clean(c.Load)
	answer := ""
	switch s := &c.Shape; s.Shape {
	case stats.ShapeSaturated:
		queue := "calls only queue"
		if load == "rate" {
			queue = "requests only queue"
		}
		answer = fmt.Sprintf("%s, %s; past it %s", loadWithin(load, s), perSecond(s.Throughput), queue)
	case stats.ShapePeak:
		answer = fmt.Sprintf("peak at %s, %s; past it throughput falls", loadWithin(load, s), perSecond(s.Throughput))
	case stats.ShapeRising:
		answer = "range too short, still rising at " + loadText(load, s.Tested)
	case stats.ShapeNone:
		answer = fmt.Sprintf("no model fits throughput against %s (%s): trust the rows only", load, chance(s.LackOfFit))
	case stats.ShapeUnknown:
		answer = unknownShape(c)
	}
	if answer == "" {
		return ""
	}
	if c.Shape.Retrograde && c.Shape.Shape != stats.ShapePeak {
		answer += fmt.Sprintf("; at %s there is less than before", loadText(load, c.Shape.Tested))
	}
	if c.Left > 0 {
		answer += "; " + plural(c.Left, "invalid level") + " left out"
	}
	if len(c.Next) > 0 {
		answer += "; next: measure " + levelsText(load, c.Next)
	}
	return "worth it" + restText(c.Rest) + ": " + answer
}

func unknownShape(c *judge.Curve) string {
	switch valid := c.Levels - c.Left; {
	case c.Levels < fewestLevels-1:
		return ""
	case valid < fewestLevels:
		return fmt.Sprintf("not known, %s where it takes %d or more", plural(valid, "level"), fewestLevels)
	}
	return "not known, these levels and repeats do not tell"
}

// restText names the settings that tell a curve from the others.
func restText(rest []runner.Setting) string {
	if len(rest) == 0 {
		return ""
	}
	return " (" + settingsText(rest) + ")"
}

func settingsText(settings []runner.Setting) string {
	words := make([]string, len(settings))
	for i, s := range settings {
		words[i] = clean(s.Name) + "=" + cut(clean(s.Value), fairLabel*2, "...")
	}
	return strings.Join(words, " ")
}

// loadWithin is a load with its interval: concurrency 24 (22 to 26).
func loadWithin(load string, s *stats.Scalability) string {
	text := loadText(load, s.At)
	if lo, hi := levelText(s.Lo), levelText(s.Hi); lo != hi {
		text += fmt.Sprintf(" (%s to %s)", lo, hi)
	}
	return text
}

// loadText is a level of the field with its name, such as rate 50/s.
func loadText(load string, x float64) string {
	if load == "rate" {
		return "rate " + levelText(x) + "/s"
	}
	return load + " " + levelText(x)
}

// levelText writes a level: whole, but below 10.
func levelText(x float64) string {
	if x < 9.95 {
		return count(math.Round(10*x) / 10)
	}
	return fixed(x, 0)
}

func levelsText(load string, levels []float64) string {
	words := make([]string, 0, mostNext)
	for _, x := range levels[:min(len(levels), mostNext)] {
		text := levelText(x)
		if load == "rate" {
			text += "/s"
		}
		words = append(words, text)
	}
	return strings.Join(words, ", ")
}

func perSecond(x float64) string { return tiered(x) + " requests/s" }

// bestAnswer says which discipline is fastest, and by how much the others are
// slower.
func bestAnswer(b *judge.Best) string {
	if !slices.ContainsFunc(b.Others, func(c judge.Comparison) bool { return c.Word == judge.Worse }) {
		return strings.Join(append([]string{"best: no discipline is shown to be faster"}, bounded(othersText(b.Others), mostOthers, "discipline")...), "; ")
	}
	words := []string{"best: " + clean(b.Discipline)}
	if b.Concurrency > 0 {
		words[0] += fmt.Sprintf(" at concurrency %d", b.Concurrency)
	}
	return strings.Join(append(words, bounded(othersText(b.Others), mostOthers, "discipline")...), "; ")
}

// othersText says how much slower each of the other disciplines is. Those of which
// nothing is known for the same reason stand together.
func othersText(others []judge.Comparison) []string {
	var texts, untested []string
	why := ""
	flush := func() {
		if len(untested) > 0 {
			texts = append(texts, strings.Join(untested, ", ")+": ?"+parenthesised(why))
		}
		untested = nil
	}
	for i := range others {
		c := &others[i]
		if isTested(c.Word) {
			flush()
			texts = append(texts, otherText(c))
			continue
		}
		if c.Why != strings.TrimPrefix(why, tooFew) {
			flush()
		}
		if why = c.Why; c.Word == judge.TooFew && why != "" {
			why = tooFew + why
		}
		untested = append(untested, clean(c.Candidate))
	}
	flush()
	return texts
}

func parenthesised(why string) string {
	if why == "" {
		return ""
	}
	return " (" + cut(clean(why), longestCause, "...") + ")"
}

// otherText says how much slower another discipline is: chunk is 10.1% slower
// (8.0 to 12.2).
func otherText(c *judge.Comparison) string {
	name, e := clean(c.Candidate), &c.Effect
	by, interval := slower(e.Change), fmt.Sprintf("%s to %s", tenths(100*math.Expm1(e.Lo)), tenths(100*math.Expm1(e.Hi)))
	switch c.Word {
	case judge.Same:
		return fmt.Sprintf("%s is the same (%s%%)", name, interval)
	case judge.Worse, judge.Better:
		return fmt.Sprintf("%s is %s (%s)", name, by, interval)
	case judge.Unclear, judge.TooFew, judge.NotRandomized, judge.NotComparable:
	}
	return fmt.Sprintf("%s: ? (%s, %s, %s, n=%d)", name, by, interval, chance(e.P), e.N)
}

// slower writes the logarithm of a ratio in words: 7.8% slower.
func slower(x float64) string {
	if x < 0 {
		return tenths(-100*math.Expm1(x)) + "% faster"
	}
	return tenths(100*math.Expm1(x)) + "% slower"
}
