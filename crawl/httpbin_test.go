package crawl_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mccutchen/go-httpbin/v2/httpbin"

	"runexp/crawl"
)

// TestHTTPBin fetches from an independent server that knows every trick.
func TestHTTPBin(t *testing.T) {
	s := httptest.NewServer(httpbin.New())
	defer s.Close()
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			c := open(t, engine(crawl.Client{KeepAlive: true, UserAgent: "runexp/test"}))
			for _, test := range []struct {
				method, path string
				body         string
				status       int16
				bytes        int64 // -1: some
				least        time.Duration
			}{
				{"GET", "/status/200", "", 200, 0, 0},
				{"GET", "/status/404", "", 404, 0, 0},
				{"GET", "/status/500", "", 500, 0, 0},
				{"GET", "/status/204", "", 204, 0, 0},
				{"GET", "/bytes/1", "", 200, 1, 0},
				{"GET", "/bytes/100000", "", 200, 100_000, 0},
				{"HEAD", "/bytes/100000", "", 200, 0, 0},
				{"GET", "/stream-bytes/54321?chunk_size=1000", "", 200, 54321, 0},
				{"GET", "/stream/20", "", 200, -1, 0},
				{"GET", "/range/1234", "", 200, 1234, 0},
				{"GET", "/drip?duration=100ms&numbytes=10&delay=0", "", 200, 10, 50 * time.Millisecond},
				{"GET", "/delay/0.2", "", 200, -1, 200 * time.Millisecond},
				{"GET", "/redirect/3", "", 302, 0, 0},
				{"GET", "/absolute-redirect/1", "", 302, 0, 0},
				{"GET", "/cookies/set?a=b", "", 302, 0, 0},
				{"GET", "/cookies", "", 200, 20, 0}, // an empty map: none was kept
				{"GET", "/user-agent", "", 200, 34, 0},
				{"POST", "/post", "question", 200, -1, 0},
				{"GET", "/anything/a/b?c=d", "", 200, -1, 0},
			} {
				f := c.do(&crawl.Request{Method: test.method, URL: []byte(s.URL + test.path), Body: []byte(test.body)}, patient)
				if f.Class != crawl.OK || f.Status != test.status {
					t.Errorf("%s %s: %v, status %d, want ok, status %d", test.method, test.path, f.Class, f.Status, test.status)
				}
				if f.Bytes != test.bytes && (test.bytes >= 0 || f.Bytes == 0) {
					t.Errorf("%s %s: %d bytes, want %d", test.method, test.path, f.Bytes, test.bytes)
				}
				if f.Service() < test.least {
					t.Errorf("%s %s: took %v, want %v at least", test.method, test.path, f.Service(), test.least)
				}
			}
		})
	}
}

// TestCompressedBodiesAreCountedAsSent: gzip is not undone, so the bytes are
// those of the Content-Length.
func TestCompressedBodiesAreCountedAsSent(t *testing.T) {
	var length atomic.Int64
	bin := httpbin.New()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		bin.ServeHTTP(w, r)
		n, _ := strconv.ParseInt(w.Header().Get("Content-Length"), 10, 64)
		length.Store(n)
	}))
	defer s.Close()
	for name, engine := range engines() {
		for _, path := range []string{"/gzip", "/deflate"} {
			f := open(t, engine(crawl.Client{KeepAlive: true})).get(s.URL+path, patient)
			if want := length.Load(); f.Class != crawl.OK || f.Bytes != want || want == 0 {
				t.Errorf("%s %s: %v, %d bytes, want ok, %d", name, path, f.Class, f.Bytes, want)
			}
		}
	}
}
