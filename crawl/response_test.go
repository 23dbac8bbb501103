package crawl_test

import (
	"fmt"
	"strings"
	"testing"

	"runexp/crawl"
)

// verdict is what came of a response.
type verdict struct {
	Class  crawl.Class
	Status int16
	Bytes  int64
	Keep   bool
	Used   int // of a response that is ok
	Over   bool
	Err    string
}

// judge feeds pieces of text to a response, their lengths taken from cuts in
// turn; without cuts it is one piece. Then the connection ends.
func judge(r *crawl.Response, s reply, text string, cuts ...int) verdict {
	maxHeader, maxBody := s.maxHeader, s.maxBody
	if maxHeader == 0 {
		maxHeader = 1 << 20
	}
	if maxBody == 0 {
		maxBody = 1 << 30
	}
	r.Begin(s.toHead, maxHeader, maxBody)
	var v verdict
	for i := 0; len(text) > 0 && !v.Over; i++ {
		piece := text
		if len(cuts) > 0 {
			piece = text[:min(len(text), cuts[i%len(cuts)])]
		}
		var used int
		used, v.Over = r.Take([]byte(piece))
		if used < 0 || used > len(piece) || used < len(piece) && !v.Over {
			panic(fmt.Sprintf("used %d of %d bytes, over %v", used, len(piece), v.Over))
		}
		v.Used += used
		text = text[len(piece):]
	}
	if !v.Over {
		r.End()
	}
	v.Class, v.Status, v.Bytes, v.Keep = r.Class(), r.Status(), r.Bytes(), r.Keep()
	if v.Class != crawl.OK {
		v.Used = 0 // the connection is of no use any more
	}
	if r.Err() != nil {
		v.Err = r.Err().Error()
	}
	return v
}

// check feeds the reply whole, byte by byte, in pieces of three and cut in
// two at every place, with and without something behind it.
func (s reply) check(t *testing.T) {
	t.Helper()
	want := verdict{Class: s.class, Status: s.status, Bytes: s.bytes, Keep: s.keep}
	want.Over = !s.ends && s.class != crawl.Truncated && s.class != crawl.Reset
	if s.class == crawl.OK {
		want.Used = len(s.text)
	}
	var r crawl.Response
	verify := func(how, text string, cuts ...int) {
		t.Helper()
		got := judge(&r, s, text, cuts...)
		if (got.Err == "") != (got.Class == crawl.OK) {
			t.Errorf("%s: %v, error %q", how, got.Class, got.Err)
		}
		if strings.Trim(got.Err, "abcdefghijklmnopqrstuvwxyzCLTEHDOFP0123456789-:/. ") != "" {
			t.Errorf("%s: error %q", how, got.Err)
		}
		got.Err = ""
		if got != want {
			t.Errorf("%s: %+v, want %+v", how, got, want)
		}
		if r.Begun() != (text != "") {
			t.Errorf("%s: begun is %v", how, r.Begun())
		}
	}
	behind := []string{""}
	if want.Over {
		behind = append(behind, "\n", "\r\n", " x\r\n", hello)
	}
	for _, more := range behind {
		text := s.text + more
		verify(fmt.Sprintf("with %q behind", more), text)
		verify(fmt.Sprintf("with %q behind, byte by byte", more), text, 1)
		verify(fmt.Sprintf("with %q behind, in pieces of three", more), text, 3)
		step := 1 + len(text)/500
		for at := 1; at < len(text); at += step {
			verify(fmt.Sprintf("with %q behind, cut at %d", more, at), text, at, len(text))
		}
	}
}

func TestResponses(t *testing.T) {
	names := make(map[string]bool)
	for _, s := range replies() {
		if names[s.name] {
			t.Errorf("there are two of %q", s.name)
		}
		names[s.name] = true
		t.Run(s.name, s.check)
	}
}

