package crawl_test

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"runexp/crawl"
)

// TestWhatIsSent compares requests on the wire, their fields sorted.
func TestWhatIsSent(t *testing.T) {
	field := func(name, value string) crawl.Field { return crawl.Field{Name: name, Value: []byte(value)} }
	for _, test := range []struct {
		name     string
		settings crawl.Client
		request  crawl.Request
		want     string // without the Host field, unless it is another
	}{
		{"the least", crawl.Client{KeepAlive: true}, crawl.Request{Method: "GET", URL: []byte("/a?b=c&d")}, "GET /a?b=c&d HTTP/1.1"},
		{"no path", crawl.Client{KeepAlive: true}, crawl.Request{Method: "GET"}, "GET / HTTP/1.1"},
		{"no path but a query", crawl.Client{KeepAlive: true}, crawl.Request{Method: "GET", URL: []byte("?q=1")}, "GET /?q=1 HTTP/1.1"},
		{"a fragment stays here", crawl.Client{KeepAlive: true}, crawl.Request{Method: "GET", URL: []byte("/a?b#c?d")}, "GET /a?b HTTP/1.1"},
		{"escapes stay as written", crawl.Client{KeepAlive: true}, crawl.Request{Method: "GET", URL: []byte("/%7e/%2F/~/;a=b/../x?%20+&=")}, "GET /%7e/%2F/~/;a=b/../x?%20+&= HTTP/1.1"},
		{"two slashes", crawl.Client{KeepAlive: true}, crawl.Request{Method: "GET", URL: []byte("//a%2Fb//c?d")}, "GET //a%2Fb//c?d HTTP/1.1"},
		{"an empty query", crawl.Client{KeepAlive: true}, crawl.Request{Method: "GET", URL: []byte("/a?")}, "GET /a? HTTP/1.1"},
		{"no keep-alive", crawl.Client{}, crawl.Request{Method: "GET", URL: []byte("/")}, "GET / HTTP/1.1|Connection: close"},
		{"a user agent", crawl.Client{KeepAlive: true, UserAgent: "runexp/1"}, crawl.Request{Method: "GET", URL: []byte("/")}, "GET / HTTP/1.1|User-Agent: runexp/1"},
		{
			"a user agent of its own",
			crawl.Client{KeepAlive: true, UserAgent: "runexp/1"},
			crawl.Request{Method: "GET", URL: []byte("/"), Header: []crawl.Field{field("user-agent", "mine")}},
			"GET / HTTP/1.1|User-Agent: mine",
		},
		{
			"fields",
			crawl.Client{KeepAlive: true},
			crawl.Request{Method: "GET", URL: []byte("/"), Header: []crawl.Field{field("x-lower", "1"), field("X-Twice", "b"), field("X-Twice", "a"), field("X-Empty", "")}},
			"GET / HTTP/1.1|X-Empty:|X-Twice: b|X-Twice: a|x-lower: 1",
		},
		{
			"another host",
			crawl.Client{KeepAlive: true},
			crawl.Request{Method: "GET", URL: []byte("/"), Header: []crawl.Field{field("host", "example.com")}},
			"GET / HTTP/1.1|Host: example.com",
		},
		{
			"a body",
			crawl.Client{KeepAlive: true},
			crawl.Request{Method: "POST", URL: []byte("/"), Body: []byte("question"), Header: []crawl.Field{field("content-length", "5"), field("Transfer-Encoding", "chunked")}},
			"POST / HTTP/1.1|Content-Length: 8||question",
		},
		{"an empty body", crawl.Client{KeepAlive: true}, crawl.Request{Method: "POST", URL: []byte("/")}, "POST / HTTP/1.1|Content-Length: 0"},
		{"a body of a GET", crawl.Client{KeepAlive: true}, crawl.Request{Method: "GET", URL: []byte("/"), Body: []byte("q")}, "GET / HTTP/1.1|Content-Length: 1||q"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for name, engine := range engines() {
				t.Run(name, func(t *testing.T) {
					got := make(chan string, 10)
					s := serve(t, nil, func(p *peer) {
						for {
							text, ok := p.raw()
							if !ok {
								return
							}
							got <- text
							p.say(hello)
						}
					})
					c := open(t, engine(test.settings))
					r := test.request
					r.URL = append([]byte(s.url()), r.URL...)
					host := "|Host: " + strings.TrimPrefix(s.url(), "http://")
					for range 3 { // the same again on a kept connection
						if f := c.do(&r, patient); f.Class != crawl.OK {
							t.Fatalf("%v, want ok", f.Class)
						}
						if text := strings.Replace(<-got, host, "", 1); text != test.want {
							t.Errorf("sent  %s\nwant  %s", text, test.want)
						}
					}
				})
			}
		})
	}
}

