package config

import (
	"strings"
	"unicode/utf8"
)

// source is a text that faults point into: a file, or an argument of the
// command line.
type source struct {
	name string
	// order tells the file, 0, from the arguments that follow it.
	order int
	lines []string
	// ended are the lines with their line ends, as a parser reads them.
	ended []string
	// columns caches where the characters of a line start, by line.
	columns map[int][]int32
}

// newSource cuts a text into lines where YAML does: its line ends are those of
// all systems, and three characters of Unicode.
func newSource(name, text string, order int) *source {
	text = strings.TrimPrefix(text, "\ufeff")
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	s := &source{name: name, order: order, columns: make(map[int][]int32)}
	for text != "" {
		k := strings.IndexAny(text, "\n\u0085\u2028\u2029")
		if k < 0 {
			break
		}
		_, width := utf8.DecodeRuneInString(text[k:])
		s.lines = append(s.lines, text[:k])
		s.ended = append(s.ended, text[:k+width])
		text = text[k+width:]
	}
	s.lines = append(s.lines, text)
	s.ended = append(s.ended, text+"\n")
	return s
}

// line returns line n, counted from 1; an empty text where there is none.
func (s *source) line(n int) string {
	if s == nil || n < 1 || n > len(s.lines) {
		return ""
	}
	return s.lines[n-1]
}

// at is the place of width characters, moved into the text where it is outside.
func (s *source) at(line, column, width int) Pos {
	line = max(1, min(line, len(s.lines)))
	return Pos{src: s, Line: line, Column: max(1, min(column, s.length(line)+1)), width: width}
}

// span is the place of the bytes from start to end of line n.
func (s *source) span(n, start, end int) Pos {
	line := s.line(n)
	return s.at(n, utf8.RuneCountInString(line[:start])+1, max(1, utf8.RuneCountInString(line[start:end])))
}

// whole is the place of line n without its indentation.
func (s *source) whole(n int) Pos {
	line := s.line(n)
	indent := len(line) - len(strings.TrimLeft(line, " \t"))
	return s.span(n, indent, max(indent, len(strings.TrimRight(line, " \t"))))
}

// starts lists the byte offsets of the characters of line n, with its end; nil
// where each is one byte.
func (s *source) starts(n int) []int32 {
	if known, ok := s.columns[n]; ok {
		return known
	}
	var offsets []int32
	line := s.line(n)
	if utf8.RuneCountInString(line) < len(line) {
		for i := range line {
			offsets = append(offsets, int32(i))
		}
		offsets = append(offsets, int32(len(line)))
	}
	s.columns[n] = offsets
	return offsets
}

// length is the number of characters of line n.
func (s *source) length(n int) int {
	if offsets := s.starts(n); offsets != nil {
		return len(offsets) - 1
	}
	return len(s.line(n))
}

// from is line n from a column on; empty where the line is shorter.
func (s *source) from(n, column int) string {
	line := s.line(n)
	if column < 1 || column > s.length(n) {
		return ""
	}
	if offsets := s.starts(n); offsets != nil {
		return line[offsets[column-1]:]
	}
	return line[column-1:]
}

// readable refuses what is too large or no text, before anything else looks.
func (s *source) readable(text []byte) *Fault {
	if len(text) > maxBytes {
		return s.at(1, 1, 1).Fault("the file is larger than 1 MiB", "")
	}
	for i, line := range s.lines {
		for k := 0; k < len(line); {
			r, width := utf8.DecodeRuneInString(line[k:])
			switch {
			case r == utf8.RuneError && width == 1:
				return s.span(i+1, k, k+1).Fault("the file is not UTF-8", "save it as UTF-8")
			case isControl(r):
				return s.span(i+1, k, k+width).Fault("a control character stands here: "+short(line[k:k+width]), "remove it, or write it in double quotes as an escape")
			}
			k += width
		}
	}
	return nil
}

// isControl reports whether YAML refuses a character.
func isControl(r rune) bool {
	return r < ' ' && r != '\t' || r >= 0x7f && r < 0xa0 && r != 0x85 || r == 0xfffe || r == 0xffff
}
