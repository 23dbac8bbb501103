package crawl_test

import (
	"strings"

	"runexp/crawl"
)

// reply is bytes from a server and what must come of them.
type reply struct {
	name               string
	text               string
	toHead             bool  // the request was HEAD
	maxHeader, maxBody int64 // 0: far away
	class              crawl.Class
	status             int16
	bytes              int64
	keep               bool
	ends               bool // complete only with the connection's end
}

// Beginnings of replies.
const (
	ok200   = "HTTP/1.1 200 OK\r\n"
	ok10    = "HTTP/1.0 200 OK\r\n"
	chunked = ok200 + "Transfer-Encoding: chunked\r\n\r\n"
	five    = "Content-Length: 5\r\n\r\nhello"
)

// replies are all tables together.
func replies() []reply {
	var all []reply
	for _, table := range [][]reply{
		goodHeads(), connections(), badHeads(), lengths(), codings(), chunks(), trailers(), caps(), endings(), longLines(),
	} {
		all = append(all, table...)
	}
	return all
}

// good makes a reply that is complete and leaves its connection usable.
func good(name, text string, bytes int64) reply {
	return reply{name: name, text: text, status: 200, bytes: bytes, keep: true}
}

// bad makes a reply that is refused with its head.
func bad(name, text string) reply { return reply{name: name, text: text, class: crawl.Protocol} }

