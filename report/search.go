package report

import (
	"fmt"
	"slices"
	"strings"

	"runexp/judge"
	"runexp/stats"
)

// found are the answers of a search, none for other experiments.
func (v *view) found() []judge.Found {
	if v.Judgement == nil {
		return nil
	}
	return v.Judgement.Answer.Found
}

// searches are the tables of the levels that a search tried, one for each of its
// stems.
func (v *view) searches() []block {
	var blocks []block
	found := v.found()
	for i := range found {
		f := &found[i]
		if len(f.Levels) == 0 {
			continue
		}
		b := block{caption: "tried: " + clean(f.Find), columns: v.tried(f)}
		if len(f.Rest) > 0 {
			b.caption, b.titled = settingsText(f.Rest), true
		}
		if slices.ContainsFunc(f.Levels, isDoubtful) {
			b.notes = []note{{mark: failedMark, text: "suspect or invalid"}}
		}
		blocks = append(blocks, b)
	}
	return blocks
}

// tried are the columns of the levels tried: what the condition asks about, and
// whether it holds.
func (v *view) tried(f *judge.Found) []column {
	levels := f.Levels
	cells := make([]*judge.Cell, len(levels))
	for i := range levels {
		if cells[i] = levels[i].Cell; cells[i] == nil {
			cells[i] = new(judge.Cell)
		}
	}
	columns := []column{
		{heading: clean(f.Find), short: shortField(f.Find), right: true, cells: mapped(levels, func(t judge.Tried) string { return levelText(t.Level) })},
		{heading: "trials", right: true, rank: 3, cells: mapped(levels, func(t judge.Tried) string { return integer(int64(t.Trials)) })},
	}
	for i, q := range claimed(f.Under) {
		q.rank = i + 1
		columns = append(columns, v.quantityOf(q, cells))
	}
	holds := column{heading: "holds", cells: mapped(levels, holdsText)}
	for i := range levels {
		holds.alarm = append(holds.alarm, levels[i].Holds == stats.Fail)
	}
	columns = append(columns, holds)
	if slices.ContainsFunc(levels, func(t judge.Tried) bool { return t.Answer }) {
		columns = append(columns, column{heading: "answer", rank: 2, cells: mapped(levels, func(t judge.Tried) string { return answerMark(t, f.Confirmed) })})
	}
	return columns
}

// claimed are the quantities that a condition names, and the throughput.
func claimed(under string) []quantity {
	named := strings.FieldsFunc(under, func(r rune) bool { return !isNameLetter(r) })
	var found []quantity
	for _, q := range quantities() {
		if q.metric && (slices.Contains(named, q.name) || q.name == "throughput") {
			found = append(found, q)
		}
	}
	return found
}

func isNameLetter(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_'
}

// holdsText says whether the condition holds at a level, and marks a level that is
// suspect or invalid.
func holdsText(t judge.Tried) string {
	text := "?"
	switch t.Holds {
	case stats.Pass:
		text = "yes"
	case stats.Fail:
		text = "no"
	case stats.Undecided, stats.Invalid:
	}
	if isDoubtful(t) {
		text += " " + failedMark
	}
	return text
}

func isDoubtful(t judge.Tried) bool { return t.Cell != nil && t.Cell.Verdict.Level != judge.OK }

func answerMark(t judge.Tried, confirmed bool) string {
	switch {
	case !t.Answer:
		return ""
	case confirmed:
		return "<- confirmed"
	}
	return "<- not confirmed"
}

// foundAnswer is what a search came to: largest concurrency under the SLO: 46 (95%
// sure; best guess 47, 45 to 49).
func foundAnswer(f *judge.Found) string {
	find := clean(f.Find)
	level := func(x float64) string {
		if find == "rate" {
			return levelText(x) + "/s"
		}
		return levelText(x)
	}
	s := "largest " + find + " under the SLO" + restText(f.Rest) + ": "
	var sure []string
	if f.Safe > 0 {
		s += level(f.Safe)
		if f.Confirmed {
			sure = append(sure, "95% sure")
		} else {
			sure = append(sure, "not confirmed")
		}
	} else {
		s += "none found"
	}
	if l := f.Likely; l.Value > 0 {
		guess := "best guess " + level(l.Value)
		if l.Hi > l.Lo {
			guess += fmt.Sprintf(", %s to %s", level(l.Lo), level(l.Hi))
		}
		sure = append(sure, guess)
	}
	if len(sure) > 0 {
		s += " (" + strings.Join(sure, "; ") + ")"
	}
	if f.Ended != "" {
		s += "; " + cut(clean(f.Ended), longestCause, "...")
	}
	return s
}
