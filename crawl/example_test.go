package crawl_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"time"

	"runexp/crawl"
)

// A hundred URLs, ten at a time: as one response is complete, the next request
// starts.
func Example() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "hello")
	}))
	defer server.Close()

	var ok, bytes atomic.Int64
	c := crawl.Crawl{
		Source: &crawl.Template{
			Method: "GET",
			URL:    []crawl.Part{{Text: server.URL + "/?"}, {Kind: crawl.Random}},
			Seed:   1,
			N:      100,
		},
		Engine:      &crawl.Std{Client: crawl.Client{KeepAlive: true}},
		Discipline:  crawl.Window,
		Concurrency: 10,
		Timeout:     time.Minute,
		Record: func(_ int, f crawl.Fetch) {
			if f.OK() {
				ok.Add(1)
				bytes.Add(f.Bytes)
			}
		},
	}
	totals, err := c.Run(context.Background())
	fmt.Println(ok.Load(), "ok,", bytes.Load(), "bytes, at most 10 at once:", totals.Peak <= 10, err)
	// Output: 100 ok, 500 bytes, at most 10 at once: true <nil>
}
