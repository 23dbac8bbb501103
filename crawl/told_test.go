package crawl_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"runexp/crawl"
)

// told is a server whose answers are as long as the number in the request says,
// and that knows how often each has come.
type told struct {
	mu   sync.Mutex
	seen map[int]int
}

// toldLengths is how many lengths the answers have.
const toldLengths = 97

// next reads a request and returns its number; false when there is none.
func (d *told) next(p *peer) (i int, ok bool) {
	r, err := http.ReadRequest(p.in)
	if err != nil {
		return 0, false
	}
	_, _ = fmt.Sscanf(r.URL.Path, "/%d", &i)
	p.server.requests.Add(1)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.seen == nil {
		d.seen = make(map[int]int)
	}
	d.seen[i]++
	return i, true
}

// answerTo is the answer to a request.
func answerTo(i int) string {
	size := i % toldLengths
	return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", size, strings.Repeat("x", size))
}

// check holds fetches against what the server knows: none was seen twice, and
// what is ok has its own answer and was seen.
func (d *told) check(t *testing.T, fetches []crawl.Fetch) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, f := range fetches {
		times := d.seen[int(f.Index)]
		if times > 1 || f.Class == crawl.OK && (times != 1 || f.Bytes != f.Index%toldLengths) || f.Class == crawl.Connect && times != 0 {
			t.Fatalf("request %d: %v, %d bytes, and it was seen %d times", f.Index, f.Class, f.Bytes, times)
		}
	}
}
