package origin_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"runexp/origin"
)

func TestAddWaitsExactlyAndAnswersWhatWasAsked(t *testing.T) {
	tests := []struct {
		name, query string
		status      int
		size        int64
		took        time.Duration
	}{
		{"a delay in milliseconds", "name=a&delay=100", 200, 1, 100 * time.Millisecond},
		{"the default delay is the seed's", "name=a", 200, 1, 1024 * time.Millisecond},
		{"no delay", "name=a&delay=0", 200, 1, 0},
		{"the longest delay", "name=a&delay=60000", 200, 1, time.Minute},
		{"leading zeros are decimal", "name=a&delay=010", 200, 1, 10 * time.Millisecond},
		{"a bare random key is ignored", "name=a&delay=7&kqzjdowvet", 200, 1, 7 * time.Millisecond},
		{"a random key before the others is ignored", "kqzjdowvet&delay=7&name=a", 200, 1, 7 * time.Millisecond},
		{"keys of other cases are other keys", "name=a&delay=7&Delay=9&NAME=b", 200, 1, 7 * time.Millisecond},
		{"an escaped name", "name=%C3%A9%26%3D+x&delay=0", 200, 1, 0},
		{"the longest name", "delay=0&name=" + strings.Repeat("n", 256), 200, 1, 0},
		{"no body", "name=a&delay=0&size=0", 200, 0, 0},
		{"a body of one chunk", "name=a&delay=5&size=65536", 200, 65536, 5 * time.Millisecond},
		{"a body of more than a chunk", "name=a&delay=5&size=65537", 200, 65537, 5 * time.Millisecond},
		{"a body of many chunks", "name=a&delay=5&size=3000000", 200, 3_000_000, 5 * time.Millisecond},
		{"a status", "name=a&delay=5&status=503", 503, 1, 5 * time.Millisecond},
		{"a redirect without a place", "name=a&delay=0&status=302", 302, 1, 0},
		{"the last status", "name=a&delay=0&status=599&size=3", 599, 3, 0},
		{"a status without a body", "name=a&delay=5&status=204&size=9", 204, 0, 5 * time.Millisecond},
		{"reset content has no body", "name=a&delay=0&status=205&size=9", 205, 0, 0},
		{"not modified has no body", "name=a&delay=0&status=304&size=9", 304, 0, 0},
		{"no jitter", "name=a&delay=5&jitter=0", 200, 1, 5 * time.Millisecond},
		{"the most workers", "name=w&delay=5&workers=1000000", 200, 1, 5 * time.Millisecond},
	}
	inBubble(t, origin.Options{}, func(s *site) {
		t := s.t
		for _, test := range tests {
			g := s.get("/add?" + test.query)
			if g.status != test.status || g.took != test.took || int64(len(g.body)) != test.size {
				t.Errorf("%s: got %d, %d bytes after %v, want %d, %d after exactly %v",
					test.name, g.status, len(g.body), g.took, test.status, test.size, test.took)
			}
			if strings.Trim(g.body, ".") != "" {
				t.Errorf("%s: the body is not of dots", test.name)
			}
		}
		checkSum(t, s.origin.Stats())
	})
}

