package crawl_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"runexp/crawl"
)

// longLines are replies with lines of which the parser keeps only what matters.
func longLines() []reply {
	const n = 300
	blanks, zeros, word := strings.Repeat(" \t", n/2), strings.Repeat("0", n), strings.Repeat("word", n/4)
	list := strings.Repeat("x, close-not ,\t", n/10)
	closed := func(name, text string) reply { return reply{name: name, text: text, status: 200, bytes: 5} }
	inChunks := "5\r\nhello\r\n0\r\n\r\n"
	return []reply{
		good("a long reason phrase", "HTTP/1.1 200 "+word+" \r 7\r\n"+five, 5),
		good("many spaces before the status", "HTTP/1.1"+strings.Repeat(" ", n)+"200\r\n"+five, 5),
		bad("many blanks before the status", "HTTP/1.1 "+blanks+"200\r\n"),
		bad("a long status", "HTTP/1.1 200"+zeros+" OK\r\n"),
		bad("a long version", "HTTP/1.1"+zeros+" 200 OK\r\n"),
		bad("a long line without a status", "HTTP/1.1"+word+"\r\n"),
		bad("a long line of spaces", "HTTP/1.1"+strings.Repeat(" ", n)+"\r\n"),
		good("a long name", ok200+word+": b\r\n"+five, 5),
		bad("a long name with spaces", ok200+strings.Repeat("a b ", n)+": c\r\n"+five[:21]+"\r\n"),
		bad("a long name with a bracket", ok200+word+"("+word+": c\r\nX"),
		bad("a long name with a tab", ok200+word+"\t: c\r\nX"),
		bad("a long line without a colon", ok200+word+"\r\n"),
		bad("a long name with a bracket and no colon", ok200+word+"("+word+"\r\n"),
		bad("a colon and a long value", ok200+":"+word+"\r\nX"),
		good("a name that begins like Content-Length", ok200+"Content-Length"+word+": 7\r\n"+five, 5),
		bad("NUL far behind", ok200+"X-A: "+word+"\x00"+word+"\r\nX"),
		bad("a carriage return far behind", ok200+"X-A: "+word+"\r"+word+"\r\nX"),
		bad("two carriage returns far behind", ok200+"X-A: "+word+"\r\r\nX"),
		good("tabs far behind", ok200+"X-A: "+word+"\t"+word+"\t\r\n"+five, 5),
		good("many zeros before a length", ok200+"Content-Length: "+zeros+"5\r\n\r\nhello", 5),
		good("as many zeros before two lengths", ok200+strings.Repeat("Content-Length: "+zeros+"5\r\n", 2)+"\r\nhello", 5),
		good("a length and an interim one with many zeros", "HTTP/1.1 100 Continue\r\nContent-Length: "+zeros+"\r\n\r\n"+ok200+five, 5),
		good("a length that is folded far behind", ok200+"Content-Length: "+blanks+"\r\n"+blanks+zeros+"5"+blanks+"\r\n"+blanks+"\r\n\r\nhello", 5),
		bad("a zero more before a second length", ok200+"Content-Length: "+zeros+"5\r\nContent-Length: 0"+zeros+"5\r\n\r\n"),
		bad("a length and one with many zeros", ok200+"Content-Length: 5\r\nContent-Length: "+zeros+"5\r\n\r\n"),
		bad("a letter behind many zeros", ok200+"Content-Length: "+zeros+"x5\r\n\r\n"),
		bad("a blank among many zeros", ok200+"Content-Length: "+zeros+" 5\r\n\r\n"),
		bad("a sign before many zeros", ok200+"Content-Length: -"+zeros+"5\r\n\r\n"),
		bad("a long length", ok200+"Content-Length: 1"+zeros+"\r\n\r\n"),
		bad("a length of many blanks", ok200+"Content-Length: "+blanks+"\r\n\r\n"),
		{name: "many zeros", text: ok200 + "Content-Length: " + zeros + "\r\n\r\n", status: 200, keep: true},
		closed("close behind many options", ok200+"Connection: "+list+"close\r\n"+five),
		closed("close before many options", ok200+"Connection: close,"+list+"\r\n"+five),
		closed("close among many options", ok200+"Connection: "+list+" close , "+list+"\r\n"+five),
		closed("close behind many blanks", ok200+"Connection: "+blanks+"close"+blanks+"\r\n"+five),
		closed("close before many blanks and a comma", ok200+"Connection: close"+blanks+",x\r\n"+five),
		closed("close in a fold behind many blanks", ok200+"Connection: "+blanks+"\r\n"+blanks+"close\r\n"+blanks+"\r\n"+five),
		good("many options", ok200+"Connection: "+list+"\r\n"+five, 5),
		good("close that goes on behind many blanks", ok200+"Connection: close"+blanks+"x\r\n"+five, 5),
		good("close that goes on in a fold", ok200+"Connection: close"+blanks+"\r\n"+blanks+"x\r\n"+five, 5),
		good("close at the end of a long word", ok200+"Connection: "+word+"close\r\n"+five, 5),
		good("close at the beginning of a long word", ok200+"Connection: close"+word+"\r\n"+five, 5),
		good("keep-alive behind many options in HTTP/1.0", ok10+"Connection: "+list+"keep-alive\r\n"+five, 5),
		closed("a long word that begins with keep-alive in HTTP/1.0", ok10+"Connection: keep-alive"+word+"\r\n"+five),
		good("a coding behind many blanks", ok200+"Transfer-Encoding: "+blanks+"chunked"+blanks+"\r\n\r\n"+inChunks, 5),
		good("a coding in a fold behind many blanks", ok200+"Transfer-Encoding:"+blanks+"\r\n"+blanks+"chunked"+blanks+"\r\n\r\n"+inChunks, 5),
		bad("a coding and a fold of many blanks", ok200+"Transfer-Encoding: chunked\r\n"+blanks+"\r\n\r\n"),
		bad("a coding and another behind many blanks", ok200+"Transfer-Encoding: chunked"+blanks+"x\r\n\r\n"),
		bad("a coding and many commas", ok200+"Transfer-Encoding: chunked"+strings.Repeat(",", n)+"\r\n\r\n"),
		bad("a coding behind many commas", ok200+"Transfer-Encoding: "+strings.Repeat(",", n)+"chunked\r\n\r\n"),
		bad("a long coding", ok200+"Transfer-Encoding: chunked"+word+"\r\n\r\n"),
		bad("a forbidden trailer behind many others", ok200+"Trailer: "+list+"Content-Length\r\nTransfer-Encoding: chunked\r\n\r\n"),
		bad("a forbidden trailer before many others", ok200+"Trailer: Transfer-Encoding\t ,"+list+"\r\nTransfer-Encoding: chunked\r\n\r\n"),
		good("many trailers", ok200+"Trailer: "+list+"Content-Length"+word+"\r\nTransfer-Encoding: chunked\r\n\r\n"+inChunks, 5),
		good("many folds", ok200+"X-A: b\r\n"+strings.Repeat(" c\r\n\t\n", n)+five, 5),
		closed("many folds and close", ok200+"Connection: x\r\n"+strings.Repeat(" ,\r\n\tx\n", n)+" , close\r\n"+five),
		{name: "a head that is full of one name", text: ok200 + strings.Repeat("a", 500), maxHeader: 500, class: crawl.HeaderLimit},
	}
}