// TestAResponseIsTruncatedAtEveryPlace: a reply that says where it ends has
// not come before.
func TestAResponseIsTruncatedAtEveryPlace(t *testing.T) {
	var r crawl.Response
	for _, s := range replies() {
		if s.class != crawl.OK || s.ends {
			continue
		}
		for at := 1; at < len(s.text); at += 1 + len(s.text)/500 {
			got := judge(&r, s, s.text[:at])
			if got.Class != crawl.Truncated || got.Over || got.Keep || got.Bytes > s.bytes || got.Err != "response cut short: unexpected EOF" {
				t.Errorf("%s, cut at %d: %+v, want it truncated", s.name, at, got)
			}
		}
	}
}

// TestAnEmptyPieceIsNothing: neither a beginning nor an end.
func TestAnEmptyPieceIsNothing(t *testing.T) {
	var r crawl.Response
	r.Begin(false, 1<<20, 1<<30)
	for i := range len(hello) {
		if used, over := r.Take(nil); used != 0 || over || r.Begun() != (i > 0) {
			t.Errorf("before byte %d: used %d, over %v, begun %v", i, used, over, r.Begun())
		}
		if used, over := r.Take([]byte(hello[i : i+1])); used != 1 || over != (i == len(hello)-1) {
			t.Errorf("byte %d: used %d, over %v", i, used, over)
		}
	}
	r.Begin(false, 1<<20, 1<<30)
	r.Take(nil)
	if r.End(); r.Class() != crawl.Reset || r.Err() == nil {
		t.Errorf("nothing and the end: %v, %v", r.Class(), r.Err())
	}
}

// TestAResponseForgetsTheLastOne: every reply follows every other on one
// response.
func TestAResponseForgetsTheLastOne(t *testing.T) {
	var r crawl.Response
	var short []reply
	for _, s := range replies() {
		if len(s.text) < 200 {
			short = append(short, s)
		}
	}
	for _, first := range short {
		for _, s := range short {
			judge(&r, first, first.text, 7)
			if got := judge(&r, s, s.text); got.Class != s.class || got.Status != s.status || got.Bytes != s.bytes || got.Keep != s.keep {
				t.Fatalf("%s after %s: %+v", s.name, first.name, got)
			}
		}
	}
}

// TestAResponseAllocatesNothing once it has the buffer that it needs.
func TestAResponseAllocatesNothing(t *testing.T) {
	for name, text := range map[string]string{"small": smallReply, "chunked": chunkedReply} {
		for _, cut := range []int{1, 2, 70, 90, len(text)} {
			var r crawl.Response
			var pieces [][]byte
			for rest := text; rest != ""; {
				n := min(cut, len(rest))
				pieces = append(pieces, []byte(rest[:n]))
				rest = rest[n:]
			}
			if n := testing.AllocsPerRun(100, func() {
				if !read(&r, pieces...) || r.Class() != crawl.OK {
					t.Fatal(r.Class(), r.Err())
				}
			}); n != 0 {
				t.Errorf("%s in pieces of %d: %v allocations", name, cut, n)
			}
		}
	}
}

// TestAResponseHoldsLittle: there are many slots.
func TestAResponseHoldsLittle(t *testing.T) {
	const limit = 64 << 10
	var r crawl.Response
	judge(&r, reply{}, smallReply)
	if r.Held() != 0 {
		t.Errorf("a whole reply takes a buffer of %d bytes", r.Held())
	}
	judge(&r, reply{}, smallReply, 10)
	if r.Held() == 0 || r.Held() > 256 {
		t.Errorf("a reply in pieces takes a buffer of %d bytes", r.Held())
	}
	long := strings.Repeat("x", 2*limit)
	for class, text := range map[crawl.Class]string{
		crawl.HeaderLimit: ok200 + "X-A: " + long, crawl.OK: ok200 + "X-A: " + long[:limit/2] + "\r\n" + five, crawl.Truncated: ok200 + long[:limit/2],
	} {
		if v := judge(&r, reply{maxHeader: limit}, text, 1000); v.Class != class || r.Held() > 2<<10 {
			t.Errorf("%v, want %v, and a buffer of %d bytes", v.Class, class, r.Held())
		}
	}
}
