package crawl_test

import (
	"bufio"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"runexp/crawl"
)

// oracle reads a response with net/http, and bounds and classes it as the
// engine on net/http does.
type oracle struct {
	data   string
	read   int
	left   int64 // what the cap on heads leaves
	inBody bool
	first  crawl.Class // what went wrong first on the connection; OK if nothing
}

// Read is the connection's: it ends with the data, and bounds heads.
func (o *oracle) Read(p []byte) (int, error) {
	if !o.inBody {
		p = p[:min(int64(len(p)), o.left)]
	}
	n := copy(p, o.data[o.read:])
	o.read += n
	o.left -= int64(n)
	switch {
	case n > 0:
		return n, nil
	case len(p) > 0:
		o.note(crawl.Truncated)
		return 0, io.EOF
	}
	o.note(crawl.HeaderLimit)
	return 0, errors.New("head above the cap")
}

func (o *oracle) note(class crawl.Class) {
	if o.first == crawl.OK {
		o.first = class
	}
}

// fault is the class of what net/http fails to read.
func (o *oracle) fault() crawl.Class {
	if o.first != crawl.OK {
		return o.first
	}
	return crawl.Protocol
}

// judge returns the verdict, and whether the response came in chunks.
func (o *oracle) judge(s reply) (v verdict, inChunks bool) {
	const start = "HTTP/1."
	seen := s.text[:min(len(s.text), len(start), int(s.maxHeader))]
	switch {
	case s.text == "":
		return verdict{Class: crawl.Reset}, false
	case !strings.HasPrefix(start, seen):
		return verdict{Class: crawl.Protocol}, false
	}
	o.data, o.left = s.text, s.maxHeader
	in := bufio.NewReaderSize(o, 4096)
	request := &http.Request{Method: http.MethodGet}
	if s.toHead {
		request.Method = http.MethodHead
	}
	resp := &http.Response{StatusCode: http.StatusContinue}
	for resp.StatusCode/100 == 1 && resp.StatusCode != http.StatusSwitchingProtocols {
		var err error
		if resp, err = http.ReadResponse(in, request); err != nil {
			return verdict{Class: o.fault()}, false
		}
	}
	v = o.judgeHead(resp)
	if v.Class != crawl.OK {
		return v, false
	}
	if resp.Body != http.NoBody {
		v.Class, v.Bytes = o.judgeBody(resp, s.maxBody)
	}
	if v.Class == crawl.OK {
		v.Keep, v.Used = !resp.Close, o.read-in.Buffered()
	}
	return v, resp.TransferEncoding != nil && resp.Body != http.NoBody
}

// judgeHead refuses what the engine on net/http refuses beyond net/http.
func (o *oracle) judgeHead(resp *http.Response) (v verdict) {
	v = verdict{Class: crawl.Protocol}
	for name := range resp.Header {
		if strings.Contains(name, " ") {
			return v
		}
	}
	if resp.ProtoMajor != 1 || resp.StatusCode < 100 {
		return v
	}
	v.Status = int16(resp.StatusCode)
	if resp.StatusCode != http.StatusSwitchingProtocols {
		v.Class = crawl.OK
	}
	return v
}

// judgeBody reads the body. One above the cap counts as far as the first byte
// beyond it; net/http may have more in its buffers.
func (o *oracle) judgeBody(resp *http.Response, maxBody int64) (class crawl.Class, bytes int64) {
	if resp.ContentLength > maxBody {
		return crawl.BodyLimit, 0
	}
	o.inBody = true
	bytes, err := io.Copy(io.Discard, io.LimitReader(resp.Body, maxBody+1))
	switch {
	case bytes > maxBody:
		return crawl.BodyLimit, bytes
	case err != nil:
		return o.fault(), bytes
	}
	return crawl.OK, bytes
}

// stricter reports whether a response that net/http takes is one that raw
// refuses. Each case is an entry of the list in docs/http.md.
func stricter(s reply, v verdict, inChunks bool) bool {
	// The trailer ends before the empty line that net/http had looked for.
	return v.Class == crawl.OK && inChunks && !strings.HasSuffix(s.text[:v.Used], "\r\n\r\n")
}

// arguments turns what a fuzzer makes up into a reply and piece lengths.
func arguments(data []byte, toHead bool, maxHeader, maxBody uint16, cuts []byte) (s reply, lengths []int) {
	s = reply{text: string(data), toHead: toHead, maxHeader: int64(maxHeader), maxBody: int64(maxBody)}
	if maxHeader == 0 {
		s.maxHeader = 1 << 20
	}
	if maxBody == 0 {
		s.maxBody = 1 << 30
	}
	for _, cut := range cuts {
		lengths = append(lengths, 1+int(cut))
	}
	return s, lengths
}

// seed adds the tables to a fuzzer's corpus.
func seed(f *testing.F) {
	f.Helper()
	for i, s := range replies() {
		f.Add([]byte(s.text), s.toHead, uint16(s.maxHeader), uint16(s.maxBody), []byte{})
		f.Add([]byte(s.text+hello), s.toHead, uint16(s.maxHeader), uint16(s.maxBody), []byte{byte(i), byte(i / 3)})
	}
}

// FuzzResponse compares with net/http, whatever the pieces.
func FuzzResponse(f *testing.F) {
	seed(f)
	var r crawl.Response
	f.Fuzz(func(t *testing.T, data []byte, toHead bool, maxHeader, maxBody uint16, cuts []byte) {
		s, lengths := arguments(data, toHead, maxHeader, maxBody, cuts)
		want, inChunks := new(oracle).judge(s)
		if stricter(s, want, inChunks) {
			want = verdict{Class: crawl.Protocol, Status: want.Status, Bytes: want.Bytes}
		}
		got := judge(&r, s, s.text, lengths...)
		got.Err, got.Over = "", false
		if got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	})
}

// FuzzResponseCut compares pieces with the whole.
func FuzzResponseCut(f *testing.F) {
	seed(f)
	var r crawl.Response
	f.Fuzz(func(t *testing.T, data []byte, toHead bool, maxHeader, maxBody uint16, cuts []byte) {
		s, lengths := arguments(data, toHead, maxHeader, maxBody, cuts)
		want := judge(&r, s, s.text)
		if got := judge(&r, s, s.text, lengths...); got != want {
			t.Errorf("%+v in pieces, %+v whole", got, want)
		}
		if got := judge(&r, s, s.text, 1); got != want {
			t.Errorf("%+v byte by byte, %+v whole", got, want)
		}
	})
}
