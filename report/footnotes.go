package report

import (
	"fmt"
	"slices"
	"strings"

	"runexp/judge"
)

// note is a line under a table.
type note struct {
	// mark is the sign in the table that the note explains; empty for none.
	mark string
	text string
	// quote is a text from elsewhere, already clean, shown in parentheses.
	quote string
}

// longestCause is how much of an error's text is shown.
const longestCause = 160

// mostRows is how many rows a note names.
const mostRows = 3

// String is the note as one line.
func (n note) String() string {
	s := n.text
	if n.mark != "" {
		s = n.mark + "  " + s
	}
	if n.quote != "" {
		s += " (" + n.quote + ")"
	}
	return s
}

// indent is what its second line begins with.
func (n note) indent() string {
	if n.mark != "" {
		return strings.Repeat(" ", width(n.mark)+2)
	}
	return "  "
}

// footnotes says what a reader of the shown columns needs to know. hidden are
// columns without room, left are columns without content.
func (v *view) footnotes(shown, hidden, left []column) []note {
	var notes []note
	if words := v.withoutRoom(hidden); words != "" {
		notes = append(notes, note{text: words})
	}
	notes = append(notes, v.marks(shown)...)
	notes = append(notes, v.verdicts(shown, hidden)...)
	notes = append(notes, leftOut(left)...)
	if len(v.cells) > 0 && !v.repeated() {
		notes = append(notes, note{text: "no interval: 1 repeat"})
	}
	notes = append(notes, v.openLoop(shown)...)
	notes = append(notes, v.failures(shown)...)
	notes = append(notes, v.statuses()...)
	notes = append(notes, v.slowConnects()...)
	notes = append(notes, v.coldStarts()...)
	notes = append(notes, v.lateStarts()...)
	return append(notes, v.incomplete()...)
}

// withoutRoom names the columns that are hidden. A verdict that is ok in all rows
// has a note of its own.
func (v *view) withoutRoom(hidden []column) string {
	hidden = slices.DeleteFunc(slices.Clone(hidden), func(c column) bool {
		return len(v.reasons.list) == 0 && len(c.of) == 1 && c.of[0].name == verdictName
	})
	if len(hidden) == 0 {
		return ""
	}
	return fmt.Sprintf(" %s hidden at this width: %s (--wide shows all)", plural(len(hidden), "column"), headings(hidden))
}

// unbroken is a space at which no line is folded. It is printed as a space; no
// other text has it, since it is not clean.
const unbroken = "\u00a0"

func headings(columns []column) string {
	names := make([]string, len(columns))
	for i := range columns {
		names[i] = strings.ReplaceAll(columns[i].heading, " ", unbroken)
	}
	return strings.Join(names, ", ")
}

// marks explains the signs that occur in the shown columns.
func (v *view) marks(shown []column) []note {
	var notes []note
	var short []quantity
	for _, q := range quantitiesOf(shown) {
		if q.name == "ratio" && slices.ContainsFunc(v.cells, func(c *judge.Cell) bool { return strings.HasSuffix(ratio(c), measured) }) {
			notes = append(notes, note{mark: measured, text: "ideal is measured, not given: set service_time to fix it"})
		}
		if slices.ContainsFunc(v.cells, func(c *judge.Cell) bool { return c.OK < q.needs }) {
			short = append(short, q)
		}
	}
	if slices.ContainsFunc(quantitiesOf(shown), func(q quantity) bool { return q.name == "elapsed" }) &&
		slices.ContainsFunc(v.cells, func(c *judge.Cell) bool { return c.Cut > 0 }) {
		notes = append(notes, note{mark: strings.TrimSpace(byClock), text: "ended by duration: compare req/s, not elapsed"})
	}
	if len(short) > 0 {
		notes = append(notes, note{mark: noPercentile, text: "too few ok requests in the row: " + needed(short)})
	}
	if slices.ContainsFunc(shown, func(c column) bool { return c.composed && slices.Contains(c.alarm, true) }) {
		notes = append(notes, note{mark: failedMark, text: v.failedWords()})
	}
	return notes
}

// failedWords explains the mark of a pivot's cell.
func (v *view) failedWords() string {
	switch {
	case len(v.reasons.list) == 0:
		return "some requests failed"
	case v.errors() == 0:
		return "suspect or invalid, see below"
	}
	return "some requests failed, or the cell is suspect or invalid, see below"
}

// quantitiesOf lists what the columns hold, each quantity once.
func quantitiesOf(columns []column) []quantity {
	var all []quantity
	for i := range columns {
		for _, q := range columns[i].of {
			if !slices.ContainsFunc(all, func(a quantity) bool { return a.name == q.name }) {
				all = append(all, q)
			}
		}
	}
	return all
}

// needed lists how many requests percentiles need, such as "p99 needs 1,000".
func needed(qs []quantity) string {
	words := make([]string, len(qs))
	for i, q := range qs {
		words[i] = q.name + " needs " + prose(q.needs)
	}
	return strings.Join(words, ", ")
}

// leftOut explains why columns are missing that nobody has hidden.
func leftOut(left []column) []note {
	var notes []note
	var percentiles []quantity
	var others []column
	for _, c := range left {
		if q := c.of[0]; q.needs > 0 {
			percentiles = append(percentiles, q)
		} else {
			others = append(others, c)
		}
	}
	if len(percentiles) > 0 {
		notes = append(notes, note{text: "too few ok requests in all rows: " + needed(percentiles)})
	}
	if len(others) > 0 {
		notes = append(notes, note{text: "nothing to show for " + headings(others)})
	}
	return notes
}
