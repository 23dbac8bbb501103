package config

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"
)

// This file finds out where a syntax error really is. The library's own line
// is often that of the enclosing block, or missing: the fault is on the first
// line after the longest run of lines that is a document on its own.

// searchBytes bounds how much is parsed in search of that line. A file of some
// hundred lines is searched line by line, a huge one by halves, and where that is
// too much the place may be imprecise.
const searchBytes = 3 << 20

// syntax is a text that does not parse.
type syntax struct {
	src  *source
	text []string // with line ends
	// what are the library's words, claimed is the line that it names.
	what    string
	claimed int
	// read is how many lines the library had seen when it gave up: the fault
	// is not beyond.
	read int
	// line is where the fault is; vague says that it may be further down.
	line  int
	vague bool
}

// syntaxFault explains the library's error.
func syntaxFault(src *source, text []string, err error, read int) *Fault {
	s := &syntax{src: src, text: text, read: min(read, len(text))}
	s.what, s.claimed = splitLine(err.Error())
	if f := s.anchor(); f != nil {
		return f
	}
	if strings.Contains(s.what, "exceeded max depth") {
		return src.at(1, 1, 1).Fault(tooDeep, "")
	}
	s.line = s.search()
	f := s.explain()
	if !errors.Is(err, errSecondDocument) {
		f.Message = "YAML syntax: " + f.Message
	}
	return f
}

// splitLine takes the library's message apart into the words and the line.
func splitLine(message string) (what string, line int) {
	what = strings.TrimPrefix(message, "yaml: ")
	if rest, ok := strings.CutPrefix(what, "line "); ok {
		if number, words, ok := strings.Cut(rest, ": "); ok {
			line, _ = strconv.Atoi(number)
			return words, line
		}
	}
	return what, 1
}

// search returns the line after the longest run of lines that parses. It tries
// them backwards from where the library stopped, first one by one, then in
// growing steps and by halves.
func (s *syntax) search() int {
	if strings.Contains(s.what, "end of stream") && s.claimed <= len(s.text) && s.parses(s.claimed-1) && !s.parses(s.claimed) {
		return s.claimed
	}
	size := 1
	for _, line := range s.text[:s.read] {
		size += len(line)
	}
	budget := searchBytes
	try := func(n int) bool {
		budget -= size * n / s.read
		return s.parses(n)
	}
	low, high, step := s.read, s.read+1, 1 // low may parse, high does not
	for ; low > 0 && !try(low); low -= step {
		if high = low; budget < searchBytes*3/4 {
			step *= 8
		}
		if budget < 0 {
			s.vague = true
			return max(1, high-1)
		}
	}
	low = max(low, 0)
	for low+1 < high && budget > 0 {
		if middle := (low + high) / 2; try(middle) {
			low = middle
		} else {
			high = middle
		}
	}
	s.vague = low+1 < high
	return max(1, min(low+1, len(s.text)))
}

// parses reports whether the first n lines are a document on their own.
func (s *syntax) parses(n int) bool { return n <= 0 || parses(s.text[:n]) }

// row is line n without its end.
func (s *syntax) row(n int) string {
	if n < 1 || n > len(s.text) {
		return ""
	}
	return strings.TrimRight(s.text[n-1], "\n\u0085\u2028\u2029")
}

// span is the place of the bytes from start to end of line n.
func (s *syntax) span(n, start, end int) Pos {
	line := s.row(n)
	return s.src.at(n, utf8.RuneCountInString(line[:start])+1, max(1, utf8.RuneCountInString(line[start:end])))
}

// mark is the place of a mark.
func (s *syntax) mark(m mark) Pos { return s.span(m.line, m.pos, m.pos+1) }

// whole is the place of line n without its indentation.
func (s *syntax) whole(n int) Pos {
	line := s.row(n)
	indent := len(line) - len(strings.TrimLeft(line, " \t"))
	return s.span(n, indent, max(indent, len(strings.TrimRight(line, " \t"))))
}

// anchor explains an alias whose anchor does not exist. The library tells no
// line of it.
func (s *syntax) anchor() *Fault {
	rest, ok := strings.CutPrefix(s.what, "unknown anchor '")
	if !ok {
		return nil
	}
	name, _ := strings.CutSuffix(rest, "' referenced")
	hint := "quote it if you mean the text"
	message := "YAML syntax: unknown anchor *" + short(name)
	for i := range s.text {
		line := s.row(i + 1)
		if containsName(line, "&"+name) >= 0 {
			hint = "its anchor &" + short(name) + " must stand before it"
		}
	}
	for i := range s.text {
		line := s.row(i + 1)
		if k := containsName(line, "*"+name); k >= 0 && !strings.HasPrefix(strings.TrimSpace(line), "#") {
			return s.span(i+1, k, k+1+len(name)).Fault(message, hint)
		}
	}
	return s.src.at(1, 1, 1).Fault(message, hint)
}

// containsName is where a name stands in a line, on its own and not within a
// longer one; negative where it does not.
func containsName(line, name string) int {
	for from := 0; ; {
		k := strings.Index(line[from:], name)
		if k < 0 {
			return -1
		}
		k += from
		end := k + len(name)
		if end == len(line) || strings.ContainsRune(" ,]}\t", rune(line[end])) {
			return k
		}
		from = end
	}
}
