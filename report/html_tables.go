package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"runexp/judge"
	"runexp/report/html"
)

// This file makes the tables of a document.

// mostTableRows is how many rows a table of a document has.
const mostTableRows = 4000

// tableOf makes a table of columns. Labels are sorted by what they mean: 50ms comes
// before 1s.
func tableOf(id, caption string, columns []column, tones func(row, col int) html.Tone) html.Table {
	t := html.Table{ID: id, Caption: caption, Sortable: true}
	rows := 0
	for i := range columns {
		c := columns[i]
		if c.rich != nil {
			c.cells, c.rich = mapped(c.rich, besides), nil
			columns[i] = c
		}
		t.Columns = append(t.Columns, html.Column{Heading: c.title(), Right: c.right, Label: c.label})
		rows = len(c.cells)
	}
	if rows > mostTableRows {
		t.Notes = append(t.Notes, html.Note{Text: fmt.Sprintf("the first %s of %s rows; CSV has all", prose(mostTableRows), prose(int64(rows)))})
		rows = mostTableRows
	}
	for r := range rows {
		row := make([]html.Cell, len(columns))
		for i := range columns {
			row[i] = cellOf(&columns[i], r)
			if tone := tones(r, i); tone != "" {
				row[i].Tone, row[i].Text = tone, worded(row[i].Text)
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// cellOf is a row's cell of a column.
func cellOf(c *column, row int) html.Cell {
	cell := html.Cell{Text: strings.TrimSpace(c.cells[row])}
	if c.label {
		cell.Sort = sortKey(cell.Text)
	}
	if c.alarm != nil && c.alarm[row] {
		cell.Tone = html.Bad
	}
	return cell
}

// besides writes a number and the half width of its interval, which stand in columns
// of their own in other tables, as 12.3 ±4%.
func besides(text string) string {
	words := strings.Fields(text)
	if n := len(words) - 1; n > 0 && strings.HasSuffix(words[n], "%") {
		return strings.Join(words[:n], " ") + " ±" + words[n]
	}
	return strings.Join(words, " ")
}

// worded is a verdict without the sign that it begins with, which its tone brings.
func worded(text string) string {
	switch rest, doubt := strings.CutPrefix(text, "?"); {
	case !doubt:
		return text
	case strings.TrimSpace(rest) == "" || strings.TrimSpace(rest) == failedMark:
		return "undecided" + rest
	default:
		return strings.TrimSpace(rest)
	}
}

// sortKey is the number of base units that a text such as 50ms stands for; empty
// where the text itself sorts as well.
func sortKey(text string) string {
	if d, err := time.ParseDuration(text); err == nil && d != 0 {
		return strconv.FormatFloat(d.Seconds(), 'g', -1, 64)
	}
	return ""
}

// resultSection is the table of all cells and what is to be known of its numbers.
func (v *view) resultSection() (*html.Section, error) {
	if len(v.cells) == 0 {
		return nil, nil //nolint:nilnil // a run without a result has no such section
	}
	columns, _, err := v.long(Layout{})
	if err != nil {
		return nil, err
	}
	columns = slices.DeleteFunc(columns, func(c column) bool {
		return !c.label && !slices.ContainsFunc(c.cells, func(s string) bool { return s != "" && s != noPercentile })
	})
	is := func(name string) func(column) bool {
		return func(c column) bool { return len(c.of) == 1 && c.of[0].name == name }
	}
	if !slices.ContainsFunc(columns, is(verdictName)) { // whatever the file asks for, a number goes with how far it holds
		all := quantities()
		columns = append(columns, v.verdictColumn(all[slices.IndexFunc(all, func(q quantity) bool { return q.name == verdictName })]))
	}
	slices.SortStableFunc(columns, func(a, b column) int { return cmp.Compare(importance(&a), importance(&b)) })
	notes := v.tableNotes(columns)
	at, verdict := slices.IndexFunc(columns, is("throughput")), slices.IndexFunc(columns, is(verdictName))
	t := tableOf("results", "All cells: "+plural(len(v.cells), "row"), columns, func(row, col int) html.Tone {
		if col != verdict {
			return ""
		}
		return levelTone(v.cells[row].Verdict.Level)
	})
	v.drawBars(&t, at)
	t.Notes = append(t.Notes, notes...)
	return &html.Section{ID: "results", Title: "Results", Intro: "Click a heading to sort by it, again to turn the order round, a third time for the plan's order.", Tables: []html.Table{t}}, nil
}

// importance is the place of a column in a table that is wider than most windows: what
// tells rows apart, how far to trust them, and what most readers look for come first.
func importance(c *column) int {
	first := []string{verdictName, "throughput", "elapsed", "ideal", "ratio", "errors", "p50", "p90", "p95", "p99", "p999", "max"}
	switch {
	case c.label:
		return -1
	case len(c.of) != 1 || !slices.Contains(first, c.of[0].name):
		return len(first)
	}
	return slices.Index(first, c.of[0].name)
}

func levelTone(l judge.Level) html.Tone {
	switch l {
	case judge.Suspect:
		return html.Doubt
	case judge.Invalid:
		return html.Bad
	case judge.OK:
	}
	return html.Good
}

// mostBars is how many rows have their throughput drawn beside it.
const mostBars = 500

func (v *view) drawBars(t *html.Table, col int) {
	best := v.best()
	if col < 0 || best == nil || len(t.Rows) > mostBars || len(t.Rows) < 2 {
		return
	}
	for i := range t.Rows {
		t.Rows[i][col].Bar = html.Share(v.cells[i].Throughput.Center / best.Throughput.Center)
	}
}

// tableNotes are the footnotes of the table of cells but those that have a section of
// their own.
func (v *view) tableNotes(shown []column) []html.Note {
	all := slices.Concat(v.marks(shown), v.verdicts(shown, nil), v.openLoop(shown))
	if !v.repeated() {
		all = append(all, note{text: "no interval: 1 repeat"})
	}
	return htmlNotes(all)
}

func htmlNotes(notes []note) []html.Note {
	all := make([]html.Note, len(notes))
	for i, n := range notes {
		all[i] = html.Note{Mark: n.mark, Text: strings.TrimSpace(n.text), Quote: n.quote}
	}
	return all
}
