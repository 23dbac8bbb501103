package crawl_test

import (
	"strings"
	"testing"

	"runexp/crawl"
)

// hangUp ends the connection right after the answer.
func hangUp(*peer) {}

// breakOff resets the connection once the answer has arrived.
func breakOff(p *peer) {
	wait(short / 10) // a reset overtakes what was sent before it
	p.reset()
}

func TestCompleteResponses(t *testing.T) {
	check(t, []misdeed{
		{name: "a content length", answer: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", keeps: true, kept: true, status: 200, bytes: 5},
		{name: "an empty body", answer: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", keeps: true, kept: true, status: 200},
		{name: "chunks", answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", keeps: true, kept: true, status: 200, bytes: 11},
		{name: "chunks with extensions and a trailer", answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n5;a=b\r\nhello\r\n0;end\r\nX-Sum: 1\r\n\r\n", keeps: true, kept: true, status: 200, bytes: 5},
		{name: "a body until the end", answer: "HTTP/1.1 200 OK\r\n\r\nhello", then: hangUp, status: 200, bytes: 5},
		{name: "HTTP/1.0 until the end", answer: "HTTP/1.0 200 OK\r\n\r\nhello", then: hangUp, status: 200, bytes: 5},
		{name: "HTTP/1.0 with a length", answer: "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", status: 200, bytes: 5},
		{name: "HTTP/1.0 that keeps the connection", answer: "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello", keeps: true, kept: true, status: 200, bytes: 5},
		{name: "no reason phrase", answer: "HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello", keeps: true, kept: true, status: 200, bytes: 5},
		{name: "bare line feeds in the head", answer: "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello", keeps: true, kept: true, status: 200, bytes: 5},
		{name: "a folded header field", answer: "HTTP/1.1 200 OK\r\nX-Long: one\r\n two\r\nContent-Length: 5\r\n\r\nhello", keeps: true, kept: true, status: 200, bytes: 5},
		{name: "the same length twice", answer: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello", keeps: true, kept: true, status: 200, bytes: 5},
		{name: "chunks that overrule a length", answer: "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", keeps: true, kept: true, status: 200, bytes: 5},
		{name: "100 Continue unasked", answer: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", keeps: true, kept: true, status: 200, bytes: 5},
		{name: "early hints", answer: "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", keeps: true, kept: true, status: 200, bytes: 5},
		{name: "204 without a body", answer: "HTTP/1.1 204 No Content\r\n\r\n", keeps: true, kept: true, status: 204},
		{name: "304 with the length of what it does not send", answer: "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", keeps: true, kept: true, status: 304},
		{name: "HEAD with the length of what it does not send", method: "HEAD", answer: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", keeps: true, kept: true, status: 200},
		{name: "HEAD with a length above the cap", method: "HEAD", answer: "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", settings: crawl.Client{MaxBody: 10}, keeps: true, kept: true, status: 200},
		{name: "HEAD announcing chunks", method: "HEAD", answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", keeps: true, kept: true, status: 200},
		{name: "a redirect, which is not followed", answer: "HTTP/1.1 302 Found\r\nLocation: /y\r\nContent-Length: 0\r\n\r\n", keeps: true, kept: true, status: 302},
		{name: "an unknown status", answer: "HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n", keeps: true, kept: true, status: 999},
		{name: "a compressed body, which stays so", answer: "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\n\x1f\x8bxxx", keeps: true, kept: true, status: 200, bytes: 5},
		{name: "a close that is announced but not done", answer: "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello", status: 200, bytes: 5},
		{name: "a POST", method: "POST", body: "question", answer: "HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello", keeps: true, kept: true, status: 201, bytes: 5},
		{name: "a body of exactly the cap", answer: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", settings: crawl.Client{MaxBody: 5}, keeps: true, kept: true, status: 200, bytes: 5},
		{name: "a head of exactly the cap", answer: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", settings: crawl.Client{MaxHeader: 38}, keeps: true, kept: true, status: 200, bytes: 5},
	})
}

func TestMalformedHeads(t *testing.T) {
	settings := "\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x80\x00\x04\x00\x01\x00\x00\x00\x05\x00\xff\xff\xff"
	answers := map[string]string{
		"garbage":                       "garbage\r\n\r\n",
		"garbage without an end":        "garbage",
		"HTTP/0.9":                      "<html>hello</html>",
		"HTTP/2 settings":               settings,
		"an SSH banner":                 "SSH-2.0-OpenSSH_9.9\r\n",
		"a TLS alert":                   "\x15\x03\x01\x00\x02\x02\x50",
		"an empty line first":           "\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
		"HTTP/2.0 in the status line":   "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
		"HTTP/0.9 in the status line":   "HTTP/0.9 200 OK\r\nContent-Length: 0\r\n\r\n",
		"a lower-case protocol":         "http/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
		"a protocol without a dot":      "HTTP/11 200 OK\r\nContent-Length: 0\r\n\r\n",
		"a protocol with a letter":      "HTTP/1.1x 200 OK\r\nContent-Length: 0\r\n\r\n",
		"another protocol":              "ICY 200 OK\r\n\r\n",
		"no status":                     "HTTP/1.1\r\n\r\n",
		"a status of two digits":        "HTTP/1.1 20 OK\r\n\r\n",
		"a status of four digits":       "HTTP/1.1 2000 OK\r\n\r\n",
		"a status with a letter":        "HTTP/1.1 20x OK\r\n\r\n",
		"a status with a sign":          "HTTP/1.1 +20 OK\r\nContent-Length: 0\r\n\r\n",
		"a negative status":             "HTTP/1.1 -20 OK\r\n\r\n",
		"status 000":                    "HTTP/1.1 000 Zero\r\nContent-Length: 0\r\n\r\n",
		"status 099":                    "HTTP/1.1 099 Low\r\nContent-Length: 0\r\n\r\n",
		"a field without a colon":       "HTTP/1.1 200 OK\r\nContent-Length\r\n\r\n",
		"a field without a name":        "HTTP/1.1 200 OK\r\n: 5\r\n\r\n",
		"a space before the colon":      "HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\nhello",
		"a field that begins folded":    "HTTP/1.1 200 OK\r\n X-A: b\r\n\r\n",
		"an odd character in a name":    "HTTP/1.1 200 OK\r\nX(A): b\r\n\r\n",
		"a negative length":             "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
		"a signed length":               "HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello",
		"a length in hexadecimal":       "HTTP/1.1 200 OK\r\nContent-Length: 0x5\r\n\r\nhello",
		"a length with a unit":          "HTTP/1.1 200 OK\r\nContent-Length: 5b\r\n\r\nhello",
		"a length with a fraction":      "HTTP/1.1 200 OK\r\nContent-Length: 5.0\r\n\r\nhello",
		"an empty length":               "HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\nhello",
		"a length that overflows":       "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551621\r\n\r\nhello",
		"a length above 63 bits":        "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775808\r\n\r\nhello",
		"two lengths in a list":         "HTTP/1.1 200 OK\r\nContent-Length: 5, 6\r\n\r\nhello",
		"two lengths in two fields":     "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
		"chunks and a bad length":       "HTTP/1.1 200 OK\r\nContent-Length: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"an unknown transfer coding":    "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nhello",
		"two transfer codings":          "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
		"two transfer coding fields":    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"a misspelt transfer coding":    "HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
		"a forbidden trailer announced": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: Content-Length\r\n\r\n0\r\n\r\n",
		"a bad response after interim":  "HTTP/1.1 100 Continue\r\n\r\nnonsense\r\n\r\n",
		"HTTP/2.0 after interim":        "HTTP/1.1 100 Continue\r\n\r\nHTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
	}
	var misdeeds []misdeed
	for name, answer := range answers {
		misdeeds = append(misdeeds,
			misdeed{name: name, answer: answer, class: crawl.Protocol},
			misdeed{name: name + ", then the end", answer: answer, then: hangUp, class: crawl.Protocol})
	}
	misdeeds = append(misdeeds, misdeed{
		name: "switching protocols", class: crawl.Protocol, status: 101,
		answer: "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
	})
	check(t, misdeeds)
}

func TestMalformedChunks(t *testing.T) {
	const head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	var misdeeds []misdeed
	add := func(name, chunks string, bytes int64) {
		misdeeds = append(misdeeds, misdeed{name: name, answer: head + chunks, class: crawl.Protocol, status: 200, bytes: bytes})
	}
	add("a size that is no number", "zz\r\nhello\r\n0\r\n\r\n", 0)
	add("no size", "\r\nhello\r\n0\r\n\r\n", 0)
	add("a negative size", "-5\r\nhello\r\n0\r\n\r\n", 0)
	add("a size with a sign", "+5\r\nhello\r\n0\r\n\r\n", 0)
	add("a size with 0x", "0x5\r\nhello\r\n0\r\n\r\n", 0)
	add("a size that overflows", "10000000000000005\r\nhello\r\n0\r\n\r\n", 0)
	add("a size line with a bare line feed", "5\nhello\r\n0\r\n\r\n", 0)
	add("more data than announced", "5\r\nhello!!\r\n0\r\n\r\n", 5)
	add("less data than announced", "5\r\nhi\r\n0\r\n\r\nxx", 5)
	add("an endless size line", strings.Repeat("0", 9000), 0)
	add("an endless extension", "5;"+strings.Repeat("x", 9000), 0)
	add("an endless trailer", "5\r\nhello\r\n0\r\n"+strings.Repeat("X-A: b\r\n", 2000), 5)
	add("a malformed trailer", "5\r\nhello\r\n0\r\nno colon\r\n\r\n", 5)
	misdeeds = append(misdeeds, misdeed{
		name: "a flood of extensions", answer: head, class: crawl.Protocol, status: 200, atLeast: true,
		then: func(p *peer) { p.drone("1;" + strings.Repeat("x", 1000) + "\r\na\r\n") },
	})
	check(t, misdeeds)
}

func TestResponsesCutShort(t *testing.T) {
	answers := map[string]struct {
		answer string
		status int16
		bytes  int64
	}{
		"the protocol":             {"HTT", 0, 0},
		"the status":               {"HTTP/1.1 20", 0, 0},
		"the status line":          {"HTTP/1.1 200 OK\r", 0, 0},
		"the name of a field":      {"HTTP/1.1 200 OK\r\nContent-Le", 0, 0},
		"the value of a field":     {"HTTP/1.1 200 OK\r\nContent-Length: 1", 0, 0},
		"the empty line":           {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n", 0, 0},
		"between interim and last": {"HTTP/1.1 100 Continue\r\n\r\n", 0, 0},
		"the body before it began": {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", 200, 0},
		"the body":                 {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", 200, 4},
		"a huge body":              {"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\nhell", 200, 4},
		"the first chunk size":     {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 200, 0},
		"a chunk size":             {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5", 200, 5},
		"a chunk":                  {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", 200, 3},
		"the end of a chunk":       {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello", 200, 5},
		"before the last chunk":    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", 200, 5},
		"after the last chunk":     {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n", 200, 5},
		"the trailer":              {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 1", 200, 5},
	}
	var misdeeds []misdeed
	for name, a := range answers {
		misdeeds = append(misdeeds,
			misdeed{name: name + " by the end", answer: a.answer, then: hangUp, class: crawl.Truncated, status: a.status, bytes: a.bytes},
			misdeed{name: name + " by a reset", answer: a.answer, then: breakOff, class: crawl.Truncated, status: a.status, bytes: a.bytes})
	}
	misdeeds = append(misdeeds, misdeed{
		name: "a body until the end by a reset", answer: "HTTP/1.1 200 OK\r\n\r\nhell", then: breakOff,
		class: crawl.Truncated, status: 200, bytes: 4,
	})
	check(t, misdeeds)
}

// TestAFailureExplainsItself: its class is for tables, its error for people.
func TestAFailureExplainsItself(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			s := serve(t, nil, func(p *peer) {
				for p.request() {
					switch p.server.requests.Load() {
					case 2:
						p.say("HTTP/1.1 200 OK\r\nContent-Length: -7\r\n\r\n")
						p.stay()
					case 4:
						s := hello[:len(hello)-1]
						p.say(s)
						return
					default:
						p.say(hello)
					}
				}
			})
			c := open(t, engine(crawl.Client{KeepAlive: true}))
			slot, ok := c.slot.(crawl.Explainer)
			if !ok {
				t.Skip("it does not")
			}
			for i, want := range []string{"", "Content-Length", "", "EOF", "", "refused"} {
				if i == 5 {
					s.die()
					c.get(s.url(), patient) // finds out
				}
				f, text := c.get(s.url(), patient), ""
				if err := slot.Err(); err != nil {
					text = err.Error()
				}
				if (f.Class == crawl.OK) != (want == "") || (text == "") != (want == "") || !strings.Contains(text, want) {
					t.Errorf("request %d: %v, error %q, want %q in it", i, f.Class, text, want)
				}
			}
		})
	}
}

func TestConnectionsThatEndBeforeTheResponse(t *testing.T) {
	check(t, []misdeed{
		{name: "closed after the request", then: hangUp, class: crawl.Reset},
		{name: "reset after the request", then: (*peer).reset, class: crawl.Reset},
		{name: "closed at once", then: hangUp, unread: true, class: crawl.Reset},
		{name: "reset at once", then: (*peer).reset, unread: true, class: crawl.Reset},
		{name: "half-closed after the request", class: crawl.Reset, then: func(p *peer) {
			_ = p.tcp.CloseWrite()
			p.stay()
		}},
		{name: "closed in the middle of the request", method: "POST", body: strings.Repeat("x", 10<<20), class: crawl.Reset, unread: true, then: func(p *peer) {
			_, _ = p.in.Discard(100)
		}},
	})
}

func TestCapsOfAResponse(t *testing.T) {
	const head = "HTTP/1.1 200 OK\r\n"
	small := crawl.Client{MaxHeader: 100_000, MaxBody: 100_000}
	drone := func(text string) func(*peer) { return func(p *peer) { p.drone(text) } }
	line := strings.Repeat("x", 1000)
	check(t, []misdeed{
		{name: "an endless status line", answer: "HTTP/1.1 200 ", then: drone(line), settings: small, class: crawl.HeaderLimit},
		{name: "an endless field name", answer: head, then: drone(line), settings: small, class: crawl.HeaderLimit},
		{name: "an endless field value", answer: head + "X-A: ", then: drone(line), settings: small, class: crawl.HeaderLimit},
		{name: "an endless folded field", answer: head + "X-A: b\r\n", then: drone(" " + line + "\r\n"), settings: small, class: crawl.HeaderLimit},
		{name: "endless fields", answer: head, then: drone("X-A: " + line + "\r\n"), settings: small, class: crawl.HeaderLimit},
		{name: "endless empty fields", answer: head, then: drone("X-A:\r\n"), settings: small, class: crawl.HeaderLimit},
		{name: "endless interim responses", answer: "HTTP/1.1 100 Continue\r\n\r\n", then: drone("HTTP/1.1 103 Early Hints\r\n\r\n"), settings: small, class: crawl.HeaderLimit},
		{name: "a head one byte above the cap", answer: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", settings: crawl.Client{MaxHeader: 37}, class: crawl.HeaderLimit},
		{name: "endless fields and the usual cap", answer: head, then: drone("X-A: " + line + "\r\n"), class: crawl.HeaderLimit},
		{name: "a length above the cap", answer: head + "Content-Length: 100001\r\n\r\n", settings: small, class: crawl.BodyLimit, status: 200},
		{name: "a length above the usual cap", answer: head + "Content-Length: 1073741825\r\n\r\n", class: crawl.BodyLimit, status: 200},
		{name: "an endless body", answer: head + "\r\n", then: drone(line), settings: small, class: crawl.BodyLimit, status: 200, bytes: 100_001, atLeast: true},
		{name: "endless chunks", answer: head + "Transfer-Encoding: chunked\r\n\r\n", then: drone("5\r\nhello\r\n"), settings: small, class: crawl.BodyLimit, status: 200, bytes: 100_001, atLeast: true},
		{name: "an endless chunk", answer: head + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffff\r\n", then: drone(line), settings: small, class: crawl.BodyLimit, status: 200, bytes: 100_001, atLeast: true},
		{name: "a body one byte above the cap", answer: head + "\r\nhello", then: hangUp, settings: crawl.Client{MaxBody: 4}, class: crawl.BodyLimit, status: 200, bytes: 5},
	})
}

func TestTheDeadlineIsTotal(t *testing.T) {
	const head, chunked = "HTTP/1.1 200 OK\r\n", "Transfer-Encoding: chunked\r\n\r\n"
	drip := func(text string) func(*peer) { return func(p *peer) { p.drip(text) } }
	misdeeds := []misdeed{
		{name: "nothing is read", unread: true, then: func(p *peer) { wait(2 * short) }},
		{name: "nothing is answered"},
		{name: "silence in the status line", answer: "HTTP/1.1 2"},
		{name: "silence in the head", answer: head + "Content-Le"},
		{name: "silence after an interim response", answer: "HTTP/1.1 100 Continue\r\n\r\n"},
		{name: "silence before the body", answer: head + "Content-Length: 5\r\n\r\n", status: 200},
		{name: "silence in the body", answer: head + "Content-Length: 5\r\n\r\nhell", status: 200, bytes: 4},
		{name: "silence in a chunk", answer: head + chunked + "5\r\nhel", status: 200, bytes: 3},
		{name: "silence instead of a chunk", answer: head + chunked + "5\r\nhello\r\n", status: 200, bytes: 5},
		{name: "silence in the trailer", answer: head + chunked + "5\r\nhello\r\n0\r\nX-A", status: 200, bytes: 5},
		{name: "a body until the end that does not end", answer: head + "\r\nhello", status: 200, bytes: 5},
		{name: "a status line that drips", answer: "HTTP/1.1 200 ", then: drip("x")},
		{name: "a field that drips", answer: head + "X-A: ", then: drip("x")},
		{name: "fields that drip", answer: head, then: drip("X-A: b\r\n")},
		{name: "interim responses that drip", answer: "HTTP/1.1 100 Continue\r\n\r\n", then: drip("HTTP/1.1 103 Early Hints\r\n\r\n")},
		{name: "a body that drips", answer: head + "Content-Length: 1000000\r\n\r\n", then: drip("x"), status: 200, atLeast: true},
		{name: "a body until the end that drips", answer: head + "\r\n", then: drip("x"), status: 200, atLeast: true},
		{name: "chunks that drip", answer: head + chunked, then: drip("1\r\nx\r\n"), status: 200, atLeast: true},
		{
			name: "a request that is not read", method: "POST", body: strings.Repeat("x", 30<<20), unread: true,
			then: func(p *peer) { wait(2 * short) },
		},
	}
	for i := range misdeeds {
		misdeeds[i].class, misdeeds[i].timeout = crawl.Timeout, short
	}
	check(t, misdeeds)
}

func TestAnEndlessBodyIsNeverASuccess(t *testing.T) {
	check(t, []misdeed{{
		name: "and ends with the deadline", answer: "HTTP/1.1 200 OK\r\n\r\n",
		then:  func(p *peer) { p.drone(strings.Repeat("x", 10_000)) },
		class: crawl.Timeout, timeout: short, status: 200, atLeast: true,
	}})
}
