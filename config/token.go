package config

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// This file cuts an expression into tokens before the library sees it. What
// has no place here never reaches it: only these tokens do, and only so deeply
// nested. Numbers go on in base units (ns, bytes, 1, 1/s), levels as strings.

// tokens is an expression as the library reads it. It remembers where each
// token came from.
type tokens struct {
	source *passage
	to     int // where it ends in the source
	expr   strings.Builder
	chars  int // of expr
	list   []lexeme
	fault  *Fault

	depth, chain int
}

// lexeme is a token, by characters of the library's text and bytes of the
// source.
type lexeme struct {
	from, to             int
	sourceFrom, sourceTo int
	what                 dimension // of a number
}

// tokenize prepares a part of source for the library. The fault is of the first
// piece that is no part of the language.
func tokenize(source *passage, from, to int, names *scope) *tokens {
	t := &tokens{source: source, to: to}
	if to-from > maxExpression {
		t.fault = source.at.Fault("this expression is longer than 4 KiB", "write several, as a list")
		return t
	}
	for at := from; at < to && t.fault == nil; {
		token := nextToken(source.text[at:to])
		text := t.rewrite(at, token, names)
		if t.nest(token); t.depth > maxNesting || t.chain > maxNesting {
			t.fault = t.source.part(at, at+len(token)).Fault("this expression is nested too deeply", "write several, as a list")
		}
		t.add(text, lexeme{sourceFrom: at, sourceTo: at + len(token), what: dimensionOf(token)})
		at += len(token)
	}
	return t
}

// rewrite is a token as the library reads it.
func (t *tokens) rewrite(at int, token string, names *scope) string {
	switch first := token[0]; {
	case isBlank(first):
	case first == '"' || first == '\'':
		t.checkString(at, token)
	case isDigit(first) || first == '.' && len(token) > 1 && isDigit(token[1]):
		return t.number(at, token)
	case isLetter(first):
		if names.variables[token] == nil && !keyword(token) && names.words[token] {
			return strconv.Quote(token)
		}
	case !isOperator(token):
		t.refuse(at, token, names)
	}
	return token
}

// nest counts brackets that are open, and operators that follow one another.
func (t *tokens) nest(token string) {
	switch {
	case token == "(" || token == "[":
		t.depth++
	case token == ")" || token == "]":
		t.depth--
	case token == "not" || token == "!" || token == "-" || token == "+":
		t.chain++
	case !isBlank(token[0]):
		t.chain = 0
	}
}

func (t *tokens) add(text string, l lexeme) {
	l.from, l.to = t.chars, t.chars+utf8.RuneCountInString(text)
	t.chars = l.to
	t.expr.WriteString(text)
	t.list = append(t.list, l)
}

// nextToken is the token that text begins with: a run of blanks, a string, a
// number with whatever sticks to it, a word, an operator, or one character.
func nextToken(text string) string {
	switch first := text[0]; {
	case isBlank(first):
		return text[:run(text, isBlank)]
	case first == '"' || first == '\'':
		return text[:stringLength(text)]
	case isDigit(first) || first == '.' && len(text) > 1 && isDigit(text[1]):
		return text[:numberLength(text)]
	case isLetter(first):
		return text[:run(text, func(c byte) bool { return isLetter(c) || isDigit(c) })]
	}
	if len(text) > 1 {
		switch text[:2] {
		case "==", "!=", "<=", ">=", "&&", "||", "**", "//", "/*", "..", "?.", "??", "=>", "->", "<>", "${":
			return text[:2]
		}
	}
	_, width := utf8.DecodeRuneInString(text)
	return text[:width]
}

func isOperator(token string) bool {
	switch token {
	case "==", "!=", "<", "<=", ">", ">=", "&&", "||", "!", "+", "-", "*", "/", "%", "(", ")", "[", "]", ",":
		return true
	}
	return false
}

// blanks are what may stand between tokens.
const blanks = " \t\n"

