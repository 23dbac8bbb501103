package crawl_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"
)

// step is what a server does with one request of a connection.
type step struct {
	first  bool     // it speaks before it reads the request
	pieces []string // of its answer, a moment apart
	cork   bool     // they leave in as few segments as possible
	later  string   // what it sends on top, a moment later
	end    scriptEnd
	waits  bool // for more than ever comes: the client's deadline must pass
}

// scriptEnd is what becomes of a connection after an answer.
type scriptEnd int

const (
	endKeep  scriptEnd = iota // it takes the next request
	endClose                  // it closes in order
	endCut                    // it closes, over TLS without a word
	endHalf                   // it sends no more, but listens
	endReset                  // it breaks off
	endStay                   // nothing
)

// scriptStep invents the step for a request, the nth of a connection. Steps of
// which the outcome would hang on who is faster are left out: a reset without
// an answer on a kept connection.
func scriptStep(r *rand.Rand, nth int) step {
	s := step{first: nth == 0 && r.IntN(20) == 0, cork: r.IntN(2) == 0}
	text, whole := scriptAnswer(r)
	switch {
	case whole && r.IntN(3) > 0:
	case whole:
		s.end = scriptEnd(r.IntN(int(endStay)))
	case r.IntN(25) == 0:
		s.end, s.waits = endStay, true
	default:
		s.end = endClose + scriptEnd(r.IntN(int(endStay-endClose)))
	}
	if !whole && r.IntN(8) == 0 && (s.end != endReset || nth == 0) {
		text = ""
	}
	if whole && r.IntN(6) == 0 {
		text += scriptLeftOver(r)
	}
	if whole && r.IntN(8) == 0 {
		s.later = scriptLeftOver(r)
	}
	for cuts := r.IntN(4); cuts > 0 && len(text) > 1; cuts-- {
		n := 1 + r.IntN(len(text)-1)
		s.pieces = append(s.pieces, text[:n])
		text = text[n:]
	}
	s.pieces = append(s.pieces, text)
	return s
}

func scriptLeftOver(r *rand.Rand) string {
	return pick(r, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong", "HTTP/1.1 500 Oops\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", "H", "\r\n", "HTTP/1.1 2", "garbage", strings.Repeat("x", 40_000))
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

// scriptAnswer invents an answer. Whole says that the client needs nothing more
// to know what it is.
func scriptAnswer(r *rand.Rand) (text string, whole bool) {
	var b strings.Builder
	for range max(0, r.IntN(8)-5) {
		b.WriteString(pick(r, "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", "HTTP/1.1 102 Processing\r\nConnection: close\r\n\r\n"))
	}
	if r.IntN(6) == 0 {
		b.WriteString(scriptWrong(r))
		return b.String(), true
	}
	version := pick(r, "1.1", "1.1", "1.1", "1.0")
	fmt.Fprintf(&b, "HTTP/%s %d Some Reason\r\n", version, pick(r, 200, 200, 201, 404, 500, 503))
	for range r.IntN(4) {
		b.WriteString(pick(r, "Server: test\r\n", "X-Empty:\r\n", "x-folded: a\r\n b\r\n", "X-Bare: lf\n", "X-Long: "+strings.Repeat("v", r.IntN(9000))+"\r\n", "Date: now\r\n"))
	}
	b.WriteString(pick(r, "", "", "", "", "Connection: keep-alive\r\n", "Connection: close\r\n", "Connection: x, Close\r\n"))
	size := pick(r, 0, 1, 5, 100, 4096, 32_768, 50_000)
	switch r.IntN(8) {
	case 0, 1, 2:
		fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n%s", size, strings.Repeat("b", size))
	case 3: // shorter than it says
		fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n%s", size+1+r.IntN(100), strings.Repeat("b", size))
		return b.String(), false
	case 4: // until the end
		fmt.Fprintf(&b, "\r\n%s", strings.Repeat("b", size))
		return b.String(), false
	case 5: // stops anywhere
		fmt.Fprintf(&b, "Transfer-Encoding: chunked\r\n\r\n")
		text = b.String() + scriptChunks(r)
		if version == "1.0" {
			return text, false
		}
		return text[:1+r.IntN(len(text)-2)], false
	default:
		b.WriteString("Transfer-Encoding: chunked\r\n\r\n" + scriptChunks(r))
		return b.String(), version == "1.1"
	}
	return b.String(), true
}

// scriptChunks is a body in chunks, some wrong.
func scriptChunks(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(5) {
		size := 1 + r.IntN(3000)
		fmt.Fprintf(&b, "%x%s\r\n%s\r\n", size, pick(r, "", "", ";a=b", "  "), strings.Repeat("c", size))
	}
	if r.IntN(8) == 0 {
		b.WriteString(pick(r, "x\r\n", "-1\r\n", "5\r\nhello!", "11111111111111111\r\n"))
	}
	b.WriteString(pick(r, "0\r\n\r\n", "0\r\n\r\n", "000\r\nA: b\r\nC: d\r\n\r\n"))
	return b.String()
}

// scriptWrong is a head that is refused.
func scriptWrong(r *rand.Rand) string {
	return pick(
		r, "garbage\r\n\r\n", "HTTP/2.0 200 OK\r\n\r\n", "HTTP/1.1 099 Low\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 101 Switching\r\n\r\n",
		"HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\nhello", "HTTP/1.1 200 OK\r\nA\r\n\r\n",
		"HTTP/1.1 200 OK\r\nA: \x00\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
	)
}

// play does what the step says. Done says that there was a request for it, and
// again that the connection takes another.
func (s *step) play(p *peer) (done, again bool) {
	if !s.first && !p.request() {
		return false, false
	}
	say := func() {
		for i, piece := range s.pieces {
			if i > 0 && !s.cork {
				wait(200 * time.Microsecond)
			}
			p.say(piece)
		}
	}
	if s.cork {
		cork(p, say)
	} else {
		say()
	}
	if s.first {
		p.server.requests.Add(1) // it comes, but what the client has not read may cost it
		if _, err := http.ReadRequest(p.in); err != nil {
			return true, false
		}
	}
	if s.later != "" {
		wait(time.Millisecond)
		p.say(s.later)
	}
	switch s.end {
	case endKeep:
		return true, true
	case endClose:
		_ = p.Close()
	case endCut:
		_ = p.tcp.Close()
	case endHalf:
		_ = p.tcp.CloseWrite()
	case endReset:
		p.reset()
	case endStay:
	}
	return true, false
}
