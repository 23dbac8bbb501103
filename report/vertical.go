package report

import "strings"

// upright prints each row as a block of lines, a name and a value on each: what
// is left when not even the most important columns fit side by side.
func (p *printer) upright(columns []column) {
	names, rows := 0, 0
	for i := range columns {
		names = max(names, width(columns[i].title()))
		rows = len(columns[i].cells)
	}
	names = min(names, p.Width/2)
	for r := range rows {
		for i := range columns {
			if c := &columns[i]; c.label || c.cells[r] != "" {
				p.pair(c, r, names)
			}
		}
		p.line("")
	}
}

// pair prints the name of a column and its value in a row, on one line if they
// fit, else the value on the next. Numbers are never cut: the longest are shorter
// than the narrowest screen.
func (p *printer) pair(c *column, r, names int) {
	name := cut(c.title(), p.Width, p.cutMark())
	value := strings.TrimSpace(c.cells[r])
	paint := func(s string) string { return s }
	if c.alarm != nil && c.alarm[r] {
		paint = p.red
	}
	pad := strings.Repeat(" ", max(names-width(name), 0))
	if width(name)+len(pad)+gap+width(value) <= p.Width {
		p.line(p.dim(name) + pad + "  " + paint(value))
		return
	}
	p.line(p.dim(name))
	p.line(" " + paint(cut(value, p.Width-1, p.cutMark())))
}
