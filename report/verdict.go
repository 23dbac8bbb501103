package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"runexp/judge"
)

// verdictName is the quantity that says how far a row can be trusted.
const verdictName = "verdict"

// doubt is a check and how bad it is not to pass it.
type doubt struct {
	flag  judge.Flag
	level judge.Level
}

// reason is a check that some rows did not pass; its place among the reasons is
// its number under the table.
type reason struct {
	doubt
	found []finding
	at    map[string]int // in found, by form
}

// finding is what was found in some rows, in the same words but for the number.
type finding struct {
	form    string
	numbers []string
	// times is how many of the trials it was found in, of all trials of these rows.
	times, of int
	cells     []*judge.Cell
}

// reasons are why cells are not ok, in the order in which the rows have them.
type reasons struct {
	list []reason
	at   map[doubt]int // in list
}

// reasonsOf collects the reasons of cells, by check.
func reasonsOf(cells []*judge.Cell) reasons {
	all := reasons{at: make(map[doubt]int)}
	for _, c := range cells {
		for _, r := range c.Verdict.Reasons {
			key := doubt{r.Flag, r.Level}
			i, ok := all.at[key]
			if !ok {
				i = len(all.list)
				all.at[key] = i
				all.list = append(all.list, reason{doubt: key, at: make(map[string]int)})
			}
			all.list[i].add(r, c)
		}
	}
	return all
}

func (r *reason) add(found judge.Reason, c *judge.Cell) {
	form := found.Form
	if form == "" {
		form = found.Text
	}
	i, ok := r.at[form]
	if !ok {
		i = len(r.found)
		r.at[form] = i
		r.found = append(r.found, finding{form: form})
	}
	f := &r.found[i]
	f.numbers = append(f.numbers, found.Found)
	f.times, f.of = f.times+found.Times, f.of+found.Of
	if n := len(f.cells); n == 0 || f.cells[n-1] != c {
		f.cells = append(f.cells, c)
	}
}

// verdictColumn says of each row whether it is ok, with the numbers of the reasons
// why not.
func (v *view) verdictColumn(q quantity) column {
	c := column{heading: q.heading, short: q.short, rank: q.rank, of: []quantity{q}}
	for _, cell := range v.cells {
		text := verdictOf(cell, v.dueTrials(cell))
		if numbers := v.numbersOf(cell); len(numbers) > 0 {
			text += " " + strings.Join(numbers, ",")
		}
		c.cells = append(c.cells, text)
		c.alarm = append(c.alarm, cell.Verdict.Level != judge.OK)
	}
	return c
}

// verdictWord is the verdict of a cell in a word.
func verdictWord(c *judge.Cell) string { return verdictOf(c, c.Repeats) }

// verdictOf is the verdict of a cell that was to have so many trials. Where some
// of them are missing or do not count it says how many do.
func verdictOf(c *judge.Cell, due int) string {
	switch valid := c.Repeats - c.Invalid; {
	case valid > 0 && valid < due:
		return fmt.Sprintf("%d of %d trials", valid, due)
	case c.Verdict.Level == judge.Suspect:
		return "susp."
	case c.Verdict.Level == judge.Invalid:
		return "invalid"
	}
	return "ok"
}

// dueTrials is how many trials a cell should have. A run that was stopped, and
// one that decides by itself how often to repeat, owes none.
func (v *view) dueTrials(c *judge.Cell) int {
	if v.Interrupted || v.Plan.Least > 0 && v.Plan.Least < v.Plan.Repeats || v.Plan.Search != nil {
		return c.Repeats
	}
	return max(c.Planned, c.Repeats)
}

// numbersOf are the numbers of the reasons that a cell has, rising.
func (v *view) numbersOf(c *judge.Cell) []string {
	var places []int
	for _, r := range c.Verdict.Reasons {
		places = append(places, v.reasons.at[doubt{r.Flag, r.Level}]+1)
	}
	slices.Sort(places)
	return mapped(slices.Compact(places), strconv.Itoa)
}

// verdicts explains the verdicts: each reason once, with its number where the
// rows show it, else with its level.
func (v *view) verdicts(shown, hidden []column) []note {
	is := func(q quantity) bool { return q.name == verdictName }
	if len(v.reasons.list) == 0 {
		if slices.ContainsFunc(quantitiesOf(hidden), is) {
			return []note{{text: "verdict: ok in all rows"}}
		}
		return nil
	}
	numbered := slices.ContainsFunc(quantitiesOf(shown), is)
	var notes []note
	for i, r := range v.reasons.list {
		n := note{text: clean(string(r.flag)) + ": " + v.findings(r)}
		if numbered {
			n.mark = strconv.Itoa(i + 1)
		} else {
			n.text = r.level.String() + ", " + n.text
		}
		notes = append(notes, n)
	}
	return notes
}

// String tells it once for all its rows, such as "something on this machine waited
// for a processor 31 to 73 % of the time (limit 25 %), in 18 of 21 repeats".
func (f *finding) String() string {
	text := f.form
	if strings.Contains(text, judge.Place) {
		text = strings.Replace(text, judge.Place, between(f.numbers), 1)
		if f.of > 1 {
			text += fmt.Sprintf(", in %d of %s", f.times, plural(f.of, "repeat"))
		}
	}
	return text
}

// between is the range of numbers that are followed by the same words: 31 to 73 %.
// Where they are no such numbers it is the first of them, and that there are others.
func between(texts []string) string {
	split := func(text string) (number float64, digits, unit string) {
		end := strings.IndexFunc(text, func(r rune) bool { return (r < '0' || r > '9') && r != '.' })
		if end < 0 {
			end = len(text)
		}
		number, _ = strconv.ParseFloat(text[:end], 64)
		return number, text[:end], text[end:]
	}
	least, low, unit := split(texts[0])
	most, high := least, low
	for _, text := range texts[1:] {
		number, digits, u := split(text)
		if u != unit || digits == "" {
			return texts[0] + " or so"
		}
		if number < least {
			least, low = number, digits
		}
		if number > most {
			most, high = number, digits
		}
	}
	if low == high {
		return texts[0]
	}
	return low + " to " + high + unit
}

// findings lists what a check found, with the rows where they are few.
func (v *view) findings(r reason) string {
	var words []string
	more := 0
	for i, f := range r.found {
		if i >= mostRows {
			more += len(f.cells)
			continue
		}
		text := cut(clean(f.String()), longestCause, "...")
		if rows := v.rowsNamed(f.cells); rows != "" {
			text += " (" + rows + ")"
		}
		words = append(words, text)
	}
	if more > 0 {
		words = append(words, "and "+plural(more, "other row"))
	}
	return strings.Join(words, "; ")
}
