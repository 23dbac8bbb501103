package config

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// passage is the text of a scalar and where it stands, so that a place within
// the text is told as a place in the source. It looks there only when asked.
type passage struct {
	at   Pos
	text string

	looked bool
	rows   []row // nil where the text does not stand in the source as it is
	// A cursor, so that asking from left to right costs one pass.
	last, offset, column int
}

// row is a stretch of text that stands in one line of the source.
type row struct{ offset, line, column int }

// part is the place of the bytes from..to of the text. Where the source holds
// the text in other words (escapes, environment variables) it is the whole.
func (p *passage) part(from, to int) Pos {
	if !p.looked {
		p.looked, p.rows, p.last = true, p.align(), -1
	}
	k := sort.Search(len(p.rows), func(i int) bool { return p.rows[i].offset > from }) - 1
	if k < 0 || from > len(p.text) {
		return p.at
	}
	r := p.rows[k]
	if k != p.last || from < p.offset {
		p.last, p.offset, p.column = k, r.offset, r.column
	}
	p.column += utf8.RuneCountInString(p.text[p.offset:from])
	p.offset = from
	width := utf8.RuneCountInString(p.text[from:max(from, min(to, len(p.text)))])
	return p.at.src.at(r.line, p.column, max(1, width))
}

// align finds the text in the source, line by line, whatever the style of the
// scalar: only blanks may differ.
func (p *passage) align() []row {
	src := p.at.src
	if src == nil {
		return nil
	}
	number, column := p.at.Line, p.at.Column
	line := src.from(number, column)
	switch {
	case strings.HasPrefix(line, "|") || strings.HasPrefix(line, ">"):
		number, column = number+1, 1
		line = src.line(number)
	case strings.HasPrefix(line, `"`) || strings.HasPrefix(line, "'"):
		column++
		line = line[1:]
	}
	var rows []row
	for done := 0; ; {
		rest := strings.TrimLeft(p.text[done:], " \t\n")
		done = len(p.text) - len(rest)
		content := strings.Trim(line, " \t")
		switch indent := len(line) - len(strings.TrimLeft(line, " \t")); {
		case rest == "":
			return rows
		case content == "":
		case strings.HasPrefix(rest, content) || strings.HasPrefix(content, rest):
			rows = append(rows, row{offset: done, line: number, column: column + indent})
			done += min(len(rest), len(content))
		default:
			return nil
		}
		if number, column = number+1, 1; number > len(src.lines) && done < len(p.text) {
			return nil
		}
		line = src.line(number)
	}
}
