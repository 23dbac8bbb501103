package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
)

// Markdown writes the report for a pull request, a step summary or a document:
// the caption, the tables with all columns, the notes as a list, what became of the
// demands of the file, and the command that repeats the run. Of the layout only the
// columns count. Texts that are not ours are shown as they are: none of them becomes
// markup.
func Markdown(w io.Writer, d *Data, l Layout) error {
	v, err := newView(d, false)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	words := v.caption()
	fmt.Fprintf(&b, "**%s**: %s\n", escape(words[0]), escape(strings.Join(words[1:], ", ")))
	if v.Plan.Description != "" {
		fmt.Fprintf(&b, "\n%s\n", escape(strings.TrimSpace(clean(v.Plan.Description))))
	}
	if err := markdownBody(&b, v, Layout{Columns: l.Columns}); err != nil {
		return err
	}
	if v.Again != "" {
		fmt.Fprintf(&b, "\nagain: %s\n", codeSpan(clean(v.Again)))
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("markdown: %w", err)
	}
	return nil
}

// markdownBody writes the tables and what is said under them.
func markdownBody(b *bytes.Buffer, v *view, l Layout) error {
	blocks, err := v.blocksOf(l)
	if err != nil {
		return err
	}
	var shown []column
	for _, block := range blocks {
		shown = append(shown, block.columns...)
		if err := markdownBlock(b, block); err != nil {
			return err
		}
	}
	markdownNotes(b, v.footnotes(shown, nil, nil))
	markdownNotes(b, v.answers())
	r := v.ruled(true)
	if err := markdownBlock(b, block{columns: r.columns()}); err != nil {
		return err
	}
	markdownNotes(b, r.notes())
	markdownNotes(b, v.footer())
	return nil
}

// blocksOf are all tables, without a limit of width.
func (v *view) blocksOf(l Layout) ([]block, error) {
	columns, _, err := v.long(l)
	if err != nil {
		return nil, err
	}
	blocks := []block{{columns: allRich(columns)}}
	for _, rich := range []bool{true, false} {
		pivot, err := v.pivot(rich)
		if err != nil {
			return nil, err
		}
		if pivot != nil && len(l.Columns) == 0 {
			blocks = pivot
			break
		}
	}
	for _, b := range v.extras(true) {
		b.columns = allRich(b.columns)
		blocks = append(blocks, b)
	}
	return blocks, nil
}

// markdownBlock writes a table and its notes; nothing where there are no rows.
func markdownBlock(b *bytes.Buffer, block block) error {
	if len(block.columns) == 0 || len(block.columns[0].cells) == 0 {
		return nil
	}
	if block.caption != "" {
		fmt.Fprintf(b, "\n%s\n", escape(block.caption))
	}
	b.WriteByte('\n')
	columns := make([]column, len(block.columns))
	for i, c := range block.columns {
		columns[i] = escaped(c)
	}
	t := tablewriter.NewTable(b, append(tableOptions(columns), tablewriter.WithRenderer(renderer.NewMarkdown()))...)
	same := func(s string) string { return s }
	bold := func(s string) string { return "**" + strings.TrimSpace(s) + "**" }
	if err := fill(t, columns, same, bold); err != nil {
		return err
	}
	markdownNotes(b, block.notes)
	return nil
}

// escaped is a column whose foreign texts are escaped; numbers need not be.
func escaped(c column) column {
	c.heading, c.suffix = escape(c.heading), escape(c.suffix)
	cells := make([]string, len(c.cells))
	for i, s := range c.cells {
		if cells[i] = strings.TrimSpace(s); c.label || c.foreign {
			cells[i] = escape(cells[i])
		}
	}
	c.cells = cells
	return c
}

func markdownNotes(b *bytes.Buffer, notes []note) {
	for i, n := range notes {
		if i == 0 {
			b.WriteByte('\n')
		}
		b.WriteString("- ")
		if n.mark != "" {
			b.WriteString(codeSpan(n.mark) + " ")
		}
		b.WriteString(escape(strings.TrimSpace(n.text)))
		if n.quote != "" {
			b.WriteString(" (" + codeSpan(n.quote) + ")")
		}
		b.WriteByte('\n')
	}
}

// escape makes a text plain in Markdown, in a table cell and anywhere else. The
// text is clean, so it has no line breaks. A < becomes an entity, since not every
// renderer takes a backslash before it.
func escape(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == '<':
			b.WriteString("&lt;")
			continue
		case r == '&':
			b.WriteString("&amp;")
			continue
		case r == '_' && insideWord(s, i):
		case strings.ContainsRune("\\`*_[]>|~$", r), i == 0 && strings.ContainsRune("#+-", r):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// insideWord reports whether the byte at i stands between two letters or digits,
// where an underscore is no markup.
func insideWord(s string, i int) bool {
	letter := func(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' }
	return i > 0 && i+1 < len(s) && letter(s[i-1]) && letter(s[i+1])
}

// codeSpan shows a text as code: its fence is longer than any row of backticks in
// it.
func codeSpan(s string) string {
	longest, row := 0, 0
	for _, r := range s {
		if r != '`' {
			row = 0
			continue
		}
		row++
		longest = max(longest, row)
	}
	fence := strings.Repeat("`", longest+1)
	if longest > 0 || strings.TrimSpace(s) != s {
		s = " " + s + " "
	}
	return fence + s + fence
}
