package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// maxFaults is how many faults are told in full.
const maxFaults = 20

// Fault is something wrong at a place in a file.
type Fault struct {
	At      Pos
	Message string
	// Hint says what to write instead; it may hold several lines.
	Hint string
	// Warning marks a fault that does not keep the experiment from running.
	Warning bool
}

// Error is the fault in one line: file:line:col: message.
func (f *Fault) Error() string {
	prefix := visible(f.At.File())
	if f.At.Line > 0 {
		prefix += fmt.Sprintf(":%d:%d", f.At.Line, f.At.Column)
	}
	if prefix != "" {
		prefix += ": "
	}
	if f.Warning {
		prefix += "warning: "
	}
	return prefix + printable(f.Message)
}

// Text is the fault with the source line, a caret and the hint, within 80
// columns where the words allow it. It ends in a newline.
func (f *Fault) Text() string {
	var b strings.Builder
	b.WriteString(f.Error() + "\n")
	var hint []string
	if f.Hint != "" {
		hint = strings.Split(printable(f.Hint), "\n")
	}
	if f.At.src != nil && f.At.Line > 0 {
		if f.At.Line > 1 {
			above, _ := excerpt(f.At.src.line(f.At.Line-1), 1, 1)
			gutter(&b, f.At.Line-1, above)
		}
		line, carets := excerpt(f.At.src.line(f.At.Line), f.At.Column, f.At.width)
		gutter(&b, f.At.Line, line)
		if len(hint) == 1 && len(carets)+1+displaywidth.String(hint[0]) <= room {
			carets, hint = carets+" "+hint[0], nil
		}
		b.WriteString("     | " + carets + "\n")
	}
	for _, line := range hint {
		b.WriteString("       " + line + "\n")
	}
	return b.String()
}

// room is the width, in columns, that excerpts are cut to: a screen without
// the gutter.
const room = screenWidth - 7

func gutter(b *strings.Builder, number int, line string) {
	fmt.Fprintf(b, "%4d | %s\n", number, line)
}

// excerpt is what fits on the screen of a line, around the characters that are
// meant, and the carets that go under them.
func excerpt(text string, column, width int) (line, carets string) {
	runes := []rune(text)
	from := max(0, min(column-1, len(runes)))
	to := max(from, min(from+width, len(runes)))
	start, ellipsis := 0, ""
	if from > room || displaywidth.String(visible(string(runes[:from]))) > room-20 {
		ellipsis = "…"
		for start = from; start > 0 && displaywidth.String(visible(string(runes[start-1:from]))) <= 20; {
			start--
		}
	}
	end := min(len(runes), start+2*room)
	line = cut(ellipsis+visible(string(runes[start:end])), room)
	pad := displaywidth.String(ellipsis + visible(string(runes[start:from])))
	meant := displaywidth.String(visible(string(runes[from:min(to, from+room)])))
	return line, strings.Repeat(" ", pad) + strings.Repeat("^", max(1, min(meant, room-pad)))
}

// Faults is everything wrong with one file, in the file's order.
type Faults []*Fault

// Error tells the faults, one after the other with their source lines, 20 at
// most.
func (fs Faults) Error() string {
	var b strings.Builder
	for _, f := range fs[:min(len(fs), maxFaults)] {
		b.WriteString(f.Text())
	}
	if more := len(fs) - maxFaults; more > 0 {
		fmt.Fprintf(&b, "and %d more\n", more)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// sorted puts the faults in the file's order and drops what is told twice,
// such as a fault inside an anchor that is used in several places.
func (fs Faults) sorted() Faults {
	slices.SortStableFunc(fs, func(a, b *Fault) int { return a.At.compare(b.At) })
	type what struct {
		at      Pos
		message string
	}
	told := make(map[what]bool, len(fs))
	return slices.DeleteFunc(fs, func(f *Fault) bool {
		key := what{f.At, f.Message}
		again := told[key]
		told[key] = true
		return again
	})
}
