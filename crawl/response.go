package crawl

import (
	"errors"
	"fmt"
	"io"
)

// response reads one HTTP/1 response, the interim ones before it included, from
// the pieces in which it arrives. It judges as net/http does; docs/http.md
// lists where it is stricter.
//
// It is reused: begin resets it and keeps its buffer. Whole lines are read
// where they lie in a piece; only one that a piece cuts is copied, and of a long
// one only what matters. The zero value needs a begin.
type response struct {
	status int16 // of the final response, once its head is complete and accepted
	class  Class // once over: OK, or why not
	keep   bool  // once over with OK: the connection may serve another request
	begun  bool  // a byte has come
	bytes  int64 // body bytes so far
	err    error // what is wrong, for people; nil unless over and failed

	toHead  bool // the request was HEAD: there is no body
	maxBody int64
	stage   responseStage

	left  int64        // what the cap on heads leaves
	seen  int          // how much of "HTTP/1." has been checked
	head  responseHead // of the response being read, maybe an interim one
	held  []byte       // the beginning of something that a piece has cut
	await bool         // held is a field, complete unless the next line is folded
	fold  int          // where in held the folded line begins; 0 when there is none

	need   uint64 // body bytes left: in all, or in the chunk
	excess int64  // bytes of chunk framing beyond what is decent
}

// responseStage is what comes next of a response.
type responseStage uint8

const (
	responseLines     responseStage = iota // lines of a head
	responseFixed                          // a body of known length
	responseUntilEnd                       // a body until the connection ends
	responseChunkSize                      // the line before a chunk
	responseChunk                          // a chunk's data
	responseChunkEnd                       // the line feed behind it
	responseTrailer                        // what follows the last chunk
	responseOver
)

// responseKeep is the largest buffer that is kept between responses. Slots are
// many, and most never need one.
const responseKeep = 4 << 10

var (
	errResponseStart    = errors.New("response does not begin as HTTP/1")
	errResponseLine     = errors.New("malformed status line in response")
	errResponseVersion  = errors.New("response is not HTTP/1")
	errResponseStatus   = errors.New("status of response is below 100")
	errResponseSwitch   = errors.New("response switches protocols")
	errResponseField    = errors.New("malformed field in response head")
	errResponseName     = errors.New("space in a field name of response head")
	errResponseLength   = errors.New("bad or conflicting Content-Length in response")
	errResponseCoding   = errors.New("unsupported Transfer-Encoding in response")
	errResponseTrailer  = errors.New("malformed or forbidden trailer in response")
	errResponseLong     = errors.New("trailer of response is too long")
	errResponseChunk    = errors.New("malformed chunk in response")
	errResponseOverhead = errors.New("chunks of response carry too little")
	errResponseHeader   = errors.New("response head above the cap")
	errResponseBody     = errors.New("response body above the cap")
	errResponseCut      = fmt.Errorf("response cut short: %w", io.ErrUnexpectedEOF)
	errResponseNone     = fmt.Errorf("connection ended before the response: %w", io.EOF)
)

// begin prepares for the response to a request, which may have been HEAD. The
// caps are in bytes: maxHeader for all heads together, maxBody for the body.
func (r *response) begin(head bool, maxHeader, maxBody int64) {
	held := r.held
	if cap(held) > responseKeep {
		held = nil
	}
	*r = response{
		toHead: head, maxBody: maxBody,
		left: max(0, maxHeader), held: held[:0],
	}
	r.head.begin()
}

// take consumes a piece. What lies behind the used bytes is not part of the
// response. Over means that it is complete or has failed; take must not be
// called again before begin.
func (r *response) take(p []byte) (used int, over bool) {
	r.begun = r.begun || len(p) > 0
	for used < len(p) {
		rest := p[used:]
		switch r.stage {
		case responseLines:
			used += r.takeHead(rest)
		case responseFixed:
			used += r.takeFixed(rest)
		case responseUntilEnd:
			used += r.count(rest)
		case responseChunkSize:
			used += r.takeChunkSize(rest)
		case responseChunk:
			used += r.takeChunk(rest)
		case responseChunkEnd:
			used += r.takeChunkEnd(rest)
		case responseTrailer:
			used += r.takeTrailer(rest)
		case responseOver:
			return used, true
		}
	}
	return used, r.stage == responseOver
}

// end says that the stream has ended in order. That completes a body without
// a length, and cuts short anything else.
func (r *response) end() {
	switch {
	case r.stage == responseUntilEnd:
		r.succeed(false)
	case r.begun:
		r.fail(Truncated, errResponseCut)
	default:
		r.fail(Reset, errResponseNone)
	}
}

// succeed ends a complete response.
func (r *response) succeed(keep bool) {
	r.class, r.keep = OK, keep
	r.over()
}

// fail ends a response that is wrong.
func (r *response) fail(class Class, err error) {
	r.class, r.err = class, err
	r.over()
}

func (r *response) over() {
	r.stage = responseOver
	if cap(r.held) > responseKeep {
		r.held = nil
	}
}
