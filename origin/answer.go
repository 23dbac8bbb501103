package origin

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/valyala/fasthttp"
)

// answer writes the response that was asked for.
func (s *Server) answer(c *fasthttp.RequestCtx, a *ask) {
	s.common(c, a.status)
	switch {
	case a.status == fasthttp.StatusNoContent, a.status == fasthttp.StatusResetContent,
		a.status == fasthttp.StatusNotModified:
	case a.size <= len(s.dots):
		c.Response.SetBodyRaw(s.dots[:a.size])
	default:
		c.Response.SetBodyStream(&dots{chunk: s.dots, left: a.size}, a.size)
	}
}

// refuse answers with a line of text. Nothing that the client sent is repeated in it.
func (s *Server) refuse(c *fasthttp.RequestCtx, status int, text string) {
	s.common(c, status)
	c.Response.Header.Set(fasthttp.HeaderXContentTypeOptions, "nosniff")
	c.Response.SetBodyString(text + "\n")
}

// common sets what every response has. Its type is text/plain if nothing else is set.
func (s *Server) common(c *fasthttp.RequestCtx, status int) {
	c.SetStatusCode(status)
	if s.sleepers.ended.Load() {
		c.SetConnectionClose()
	}
}

// malformed answers what could not be read as a request. It is counted nowhere, and a connection on which nothing came
// is closed without it.
func (s *Server) malformed(c *fasthttp.RequestCtx, err error) {
	if _, tooLarge := errors.AsType[*fasthttp.ErrSmallBuffer](err); tooLarge {
		s.refuse(c, fasthttp.StatusRequestHeaderFieldsTooLarge,
			fmt.Sprintf("the request line and headers are too large: at most %d bytes", maxHeader))
		return
	}
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		s.refuse(c, fasthttp.StatusRequestTimeout, "the request did not arrive in time")
		return
	}
	s.refuse(c, fasthttp.StatusBadRequest, "this is not an HTTP request")
}

// drain reads the request's body to its end and keeps none of it. After a refusal it is the library that reads on to
// where the next request begins, or closes the connection.
func drain(c *fasthttp.RequestCtx) *refusal {
	body := c.RequestBodyStream()
	if body == nil {
		return nil
	}
	announced := int64(c.Request.Header.ContentLength()) // negative: chunked
	n := announced
	var err error
	if announced <= maxBody {
		n, err = io.Copy(io.Discard, io.LimitReader(body, maxBody+1))
	}
	switch {
	case n > maxBody:
		return &refusal{
			fasthttp.StatusRequestEntityTooLarge,
			fmt.Sprintf("the request body is too large: at most %d bytes", maxBody),
		}
	case err != nil || n < announced: // the library takes an early end for the end
		return &refusal{fasthttp.StatusBadRequest, "the request body is incomplete"}
	}
	return nil
}

// dots is a body of dots, written from one chunk that all responses share.
type dots struct {
	chunk []byte
	left  int
}

// SupportsBodyWriteTo lets the library call WriteTo: the chunk then goes to the socket without a copy.
func (d *dots) SupportsBodyWriteTo() bool { return true }

// WriteTo writes the dots that are left.
func (d *dots) WriteTo(w io.Writer) (int64, error) {
	var written int64
	for d.left > 0 {
		n, err := w.Write(d.chunk[:min(d.left, len(d.chunk))])
		d.left -= n
		written += int64(n)
		if err != nil {
			return written, err
		}
	}
	return written, nil
}

// Read reads some of the dots that are left.
func (d *dots) Read(p []byte) (int, error) {
	if d.left == 0 {
		return 0, io.EOF
	}
	n := copy(p, d.chunk[:min(d.left, len(d.chunk))])
	d.left -= n
	return n, nil
}

// dotChunk is the length of the shared chunk.
const dotChunk = 64 << 10

func newDots() []byte { return bytes.Repeat([]byte{'.'}, dotChunk) }