func isBlank(c byte) bool  { return strings.IndexByte(blanks, c) >= 0 }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' }

func run(text string, in func(byte) bool) int {
	n := 0
	for n < len(text) && in(text[n]) {
		n++
	}
	return n
}

// stringLength is the length of the string that text begins with; all of the
// text where it is not closed.
func stringLength(text string) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case text[0]:
			return i + 1
		}
	}
	return len(text)
}

// numberLength is the length of the number that text begins with, with all
// that sticks to it: a point before a digit, letters, %, a rate's /s.
func numberLength(text string) int {
	n := 0
	for n < len(text) {
		micro := strings.HasPrefix(text[n:], "µ") || strings.HasPrefix(text[n:], "μ")
		switch c := text[n]; {
		case micro:
			n += 2
		case isDigit(c) || isLetter(c):
			n++
		case c == '.' && n+1 < len(text) && isDigit(text[n+1]):
			n++
		case c == '%':
			return n + 1
		case c == '/' && n+1 < len(text) && rateUnit(text[n+1:n+2]) > 0 && (n+2 == len(text) || !isLetter(text[n+2]) && !isDigit(text[n+2])):
			return n + 2
		default:
			return n
		}
	}
	return n
}

func (t *tokens) checkString(at int, token string) {
	if len(token) < 2 || token[len(token)-1] != token[0] || strings.Contains(token, "\n") {
		t.fault = t.source.part(at, at+1).Fault("a quote is opened here and never closed", "")
	}
}

// number is a number in base units, always with a fraction: expressions count
// in floats alone.
func (t *tokens) number(at int, token string) string {
	value, _, ok := quantity(token)
	if !ok {
		hint := "units are ns us ms s m h, B kB MB GB KiB MiB GiB, %, /s /m /h"
		if digits, _ := leadingZero(token); digits != "" {
			hint = "write " + digits
		} else if f, err := strconv.ParseFloat(strings.ReplaceAll(token, "_", ""), 64); err == nil && f < 1e15 {
			hint = "write " + strconv.FormatFloat(f, 'f', -1, 64)
		}
		t.fault = t.source.part(at, at+len(token)).Fault(quoted(token)+" is no number", hint)
		return token
	}
	text := strconv.FormatFloat(value, 'f', -1, 64)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return text
}

// dimensionOf is what a number measures.
func dimensionOf(token string) dimension {
	if !isDigit(token[0]) && token[0] != '.' {
		return plain
	}
	_, what, _ := quantity(token)
	return what
}

// refuse tells a piece that is no part of the language.
func (t *tokens) refuse(at int, token string, names *scope) {
	hint := ""
	start := at
	for start > 0 && (isLetter(t.source.text[start-1]) || isDigit(t.source.text[start-1])) {
		start--
	}
	switch word := names.longestWord(t.source.text[start:t.to]); {
	case word != "":
		hint = `write "` + word + `"`
	case token == "=":
		hint = "write =="
	case token == "&":
		hint = "write and"
	case token == "|":
		hint = "write or"
	case token == "<>":
		hint = "write !="
	case token == "${":
		hint = "names stand bare here: delay, not ${delay}"
	case token[0] >= utf8.RuneSelf:
		hint = "quote texts"
	}
	t.fault = t.source.part(at, at+len(token)).Fault(quoted(token)+" is not part of this language", hint)
}

// at is the token that holds a character of the library's text.
func (t *tokens) at(char int) lexeme {
	for _, l := range t.list {
		if l.from <= char && char < l.to {
			return l
		}
	}
	return lexeme{sourceFrom: t.to, sourceTo: t.to}
}

// place is where characters of the library's text stand in the source.
func (t *tokens) place(from, to int) Pos {
	first, last := t.at(from), t.at(max(from, to-1))
	return t.source.part(first.sourceFrom, max(first.sourceTo, last.sourceTo))
}
