package crawl

import "bytes"

// responseStart is how every response begins. Whatever begins otherwise is no
// HTTP/1, and its end need not be awaited.
const responseStart = "HTTP/1."

// responseFirstLine is how far the first field is read if it begins like a
// folded one, which it cannot be.
const responseFirstLine = 4 << 10

// takeHead reads lines of a head as far as the cap allows. What is within the
// cap is judged as if nothing followed.
func (r *response) takeHead(p []byte) (used int) {
	p = p[:min(int64(len(p)), r.left)]
	if r.seen < len(responseStart) {
		if n, ok := r.start(p); !ok {
			r.fail(Protocol, errResponseStart)
			return n
		}
	}
	used = r.lines(p)
	r.left -= int64(used)
	if r.left == 0 && r.stage == responseLines {
		r.fail(HeaderLimit, errResponseHeader)
	}
	return used
}

// start checks the first bytes of all. If they are wrong, n is the length up
// to the first wrong one.
func (r *response) start(p []byte) (n int, ok bool) {
	if len(p) >= len(responseStart) && string(p[:len(responseStart)]) == responseStart && r.seen == 0 {
		r.seen = len(responseStart)
		return len(responseStart), true
	}
	for n < len(p) && r.seen < len(responseStart) {
		n++
		if p[n-1] != responseStart[r.seen] {
			return n, false
		}
		r.seen++
	}
	return n, true
}

// lines reads lines until p or the final head is at its end.
func (r *response) lines(p []byte) (used int) {
	for used < len(p) && r.stage == responseLines {
		rest := p[used:]
		if r.head.begun && len(r.held) == 0 {
			if n := r.head.plainField(rest); n > 0 {
				used += n
				continue
			}
		}
		if r.await && !r.resume(rest[0]) {
			return used
		}
		end := bytes.IndexByte(rest, '\n')
		switch {
		case end < 0:
			r.holdLine(rest)
			return len(p)
		case len(r.held) > 0:
			r.holdLine(rest[:end])
			r.heldLine()
		default:
			r.line(withoutCR(rest[:end]))
		}
		used += end + 1
	}
	return used
}

// line reads a line that lies in one piece.
func (r *response) line(line []byte) {
	switch {
	case !r.head.begun:
		r.statusLine(line)
	case len(line) == 0:
		r.headOver()
	case r.fieldBegins(line):
		r.holdLine(trimRight(line))
		r.await = true
	}
}

// heldLine reads a line that pieces have cut and that is now complete.
func (r *response) heldLine() {
	if r.stage != responseLines {
		return
	}
	line := withoutCR(r.held[r.fold:])
	switch {
	case r.fold > 0:
		r.held = r.held[:r.fold+len(trimRight(line))]
		r.fold, r.await = 0, true
	case !r.head.begun:
		r.statusLine(line)
		r.held = r.held[:0]
	case len(line) == 0:
		r.held = r.held[:0]
		r.headOver()
	case r.fieldBegins(line):
		r.held = trimRight(line)
		r.await = true
	}
}

// resume decides by the first byte of the next line what becomes of the field
// that is held: read, or continued. It reports whether to go on.
func (r *response) resume(next byte) bool {
	r.await = false
	if isBlank(next) {
		r.held = append(r.held, ' ')
		r.fold = len(r.held)
		return true
	}
	r.field(r.held)
	r.held = r.held[:0]
	return r.stage == responseLines
}

// fieldBegins judges what need not wait for the next line.
func (r *response) fieldBegins(line []byte) bool {
	if isBlank(line[0]) || bytes.IndexByte(line, ':') < 0 {
		r.fail(Protocol, errResponseField)
		return false
	}
	return true
}

// statusLine reads the first line of a head. Statuses below 100 and other
// versions are refused with the whole head, as interim ones are passed over.
func (r *response) statusLine(line []byte) {
	const usual = "HTTP/1.1 200"
	h := &r.head
	h.begun = true
	if n := len(usual); len(line) > n && string(line[:n]) == usual && line[n] == ' ' { // a short cut
		h.major, h.minor, h.status = 1, 1, 200
		return
	}
	version, status, _ := bytes.Cut(line, []byte{' '})
	status = bytes.TrimLeft(status, " ")
	code, _, _ := bytes.Cut(status, []byte{' '})
	var okStatus, okVersion bool
	h.status, okStatus = parseStatus(code)
	h.major, h.minor, okVersion = parseVersion(version)
	if !okStatus || !okVersion {
		r.fail(Protocol, errResponseLine)
	}
}

// parseStatus reads three digits. A plus sign in place of the first is read as
// zero, so that it counts as a status below 100.
func parseStatus(code []byte) (status int16, ok bool) {
	if len(code) != 3 || !isDigit(code[1]) || !isDigit(code[2]) {
		return 0, false
	}
	status = 10*int16(code[1]-'0') + int16(code[2]-'0')
	switch {
	case isDigit(code[0]):
		return 100*int16(code[0]-'0') + status, true
	case code[0] == '+', code[0] == '-' && status == 0:
		return status, true
	}
	return 0, false
}

func parseVersion(version []byte) (major, minor byte, ok bool) {
	const from = "HTTP/1.1"
	if len(version) != len(from) || string(version[:5]) != from[:5] || version[6] != '.' ||
		!isDigit(version[5]) || !isDigit(version[7]) {
		return 0, 0, false
	}
	return version[5] - '0', version[7] - '0', true
}

func isDigit(c byte) bool { return c-'0' < 10 }

// isBlank reports whether c is a space or a tab, the only white space in HTTP.
func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// withoutCR cuts the carriage return before a line feed.
func withoutCR(line []byte) []byte {
	if n := len(line); n > 0 && line[n-1] == '\r' {
		return line[:n-1]
	}
	return line
}

func trimLeft(b []byte) []byte {
	for len(b) > 0 && isBlank(b[0]) {
		b = b[1:]
	}
	return b
}

func trimRight(b []byte) []byte {
	for len(b) > 0 && isBlank(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return b
}
