package live

import (
	"bytes"
	"io"
	"strconv"
)

// What a frame asks of a terminal. One that does not know a synchronised update
// ignores it.
const (
	hideCursor = "\x1b[?25l"
	showCursor = "\x1b[?25h"
	beginSync  = "\x1b[?2026h"
	endSync    = "\x1b[?2026l"
	clearLine  = "\x1b[K" // from the cursor on
	clearBelow = "\x1b[J" // from the cursor on
	nextLine   = "\r\n"
)

// frame is the part of the screen that a view holds: the lines above the cursor,
// which stands at the beginning of the last one, so that a ^C that the terminal shows
// itself does not wrap. Each change is one Write.
type frame struct {
	w      io.Writer
	shown  canvas
	hidden bool // the cursor
	buffer []byte
}

// draw shows the canvas in a window of so many rows, and above it notes that are to
// stay. What stands there already is not written again. The canvas is swapped
// against an old one.
func (f *frame) draw(next *canvas, rows int, notes []string) error {
	if len(notes) == 0 && f.same(next) {
		return nil
	}
	f.begin()
	keep := len(notes) == 0 && f.shown.columns == next.columns
	f.home(next.columns, rows)
	if !keep {
		f.add(clearBelow)
	}
	f.notes(notes)
	last := next.height() - 1
	for i := range next.height() {
		if i > 0 {
			f.add(nextLine)
		}
		// The last line is always written: a key may have been shown in it.
		if keep && i < last && i < f.shown.height() && bytes.Equal(next.at(i), f.shown.at(i)) {
			continue
		}
		f.buffer = append(f.buffer, next.at(i)...)
		f.add(clearLine)
	}
	if keep && next.height() < f.shown.height() {
		f.add(clearBelow)
	}
	f.add("\r" + endSync)
	f.shown, *next = *next, f.shown
	return f.flush()
}

// clear takes the view off the screen, leaves the notes, and gives the cursor back.
func (f *frame) clear(rows int, notes []string) error {
	if !f.hidden && len(notes) == 0 {
		return nil
	}
	f.buffer = f.buffer[:0]
	if f.hidden {
		f.home(f.shown.columns, rows)
		f.add(clearBelow)
	}
	f.notes(notes)
	if f.hidden {
		f.add(showCursor)
	}
	f.hidden = false
	f.shown.reset(0)
	return f.flush()
}

// same reports whether the canvas is what is shown.
func (f *frame) same(next *canvas) bool {
	if !f.hidden || f.shown.columns != next.columns || f.shown.height() != next.height() {
		return false
	}
	for i := range next.height() {
		if !bytes.Equal(next.at(i), f.shown.at(i)) {
			return false
		}
	}
	return true
}

func (f *frame) begin() {
	f.buffer = f.buffer[:0]
	f.add(beginSync)
	if !f.hidden {
		f.add(hideCursor)
		f.hidden = true
	}
}

// home goes to the first line of what is shown. A window that has become narrower
// has broken lines in two, as terminals do that wrap again what they show.
func (f *frame) home(columns, rows int) {
	up := 0
	for _, l := range f.shown.ends[:max(0, len(f.shown.ends)-1)] {
		up += max(1, (l.width+columns)/(columns+1)) // the window is a column wider than the canvas
	}
	f.add("\r")
	if up = min(up, rows-1); up > 0 {
		f.add("\x1b[")
		f.buffer = strconv.AppendInt(f.buffer, int64(up), 10)
		f.add("A")
	}
}

// notes writes lines that scroll away.
func (f *frame) notes(notes []string) {
	for _, text := range notes {
		f.add(text)
		f.add(nextLine)
	}
}

func (f *frame) add(text string) { f.buffer = append(f.buffer, text...) }

func (f *frame) flush() error {
	_, err := f.w.Write(f.buffer)
	return err
}
