package crawl

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// responseHead is what a head says about its response.
type responseHead struct {
	begun        bool // its status line is complete
	major, minor byte
	status       int16

	close, keepAlive bool // in a Connection field
	spaced           bool // a field name holds a space

	length    int64 // of a Content-Length field; -1 when there was none
	digits    int   // how many it was written with
	zeros     int   // how many digits of the next one were left out
	badLength bool

	codings   int  // Transfer-Encoding fields
	chunked   bool // the last of them says so
	forbidden bool // a trailer is announced that would change the framing
}

func (h *responseHead) begin() { *h = responseHead{length: -1} }

// field reads a header field whose end is known. Only what bears on the
// framing and the connection is understood, but all must be well-formed.
func (r *response) field(line []byte) {
	n := tokenLength(line)
	if n == 0 || n == len(line) || line[n] != ':' {
		if n = spacedLength(line); n == 0 {
			r.fail(Protocol, errResponseField)
			return
		}
		r.head.spaced = true
	}
	if !isText(line) {
		r.fail(Protocol, errResponseField)
		return
	}
	r.head.note(headRoleOf(line[:n]), line[n+1:])
}

// plainField reads a field that lies whole in p, as nearly all do: its name is
// a token, its line complete, and the next one no continuation. It returns the
// length of its line, or 0 to have it read step by step.
func (h *responseHead) plainField(p []byte) int {
	name := tokenLength(p)
	if name == 0 || name == len(p) || p[name] != ':' {
		return 0
	}
	end := textEnd(p, name+1)
	next := end + 1
	if end < len(p) && p[end] == '\r' {
		next++
	}
	if next >= len(p) || p[next-1] != '\n' || isBlank(p[next]) {
		return 0
	}
	h.note(headRoleOf(p[:name]), trimRight(p[name+1:end]))
	return next
}

// spacedLength is the length of a field name that holds spaces beside token
// characters; 0 if there is none.
func spacedLength(line []byte) int {
	n := nameLength(line)
	if n == len(line) || line[n] != ':' {
		return 0
	}
	return n
}

// nameLength is how many spaces and characters of a token p begins with.
func nameLength(p []byte) (n int) {
	for n < len(p) && (p[n] == ' ' || isTokenByte(p[n])) {
		n++
	}
	return n
}

// headRole is what a field means to the framing and the connection.
type headRole uint8

const (
	headOther headRole = iota // nothing
	headTrailer
	headConnection
	headLength
	headCoding
)

// headRoleOf is what the field of a name means.
func headRoleOf(name []byte) headRole {
	switch len(name) {
	case len("trailer"):
		if equalFold(name, "trailer") {
			return headTrailer
		}
	case len("connection"):
		if equalFold(name, "connection") {
			return headConnection
		}
	case len("content-length"):
		if equalFold(name, "content-length") {
			return headLength
		}
	case len("transfer-encoding"):
		if equalFold(name, "transfer-encoding") {
			return headCoding
		}
	}
	return headOther
}

// note notes the value of a field that bears on framing or connection.
func (h *responseHead) note(role headRole, value []byte) {
	switch role {
	case headTrailer:
		h.trailer(value)
	case headConnection:
		h.connection(value)
	case headLength:
		h.contentLength(value)
	case headCoding:
		h.codings++
		h.chunked = equalFold(trimLeft(value), "chunked")
	case headOther:
	}
}

// connection looks for the two options that matter in a list.
func (h *responseHead) connection(value []byte) {
	for more := true; more; {
		var option []byte
		option, value, more = cutList(value)
		h.close = h.close || equalFold(option, "close")
		h.keepAlive = h.keepAlive || equalFold(option, "keep-alive")
	}
}

// trailer looks for fields that must not come after the body.
func (h *responseHead) trailer(value []byte) {
	for more := true; more; {
		var name []byte
		name, value, more = cutList(value)
		h.forbidden = h.forbidden || equalFold(name, "transfer-encoding") ||
			equalFold(name, "content-length") || equalFold(name, "trailer")
	}
}

// cutList cuts the first element from a list.
func cutList(list []byte) (first, rest []byte, more bool) {
	for i, c := range list {
		if c == ',' {
			return trimLeft(trimRight(list[:i])), list[i+1:], true
		}
	}
	return trimLeft(trimRight(list)), nil, false
}

// contentLength reads a length. Several must be written alike: as many digits
// and the same number.
func (h *responseHead) contentLength(value []byte) {
	value = trimLeft(trimRight(value))
	length, ok := parseLength(value)
	digits := h.zeros + len(value)
	if h.length >= 0 && (length != h.length || digits != h.digits) {
		ok = false
	}
	h.badLength = h.badLength || !ok
	h.length, h.digits, h.zeros = length, digits, 0
}

// parseLength reads decimal digits, no sign, no more than 63 bits.
func parseLength(value []byte) (length int64, ok bool) {
	for _, c := range value {
		if !isDigit(c) || length > (math.MaxInt64-int64(c-'0'))/10 {
			return 0, false
		}
		length = 10*length + int64(c-'0')
	}
	return length, len(value) > 0
}

// tokenLength is how many characters of a token p begins with.
func tokenLength(p []byte) int {
	for i, c := range p {
		if !isTokenByte(c) {
			return i
		}
	}
	return len(p)
}

// isTokenByte reports whether c may stand in a field name.
func isTokenByte(c byte) bool {
	const tokens = "                " + "                " + // in the order of ASCII
		" ! #$%&'  *+ -. " + "0123456789      " +
		" ABCDEFGHIJKLMNO" + "PQRSTUVWXYZ   ^_" +
		"`abcdefghijklmno" + "pqrstuvwxyz | ~ "
	return c < 0x80 && tokens[c] != ' '
}

// isText reports whether p is free of control characters other than tabs.
func isText(p []byte) bool { return textEnd(p, 0) == len(p) }

// textEnd is where the first control character other than a tab stands in p,
// from i on; the length of p if there is none.
func textEnd(p []byte, i int) int {
	for ; i+8 <= len(p); i += 8 {
		if found := controls(p[i:]); found != 0 {
			i += bits.TrailingZeros64(found) / 8
			if p[i] != '\t' {
				return i
			}
			i -= 7 // and go on behind the tab
		}
	}
	for i < len(p) && (p[i] >= ' ' && p[i] != 0x7f || p[i] == '\t') {
		i++
	}
	return i
}

// controls looks for control characters among the first eight bytes of p. The
// lowest bit set is in the first one. Subtracting borrows from the high bit of
// a byte that is less than what is taken from it, and perhaps from later ones.
func controls(p []byte) uint64 {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	word := binary.LittleEndian.Uint64(p)
	deletes := word ^ 0x7f*ones
	return ((word-0x20*ones)&^word | (deletes-ones)&^deletes) & high
}

// equalFold reports whether p, which is free of control characters, is the
// text in any case. The text is lower-case letters and hyphens.
func equalFold(p []byte, text string) bool {
	if len(p) != len(text) {
		return false
	}
	for i, c := range p {
		if c|0x20 != text[i] {
			return false
		}
	}
	return true
}
