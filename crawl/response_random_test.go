package crawl_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"runexp/crawl"
)

// fragments are what responses are put together of: the first list begins
// them, the second are fields, the third ends of heads, the last bodies.
func fragments() [4][]string {
	return [4][]string{
		{
			ok200, ok200, ok200, ok10, "HTTP/1.1 204 No Content\r\n", "HTTP/1.1 304\n", "HTTP/1.1 100 Continue\r\n", "HTTP/1.1 101 X\r\n",
			"HTTP/1.1 103 X\r\n", "HTTP/1.2 200\r\n", "HTTP/2.0 103 X\r\n", "HTTP/0.0 200\r\n", "HTTP/1.1 099 X\r\n", "HTTP/1.1 +20\r\n", "HTTP/1.1 2x0 OK\r\n",
		},
		{
			"Content-Length: 5\r\n", "content-length:5\n", "Content-Length: 05\r\n", "Content-Length: 0\r\n", "Content-Length:\r\n", "Content-Length: 9\r\n",
			"Content-Length: x\r\n", "Content-Length: 99\r\n", "Content-Length :5\r\n", "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\n",
			"transfer-encoding: CHUNKED \t\r\n", "Transfer-Encoding: gzip\r\n", "Transfer-Encoding: \r\n", "Connection: close\r\n", "Connection: Keep-Alive, x\r\n",
			"Connection: x,\tclose\r\n", "Trailer: Content-Length\r\n", "Trailer: X-A,\r\n", "X-A: b\r\n", "X-A:\n", " folded\r\n", " \r\n", "\t5\r\n", " chunked\r\n", "\t chunked \t\r\n", " close\n",
			"X A: b\r\n", "X-A: b\rc\r\n", "X-A: \x00\r\n", "x\r\n", ":\r\n", "X-Long: a value that is read by words, \ttab, \xff and end\r\n", "\r\r\n", "(: x\r\n",
		},
		{"\r\n", "\r\n", "\r\n", "\n", "\r"},
		{
			"5\r\nhello\r\n", "5;x\r\nhello\r\n", "5 \r\nhello\r\n", "5\nhello\r\n", "1\r\nx\r\n", "0\r\n\r\n", "0\r\n\r\n", "0\r\n", "00;y\r\n\r\n", "hello", "\r\n", "\n", "\n\n", "\r\n\r\n",
			"X-A: b\r\n", "X-A: b\n", " folded\r\n", "x\r\n", "X A: \x00\r\n", "ffffffffffffffff\r\n", "10000000000000000\r\n", "-1\r\n", "a\r\n0123456789\r\n",
		},
	}
}

// TestResponsesPutTogether compares with net/http what chance makes of
// fragments, whole and in pieces.
func TestResponsesPutTogether(t *testing.T) {
	const made = 30_000
	parts := fragments()
	rng := rand.New(rand.NewPCG(1, 2))
	some := func(b *strings.Builder, of []string, most int) {
		for range rng.IntN(most + 1) {
			b.WriteString(of[rng.IntN(len(of))])
		}
	}
	one := func(b *strings.Builder, of []string) { b.WriteString(of[rng.IntN(len(of))]) }
	var r crawl.Response
	classes := make(map[crawl.Class]int)
	for range made {
		var b strings.Builder
		for range 1 + rng.IntN(3)/2 {
			one(&b, parts[0])
			some(&b, parts[1], 4)
			one(&b, parts[2])
		}
		some(&b, parts[3], 5)
		s := reply{text: b.String(), toHead: rng.IntN(10) == 0, maxHeader: 1 << 20, maxBody: 20}
		if rng.IntN(4) == 0 {
			s.maxHeader = 1 + rng.Int64N(200)
		}
		want, inChunks := new(oracle).judge(s)
		if stricter(s, want, inChunks) {
			want = verdict{Class: crawl.Protocol, Status: want.Status, Bytes: want.Bytes}
		}
		classes[want.Class]++
		for _, cuts := range [][]int{nil, {1}, {1 + rng.IntN(40), 1 + rng.IntN(9)}} {
			got := judge(&r, s, s.text, cuts...)
			got.Err, got.Over = "", false
			if got != want {
				t.Fatalf("%q, HEAD %v, head cap %d, cut %v: %+v, want %+v", s.text, s.toHead, s.maxHeader, cuts, got, want)
			}
		}
	}
	for _, class := range []crawl.Class{crawl.OK, crawl.Protocol, crawl.HeaderLimit, crawl.BodyLimit, crawl.Truncated} {
		if classes[class] < made/100 {
			t.Errorf("only %d of %d are %v", classes[class], made, class)
		}
	}
	t.Logf("%v", classes)
}
