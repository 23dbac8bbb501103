package crawl_test

import (
	"bytes"
	"runtime"
	"testing"
	"time"

	"runexp/crawl"
)

// frugal answers requests without a body, and allocates nothing for one.
func frugal(p *peer) {
	buffer, answer := make([]byte, 4096), []byte(hello)
	for {
		n := 0
		for !bytes.HasSuffix(buffer[:n], []byte("\r\n\r\n")) {
			m, err := p.Read(buffer[n:])
			if err != nil {
				return
			}
			n += m
		}
		if _, err := p.Write(answer); err != nil {
			return
		}
	}
}

// TestAKeptConnectionAllocatesNothing per request, or by ordinary calls next to
// nothing: looking at a connection that has rested takes a little.
func TestAKeptConnectionAllocatesNothing(t *testing.T) {
	for name, most := range map[string]float64{"raw": 1, "raw, plain": 4} { // under the race detector, a pool loses some of what it is given
		t.Run(name, func(t *testing.T) {
			s := serve(t, nil, frugal)
			slots, err := engines()[name](crawl.Client{KeepAlive: true}).Open(t.Context(), 1)
			if err != nil {
				t.Fatal(err)
			}
			defer slots[0].Close()
			r := &crawl.Request{Method: "GET", URL: []byte(s.url() + "/x")}
			epoch := time.Now()
			got := testing.AllocsPerRun(2000, func() {
				if f := slots[0].Do(epoch, r, patient); f.Class != crawl.OK {
					t.Fatal(f.Class)
				}
			})
			if got > most {
				t.Errorf("%v allocations a request", got)
			}
		})
	}
}

// TestAPumpAllocatesNothing per request: only per crawl and per slot.
func TestAPumpAllocatesNothing(t *testing.T) {
	const n = 20_000
	s := serve(t, nil, frugal)
	c := crawl.Crawl{
		Source: numbered(s.url(), n), Engine: &crawl.Raw{Client: crawl.Client{KeepAlive: true}, Pumped: crawl.ShareAlways}, Discipline: crawl.Window,
		Concurrency: 16, Timeout: patient, Record: func(int, crawl.Fetch) {},
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := c.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if got := after.Mallocs - before.Mallocs; got > n/4 {
		t.Errorf("%d allocations for %d requests", got, n)
	}
}
