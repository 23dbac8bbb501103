package crawl_test

import (
	"strings"
	"testing"

	"runexp/crawl"
)

// Replies as servers send them: a small one, and one with many fields.
const (
	smallReply = "HTTP/1.1 200 OK\r\nServer: origin/1.0\r\nDate: Tue, 15 Nov 1994 08:12:31 GMT\r\n" +
		"Content-Type: text/plain; charset=utf-8\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello"
	chunkedReply = "HTTP/1.1 200 OK\r\nDate: Tue, 15 Nov 1994 08:12:31 GMT\r\nServer: origin/1.0\r\n" +
		"Content-Type: application/json; charset=utf-8\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n" +
		"Vary: Accept-Encoding\r\nCache-Control: no-cache, no-store, must-revalidate\r\nX-Request-Id: 3f2b8c1e-5d7a-4e9f\r\n" +
		"Strict-Transport-Security: max-age=31536000; includeSubDomains\r\nX-Content-Type-Options: nosniff\r\n" +
		"Set-Cookie: session=0123456789abcdef; Path=/; HttpOnly\r\n\r\n" +
		"1a\r\nabcdefghijklmnopqrstuvwxyz\r\n5\r\nhello\r\n0\r\n\r\n"
)

// read feeds the pieces of one reply to a response.
func read(r *crawl.Response, pieces ...[]byte) (over bool) {
	r.Begin(false, 1<<20, 1<<30)
	for _, piece := range pieces {
		_, over = r.Take(piece)
	}
	return over
}

func BenchmarkResponse(b *testing.B) {
	cut := strings.Index(smallReply, "1994")
	for name, pieces := range map[string][][]byte{
		"small":   {[]byte(smallReply)},
		"chunked": {[]byte(chunkedReply)},
		"cut":     {[]byte(smallReply[:cut]), []byte(smallReply[cut:])},
	} {
		b.Run(name, func(b *testing.B) {
			var r crawl.Response
			b.ReportAllocs()
			for b.Loop() {
				if !read(&r, pieces...) || r.Class() != crawl.OK {
					b.Fatal(r.Class(), r.Err())
				}
			}
		})
	}
}
