package crawl

import "bytes"

// responseLine caps the line before a chunk and all that follows the last
// one, each with its line ends.
const responseLine = 4 << 10

// Chunk framing beyond twice the data and responseFrame bytes a chunk adds up;
// it must not pass responseExcess. One byte a chunk is decent, a kilobyte of
// chunk extension for it is not.
const (
	responseFrame  = 16
	responseExcess = 16 << 10
)

// headOver judges a complete head and goes on to the body, or to the next head
// after an interim one.
func (r *response) headOver() {
	h := &r.head
	modern := h.major > 1 || h.major == 1 && h.minor > 0 || h.major == 0 && h.minor == 0
	chunked := modern && h.chunked
	switch {
	case modern && (h.codings > 1 || h.codings == 1 && !h.chunked):
		r.fail(Protocol, errResponseCoding)
	case h.badLength:
		r.fail(Protocol, errResponseLength)
	case chunked && h.forbidden:
		r.fail(Protocol, errResponseTrailer)
	case h.status/100 == 1 && h.status != 101:
		h.begin()
	case h.major != 1:
		r.fail(Protocol, errResponseVersion)
	case h.status < 100:
		r.fail(Protocol, errResponseStatus)
	case h.spaced:
		r.fail(Protocol, errResponseName)
	default:
		r.status = h.status
		r.body(chunked)
	}
}

// body finds out how the body is framed.
func (r *response) body(chunked bool) {
	h := &r.head
	switch {
	case h.status == 101:
		r.fail(Protocol, errResponseSwitch)
	case r.toHead, h.status == 204, h.status == 304, !chunked && h.length == 0:
		r.succeed(h.kept())
	case chunked:
		r.stage = responseChunkSize
	case h.length > r.maxBody:
		r.fail(BodyLimit, errResponseBody)
	case h.length > 0:
		r.need = uint64(h.length)
		r.stage = responseFixed
	default:
		r.stage = responseUntilEnd
	}
}

// kept reports whether the connection outlives a response that says where it
// ends.
func (h *responseHead) kept() bool { return !h.close && (h.minor > 0 || h.keepAlive) }

// takeFixed counts a body of known length, which is within the cap.
func (r *response) takeFixed(p []byte) (used int) {
	used = int(min(uint64(len(p)), r.need))
	r.need -= uint64(used)
	r.bytes += int64(used)
	if r.need == 0 {
		r.succeed(r.head.kept())
	}
	return used
}

// count counts body bytes up to the first one beyond the cap.
func (r *response) count(p []byte) (used int) {
	if room := r.maxBody - r.bytes; int64(len(p)) > room {
		r.bytes += room + 1
		r.fail(BodyLimit, errResponseBody)
		return int(room) + 1
	}
	r.bytes += int64(len(p))
	return len(p)
}

// takeChunkSize reads the line before a chunk.
func (r *response) takeChunkSize(p []byte) (used int) {
	p = p[:min(len(p), responseLine-len(r.held))]
	end := bytes.IndexByte(p, '\n')
	if end < 0 {
		r.hold(p)
		if len(r.held) == responseLine {
			r.fail(Protocol, errResponseChunk)
		}
		return len(p)
	}
	line := p[:end]
	if len(r.held) > 0 {
		r.hold(line)
		line = r.held
		r.held = r.held[:0]
	}
	r.chunkSize(line)
	return end + 1
}

// chunkSize reads such a line, without its line feed. A carriage return must
// stand before that, and nowhere else.
func (r *response) chunkSize(line []byte) {
	end := len(line) - 1
	if end < 0 || bytes.IndexByte(line, '\r') != end {
		r.fail(Protocol, errResponseChunk)
		return
	}
	size, _, _ := bytes.Cut(trimRight(line[:end]), []byte{';'})
	need, ok := parseHex(size)
	if !ok {
		r.fail(Protocol, errResponseChunk)
		return
	}
	if need == 0 {
		r.stage = responseTrailer
		return
	}
	// The size may be anything in 64 bits, and its double wraps around. Such a
	// chunk never comes to its end, so it does not matter.
	r.excess = max(0, r.excess+int64(len(line)+1)-responseFrame-2*int64(need))
	if r.excess > responseExcess {
		r.fail(Protocol, errResponseOverhead)
		return
	}
	r.need = need
	r.stage = responseChunk
}

// parseHex reads up to 16 hexadecimal digits.
func parseHex(digits []byte) (n uint64, ok bool) {
	for _, c := range digits {
		switch {
		case isDigit(c):
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		n = n<<4 | uint64(c)
	}
	return n, len(digits) > 0 && len(digits) <= 16
}

// takeChunk counts a chunk's data.
func (r *response) takeChunk(p []byte) (used int) {
	used = r.count(p[:min(uint64(len(p)), r.need)])
	r.need -= uint64(used)
	if r.need == 0 && r.stage == responseChunk {
		r.stage = responseChunkEnd
	}
	return used
}

// takeChunkEnd reads the two bytes behind a chunk's data.
func (r *response) takeChunkEnd(p []byte) (used int) {
	used = min(len(p), 2-len(r.held))
	end := p[:used]
	if len(end) < 2 {
		r.hold(end)
		end = r.held
	}
	if len(end) < 2 {
		return used
	}
	r.held = r.held[:0]
	if end[0] != '\r' || end[1] != '\n' {
		r.fail(Protocol, errResponseChunk)
		return used
	}
	r.stage = responseChunkSize
	return used
}

// takeTrailer reads the end behind the last chunk: an empty line, or fields
// and an empty line.
func (r *response) takeTrailer(p []byte) (used int) {
	const empty, last = "\r\n", "\r\n\r\n"
	p = p[:min(len(p), responseLine-len(r.held))]
	before := len(r.held)
	if before == 0 && len(p) >= 2 && string(p[:2]) == empty {
		r.succeed(r.head.kept())
		return len(empty)
	}
	r.hold(p)
	if len(r.held) >= 2 && string(r.held[:2]) == empty {
		r.succeed(r.head.kept())
		return len(empty) - before
	}
	from := max(0, before-len(last)+1)
	end := bytes.Index(r.held[from:], []byte(last))
	switch {
	case end < 0 && len(r.held) == responseLine:
		r.fail(Protocol, errResponseLong)
	case end < 0:
	case isTrailer(r.held[:from+end+2]):
		r.succeed(r.head.kept())
		return from + end + len(last) - before
	default:
		r.fail(Protocol, errResponseTrailer)
	}
	return len(p)
}

// isTrailer reports whether p is fields, each with its line end. There must be
// no empty line in between.
func isTrailer(p []byte) bool {
	for first := true; len(p) > 0; first = false {
		end := bytes.IndexByte(p, '\n')
		line := withoutCR(p[:end])
		p = p[end+1:]
		folded := len(line) > 0 && isBlank(line[0])
		switch {
		case len(line) == 0, !isText(line), first && folded, !folded && spacedLength(line) == 0:
			return false
		}
	}
	return true
}
