package config

import (
	"strings"
	"unicode/utf8"
)

// maxExtent bounds how far a line is read for the width of a caret: screens
// are narrower, and files have lines of a megabyte.
const maxExtent = 256

// extent is how many characters a node takes on the line where it starts: the
// quotes of a quoted scalar, the brackets of a list or map in one line.
func (s *source) extent(n *node) int {
	rest := s.from(n.at.Line, n.at.Column)
	rest = rest[:min(len(rest), maxExtent)]
	if rest == "" {
		return 1
	}
	length := 0
	switch first := rest[0]; {
	case first == '{' || first == '[':
		length = bracketed(rest)
	case first == '"' || first == '\'':
		length = quotedLength(rest)
	case n.shape == mapShape:
		length = strings.IndexByte(rest, ':')
	case n.shape == scalarShape && n.text == "":
		length = 1
	case n.shape == scalarShape && strings.HasPrefix(rest, n.text):
		length = len(n.text)
	}
	if length <= 0 {
		length = len(strings.TrimRight(rest, " \t"))
	}
	return max(1, utf8.RuneCountInString(rest[:min(length, len(rest))]))
}

// quotedLength is the length of the quoted scalar that text starts with; 0
// where it does not end on this line. In single quotes, two of them are one; in
// double quotes a backslash hides what follows.
func quotedLength(text string) int {
	quote := text[0]
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == '\\' && quote == '"':
			i++
		case text[i] == quote && quote == '\'' && strings.HasPrefix(text[i+1:], "'"):
			i++
		case text[i] == quote:
			return i + 1
		}
	}
	return 0
}

// bracketed is the length of the list or map that text starts with; 0 where
// it does not end on this line.
func bracketed(text string) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"', '\'':
			if startsScalar(text, i) {
				i += max(0, quotedLength(text[i:])-1)
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

// startsScalar reports whether text[i] is the first character of a scalar of a
// list or map in brackets; a quote within a word is none.
func startsScalar(text string, i int) bool {
	before := strings.TrimRight(text[:i], " \t")
	return before == "" || strings.ContainsRune("[{,:?-", rune(before[len(before)-1]))
}
