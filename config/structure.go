package config

import "strings"

// comma explains a comma without a value before it.
func (s *syntax) comma(f *flow) *Fault {
	if f.comma.char == 0 || !strings.Contains(s.what, "node content") {
		return nil
	}
	return s.mark(f.comma).Fault("a value is missing before this comma", "")
}

// brackets explains a bracket that is not closed, or closes nothing.
func (s *syntax) brackets(f *flow) *Fault {
	switch {
	case !strings.Contains(s.what, "',' or") && !strings.Contains(s.what, "node content") && f.stray.char == 0:
		return nil
	case f.stray.char != 0:
		closing := string(f.stray.char)
		return s.mark(f.stray).Fault("this "+closing+" closes no "+string(opening(f.stray.char)), "")
	case len(f.open) > 0:
		last := f.open[len(f.open)-1]
		return s.span(last.line, last.pos, len(s.row(last.line))).Fault("this "+string(last.char)+" is not closed, or a comma is missing after it", "")
	}
	if f.name.char != 0 {
		line := s.row(f.name.line)[:f.name.pos]
		start := strings.LastIndexAny(line, " \t,[{") + 1
		return s.span(f.name.line, start, f.name.pos+1).Fault("a comma is missing before this name, or quotes around more", "")
	}
	line := s.row(s.line)
	k := max(0, strings.IndexAny(line, "[{"))
	return s.span(s.line, k, len(line)).Fault("a comma or a quote is missing in here", "")
}

// trailer explains text behind a quoted or bracketed value.
func (s *syntax) trailer(f *flow) *Fault {
	if f.trailer.char == 0 || f.trailer.line != s.line {
		return nil
	}
	return s.span(s.line, f.trailer.pos, len(s.row(s.line))).Fault("text after the end of the value", "quote the value as a whole")
}

// structure explains a line that does not fit into the lines above it.
func (s *syntax) structure(*flow) *Fault {
	at := s.whole(s.line)
	text := strings.TrimSpace(s.row(s.line))
	switch {
	case strings.Contains(s.what, "expected ':'") && len(text) > maxKey:
		return at.Fault("a key longer than 1 KiB", "")
	case strings.Contains(s.what, "expected ':'"):
		return at.Fault("a key without a value", "write "+long(text)+": …")
	case strings.Contains(s.what, "'-' indicator"):
		return at.Fault("this line is no item of the list above", "put - before it, or indent it less")
	case strings.Contains(s.what, "expected key") && strings.HasPrefix(text, "- "):
		return at.Fault("a list item that belongs to no list above it", "indent it like the items above, or below its key")
	case strings.Contains(s.what, "expected key"):
		return at.Fault("this line fits neither the map above nor one of its own", "check its indentation and its quotes")
	case strings.Contains(s.what, "sequence entries"):
		return at.Fault("a list can't start behind its key", "write it in [ ], or below the key")
	case strings.Contains(s.what, "comment or line break"):
		return at.Fault("| and > start a text on the lines below", "quote the value if you mean the character")
	case strings.Contains(s.what, "alphabetic"):
		return at.Fault("& and * name anchors", "quote the value if you mean the character")
	}
	return nil
}
