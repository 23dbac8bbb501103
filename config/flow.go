package config

import "strings"

// flow follows quotes and brackets through some lines of YAML, as far as it
// takes to say what is wrong with them. It knows nothing of indentation.
type flow struct {
	line  int
	open  []mark // brackets that are open
	names []int  // for each, how many names stand there since the last comma
	quote mark   // the quote that is open; its char is 0 where none is

	// swallows is a quote of the first line that is open at its end.
	swallows mark

	// What was seen first of each kind.
	braces  mark // a ${ within brackets
	stray   mark // a bracket that closes what is not open
	trailer mark // text behind the end of a quoted or bracketed value
	comma   mark // a comma with nothing before it
	name    mark // the colon of a second name without a comma before it
}

// mark is a character at a place in the lines; char is 0 where there is none.
type mark struct {
	char      byte
	line, pos int
}

func (m *mark) first(seen mark) {
	if m.char == 0 {
		*m = seen
	}
}

// read follows one line.
func (f *flow) read(number int, line string) {
	f.line = number
	last := byte(':') // the last character that is no blank: a scalar may start
	if len(f.open) > 0 {
		last = ','
	}
	for i := 0; i < len(line); i++ {
		c := line[i]
		here := mark{c, number, i}
		switch {
		case f.quote.char != 0:
			i += f.quoted(line[i:])
			last = '"'
			continue
		case c == ' ' || c == '\t':
			continue
		case c == '#' && (i == 0 || strings.ContainsRune(" \t", rune(line[i-1]))):
			return
		case (c == '"' || c == '\'') && strings.ContainsRune(starters, rune(last)):
			f.quote = here
		case strings.HasPrefix(line[i:], "${") && len(f.open) > 0:
			f.braces.first(here)
		default:
			f.bracket(here, last, i+1 == len(line) || line[i+1] == ' ')
		}
		last = c
	}
}

// quoted goes on within quotes and returns how many bytes to skip.
func (f *flow) quoted(rest string) int {
	switch {
	case rest[0] == '\\' && f.quote.char == '"':
		return 1
	case strings.HasPrefix(rest, "''") && f.quote.char == '\'':
		return 1
	case rest[0] == f.quote.char:
		f.quote = mark{}
	}
	return 0
}

// bracket notes what a character outside quotes means for brackets.
func (f *flow) bracket(here mark, last byte, blankAfter bool) {
	n := len(f.open)
	switch ended := last == '"' || last == ']' || last == '}'; here.char {
	case '[', '{':
		if n > 0 || strings.ContainsRune(starters, rune(last)) {
			f.open, f.names = append(f.open, here), append(f.names, 0)
		}
	case ']', '}':
		f.closing(here, last)
	case ',':
		f.separator(here, last)
	case ':':
		if n > 0 && blankAfter {
			if f.names[n-1]++; f.names[n-1] == 2 {
				f.name.first(here)
			}
		}
	default:
		if n == 0 && ended {
			f.trailer.first(here)
		}
	}
}

// closing notes a bracket that closes one, or nothing.
func (f *flow) closing(here mark, last byte) {
	n := len(f.open)
	switch {
	case n > 0 && f.open[n-1].char == opening(here.char):
		f.open, f.names = f.open[:n-1], f.names[:n-1]
	case n > 0 || last == ']' || last == '}':
		f.stray.first(here)
	}
}

// separator notes a comma.
func (f *flow) separator(here mark, last byte) {
	n := len(f.open)
	if n == 0 {
		return
	}
	f.names[n-1] = 0
	if last == ',' || last == '[' || last == '{' {
		f.comma.first(here)
	}
}

// starters are the characters behind which a scalar, list or map may start.
const starters = ":,[{-?"

// opening is the bracket that another one closes.
func opening(closing byte) byte {
	if closing == ']' {
		return '['
	}
	return '{'
}
