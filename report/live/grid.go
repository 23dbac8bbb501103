package live

import "strconv"

// painter draws on a canvas.
type painter struct {
	*canvas

	board *board
	// widths are those of the columns of a table, labels of the rows.
	widths []int
	labels int
}

// form is a way to show the cells, from the most telling on.
type form uint8

const (
	nothing form = iota
	// table has a sign per repeat, a column per combination of the other factors.
	table
	// counted has numbers in the place of the signs.
	counted
	// matrix has a sign per cell.
	matrix
	// bars has a bar per row.
	bars
	// strip has all repeats in the order of the points, several to a sign where
	// there are many.
	strip
)

const (
	gap = 2 // columns between columns
	// mostLines is how many lines a strip takes at most.
	mostLines = 6
	// shortLabel is how many columns the label of a column is given where there is
	// no room for all of it.
	shortLabel = 12
	// leastBar is the shortest bar that tells anything.
	leastBar = 5
)

// choose is the form that has room in so many lines, and how many it takes. The
// widths of a table are kept for [painter.grid].
func (p *painter) choose(lines int) (form, int) {
	a := &p.board.axes
	rows := len(a.rows)
	switch {
	case rows == 0 || lines < 1:
		return nothing, 0
	case lines >= 3 && p.board.plan.Search != nil:
		rows = min(rows, lines-1) // the others are out of sight
	}
	if high := rows + p.header(); high <= lines {
		if f := p.wide(); f != nothing {
			return f, high
		}
	}
	if high := rows + p.header(); high <= lines && len(a.rows) > 1 {
		if p.labelled(nil, 0, p.columns/6); p.labels+gap+leastBar+len(" 1000/1000") <= p.columns {
			return bars, high
		}
	}
	total := p.board.tally.all()
	return strip, min(lines, mostLines, (total+p.columns-1)/p.columns)
}

// header is the number of lines above the rows.
func (p *painter) header() int {
	if a := &p.board.axes; a.row == "" && len(a.columns) < 2 {
		return 0
	}
	return 1
}

// wide is the form that has room beside each other.
func (p *painter) wide() form {
	a := &p.board.axes
	for _, try := range []struct {
		form  form
		label int
	}{{table, longestValue}, {table, shortLabel}, {counted, longestValue}, {counted, shortLabel}} {
		if p.labelled(a.columns, try.label, p.columns/3); p.fits(try.form) {
			return try.form
		}
	}
	if p.labelled(nil, 0, p.columns/6); a.grid != nil && len(a.columns) > 1 && p.labels+gap+len(a.columns) <= p.columns {
		return matrix
	}
	return nothing
}

// labelled measures the labels: those of the columns, and the heading of the rows,
// up to a length.
func (p *painter) labelled(columns []level, most, heading int) {
	p.widths, p.labels = p.widths[:0], 0
	for i := range p.board.axes.rows {
		p.labels = max(p.labels, width(p.board.axes.rows[i].label))
	}
	p.labels = max(p.labels, min(width(p.board.axes.heading()), heading))
	for i := range columns {
		p.widths = append(p.widths, min(width(columns[i].label), most))
	}
}

// fits widens the columns to what stands in them, and reports whether they fit.
func (p *painter) fits(f form) bool {
	a := &p.board.axes
	if a.grid == nil {
		return false
	}
	total := p.labels
	for i := range a.columns {
		n := a.columns[i].repeats
		if f == counted {
			n = 2 + 2*len(strconv.Itoa(n))
		}
		p.widths[i] = max(p.widths[i], n)
		total += gap + p.widths[i]
	}
	return total <= p.columns
}

// grid draws the cells in a form that [painter.choose] has found.
func (p *painter) grid(f form, lines int) {
	switch f {
	case table, counted, matrix:
		p.rows(f, lines)
	case bars:
		p.bars(lines)
	case strip:
		p.strip(lines)
	case nothing:
	}
}

// head draws the line above the rows, where there is one, and returns how many lines
// are left.
func (p *painter) head(lines int) int {
	if p.header() == 0 {
		return lines
	}
	a := &p.board.axes
	p.put(dimly, shortened(a.heading(), p.labels))
	p.space(p.labels)
	for i, w := range p.widths {
		p.space(p.used + gap)
		from := p.used
		p.put(dimly, shortened(a.columns[i].label, w))
		p.space(from + w)
	}
	p.end()
	return lines - 1
}

