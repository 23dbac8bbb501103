package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"runexp/crawl"
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
	if len(hidden) > 0 {
		notes = append(notes, note{text: fmt.Sprintf(" %s hidden at this width: %s (--wide shows all)", plural(len(hidden), "column"), headings(hidden))})
	}
	notes = append(notes, v.marks(shown)...)
	notes = append(notes, leftOut(left)...)
	if len(v.cells) > 0 && !v.repeated() {
		notes = append(notes, note{text: "1 repeat: no range"})
	}
	notes = append(notes, v.openLoop(shown)...)
	notes = append(notes, v.failures(shown)...)
	notes = append(notes, v.statuses()...)
	notes = append(notes, v.slowConnects()...)
	notes = append(notes, v.coldStarts()...)
	notes = append(notes, v.lateStarts()...)
	notes = append(notes, v.incomplete()...)
	for _, s := range v.Notes {
		notes = append(notes, note{text: clean(s)})
	}
	return notes
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
		notes = append(notes, note{mark: failedMark, text: "some requests failed"})
	}
	return notes
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

// failures counts failed requests by class, the most frequent first, with the
// cause of one of each.
func (v *view) failures(shown []column) []note {
	classes := make(map[string]int64)
	for _, c := range v.cells {
		for class, n := range c.Classes {
			if class != crawl.OK.String() && n > 0 {
				classes[class] += n
			}
		}
	}
	var notes []note
	names := slices.Sorted(maps.Keys(classes))
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(classes[b], classes[a]) })
	for _, class := range names {
		notes = append(notes, note{
			text:  fmt.Sprintf("errors: %s x %s", prose(classes[class]), clean(class)),
			quote: v.cause(class),
		})
	}
	comparing := func(q quantity) bool { return q.name == "ideal" || q.name == "ratio" }
	if slices.ContainsFunc(quantitiesOf(shown), comparing) && v.errors() > 0 {
		notes = append(notes, note{text: "ideal and ratio are empty where requests failed"})
	}
	return notes
}

// cause is the error text of the first failure of a class, in the order of the
// trials.
func (v *view) cause(class string) string {
	for i := range v.Results {
		if s := v.Results[i].Causes[class]; s != "" {
			return cut(clean(s), longestCause, "...")
		}
	}
	return ""
}

// statuses counts the responses by status, if there is any beside 2xx.
func (v *view) statuses() []note {
	counts := make(map[int]int64)
	for _, c := range v.cells {
		for status, n := range c.Statuses {
			counts[status] += n
		}
	}
	codes := slices.Sorted(maps.Keys(counts))
	if !slices.ContainsFunc(codes, func(code int) bool { return code/100 != 2 }) {
		return nil
	}
	words := make([]string, len(codes))
	for i, code := range codes {
		words[i] = fmt.Sprintf("%s x %d", prose(counts[code]), code)
	}
	return []note{{text: "statuses: " + strings.Join(words, ", ")}}
}

// incomplete tells which trials are missing.
func (v *view) incomplete() []note {
	var notes []note
	var partial []*judge.Cell
	missing := 0
	for i := range v.Cells {
		switch c := &v.Cells[i]; {
		case c.Repeats == 0:
			missing++
		case c.Repeats < c.Planned:
			partial = append(partial, c)
		}
	}
	if v.Interrupted {
		notes = append(notes, note{text: fmt.Sprintf("interrupted: %s of %s have a result", prose(int64(len(v.Results))), plural(len(v.Plan.Trials), "trial"))})
	}
	if missing > 0 {
		notes = append(notes, note{text: fmt.Sprintf("no result: %s of %s", prose(int64(missing)), plural(len(v.Cells), "point"))})
	}
	if len(partial) > mostRows {
		return append(notes, note{text: fmt.Sprintf("incomplete: %s with fewer trials than planned", plural(len(partial), "row"))})
	}
	for _, c := range partial {
		notes = append(notes, note{text: fmt.Sprintf("incomplete: %d of %s", c.Repeats, plural(c.Planned, "trial")), quote: v.where(c)})
	}
	return notes
}

// where names a cell by its swept fields.
func (v *view) where(c *judge.Cell) string {
	words := make([]string, len(v.swept))
	for i, f := range v.swept {
		words[i] = clean(f.Name) + " " + cut(valueOf(c, f), fairLabel*2, "...")
	}
	return strings.Join(words, ", ")
}
