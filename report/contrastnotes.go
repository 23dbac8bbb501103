package report

import (
	"fmt"
	"strings"

	"runexp/judge"
)

// contrastCounts is how many comparisons come to what.
type contrastCounts struct {
	Worse     int `json:"worse"`
	Tolerated int `json:"tolerated"`
	Better    int `json:"better"`
	Same      int `json:"same"`
	Unclear   int `json:"unclear"`
	TooFew    int `json:"too_few"`
	Not       int `json:"not_comparable"`
}

func countWords(all []judge.Comparison) (n contrastCounts) {
	for i := range all {
		switch c := &all[i]; c.Word {
		case judge.Worse:
			if c.Regression {
				n.Worse++
			} else {
				n.Tolerated++
			}
		case judge.Better:
			n.Better++
		case judge.Same:
			n.Same++
		case judge.Unclear:
			n.Unclear++
		case judge.TooFew:
			n.TooFew++
		case judge.NotRandomized, judge.NotComparable:
			n.Not++
		}
	}
	return n
}

// summary is what all comparisons come to, in a line.
func (v *contrastView) summary() string {
	head := "no regression"
	switch v.Outcome() {
	case judge.Failed:
		head = "REGRESSION"
	case judge.Undecided:
		head = "no regression is proven, and not all is ruled out"
	case judge.Nothing:
		return "nothing could be compared"
	case judge.Passed:
	}
	n := countWords(v.rows)
	var words []string
	add := func(count int, what string) {
		if count > 0 {
			words = append(words, prose(int64(count))+" "+what)
		}
	}
	add(n.Worse, "worse")
	add(n.Tolerated, "worse as tolerated")
	add(n.Better, "better")
	add(n.Same, "the same")
	add(n.Unclear, "neither shown nor ruled out")
	add(n.TooFew, "with too few repeats")
	add(n.Not, "not comparable")
	return fmt.Sprintf("%s: of %s %s", head, plural(len(v.rows), "comparison"), strings.Join(words, ", "))
}

// said is what is to be said under the table: what it comes to, how to read it, what
// is not in it, and what not to believe.
func (v *contrastView) said() []note {
	notes := []note{{text: v.summary()}}
	if tested := v.tested(); tested > 0 {
		notes = append(notes, note{text: fmt.Sprintf("change: of %s against %s, with its %s interval; p: rank test of the trials (Mann-Whitney), corrected for %s (Holm)",
			v.candidates(), letter(0), percentText(v.Confidence), plural(tested, "comparison"))})
	}
	if countWords(v.rows).Tolerated > 0 {
		notes = append(notes, note{text: fmt.Sprintf("slower, worse in small letters: shown, but not to be beyond the %s that are tolerated", percentText(v.Tolerance))})
	}
	notes = append(notes, v.missing()...)
	for _, w := range v.Warnings {
		notes = append(notes, note{text: "warning: " + clean(w)})
	}
	for _, n := range v.Notes {
		notes = append(notes, note{text: clean(n)})
	}
	return notes
}

// percentText writes a share, such as 95%.
func percentText(share float64) string {
	return strings.TrimSuffix(strings.TrimRight(fixed(100*share, 3), "0"), ".") + "%"
}

// tested is how many comparisons have a p.
func (v *contrastView) tested() (n int) {
	for i := range v.rows {
		if isTested(v.rows[i].Word) {
			n++
		}
	}
	return n
}

// candidates names the candidates by their letters.
func (v *contrastView) candidates() string {
	last := len(v.sides) - 1
	if last <= 1 {
		return letter(1)
	}
	return letter(1) + " to " + letter(last)
}

// missing names the points that a run has not measured, a line for each run.
func (v *contrastView) missing() []note {
	var notes []note
	for _, s := range v.sides {
		var names []string
		n := 0
		for i := range v.Missing {
			if m := &v.Missing[i]; m.In == s.Name {
				if n++; n <= mostRows {
					names = append(names, v.placeText(&m.Point, m.Target))
				}
			}
		}
		if n == 0 {
			continue
		}
		text := "not measured in " + v.letters[s.Name] + ": " + strings.Join(names, "; ")
		if n > mostRows {
			text += "; and " + plural(n-mostRows, "more point")
		}
		notes = append(notes, note{text: text})
	}
	return notes
}