func TestAddRefusesWithALineOfText(t *testing.T) {
	tests := []struct{ name, query, text string }{
		{"no query at all", "", "name is missing"},
		{"no name", "delay=5", "name is missing"},
		{"an empty name", "name=&delay=5", "name is missing"},
		{"a bare name", "name&delay=5", "name is missing"},
		{"a name too long", "name=" + strings.Repeat("n", 257), "name is too long: at most 256 bytes"},
		{"a name that is not UTF-8", "name=%ff", "name is not UTF-8"},
		{"a delay that is no number", "name=a&delay=abc", "delay is not a decimal integer"},
		{"an empty delay", "name=a&delay=", "delay is not a decimal integer"},
		{"a bare delay", "name=a&delay", "delay is not a decimal integer"},
		{"a negative delay", "name=a&delay=-1", "delay is not a decimal integer"},
		{"a signed delay", "name=a&delay=%2B1", "delay is not a decimal integer"},
		{"a delay with a unit", "name=a&delay=5ms", "delay is not a decimal integer"},
		{"a fraction", "name=a&delay=1.5", "delay is not a decimal integer"},
		{"digits of another script", "name=a&delay=%D9%A1", "delay is not a decimal integer"},
		{"a delay too long", "name=a&delay=60001", "delay is too large: at most 60000"},
		{"a delay beyond 64 bits", "name=a&delay=99999999999999999999", "delay is too large: at most 60000"},
		{"a delay given twice", "name=a&delay=5&delay=5", "delay is given twice"},
		{"a name given twice", "name=a&delay=5&name=b", "name is given twice"},
		{"delay and jitter together", "name=a&delay=40000&jitter=20001", "delay and jitter are 60001 ms together: at most 60000"},
		{"a jitter that is no number", "name=a&jitter=x", "jitter is not a decimal integer"},
		{"a size too large", "name=a&size=1073741825", "size is too large: at most 1073741824"},
		{"a size that is no number", "name=a&size=1k", "size is not a decimal integer"},
		{"an interim status", "name=a&status=199", "status is too small: at least 200"},
		{"a status too large", "name=a&status=600", "status is too large: at most 599"},
		{"no workers", "name=a&workers=0", "workers is too small: at least 1"},
		{"too many workers", "name=a&workers=1000001", "workers is too large: at most 1000000"},
	}
	inBubble(t, origin.Options{}, func(s *site) {
		t := s.t
		for i, test := range tests {
			g := s.get("/add?" + test.query)
			if g.status != http.StatusBadRequest || !strings.HasPrefix(g.body, test.text) ||
				strings.Count(g.body, "\n") != 1 || !strings.HasSuffix(g.body, "\n") {
				t.Errorf("%s: got %d %q, want 400 and a line that begins with %q", test.name, g.status, g.body, test.text)
			}
			if g.took != 0 {
				t.Errorf("%s: took %v", test.name, g.took)
			}
			if g.header.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(g.header.Get("Content-Type"), "text/plain") {
				t.Errorf("%s: headers %v", test.name, g.header)
			}
			if all := s.origin.Stats(); all.Requests != int64(i+1) {
				t.Errorf("%s: %d requests are counted of %d", test.name, all.Requests, i+1)
			}
		}
		all := s.origin.Stats()
		checkSum(t, all)
		if all.Unnamed != 6 || all.Names["a"].Status[400] != int64(len(tests)-6) {
			t.Errorf("got %d unnamed and %v of a", all.Unnamed, all.Names["a"].Status)
		}
	})
}

func TestMethodsAndPaths(t *testing.T) {
	tests := []struct {
		method, path  string
		status        int
		allow, begins string
	}{
		{"GET", "/add?name=a&delay=0", 200, "", "."},
		{"HEAD", "/add?name=a&delay=0&size=1073741824", 200, "", ""},
		{"HEAD", "/add", 400, "", ""},
		{"POST", "/add?name=a&delay=0", 200, "", "."},
		{"PUT", "/add?name=a&delay=0", 405, "GET, HEAD, POST", "/add takes GET"},
		{"DELETE", "/add?name=a&delay=0", 405, "GET, HEAD, POST", "/add takes GET"},
		{"OPTIONS", "/add?name=a&delay=0", 405, "GET, HEAD, POST", "/add takes GET"},
		{"POST", "/stats", 405, "GET, HEAD", "/stats takes GET"},
		{"HEAD", "/stats", 200, "", ""},
		{"GET", "/stats?records=2", 400, "", "records is 0 or 1"},
		{"GET", "/stats?name=nobody", 404, "", "no request had this name"},
		{"GET", "/", 404, "", "there are /add"},
		{"GET", "/add/", 404, "", "there are /add"},
		{"GET", "/ADD?name=a", 404, "", "there are /add"},
		{"POST", "/nothing", 404, "", "there are /add"},
	}
	inBubble(t, origin.Options{}, func(s *site) {
		t := s.t
		for _, test := range tests {
			g := s.send(test.method, test.path, nil)
			if g.status != test.status || g.header.Get("Allow") != test.allow || !strings.HasPrefix(g.body, test.begins) {
				t.Errorf("%s %s: got %d, Allow %q, %q", test.method, test.path, g.status, g.header.Get("Allow"), g.body)
			}
			if test.method == "HEAD" && g.body != "" {
				t.Errorf("HEAD %s has a body", test.path)
			}
		}
		if g := s.send("HEAD", "/add?name=a&delay=0&size=1073741824", nil); g.length != 1<<30 {
			t.Errorf("HEAD announces %d bytes, want 1 GiB", g.length)
		}
		all := s.origin.Stats()
		checkSum(t, all)
		if all.Requests != 12 || all.Unnamed != 8 {
			t.Errorf("got %d requests, %d without a name; those to /stats are not counted", all.Requests, all.Unnamed)
		}
	})
}

