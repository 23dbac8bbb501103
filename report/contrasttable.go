package report

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"runexp/judge"
)

// mostContrasted is how many rows a comparison of runs has on a screen at most.
const mostContrasted = 60

// contrastTable writes a comparison of runs for people: which runs they are, a row
// per point and metric, and under it what it comes to and what to make of it.
func contrastTable(w io.Writer, c *judge.Contrast, l Layout) error {
	v := newContrastView(c, l.ASCII)
	if l.Width > 0 {
		l.Width = max(l.Width, leastWidth)
	}
	p := &printer{Layout: l}
	for i := range v.sides {
		for _, line := range fold(v.sideWords(i), "  ", "  ", l.Width) {
			p.line(line)
		}
	}
	b, err := v.block(l)
	if err != nil {
		return err
	}
	if len(v.rows) > 0 {
		_, hidden, err := p.columns(b.columns)
		if err != nil {
			return err
		}
		if words := new(view).withoutRoom(hidden); words != "" {
			p.text(note{text: words})
		}
	}
	p.notes(b.notes)
	p.notes(v.said())
	if _, err := w.Write(p.Bytes()); err != nil {
		return fmt.Errorf("table: %w", err)
	}
	return nil
}

// block is the table of the comparisons.
func (v *contrastView) block(l Layout) (block, error) {
	unlimited := l.Width == 0
	rows, gone := v.worthShowing(unlimited)
	more := 0
	if !unlimited && len(rows) > mostContrasted {
		more = len(rows) - mostContrasted
		rows = firstByWord(rows, mostContrasted)
	}
	b := v.table(rows, unlimited)
	if v.targets() {
		at := textColumn(targetField, rows, func(c *judge.Comparison) string { return clean(c.Target) })
		b.columns = slices.Insert(b.columns, 0, at)
	}
	last := &b.columns[len(b.columns)-1]
	for i, c := range rows {
		last.alarm[i] = c.Regression
		last.good = append(last.good, c.Word == judge.Better)
	}
	b.notes = hiddenRows(gone)
	if more > 0 {
		b.notes = append(b.notes, note{text: fmt.Sprintf(" %s hidden, none of them worse than these (--wide shows them)", rowsAre(more))})
	}
	b.notes = append(b.notes, v.notes(rows)...)
	if len(l.Columns) == 0 {
		return b, nil
	}
	columns, err := chosen(b.columns, l.Columns)
	b.columns = columns
	return b, err
}

// firstByWord are the first n rows of those that matter most, in their order.
func firstByWord(rows []*judge.Comparison, n int) []*judge.Comparison {
	rank := func(c *judge.Comparison) int {
		switch c.Word {
		case judge.Worse:
			return 0
		case judge.Better:
			return 1
		case judge.Unclear, judge.Same, judge.TooFew, judge.NotRandomized, judge.NotComparable:
		}
		return 2
	}
	order := make([]int, len(rows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return rank(rows[a]) - rank(rows[b]) })
	order = order[:n]
	slices.Sort(order)
	first := make([]*judge.Comparison, n)
	for i, k := range order {
		first[i] = rows[k]
	}
	return first
}

// chosen are the columns that are asked for by heading. Those that tell rows apart
// stay.
func chosen(columns []column, names []string) ([]column, error) {
	asked := make(map[int]bool)
	for _, name := range names {
		i := slices.IndexFunc(columns, func(c column) bool { return c.heading == name || firstWord(c.heading) == name })
		if i < 0 {
			return nil, fmt.Errorf("unknown column %q: a comparison has %s", name, headings(columns))
		}
		asked[i] = true
	}
	var kept []column
	for i, c := range columns {
		if asked[i] || c.label || c.foreign {
			kept = append(kept, c)
		}
	}
	return kept, nil
}

func firstWord(s string) string {
	s, _, _ = strings.Cut(s, " ")
	return s
}

// contrastMarkdown writes a comparison of runs for a pull request or a document.
func contrastMarkdown(w io.Writer, c *judge.Contrast, l Layout) error {
	v := newContrastView(c, false)
	b, err := v.block(Layout{Columns: l.Columns})
	if err != nil {
		return err
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "**%s**\n", escape(v.summary()))
	var sides []note
	for i := range v.sides {
		sides = append(sides, note{text: strings.Join(v.sideWords(i), ", ")})
	}
	markdownNotes(&out, sides)
	b.columns = allRich(b.columns)
	if err := markdownBlock(&out, b); err != nil {
		return err
	}
	markdownNotes(&out, v.said()[1:])
	if _, err := w.Write(out.Bytes()); err != nil {
		return fmt.Errorf("markdown: %w", err)
	}
	return nil
}