// rows draws a table or a matrix.
func (p *painter) rows(f form, lines int) {
	a := &p.board.axes
	lines = p.head(lines)
	first := p.first(lines)
	for y := first; y < min(first+lines, len(a.rows)); y++ {
		p.label(y)
		if f == matrix {
			p.space(p.used + gap)
		}
		for x := range a.columns {
			p.cell(f, a.grid[y*len(a.columns)+x], x)
		}
		p.end()
	}
}

// first is the first row in sight: the one under way stays in the middle where not
// all have room.
func (p *painter) first(lines int) int {
	hidden := len(p.board.axes.rows) - lines
	if hidden <= 0 || !p.board.now.known {
		return max(0, hidden)
	}
	return max(0, min(hidden, p.board.cells[p.board.now.cell].y-lines/2))
}

// label draws the label of a row.
func (p *painter) label(y int) {
	text := p.board.axes.rows[y].label
	p.space(p.labels - width(text))
	p.put(plainly, text)
}

// cell draws a cell of a table or a matrix; there may be none.
func (p *painter) cell(f form, i, x int) {
	if f == matrix {
		if i < 0 {
			p.put(plainly, " ")
			return
		}
		p.mark(p.board.cells[i].tally.sum())
		return
	}
	p.space(p.used + gap)
	from := p.used
	switch {
	case i < 0:
	case f == counted:
		t := &p.board.cells[i].tally
		m := t.sum()
		p.mark(m)
		p.put(m.style(), strconv.Itoa(t.done())+"/"+strconv.Itoa(t.all()))
	default:
		for repeat := range p.board.cells[i].repeats {
			p.mark(p.board.at(i, repeat))
		}
	}
	p.space(from + p.widths[x])
}

func (p *painter) mark(m mark) { p.repeat(m.style(), m.sign(p.ascii), 1) }

// bars draws a bar per row, and how many of its repeats are done.
func (p *painter) bars(lines int) {
	tallies := p.board.sumRows()
	digits := 0
	for i := range tallies {
		digits = max(digits, len(strconv.Itoa(tallies[i].all())))
	}
	lines = p.head(lines)
	first := p.first(lines)
	for y := first; y < min(first+lines, len(tallies)); y++ {
		t := &tallies[y]
		p.label(y)
		p.space(p.used + gap)
		p.share(t, max(leastBar, min(40, p.room()-2*digits-12)))
		done := strconv.Itoa(t.done())
		p.space(p.used + 1 + digits - len(done))
		p.put(plainly, done+"/"+strconv.Itoa(t.all()))
		for _, m := range []mark{suspect, invalid, running} {
			if t[m] > 0 {
				p.space(p.used + gap)
				p.mark(m)
			}
			if t[m] > 0 && m != running {
				p.put(m.style(), strconv.Itoa(t[m]))
			}
		}
		p.end()
	}
}

// share draws a bar with the parts of a tally.
func (p *painter) share(t *tally, n int) {
	done, left := bar(p.ascii)
	sum, at := 0, 0
	for _, m := range []mark{ok, suspect, invalid} {
		sum += t[m]
		to := sum * n / max(1, t.all())
		if t[m] > 0 {
			to = max(to, min(n, at+1)) // a few of many are to be seen too
		}
		p.repeat(m.style(), done, to-at)
		at = to
	}
	p.repeat(dimly, left, n-at)
}

// each is how many repeats stand behind a sign of a strip.
func (p *painter) each(lines int) int {
	room := max(1, lines*p.columns)
	return max(1, (p.board.tally.all()+room-1)/room)
}

// strip draws all repeats one after the other.
func (p *painter) strip(lines int) {
	each := p.each(lines)
	var t tally
	n := 0
	flush := func() {
		if n == 0 {
			return
		}
		if p.room() == 0 {
			p.end()
		}
		p.mark(t.sum())
		t, n = tally{}, 0
	}
	for i := range p.board.cells {
		for repeat := range p.board.cells[i].repeats {
			t[p.board.at(i, repeat)]++
			if n++; n == each {
				flush()
			}
		}
	}
	flush()
	p.end()
}
