package crawl_test

import (
	"context"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"runexp/crawl"
)

// tape is a connection on which the server says a text, whatever it is asked,
// and then ends it.
type tape struct {
	io.Reader
	size int // of the pieces
}

func (c tape) Read(p []byte) (int, error)     { return c.Reader.Read(p[:min(len(p), c.size)]) }
func (tape) Write(p []byte) (int, error)      { return len(p), nil }
func (tape) Close() error                     { return nil }
func (tape) LocalAddr() net.Addr              { return &net.TCPAddr{} }
func (tape) RemoteAddr() net.Addr             { return &net.TCPAddr{} }
func (tape) SetDeadline(time.Time) error      { return nil }
func (tape) SetReadDeadline(time.Time) error  { return nil }
func (tape) SetWriteDeadline(time.Time) error { return nil }

// fetchStd has the engine on net/http read text as the answer to a request.
func fetchStd(t *testing.T, s reply, text string, size int) crawl.Fetch {
	t.Helper()
	std := crawl.Std{Client: crawl.Client{MaxHeader: s.maxHeader, MaxBody: s.maxBody, Dial: func(context.Context, string, string) (net.Conn, error) {
		return tape{strings.NewReader(text), size}, nil
	}}}
	r := &crawl.Request{Method: "GET", URL: []byte("http://x/")}
	if s.toHead {
		r.Method = "HEAD"
	}
	return open(t, &std).do(r, 0)
}

// agree compares the verdicts of both engines on the first bytes of a reply.
func agree(t *testing.T, s reply, text string, size int) {
	t.Helper()
	var r crawl.Response
	got, want := judge(&r, s, text, size), fetchStd(t, s, text, size)
	if got.Class != want.Class || got.Status != want.Status {
		t.Errorf("%q: %v, status %d, and std says %v, status %d", text, got.Class, got.Status, want.Class, want.Status)
	}
	// How far std reads beyond the cap is up to its buffers.
	beyond := got.Class == crawl.BodyLimit && want.Bytes > s.maxBody && got.Bytes == s.maxBody+1
	if got.Bytes != want.Bytes && !beyond {
		t.Errorf("%q: %d bytes, and std counts %d", text, got.Bytes, want.Bytes)
	}
}

// TestBothEnginesAgreeOnResponses, whole ones and those that end too early.
func TestBothEnginesAgreeOnResponses(t *testing.T) {
	for _, s := range replies() {
		t.Run(s.name, func(t *testing.T) {
			agree(t, s, s.text, 1<<20)
			agree(t, s, s.text, 1+len(s.text)/100)
			for at := 0; at < len(s.text); at += 1 + len(s.text)/100 {
				agree(t, s, s.text[:at], 1<<20)
			}
		})
	}
}

// TestWhereTheRawEngineIsStricter holds the list in docs/http.md: what raw
// refuses, and net/http takes.
func TestWhereTheRawEngineIsStricter(t *testing.T) {
	const last = chunked + "5\r\nhello\r\n0\r\n"
	for name, text := range map[string]string{
		"a trailer ends with bare line feeds":       last + "X-A: b\n\n" + "X-B: c\r\n\r\n",
		"a trailer ends with a bare line feed":      last + "X-A: b\r\n\n" + hello,
		"a trailer ends behind a bare line feed":    last + "X-A: b\n\r\n" + hello,
		"a trailer is only a bare line feed":        last + "\n" + hello,
		"a trailer's fold ends with bare line feed": last + "X-A: b\r\n c\n\n" + hello,
	} {
		s := reply{name: name, text: text, class: crawl.Protocol, status: 200, bytes: 5}
		t.Run(name, func(t *testing.T) {
			s.check(t)
			if got := fetchStd(t, s, text, 1<<20); got.Class != crawl.OK || got.Bytes != 5 {
				t.Errorf("std says %v, %d bytes: it is no disagreement", got.Class, got.Bytes)
			}
		})
	}
}
