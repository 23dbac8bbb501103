package crawl

import "net"

// Response gives the tests of this package the parser of responses.
type Response struct{ r response }

// Begin prepares for a response.
func (r *Response) Begin(head bool, maxHeader, maxBody int64) { r.r.begin(head, maxHeader, maxBody) }

// Take consumes a piece.
func (r *Response) Take(p []byte) (used int, over bool) { return r.r.take(p) }

// End says that the stream has ended.
func (r *Response) End() { r.r.end() }

// Status is that of the final response.
func (r *Response) Status() int16 { return r.r.status }

// Class is what came of it.
func (r *Response) Class() Class { return r.r.class }

// Keep reports whether the connection may serve another request.
func (r *Response) Keep() bool { return r.r.keep }

// Begun reports whether a byte has come.
func (r *Response) Begun() bool { return r.r.begun }

// Bytes is how many body bytes have come.
func (r *Response) Bytes() int64 { return r.r.bytes }

// Err is what is wrong.
func (r *Response) Err() error { return r.r.err }

// Held is the size of the buffer for what pieces have cut.
func (r *Response) Held() int { return cap(r.r.held) }

// Upload sends pieces by way of a connection, as a request is sent that the kernel does
// not take at once, and reports whether all of it was sent when the response has come.
func Upload(conn net.Conn, pieces ...[]byte) bool {
	w := &wire{conn: conn, engine: new(rawEngine)}
	w.spillTo(conn, pieces...)
	return w.finishUpload()
}