// longFragments are what lines are put together of, the often used ones often.
func longFragments() []string {
	some := []string{
		"close", "keep-alive", "chunked", "5", "0", "00", "\t", "x", "(", "\r", "\r\n ", "\n\t", "\r\n", "\x00", ":",
		strings.Repeat(" ", 70), strings.Repeat("0", 70), strings.Repeat("x", 70), strings.Repeat(" ,", 40), strings.Repeat("y,", 40), strings.Repeat("\r\n ", 30),
	}
	return slices.Concat(some, some[:5], some[:5], some[15:], some[15:], []string{" ", " ", ",", ",", "\r\n ", "\r\n "})
}

// TestLongLinesPutTogether compares with net/http, in many pieces.
func TestLongLinesPutTogether(t *testing.T) {
	const made = 40_000
	begin := []string{"Connection:", "Content-Length:", "Transfer-Encoding:", "Trailer:", "X-A:", "", "HTTP/1.1", "HTTP/1.1 200"}
	parts := longFragments()
	rng := rand.New(rand.NewPCG(3, 4))
	line := func() string {
		text := []string{begin[rng.IntN(len(begin))]}
		for range rng.IntN(7) {
			text = append(text, parts[rng.IntN(len(parts))])
		}
		return strings.Join(append(text, "\r\n"), "")
	}
	var r crawl.Response
	classes := make(map[crawl.Class]int)
	for range made {
		text := ok200
		if rng.IntN(8) == 0 {
			text = "HTTP/1.1" + strings.TrimPrefix(line(), "HTTP/1.1")
		}
		text += line()
		if rng.IntN(2) == 0 {
			text += line()
		}
		s := reply{text: text + pick(rng, five, "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "\r\n5\r\nhello\r\n0\r\n\r\n", ""), maxHeader: 1 << 20, maxBody: 20}
		if rng.IntN(8) == 0 {
			s.maxHeader = 1 + rng.Int64N(300)
		}
		want, inChunks := new(oracle).judge(s)
		if stricter(s, want, inChunks) {
			want = verdict{Class: crawl.Protocol, Status: want.Status, Bytes: want.Bytes}
		}
		classes[want.Class]++
		for _, cuts := range [][]int{nil, {1}, {7}, {100}, {1 + rng.IntN(200), 1 + rng.IntN(9)}} {
			got := judge(&r, s, s.text, cuts...)
			got.Err, got.Over = "", false
			if got != want {
				t.Fatalf("%q, head cap %d, cut %v: %+v, want %+v", s.text, s.maxHeader, cuts, got, want)
			}
		}
	}
	for _, class := range []crawl.Class{crawl.OK, crawl.Protocol, crawl.HeaderLimit, crawl.BodyLimit} {
		if classes[class] < made/100 {
			t.Errorf("only %d of %d are %v", classes[class], made, class)
		}
	}
	t.Logf("%v", classes)
}

// TestNoLineTakesMemory, however long it is and wherever it is cut.
func TestNoLineTakesMemory(t *testing.T) {
	const limit, most = 1 << 20, 2 << 10
	for _, text := range endlessLines() {
		begin, again, _ := strings.Cut(text, "|")
		for _, size := range []int{1, 100, 5000, 32 << 10} {
			var r crawl.Response
			r.Begin(false, limit, 0)
			r.Take([]byte(begin))
			piece, held, over := []byte(strings.Repeat(again, 1+size/len(again))), 0, false
			for !over {
				_, over = r.Take(piece)
				held = max(held, r.Held())
			}
			if held > most || r.Class() != crawl.HeaderLimit {
				t.Errorf("%.30q in pieces of %d: %v, and %d bytes are held, want at most %d", text, size, r.Class(), held, most)
			}
		}
	}
}

// endlessLines are beginnings of responses and what then has no end.
func endlessLines() map[string]string {
	lines := map[string]string{
		"reason phrase": ok200[:15] + "|reason",
		"status":        "HTTP/1.1 |2",
		"spaces":        "HTTP/1.1|  ",
		"version":       "HTTP/1.1|1",
		"name":          ok200 + "|name",
		"name, spaced":  ok200 + "X|Y Z",
		"name, bad":     ok200 + "(|name",
		"value":         ok200 + "X-A:|value",
		"value, bad":    ok200 + "X-A: \x00|value",
		"folds":         ok200 + "X-A: b\r\n| c\r\n",
		"empty folds":   ok200 + "X-A: b|\r\n ",
		"1xx":           "HTTP/1.1 103 Early Hints\r\nLink: |link",
	}
	for _, name := range []string{"Connection", "Trailer", "Content-Length", "Transfer-Encoding"} {
		for _, what := range []string{"0", "9", " ", "word", "close, ", ",", "\r\n ", "chunked\r\n\t"} {
			lines[fmt.Sprintf("%s of %q", name, what)] = ok200 + name + ":|" + what
		}
	}
	return lines
}