func TestRequestBodiesAreReadToTheirEnd(t *testing.T) {
	const limit = 64 << 20
	chunked := func(n int64) io.Reader { return io.LimitReader(zeros{}, n) } // net/http does not know the length
	known := func(n int64) io.Reader { return bytes.NewReader(make([]byte, n)) }
	tests := []struct {
		name   string
		body   io.Reader
		status int
	}{
		{"a small one", known(10), 200},
		{"a small one in chunks", chunked(10), 200},
		{"a large one", known(3 << 20), 200},
		{"a large one in chunks", chunked(3 << 20), 200},
		{"the largest", chunked(limit), 200},
		{"one byte more", chunked(limit + 1), 413},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inBubble(t, origin.Options{}, func(s *site) {
				t := s.t
				g := s.send("POST", "/add?name=a&delay=100", test.body)
				if g.status != test.status {
					t.Errorf("got %d %q, want %d", g.status, g.body, test.status)
				}
				if g := s.get("/add?name=a&delay=0"); g.status != 200 {
					t.Errorf("the next request: %d %q", g.status, g.body)
				}
				if got := s.tally("a"); got.Requests != 2 || got.Status[test.status] == 0 {
					t.Errorf("counted %+v", got)
				}
			})
		})
	}
}

func TestABodyAnnouncedAsTooLargeIsRefusedUnread(t *testing.T) {
	inBubble(t, origin.Options{}, func(s *site) {
		t := s.t
		c := s.dial()
		fmt.Fprintf(c, "POST /add?name=a&delay=100 HTTP/1.1\r\nHost: o\r\nContent-Length: %d\r\n\r\n%8192d", 64<<20+1, 0)
		text, err := io.ReadAll(c)
		if err != nil || !strings.HasPrefix(string(text), "HTTP/1.1 413 ") || !strings.Contains(string(text), "Connection: close") {
			t.Errorf("%v: got %q", err, text)
		}
		if got := s.tally("a"); got.Status[413] != 1 || got.Peak != 0 {
			t.Errorf("counted %+v", got)
		}
	})
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestTheWaitBeginsWhenTheBodyHasCome(t *testing.T) {
	inBubble(t, origin.Options{}, func(s *site) {
		t := s.t
		c := s.dial()
		defer c.Close()
		fmt.Fprint(c, "POST /add?name=a&delay=100 HTTP/1.1\r\nHost: o\r\nContent-Length: 20000\r\n\r\n")
		time.Sleep(3 * time.Second)
		if s.origin.Stats().Requests != 0 {
			t.Error("a request is counted that has not come yet")
		}
		c.Write(make([]byte, 20000))
		if _, err := io.ReadFull(c, make([]byte, 1)); err != nil {
			t.Error(err)
		}
		records := s.origin.Stats().Names["a"].Records
		want := origin.Record{Start: 3 * time.Second, End: 3100 * time.Millisecond}
		if len(records) != 1 || records[0] != want {
			t.Errorf("recorded %v, want %v", records, want)
		}
	})
}

func TestAnIncompleteBodyIsNoRequestThatWaits(t *testing.T) {
	for name, head := range map[string]string{
		"announced": "Content-Length: 20000\r\n\r\n" + strings.Repeat("x", 10000),
		"chunked":   "Transfer-Encoding: chunked\r\n\r\n5\r\nabc",
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, origin.Options{}, func(s *site) {
				t := s.t
				c := s.dial()
				fmt.Fprint(c, "POST /add?name=a&delay=100 HTTP/1.1\r\nHost: o\r\n"+head)
				c.Close()
				time.Sleep(time.Second)
				if got := s.tally("a"); got.Status[400] != 1 || got.Peak != 0 {
					t.Errorf("counted %+v", got)
				}
			})
		})
	}
}
