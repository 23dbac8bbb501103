package crawl_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"runexp/crawl"
)

// pumpCrawl fetches n requests by a pump.
func pumpCrawl(t *testing.T, url string, n, concurrency int, timeout time.Duration) *logbook {
	t.Helper()
	log := new(logbook)
	c := crawl.Crawl{
		Source: numbered(url, n), Engine: &crawl.Raw{Client: crawl.Client{KeepAlive: true}, Pumped: crawl.ShareAlways},
		Discipline: crawl.Window, Concurrency: concurrency, Timeout: timeout, Record: log.record,
	}
	if totals, err := c.Run(t.Context()); err != nil || !totals.Pumped {
		t.Fatalf("error %v, pumped %v", err, totals.Pumped)
	}
	log.complete(t, n)
	return log
}

// TestAPumpAndAServerThatIsBusy: every third request is told to come again
// later, and every fifth of those that its connection is over.
func TestAPumpAndAServerThatIsBusy(t *testing.T) {
	const n = 3000
	var d told
	var ends atomic.Int64
	s := serve(t, nil, func(p *peer) {
		for {
			i, ok := d.next(p)
			switch {
			case !ok:
				return
			case i%15 == 0:
				ends.Add(1)
				p.say("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
				return
			case i%3 == 0:
				p.say("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n")
			default:
				p.say(answerTo(i))
			}
		}
	})
	log := pumpCrawl(t, s.url(), n, 100, patient)
	d.check(t, log.fetches)
	for _, f := range log.fetches {
		if busy := f.Index%3 == 0; busy != (f.Class == crawl.Status) || busy != (f.Status == 429) || !busy && f.Class != crawl.OK {
			t.Fatalf("request %d: %v, status %d", f.Index, f.Class, f.Status)
		}
	}
	s.saw(t, n)
	// The last answer of a connection may have been the last of its slot.
	if dials := log.dials(); ends.Load() != n/15 || dials > ends.Load()+100 || dials < ends.Load() || dials != s.accepted.Load() {
		t.Errorf("%d connections ended, %d dials, %d connections", ends.Load(), dials, s.accepted.Load())
	}
}

// TestAPumpAndAServerThatStalls: it stops answering, reads on, and goes on
// answering after a while.
func TestAPumpAndAServerThatStalls(t *testing.T) {
	const n, slots = 3000, 100
	for name, timeout := range map[string]time.Duration{"for less than the deadline": patient, "for longer than the deadline": short} {
		t.Run(name, func(t *testing.T) {
			var d told
			var started sync.Once
			goesOn := make(chan bool)
			s := serve(t, nil, func(p *peer) {
				for {
					i, ok := d.next(p)
					if !ok {
						return
					}
					if p.server.requests.Load() > n/2 {
						started.Do(func() { time.AfterFunc(short+short/2, func() { close(goesOn) }) })
						<-goesOn
					}
					p.say(answerTo(i))
				}
			})
			log := pumpCrawl(t, s.url(), n, slots, timeout)
			d.check(t, log.fetches)
			classes, slow := log.classes(), 0
			for _, f := range log.fetches {
				switch {
				case f.Class == crawl.Timeout && f.Service() < timeout:
					t.Errorf("request %d: timeout after %v", f.Index, f.Service())
				case f.Service() > short:
					slow++
				}
			}
			switch {
			case timeout == patient && (classes[crawl.OK] != n || slow < slots || log.dials() != slots):
				t.Errorf("classes %v, %d slow ones, %d dials, want %d ok, %d slow, %d dials", classes, slow, log.dials(), n, slots, slots)
			case timeout == short && (classes[crawl.OK]+classes[crawl.Timeout] != n || classes[crawl.Timeout] < slots):
				t.Errorf("classes %v, want at least %d timeouts and the rest ok", classes, slots)
			}
			s.saw(t, n)
		})
	}
}

// TestAPumpAndGarbage that a server sends behind its answers, at once or while
// the connection rests or is busy again: nothing of it passes for an answer. A
// whole answer that comes after the next request would: nobody can tell.
func TestAPumpAndGarbage(t *testing.T) {
	const n = 3000
	whole := "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + strings.Repeat("y", 99)
	for _, garbage := range []string{"x", "\r\n", "garbage\r\n\r\n", whole[:20], whole} {
		for _, delay := range []time.Duration{0, time.Microsecond, 100 * time.Microsecond, 2 * time.Millisecond} {
			if garbage == whole && delay > 0 {
				continue
			}
			t.Run(fmt.Sprintf("%d bytes after %v", len(garbage), delay), func(t *testing.T) {
				var d told
				s := serve(t, nil, func(p *peer) {
					for {
						i, ok := d.next(p)
						if !ok {
							return
						}
						if i%10 > 0 {
							p.say(answerTo(i))
							continue
						}
						if delay == 0 {
							p.say(answerTo(i) + garbage)
							continue
						}
						p.say(answerTo(i))
						wait(delay)
						p.say(garbage)
					}
				})
				const slots = 20
				log := pumpCrawl(t, s.url(), n, slots, patient)
				d.check(t, log.fetches)
				got := log.classes()
				wrong := n - got[crawl.OK]
				if wrong > n/10 || got[crawl.Protocol]+got[crawl.Reset]+got[crawl.Truncated] != wrong {
					t.Errorf("classes %v, want at most one in ten that is not ok", got)
				}
				if delay == 0 && (wrong > slots || log.dials() < n/10) { // once warned, every connection is looked at
					t.Errorf("classes %v, %d dials, want at most %d that are not ok, and a dial for each tenth", got, log.dials(), slots)
				}
			})
		}
	}
}
