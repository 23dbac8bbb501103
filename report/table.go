package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// leastWidth is the narrowest screen that lines are kept within.
const leastWidth = 20

// Table writes the comparison table: a caption, a row per cell, and under it what
// a reader needs to know to trust the numbers. With analysis.by it is a pivot: a
// column per level. No line is longer than the layout's width: columns go by
// priority, and where not even the most important ones find room, each row
// becomes a block of lines.
func Table(w io.Writer, d *Data, l Layout) error {
	v, err := newView(d, l.ASCII)
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
	p.notes(v.answers())
	p.rulings(v.ruled(l.Width == 0))
	p.notes(v.footer())
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

// body prints the tables and what is to be said under them.
func (p *printer) body(v *view) error {
	var shown, hidden, left []column
	var err error
	extras := v.extras(p.Width == 0)
	whole := v.showsCells(p.Layout, len(extras) > 0)
	if whole {
		if shown, hidden, left, err = p.cells(v); err != nil {
			return err
		}
	}
	for _, b := range extras {
		fitted, rest, err := p.extra(b, len(shown) > 0)
		if err != nil {
			return err
		}
		shown, hidden = append(shown, fitted...), append(hidden, rest...)
	}
	if !whole {
		p.text(note{text: fmt.Sprintf(" the cells by themselves, %s, are in the wide form (--wide)", plural(len(v.cells), "row"))})
	}
	p.notes(v.footnotes(shown, hidden, left))
	return nil
}

// extra prints a table beside that of the cells, under its caption where it is not
// the first, or where only the caption tells what it is about.
func (p *printer) extra(b block, another bool) (shown, hidden []column, err error) {
	if another {
		p.line("")
	}
	if another || b.titled {
		p.text(note{text: b.caption})
	}
	shown, hidden, err = p.columns(b.columns)
	p.notes(b.notes)
	return shown, hidden, err
}

// cells prints the table of the cells, in the first of three forms that fits.
func (p *printer) cells(v *view) (shown, hidden, left []column, err error) {
	columns, left, err := v.long(p.Layout)
	if err != nil {
		return nil, nil, nil, err
	}
	blocks, err := p.pivot(v)
	if err != nil {
		return nil, nil, nil, err
	}
	if blocks != nil {
		for _, b := range blocks {
			shown = append(shown, b.columns...)
		}
		return shown, nil, nil, p.blocks(blocks)
	}
	if len(v.cells) > 0 {
		shown, hidden, err = p.columns(columns)
	}
	return shown, hidden, left, err
}

// columns prints columns side by side, or where not even the most important ones
// fit, each row as a block of lines.
func (p *printer) columns(columns []column) (shown, hidden []column, err error) {
	fitted, hidden, ok := fit(columns, p.Width, p.cutMark())
	if !ok {
		columns = allRich(columns)
		p.upright(columns)
		return columns, nil, nil
	}
	return fitted, hidden, p.grid(fitted)
}

// pivot returns the blocks of a pivot, with intervals if there is room for them,
// nil where the file asks for none or there is no room for it at all.
func (p *printer) pivot(v *view) ([]block, error) {
	if len(p.Columns) > 0 {
		return nil, nil
	}
	for _, rich := range []bool{true, false} {
		blocks, err := v.pivot(rich)
		if err != nil {
			return nil, err
		}
		if blocks != nil && p.fits(blocks) {
			return blocks, nil
		}
	}
	return nil, nil
}

// fits cuts the blocks to the width; it is false where columns would go.
func (p *printer) fits(blocks []block) bool {
	for i := range blocks {
		fitted, hidden, ok := fit(blocks[i].columns, p.Width, p.cutMark())
		if !ok || len(hidden) > 0 {
			return false
		}
		blocks[i].columns = fitted
	}
	return true
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
		p.text(n)
	}
}

// text prints a note, folded. A per cent stays with its number.
func (p *printer) text(n note) {
	whole := strings.ReplaceAll(n.String(), " %", unbroken+"%")
	for _, line := range foldText(whole, n.indent(), p.Width) {
		p.line(strings.ReplaceAll(line, unbroken, " "))
	}
}