func goodHeads() []reply {
	return []reply{
		good("a length", ok200+five, 5),
		good("a small reply", smallReply, 5),
		good("no reason phrase", "HTTP/1.1 200\r\n"+five, 5),
		good("an empty reason phrase", "HTTP/1.1 200 \r\n"+five, 5),
		good("spaces before the status", "HTTP/1.1   200 OK\r\n"+five, 5),
		good("control characters in the reason phrase", "HTTP/1.1 200 a\x00b\rc\x7f\r\r\n"+five, 5),
		good("a minor version of nine", "HTTP/1.9 200 OK\r\n"+five, 5),
		good("bare line feeds", "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello", 5),
		good("a bare line feed at the end of the head", ok200+"Content-Length: 5\r\n\nhello", 5),
		good("names in any case", ok200+"cONTENT-lENGTH: 5\r\n\r\nhello", 5),
		good("no space after the colon", ok200+"Content-Length:5\r\n\r\nhello", 5),
		good("tabs and spaces around a value", ok200+"Content-Length:\t 5 \t\r\n\r\nhello", 5),
		good("an empty value", ok200+"X-A:\r\n"+five, 5),
		good("colons in a value", ok200+"X-A: b:c: d\r\n"+five, 5),
		good("tabs and bytes above 127 in a value", ok200+"X-A: a\tb\x80\xff caf\xc3\xa9 long enough to be read by words\r\n"+five, 5),
		good("all that a name may hold", ok200+"!#$%&'*+-.^_`|~09azAZ: b\r\n"+five, 5),
		good("a long line", ok200+"X-A: "+strings.Repeat("long ", 4000)+"\r\n"+five, 5),
		good("a folded value", ok200+"X-Long: one\r\n two\r\n\tthree\r\n"+five, 5),
		good("a length that is folded", ok200+"Content-Length:\r\n 5\r\n\r\nhello", 5),
		good("a length that is folded empty", ok200+"Content-Length: 5\r\n \t\r\n  \r\n\r\nhello", 5),
		good("a fold that looks like a field", ok200+"X-A: b\r\n Content-Length: 3\r\n"+five, 5),
		good("a fold with bare line feeds", ok200+"X-A: b\n c\n"+five, 5),
		good("an interim response", "HTTP/1.1 100 Continue\r\n\r\n"+ok200+five, 5),
		good("interim responses with fields", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\nConnection: close\r\nContent-Length: 7\r\n\r\nHTTP/1.1 199 Odd\r\nTransfer-Encoding: chunked\r\n\r\n"+ok200+five, 5),
		good("an interim response with a space in a name", "HTTP/1.1 100 Continue\r\nX A: b\r\n\r\n"+ok200+five, 5),
		good("an interim response of another version", "HTTP/1.1 100 Continue\r\n\r\nHTTP/2.0 102 Processing\r\n\r\n"+ok200+five, 5),
		{name: "another status", text: "HTTP/1.1 404 Not Found\r\n" + five, status: 404, bytes: 5, keep: true},
		{name: "an unknown status", text: "HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n", status: 999, keep: true},
		{name: "204", text: "HTTP/1.1 204 No Content\r\n\r\n", status: 204, keep: true},
		{name: "204 with a length", text: "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", status: 204, keep: true},
		{name: "304 with a length", text: "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", status: 304, keep: true},
		{name: "304 announcing chunks", text: "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n", status: 304, keep: true},
		{name: "HEAD", text: ok200 + "\r\n", toHead: true, status: 200, keep: true},
		{name: "HEAD with a length", text: ok200 + "Content-Length: 5\r\n\r\n", toHead: true, status: 200, keep: true},
		{name: "HEAD announcing chunks", text: chunked, toHead: true, status: 200, keep: true},
		{name: "HEAD after an interim response", text: "HTTP/1.1 100 Continue\r\n\r\n" + ok200 + "\r\n", toHead: true, status: 200, keep: true},
	}
}

func connections() []reply {
	closed := func(name, text string) reply { return reply{name: name, text: text, status: 200, bytes: 5} }
	return []reply{
		closed("close", ok200+"Connection: close\r\n"+five),
		closed("close in any case", ok200+"connection:CLOSE\r\n"+five),
		closed("close in a list", ok200+"Connection: x,\t Close , y\r\n"+five),
		closed("close in a second field", ok200+"Connection: keep-alive\r\nConnection: close\r\n"+five),
		closed("close and keep-alive", ok200+"Connection: close, keep-alive\r\n"+five),
		closed("close that is folded", ok200+"Connection: x,\r\n close\r\n"+five),
		closed("HTTP/1.0", ok10+five),
		closed("HTTP/1.0 with close and keep-alive", ok10+"Connection: keep-alive, close\r\n"+five),
		closed("HTTP/1.0 with a proxy's keep-alive", ok10+"Proxy-Connection: keep-alive\r\n"+five),
		good("HTTP/1.0 with keep-alive", ok10+"Connection: Keep-Alive\r\n"+five, 5),
		good("HTTP/1.0 with keep-alive in a list", ok10+"Connection: ,x, keep-alive\r\n"+five, 5),
		good("no close in quotes", ok200+"Connection: \"close\"\r\n"+five, 5),
		good("no close in a word", ok200+"Connection: closed, xclose, close x\r\n"+five, 5),
		good("a proxy's close", ok200+"Proxy-Connection: close\r\n"+five, 5),
		good("an empty list", ok200+"Connection:\r\nConnection: ,\r\n"+five, 5),
		{name: "close with 204", text: "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n", status: 204},
		{name: "close with chunks", text: ok200 + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", status: 200},
	}
}

func badHeads() []reply {
	table := []reply{
		{name: "switching protocols", text: "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n", class: crawl.Protocol, status: 101},
		{name: "switching protocols after an interim response", text: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 101 Switching\r\n\r\n", class: crawl.Protocol, status: 101},
	}
	for name, text := range map[string]string{
		"garbage":                           "garbage",
		"a wrong byte at last":              "HTTP/1,",
		"HTTP/0.9":                          "<",
		"an empty line first":               "\r",
		"another version":                   "HTTP/2",
		"lower case":                        "h",
		"no status":                         "HTTP/1.1\r\n",
		"only a space":                      "HTTP/1.1 \r\n",
		"a tab before the status":           "HTTP/1.1\t200 OK\r\n",
		"a tab behind the status":           "HTTP/1.1 200\tOK\r\n",
		"a carriage return and the status":  "HTTP/1.1 200\r\r\n",
		"a status of two digits":            "HTTP/1.1 20 OK\r\n",
		"a status of four digits":           "HTTP/1.1 2000 OK\r\n",
		"a status with a letter":            "HTTP/1.1 20x OK\r\n",
		"a status with a letter first":      "HTTP/1.1 x20 OK\r\n",
		"a negative status":                 "HTTP/1.1 -20 OK\r\n",
		"a negative zero":                   "HTTP/1.1 -00 OK\r\n\r\n",
		"a status with a sign":              "HTTP/1.1 +20 OK\r\n\r\n",
		"status 000":                        "HTTP/1.1 000 Zero\r\n\r\n",
		"status 099":                        "HTTP/1.1 099 Low\r\n\r\n",
		"a minor version with a letter":     "HTTP/1.x 200 OK\r\n",
		"a minor version of two digits":     "HTTP/1.10 200 OK\r\n",
		"no minor version":                  "HTTP/1. 200 OK\r\n",
		"a field without a colon":           ok200 + "Content-Length\r\n",
		"a line of one letter":              ok200 + "x\n",
		"a carriage return as a line":       ok200 + "\r\r\n",
		"a field without a name":            ok200 + ": 5\r\n\r",
		"a space before the colon":          ok200 + "Content-Length : 5\r\n\r\n",
		"a space in a name":                 ok200 + "X A: b\r\n" + "Content-Length: 5\r\n\r\n",
		"a tab before the colon":            ok200 + "Content-Length\t: 5\r\nX",
		"a first field that begins folded":  ok200 + " X-A: b\r\n",
		"a long line that begins folded":    ok200 + " " + strings.Repeat("x", 4095),
		"an empty line that begins folded":  ok200 + " \r\n",
		"a bracket in a name":               ok200 + "X(A): b\r\n\r",
		"a byte above 127 in a name":        ok200 + "X\x80: b\r\nX",
		"NUL in a name":                     ok200 + "X\x00: b\r\nX",
		"NUL in a value":                    ok200 + "X-A: b\x00c\r\nX",
		"NUL in a fold":                     ok200 + "X-A: b\r\n c\x00\r\nX",
		"DEL in a long value":               ok200 + "X-A: 0123456789\x7fabcdef\r\nX",
		"a bare carriage return":            ok200 + "X-A: b\rContent-Length: 5\r\nX",
		"two carriage returns":              ok200 + "X-A: b\r\r\nX",
		"garbage after an interim response": "HTTP/1.1 100 Continue\r\n\r\ngarbage\r\n",
		"a comma in a later version":        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1,1 200 OK\r\n",
		"another name of a later protocol":  "HTTP/1.1 100 Continue\r\n\r\nHTTQ/1.1 200 OK\r\n",
		"a colon in a later version":        "HTTP/1.1 100 Continue\r\n\r\nHTTP/:.1 200 OK\r\n",
		"a status with a colon":             "HTTP/1.1 20: OK\r\n",
		"version 2 after an interim one":    "HTTP/1.1 100 Continue\r\n\r\nHTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
		"version 0.9 after an interim one":  "HTTP/1.1 100 Continue\r\n\r\nHTTP/0.9 200 OK\r\n\r\n",
		"an interim one with a bad length":  "HTTP/1.1 100 Continue\r\nContent-Length: x\r\n\r\n",
		"an interim one of version 0.0":     "HTTP/1.1 100 Continue\r\n\r\nHTTP/0.0 102 Processing\r\nTransfer-Encoding: gzip\r\n\r\n",
		"an interim one in a coding":        "HTTP/1.1 100 Continue\r\nTransfer-Encoding: gzip\r\n\r\n",
	} {
		table = append(table, bad(name, text))
	}
	return table
}
