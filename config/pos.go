package config

import "cmp"

// Pos is a place in a source text: a line, a column and how many characters
// are meant. The zero Pos points nowhere.
type Pos struct {
	src *source
	// Line and Column count from 1; columns are characters, not bytes.
	Line, Column int
	width        int
}

// File is the name of the source that the place is in.
func (p Pos) File() string {
	if p.src == nil {
		return ""
	}
	return p.src.name
}

// Fault is a fault at this place.
func (p Pos) Fault(message, hint string) *Fault {
	return &Fault{At: p, Message: message, Hint: hint}
}

// Warning is a fault at this place that does not keep the experiment from
// running.
func (p Pos) Warning(message, hint string) *Fault {
	return &Fault{At: p, Message: message, Hint: hint, Warning: true}
}

// compare orders places as they are read: those of the file before those of
// the arguments.
func (p Pos) compare(q Pos) int {
	return cmp.Or(cmp.Compare(p.order(), q.order()), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Column, q.Column))
}

func (p Pos) order() int {
	if p.src == nil {
		return -1
	}
	return p.src.order
}

// through widens the place up to the end of another one on the same line.
func (p Pos) through(q Pos) Pos {
	if p.src == q.src && p.Line == q.Line && q.Column+q.width > p.Column {
		p.width = q.Column + q.width - p.Column
	}
	return p
}