// raw reads a request as text: fields sorted by name, lines joined by |.
func (p *peer) raw() (string, bool) {
	var head bytes.Buffer
	in := io.TeeReader(p.in, &head)
	for one := make([]byte, 1); !bytes.HasSuffix(head.Bytes(), []byte("\r\n\r\n")); {
		if _, err := in.Read(one); err != nil {
			return "", false
		}
	}
	lines := strings.Split(strings.TrimRight(head.String(), "\r\n"), "\r\n")
	var size int64
	for i, line := range lines {
		name, value, _ := strings.Cut(line, ": ")
		if strings.EqualFold(name, "Content-Length") {
			for _, digit := range value {
				size = size*10 + int64(digit-'0')
			}
		}
		lines[i] = strings.TrimRight(line, " ")
	}
	sortFields(lines[1:])
	text := strings.Join(lines, "|")
	if size > 0 {
		body := make([]byte, size)
		if _, err := io.ReadFull(p.in, body); err != nil {
			return "", false
		}
		text += "||" + string(body)
	}
	return text, true
}

// TestRequestsDoNotMixOnAKeptConnection: every request has other fields, other
// values and another body than the one before.
func TestRequestsDoNotMixOnAKeptConnection(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			got := make(chan *http.Request, 1)
			s := serve(t, nil, func(p *peer) {
				for {
					r, err := http.ReadRequest(p.in)
					if err != nil {
						return
					}
					body, _ := io.ReadAll(r.Body)
					r.Header.Set("Test-Body", string(body))
					got <- r
					p.say(hello)
				}
			})
			c := open(t, engine(crawl.Client{KeepAlive: true}))
			var r crawl.Request
			for i := range 50 {
				r.Method = "PUT"
				r.URL = append(append(r.URL[:0], s.url()...), "/"+strings.Repeat("u", i%7)...)
				r.Header = r.Header[:0]
				r.Header = append(r.Header, crawl.Field{Name: "X-Number", Value: []byte(strconv.Itoa(i / 2))})
				for k := range i / 5 % 4 {
					r.Header = append(r.Header, crawl.Field{Name: "X-" + string(rune('A'+(i+k)%5)), Value: []byte(strings.Repeat("v", i%3))})
				}
				r.Body = append(r.Body[:0], strings.Repeat("b", i%5)...)
				if f := c.do(&r, patient); f.Class != crawl.OK || (f.Dials == 1) != (i == 0) {
					t.Fatalf("request %d: %v, %d dials", i, f.Class, f.Dials)
				}
				seen := <-got
				if seen.URL.Path != "/"+strings.Repeat("u", i%7) || seen.Header.Get("Test-Body") != string(r.Body) || len(seen.Header) > 2+len(r.Header) {
					t.Errorf("request %d: path %q, body %q, fields %v", i, seen.URL.Path, seen.Header.Get("Test-Body"), seen.Header)
				}
				for _, field := range r.Header {
					if v := seen.Header.Get(field.Name); v != string(field.Value) {
						t.Errorf("request %d: field %s is %q, want %q", i, field.Name, v, field.Value)
					}
				}
			}
		})
	}
}

// sortFields sorts header lines by name and keeps the order of equal ones.
func sortFields(lines []string) {
	slices.SortStableFunc(lines, func(a, b string) int {
		nameA, _, _ := strings.Cut(a, ":")
		nameB, _, _ := strings.Cut(b, ":")
		return strings.Compare(nameA, nameB)
	})
}
