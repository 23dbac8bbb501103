package crawl

import "bytes"

// A line that pieces have cut is held until it ends, and a head may have lines
// of any length up to its cap. So that nobody fills the memory with them, what is
// held of a long line is replaced by something short that stands for it: whatever
// follows, the line is judged as it would have been.
const (
	// responseBlock is how much is added to a line at once.
	responseBlock = 1 << 10
	// responseShort is how much is held of a line before it is shortened. It is
	// more than two words, which is what then stays.
	responseShort = 64
	// responseWord is how much stays of a word: more than the longest that has a
	// meaning, be it a name, an option or a length.
	responseWord = 24
)

// hold keeps what a piece has cut.
func (r *response) hold(p []byte) { r.held = append(r.held, p...) }

// holdLine keeps what a piece has cut of a line of a head. It may fail.
func (r *response) holdLine(p []byte) {
	for len(p) > 0 && r.stage == responseLines {
		n := min(len(p), responseBlock)
		r.hold(p[:n])
		p = p[n:]
		switch {
		case r.head.begun && isBlank(r.held[0]):
			r.checkFirst()
		case len(r.held) > responseShort:
			r.shorten()
		}
	}
}

// checkFirst gives up on a first field that begins like a folded one and does
// not end soon.
func (r *response) checkFirst() {
	if len(r.held) >= responseFirstLine {
		r.fail(Protocol, errResponseField)
	}
}

// shorten shortens what is held of a line. A carriage return at its end may
// belong to the end of the line, and stays.
func (r *response) shorten() {
	line := r.held
	ending := line[len(line)-1] == '\r'
	if ending {
		line = line[:len(line)-1]
	}
	if r.head.begun {
		r.held = r.shortField(line)
	} else {
		r.held = shortStatusLine(line)
	}
	if ending {
		r.held = append(r.held, '\r')
	}
}

// shortStatusLine keeps a version and a status, and of either no more than it
// takes to see that it is too long, a carriage return at its end included.
func shortStatusLine(line []byte) []byte {
	const version, status = len("HTTP/1.1") + 2, len("200") + 2
	first, rest, more := bytes.Cut(line, []byte{' '})
	short := append(line[:0], first[:min(len(first), version)]...)
	if !more {
		return short
	}
	short = append(short, ' ')
	code, _, more := bytes.Cut(bytes.TrimLeft(rest, " "), []byte{' '})
	if short = append(short, code[:min(len(code), status)]...); more {
		short = append(short, ' ')
	}
	return short
}

// shortField keeps the name of a field, and a word of a value that has a
// meaning. It is in place of the line.
func (r *response) shortField(line []byte) []byte {
	name, value, named := bytes.Cut(line, []byte{':'})
	// A fold is read as a blank, and that one must stay when those at the end of
	// its line are cut, even if there is nothing else yet.
	bare := r.fold > 0 && len(trimLeft(line[r.fold:])) == 0
	short := line[:0]
	role := headOther
	switch n := tokenLength(name); {
	case !isText(line) || nameLength(name) < len(name) || named && len(name) == 0:
		short = append(short, 0) // is refused wherever it stands
	case n < len(name):
		short = append(short, "x "...)
	default:
		role = headRoleOf(name)
		short = append(short, name[:min(n, responseWord)]...)
	}
	if !named {
		return short
	}
	short = append(short, ':')
	if role != headOther {
		short = appendWord(short, r.shortValue(role, value))
	}
	if r.fold > 0 {
		if r.fold = 1; bare {
			r.fold = len(short)
		}
	}
	return short
}

// shortValue notes what a value says so far, and returns what it has left open:
// the last element of a list, or digits with at most one zero before them.
func (r *response) shortValue(role headRole, value []byte) []byte {
	switch role {
	case headTrailer, headConnection:
		if comma := bytes.LastIndexByte(value, ','); comma >= 0 {
			r.head.note(role, value[:comma])
			return value[comma+1:]
		}
	case headLength:
		value = trimLeft(value)
		zeros := max(0, len(value)-len(bytes.TrimLeft(value, "0"))-1)
		r.head.zeros += zeros
		return value[zeros:]
	case headCoding, headOther:
	}
	return value
}

// appendWord appends a word that stands in a value, or in place of one that is
// too long something that begins no word with a meaning either. Blanks behind it
// part it from what follows, and one does that.
func appendWord(b, value []byte) []byte {
	value = trimLeft(value)
	word := trimRight(value)
	if len(word) > responseWord {
		b = append(b, '?')
	} else {
		b = append(b, word...)
	}
	if len(word) < len(value) {
		b = append(b, ' ')
	}
	return b
}
