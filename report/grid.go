package report

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/tw"
)

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
	if err := fill(t, p.praised(columns), p.dim, p.red); err != nil {
		return err
	}
	for line := range strings.Lines(b.String()) {
		p.line(strings.TrimSuffix(line, "\n"))
	}
	return nil
}

// praised paints the cells that tell of something good.
func (p *printer) praised(columns []column) []column {
	columns = slices.Clone(columns)
	for i := range columns {
		c := &columns[i]
		if c.good == nil {
			continue
		}
		c.cells = slices.Clone(c.cells)
		for r, good := range c.good {
			if good {
				c.cells[r] = p.green(c.cells[r])
			}
		}
	}
	return columns
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
		headings[i] = heading(columns[i].title())
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

func (p *printer) green(s string) string { return p.paint("32", s) }

// paint wraps a text in a colour and its end, where colour is wanted. Nothing is
// wrapped around nothing.
func (p *printer) paint(code, s string) string {
	if !p.Color || strings.TrimSpace(s) == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}
