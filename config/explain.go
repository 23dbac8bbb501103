package config

import (
	"regexp"
	"strings"
)

// This file says in words of ours what is wrong with a line of YAML, and what
// to write instead.

// explain tells the fault in s.line.
func (s *syntax) explain() *Fault {
	if s.what == errSecondDocument.Error() {
		return s.secondDocument()
	}
	var f flow
	for n := s.line; n <= s.read; n++ {
		f.read(n, s.row(n))
		if n == s.line || s.vague && f.swallows.char == 0 {
			f.swallows = f.quote // all that follows, up to some other quote
		}
	}
	for _, explanation := range []func(*flow) *Fault{s.tab, s.quote, s.braces, s.start, s.tag, s.colon, s.comma, s.brackets, s.trailer, s.structure} {
		if fault := explanation(&f); fault != nil {
			return fault
		}
	}
	return s.whole(s.line).Fault(s.what, "")
}

func (s *syntax) secondDocument() *Fault {
	if line := s.row(s.line); strings.HasPrefix(line, "---") || strings.HasPrefix(s.row(s.line-1), "...") {
		return s.whole(s.line).Fault("a second document: one experiment per file", "put it into a file of its own")
	}
	return s.whole(s.line).Fault("YAML syntax: the document has ended before this line", "an experiment is one map of name: value lines")
}

// tab explains a tab at the beginning of a line.
func (s *syntax) tab(*flow) *Fault {
	line := s.row(s.line)
	k := strings.IndexByte(line[:len(line)-len(strings.TrimLeft(line, " \t"))], '\t')
	if k < 0 || !strings.Contains(s.what, "tab") && !strings.Contains(s.what, "start any token") {
		return nil
	}
	return s.span(s.line, k, k+1).Fault("a tab can't indent", "write spaces")
}

// quote explains a quote that is closed too late, and what double quotes
// refuse.
func (s *syntax) quote(f *flow) *Fault {
	open := f.swallows
	switch {
	case strings.Contains(s.what, "escape character"):
		return s.badEscape().Fault("a \\ in double quotes starts an escape, and this is none", `write \\, or use single quotes`)
	case strings.Contains(s.what, "hexdecimal") || strings.Contains(s.what, "Unicode character escape"):
		return s.whole(s.line).Fault("\\x, \\u and \\U need 2, 4 and 8 hexadecimal digits", `write \\, or use single quotes`)
	case open.char == 0:
		return nil
	case strings.Contains(s.what, "end of stream"):
		return s.span(open.line, open.pos, len(s.row(open.line))).Fault("a quote is opened here and never closed", "")
	case strings.Contains(s.what, "document indicator"):
		return s.span(open.line, open.pos, len(s.row(open.line))).Fault("a quote is opened here and not closed before the document ends", "")
	}
	return s.span(open.line, open.pos, len(s.row(open.line))).Fault("a quote is opened here, and the next one is far below", "close it in this line")
}

// badEscape is the place of the first escape that YAML does not have.
func (s *syntax) badEscape() Pos {
	for n := s.line; n <= s.read; n++ {
		line := s.row(n)
		for k := 0; k+1 < len(line); k++ {
			if line[k] != '\\' {
				continue
			}
			if k++; !strings.ContainsRune("0abtnvfreNL_PxuU \"/\\\t'", rune(line[k])) {
				return s.span(n, k-1, k+1)
			}
		}
	}
	return s.whole(s.line)
}

// braces explains a ${...} inside { } or [ ] that is not quoted.
func (s *syntax) braces(f *flow) *Fault {
	inFlow := strings.Contains(s.what, "',' or") || strings.Contains(s.what, "node content")
	if f.braces.char == 0 || !inFlow && f.braces.line != s.line {
		return nil
	}
	line, start := s.row(f.braces.line), f.braces.pos
	end := len(line)
	if k := strings.IndexByte(line[start:], '}'); k >= 0 {
		end = start + k + 1
	}
	value := flowScalar(line, start, end)
	return s.span(f.braces.line, start, end).Fault("a { inside { } must be quoted", "write "+inQuotes(value))
}

// flowScalar is the plain scalar of a flow map or list around line[start:end].
func flowScalar(line string, start, end int) string {
	from := max(strings.LastIndex(line[:start], ": ")+2, strings.LastIndexAny(line[:start], "[{,")+1)
	if strings.LastIndex(line[:start], ": ") < 0 {
		from = strings.LastIndexAny(line[:start], "[{,") + 1
	}
	to := end
	for to < len(line) && !strings.ContainsRune(",]}", rune(line[to])) {
		to++
	}
	return strings.TrimSpace(line[from:to])
}

// start explains a value that starts with a character that YAML keeps for
// itself.
func (s *syntax) start(*flow) *Fault {
	if !strings.Contains(s.what, "cannot start any token") {
		return nil
	}
	line := s.row(s.line)
	m := regexp.MustCompile("(?:^ *|[:,\\[{-] *)([@`%][^,\\]}#]*)").FindStringSubmatchIndex(line)
	if m == nil {
		return nil
	}
	value := strings.TrimSpace(line[m[2]:m[3]])
	return s.span(s.line, m[2], m[2]+len(value)).Fault("a value can't start with "+value[:1], "write "+inQuotes(value))
}

// tag explains a value that starts with ! and is no tag either.
func (s *syntax) tag(*flow) *Fault {
	line := s.row(s.line)
	m := regexp.MustCompile(`(?:^ *|[:,\[{-] +)(!\S*)`).FindStringSubmatchIndex(line)
	if m == nil || !strings.Contains(s.what, "whitespace or line break") && !strings.Contains(s.what, "tag") && !strings.Contains(s.what, "'>'") {
		return nil
	}
	return s.span(s.line, m[2], m[3]).Fault("a value that starts with ! is taken for a tag", "write "+inQuotes(strings.TrimSpace(line[m[2]:])))
}

// colon explains a second ": " in one line, and a line that is indented below
// a value.
func (s *syntax) colon(f *flow) *Fault {
	if !strings.Contains(s.what, "mapping values are not allowed") {
		return nil
	}
	line := s.row(s.line)
	m := regexp.MustCompile(`^\s*(?:- +)*[^\s:#"'{\[][^:#"'{\[]*:\s+(\S.*?)\s*$`).FindStringSubmatchIndex(line)
	switch {
	case f.trailer.char != 0 || m != nil && strings.Contains(line[m[2]:m[3]]+" ", ": "):
		if m == nil {
			return nil
		}
		value := line[m[2]:m[3]]
		return s.span(s.line, m[2], m[3]).Fault("a second ': ' in one line", "quote the text: "+inQuotes(value))
	case m == nil && !strings.Contains(line, ":"):
		return nil
	}
	return s.whole(s.line).Fault("indented below a line that already has a value", "indent it like the line above")
}
