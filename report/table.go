package report

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/tw"
)

// leastWidth is the narrowest screen that lines are kept within.
const leastWidth = 20

// Table writes the comparison table: a caption, a row per cell, and under it what
// a reader needs to know to trust the numbers. With analysis.by it is a pivot: a
// column per level. No line is longer than the layout's width: columns go by
// priority, and where not even the most important ones find room, each row
// becomes a block of lines.
func Table(w io.Writer, d *Data, l Layout) error {
	v, err := newView(d)
	if err != nil {
		return err
	}
	if l.Width > 0 {
		l.Width = max(l.Width, leastWidth)
	}
	p := &printer{Layout: l}
	for _, line := range fold(v.caption(), "  ", "  ", l.Width) {
		p.line(line)
	}
	if err := p.body(v); err != nil {
		return err
	}
	if v.Again != "" {
		for _, line := range foldCommand("again:   ", clean(v.Again), l.Width) {
			p.line(line)
		}
	}
	if _, err := w.Write(p.Bytes()); err != nil {
		return fmt.Errorf("table: %w", err)
	}
	return nil
}

// printer collects the lines of a table.
type printer struct {
	bytes.Buffer
	Layout
}

func (p *printer) line(s string) {
	p.WriteString(strings.TrimRight(s, " "))
	p.WriteByte('\n')
}

// cutMark stands where the middle of a text was taken out.
func (p *printer) cutMark() string {
	if p.ASCII {
		return "..."
	}
	return "…"
}

// body prints the table in the first of three forms that fits, and what is to be
// said under it.
func (p *printer) body(v *view) error {
	columns, left, err := v.long(p.Layout)
	if err != nil {
		return err
	}
	var shown []column
	var hidden []column
	blocks, err := p.pivot(v)
	if err != nil {
		return err
	}
	if blocks != nil {
		left = nil
		for _, b := range blocks {
			shown = append(shown, b.columns...)
		}
		err = p.blocks(blocks)
	} else if len(v.cells) > 0 {
		fitted, rest, ok := fit(columns, p.Width, p.cutMark())
		if ok {
			shown, hidden = fitted, rest
			err = p.grid(fitted)
		} else {
			shown = columns
			p.upright(columns)
		}
	}
	if err != nil {
		return err
	}
	p.notes(v.footnotes(shown, hidden, left))
	return nil
}

// pivot returns the blocks of a pivot, nil where the file asks for none or there
// is no room for it.
func (p *printer) pivot(v *view) ([]block, error) {
	if len(p.Columns) > 0 {
		return nil, nil
	}
	blocks, err := v.pivot()
	for i := range blocks {
		fitted, hidden, ok := fit(blocks[i].columns, p.Width, p.cutMark())
		if !ok || len(hidden) > 0 {
			return nil, nil
		}
		blocks[i].columns = fitted
	}
	return blocks, err
}

func (p *printer) blocks(blocks []block) error {
	for i, b := range blocks {
		if i > 0 {
			p.line("")
		}
		for _, line := range foldText(b.caption, "  ", p.Width) {
			p.line(line)
		}
		if err := p.grid(b.columns); err != nil {
			return err
		}
	}
	return nil
}

func (p *printer) notes(notes []note) {
	for _, n := range notes {
		for _, line := range foldText(n.String(), n.indent(), p.Width) {
			p.line(strings.ReplaceAll(line, unbroken, " "))
		}
	}
}

// grid prints columns side by side.
func (p *printer) grid(columns []column) error {
	symbols := tw.StyleLight
	if p.ASCII {
		symbols = tw.StyleASCII
	}
	var b bytes.Buffer
	t := tablewriter.NewTable(&b, append(tableOptions(columns), tablewriter.WithRendition(tw.Rendition{
		Borders: tw.BorderNone,
		Symbols: tw.NewSymbols(symbols),
		Settings: tw.Settings{
			Separators: tw.Separators{BetweenColumns: tw.Off, BetweenRows: tw.Off},
			Lines:      tw.Lines{ShowHeaderLine: tw.On, ShowTop: tw.Off, ShowBottom: tw.Off},
		},
	}))...)
	if err := fill(t, columns, p.dim, p.red); err != nil {
		return err
	}
	for line := range strings.Lines(b.String()) {
		p.line(strings.TrimSuffix(line, "\n"))
	}
	return nil
}

// tableOptions switch off everything that the library does to texts by itself:
// changing headings, wrapping, trimming.
func tableOptions(columns []column) []tablewriter.Option {
	align := tw.CellAlignment{}
	for i := range columns {
		a := tw.AlignLeft
		if columns[i].right {
			a = tw.AlignRight
		}
		align.PerColumn = append(align.PerColumn, a)
	}
	return []tablewriter.Option{
		tablewriter.WithHeaderAutoFormat(tw.Off),
		tablewriter.WithHeaderAutoWrap(tw.WrapNone),
		tablewriter.WithRowAutoWrap(tw.WrapNone),
		tablewriter.WithTrimSpace(tw.Off),
		tablewriter.WithHeaderAlignmentConfig(align),
		tablewriter.WithRowAlignmentConfig(align),
	}
}

// fill hands the cells to the library, row by row in slices of their own, since it
// keeps them.
func fill(t *tablewriter.Table, columns []column, heading, alarm func(string) string) error {
	headings := make([]string, len(columns))
	for i := range columns {
		headings[i] = heading(columns[i].heading)
	}
	t.Header(headings)
	rows := 0
	if len(columns) > 0 {
		rows = len(columns[0].cells)
	}
	for r := range rows {
		row := make([]string, len(columns))
		for i := range columns {
			row[i] = columns[i].cells[r]
			if a := columns[i].alarm; a != nil && a[r] {
				row[i] = alarm(row[i])
			}
		}
		if err := t.Append(slices.Clone(row)); err != nil {
			return fmt.Errorf("table: %w", err)
		}
	}
	if err := t.Render(); err != nil {
		return fmt.Errorf("table: %w", err)
	}
	return nil
}

func (p *printer) dim(s string) string { return p.paint("2", s) }

func (p *printer) red(s string) string { return p.paint("31", s) }

// paint wraps a text in a colour and its end, where colour is wanted. Nothing is
// wrapped around nothing.
func (p *printer) paint(code, s string) string {
	if !p.Color || strings.TrimSpace(s) == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}
