package live_test

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
)

// terminal is a window that knows the few escapes that a view may use, and no other.
// Lines that are wrapped stay one line when the window is resized, as most terminals
// have it.
type terminal struct {
	mu            sync.Mutex
	columns, rows int
	lines         []screenLine // all there ever were; the window is the last rows of them
	x, y          int          // y counts lines
	style         string
	hidden, sync  bool // the cursor; an update under way
	faults        []string
	frames        []time.Time // when something was written
	bytes         int
	last          string        // what was written last
	block         chan struct{} // not nil: writes wait for it
}

// screenLine is a line of the window; wrapped says that the next goes on with it.
type screenLine struct {
	cells   []screenCell
	wrapped bool
}

// screenCell is what stands in a column; the second one of a wide rune is empty.
type screenCell struct {
	text  string
	style string
}

func newTerminal(columns, rows int) *terminal {
	return &terminal{columns: columns, rows: rows, lines: make([]screenLine, 1)}
}

func (w *terminal) size() (columns, rows int, terminal bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.columns, w.rows, true
}

// written is how often something was written, and how much.
func (w *terminal) written() (frames, bytes int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.frames), w.bytes
}

// Write shows text.
func (w *terminal) Write(text []byte) (int, error) {
	w.mu.Lock()
	block := w.block
	w.mu.Unlock()
	if block != nil {
		<-block
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.frames = append(w.frames, time.Now())
	w.bytes += len(text)
	w.last = string(text)
	for rest := text; len(rest) > 0; {
		if rest[0] == 0x1b {
			rest = w.escape(rest)
			continue
		}
		r, n := utf8.DecodeRune(rest)
		if r == utf8.RuneError && n == 1 {
			w.fault("a byte that is not UTF-8: %x", rest[0])
		}
		w.rune(r)
		rest = rest[n:]
	}
	if w.sync {
		w.fault("an update that does not end")
	}
	return len(text), nil
}

// key shows what somebody typed.
func (w *terminal) key(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, r := range text {
		w.rune(r)
	}
}

func (w *terminal) fault(format string, args ...any) {
	w.faults = append(w.faults, fmt.Sprintf(format, args...))
}

// top is the first line of the window.
func (w *terminal) top() int { return max(0, len(w.lines)-w.rows) }

func (w *terminal) escape(text []byte) []byte {
	end := bytes.IndexFunc(text[1:], func(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' })
	if end < 0 {
		w.fault("half an escape %q", text)
		return nil
	}
	sequence, rest := string(text[:end+2]), text[end+2:]
	switch {
	case sequence == "\x1b[?25l":
		w.hidden = true
	case sequence == "\x1b[?25h":
		w.hidden = false
	case sequence == "\x1b[?2026h":
		w.sync = true
	case sequence == "\x1b[?2026l":
		w.sync = false
	case sequence == "\x1b[K":
		w.clear(w.y, w.x)
	case sequence == "\x1b[J":
		w.clear(w.y, w.x)
		w.lines = w.lines[:w.y+1]
	case sequence == "\x1b[0m":
		w.style = ""
	case strings.HasSuffix(sequence, "m") && strings.Contains("1 2 31 32 33 36", sequence[2:len(sequence)-1]):
		w.style = sequence[2 : len(sequence)-1]
	case strings.HasSuffix(sequence, "A"):
		n, err := strconv.Atoi(sequence[2 : len(sequence)-1])
		if err != nil || n < 1 {
			w.fault("escape %q", sequence)
		}
		if w.y-n < w.top() {
			w.fault("up %d from line %d of the window", n, w.y-w.top())
		}
		w.y = max(w.top(), w.y-n)
	default:
		w.fault("escape %q", sequence)
	}
	return rest
}

func (w *terminal) clear(y, x int) {
	l := &w.lines[y]
	l.cells = l.cells[:min(x, len(l.cells))]
	l.wrapped = false
}

func (w *terminal) rune(r rune) {
	switch {
	case r == '\r':
		w.x = 0
		return
	case r == '\n':
		w.down()
		return
	case r < ' ' || 0x7f <= r && r < 0xa0:
		w.fault("control character %q", r)
		return
	}
	n := displaywidth.Rune(r)
	if n > 0 && w.x+n > w.columns {
		w.lines[w.y].wrapped = true
		w.down()
		w.x = 0
	}
	l := &w.lines[w.y]
	for len(l.cells) < w.x+n {
		l.cells = append(l.cells, screenCell{text: " "})
	}
	if n == 0 {
		if w.x > 0 {
			l.cells[w.x-1].text += string(r)
		}
		return
	}
	l.cells[w.x] = screenCell{string(r), w.style}
	if n == 2 {
		l.cells[w.x+1] = screenCell{"", w.style}
	}
	w.x += n
}

func (w *terminal) down() {
	if w.y++; w.y == len(w.lines) {
		w.lines = append(w.lines, screenLine{})
	}
}

// resize breaks all lines anew.
func (w *terminal) resize(columns, rows int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var lines []screenLine
	var whole []screenCell
	y, x := 0, 0
	at := -1
	for i, l := range w.lines {
		if i == w.y {
			at = len(whole) + w.x
		}
		whole = append(whole, l.cells...)
		if l.wrapped {
			continue
		}
		for begin := 0; ; begin += columns {
			end := min(begin+columns, len(whole))
			lines = append(lines, screenLine{cells: append([]screenCell(nil), whole[begin:end]...), wrapped: end < len(whole)})
			if at >= begin && (at < begin+columns || end == len(whole)) {
				y, x, at = len(lines)-1, min(at-begin, columns), -1
			}
			if end == len(whole) {
				break
			}
		}
		whole, at = nil, -1
	}
	w.lines, w.y, w.x, w.columns, w.rows = lines, y, x, columns, rows
}

// text is the window, or all lines, without spaces at the ends.
func (w *terminal) text(all bool) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	from := w.top()
	if all {
		from = 0
	}
	var b strings.Builder
	for _, l := range w.lines[from:] {
		var line strings.Builder
		for _, c := range l.cells {
			line.WriteString(c.text)
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return b.String()
}

// colors is the window with a letter for the style of each column.
func (w *terminal) colors() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	letters := map[string]string{"": " ", "1": "B", "2": "d", "31": "R", "32": "G", "33": "Y", "36": "C"}
	var b strings.Builder
	for _, l := range w.lines[w.top():] {
		var line strings.Builder
		for _, c := range l.cells {
			line.WriteString(letters[c.style])
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return b.String()
}
