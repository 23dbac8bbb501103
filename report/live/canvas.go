package live

import (
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
)

// style is how a text stands out.
type style uint8

const (
	plainly style = iota
	boldly
	dimly
	green
	yellow
	red
	cyan
)

// sgr is the escape sequence that begins a style.
func (s style) sgr() string {
	switch s {
	case boldly:
		return "\x1b[1m"
	case dimly:
		return "\x1b[2m"
	case green:
		return "\x1b[32m"
	case yellow:
		return "\x1b[33m"
	case red:
		return "\x1b[31m"
	case cyan:
		return "\x1b[36m"
	case plainly:
	}
	return "\x1b[0m"
}

// canvas holds the lines of a frame, none wider than the columns it was given. Its
// memory is used again for the next frame.
type canvas struct {
	color, ascii bool
	columns      int

	text []byte
	ends []line
	used int // columns of the line that is being written
	now  style
}

// line is where a line ends in the text, and how many columns it takes.
type line struct{ end, width int }

func (c *canvas) reset(columns int) {
	c.columns, c.text, c.ends, c.used, c.now = columns, c.text[:0], c.ends[:0], 0, plainly
}

// put writes a printable text, as much of it as has room.
func (c *canvas) put(s style, text string) {
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		c.repeat(s, r, 1)
		i += n
	}
}

// repeat writes a rune n times, as far as there is room.
func (c *canvas) repeat(s style, r rune, n int) {
	w := 1
	if r < ' ' || r > '~' {
		w = displaywidth.Rune(r)
	}
	if w > 0 {
		n = min(n, (c.columns-c.used)/w)
	}
	if c.ascii && (r < ' ' || r > '~') {
		r, n, w = substitute(r), n*w, 1
	}
	if n <= 0 {
		return
	}
	c.begin(s)
	for range n {
		c.text = utf8.AppendRune(c.text, r)
	}
	c.used += n * w
}

// begin changes the style, if there is colour.
func (c *canvas) begin(s style) {
	if !c.color || s == c.now {
		return
	}
	if c.now != plainly && s != plainly {
		c.text = append(c.text, plainly.sgr()...)
	}
	c.text = append(c.text, s.sgr()...)
	c.now = s
}

// room is how many columns the line still has.
func (c *canvas) room() int { return c.columns - c.used }

// space goes on to a column, at least.
func (c *canvas) space(to int) {
	if to > c.used {
		c.repeat(plainly, ' ', to-c.used)
	}
}

// end ends the line.
func (c *canvas) end() {
	c.begin(plainly)
	c.ends = append(c.ends, line{len(c.text), c.used})
	c.used = 0
}

// height is how many lines there are.
func (c *canvas) height() int { return len(c.ends) }

// at is the text of a line.
func (c *canvas) at(i int) []byte {
	begin := 0
	if i > 0 {
		begin = c.ends[i-1].end
	}
	return c.text[begin:c.ends[i].end]
}
