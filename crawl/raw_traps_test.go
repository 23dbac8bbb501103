package crawl_test

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"runexp/crawl"
)

// fullAnswer fills exactly what is received at once, and another answer stands
// behind it.
func fullAnswer() string {
	const head, size = "HTTP/1.1 201 Created\r\nContent-Length: 32721\r\n\r\n", 32 << 10
	return head + strings.Repeat("b", size-len(head)) + "HTTP/1.1 202 Accepted\r\nContent-Length: 5\r\n\r\nwrong"
}

const rightAnswer = "HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nright"

// TestASecondAnswerBehindAFullBuffer: nothing of the second is seen with the
// first, and the slot is busy, so that its connection hardly rests.
func TestASecondAnswerBehindAFullBuffer(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			for range 20 {
				said := make(chan bool)
				s := serve(t, nil, func(p *peer) {
					if p.nth == 0 {
						p.say(fullAnswer()) // is there before the first request
						close(said)
					}
					for p.request() {
						p.say(rightAnswer)
					}
				})
				dial := func(ctx context.Context, network, addr string) (net.Conn, error) {
					conn, err := new(net.Dialer).DialContext(ctx, network, addr)
					<-said
					return conn, err
				}
				playFullAnswer(t, s, engine(crawl.Client{KeepAlive: true, Dial: dial}), 1, func(crawl.Fetch) {})
			}
		})
	}
}

// TestASecondAnswerBehindAFullBufferInAPump: the pump is held up until both
// answers are there.
func TestASecondAnswerBehindAFullBufferInAPump(t *testing.T) {
	for range 20 {
		arrived, held, said := make(chan bool), make(chan bool), make(chan bool)
		s := serve(t, nil, func(p *peer) {
			for {
				text, ok := p.raw()
				if !ok {
					return
				}
				if !strings.HasPrefix(text, "GET /0 ") {
					p.say(rightAnswer)
					continue
				}
				close(arrived)
				<-held
				p.say(fullAnswer())
				close(said)
			}
		})
		var once sync.Once
		playFullAnswer(t, s, &crawl.Raw{Client: crawl.Client{KeepAlive: true}, Pumped: crawl.ShareAlways}, 2, func(f crawl.Fetch) {
			if f.Index == 0 {
				return
			}
			select {
			case <-arrived:
				once.Do(func() { // on the goroutine that serves the other slot as well
					close(held)
					<-said
				})
			default:
				if f.Index == fullRequests-1 {
					once.Do(func() { close(held) }) // too late, but nobody must wait
				}
			}
		})
	}
}

// fullRequests is enough for the first one to arrive while others end.
const fullRequests = 300

func playFullAnswer(t *testing.T, s *server, engine crawl.Engine, concurrency int, record func(crawl.Fetch)) {
	t.Helper()
	var log logbook
	c := crawl.Crawl{
		Source: numbered(s.url(), fullRequests), Engine: engine, Discipline: crawl.Window, Concurrency: concurrency, Timeout: patient,
		Record: func(slot int, f crawl.Fetch) {
			log.record(slot, f)
			record(f)
		},
	}
	if _, err := c.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	log.complete(t, fullRequests)
	for _, f := range log.fetches {
		if f.Class != crawl.OK || f.Status != 201 {
			t.Errorf("request %d: %v, status %d, want ok, status 201", f.Index, f.Class, f.Status)
		}
	}
}

// TestTLSEndsWithAGoodbye: who closes a sound connection says so.
func TestTLSEndsWithAGoodbye(t *testing.T) {
	ca := newAuthority(t)
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			ended := make(chan int, 1)
			s := serve(t, ca.issue(t, nil), func(p *peer) {
				p.request()
				p.say(hello)
				last, _ := io.ReadAll(p.tcp) // since TLS does not tell
				ended <- len(last)
			})
			slots, err := engine(crawl.Client{KeepAlive: true, TLS: &tls.Config{RootCAs: ca.pool}}).Open(t.Context(), 1)
			if err != nil {
				t.Fatal(err)
			}
			f := slots[0].Do(time.Now(), &crawl.Request{Method: "GET", URL: []byte(s.tlsURL())}, patient)
			_ = slots[0].Close()
			if last := <-ended; f.Class != crawl.OK || last == 0 {
				t.Errorf("%v, and no goodbye", f.Class)
			}
		})
	}
}

// TestAQuickAnswerToALargeTLSRequest must not be taken for one that came before
// the request: that would send it twice.
func TestAQuickAnswerToALargeTLSRequest(t *testing.T) {
	ca := newAuthority(t)
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			s := serve(t, ca.issue(t, nil), func(p *peer) {
				for p.request() {
					p.say(hello)
				}
			})
			c := open(t, engine(crawl.Client{KeepAlive: true, TLS: &tls.Config{RootCAs: ca.pool}}))
			for i := range 200 {
				r := &crawl.Request{Method: "POST", URL: []byte(s.tlsURL()), Body: make([]byte, 40_000*(1-i%2))}
				if f := c.do(r, patient); f.Class != crawl.OK || (f.Dials == 1) != (i == 0) {
					t.Fatalf("request %d: %v, %d dials", i, f.Class, f.Dials)
				}
			}
			s.saw(t, 200)
		})
	}
}

// TestClosingASlotTwiceLeavesTheOthersTheirContext.
func TestClosingASlotTwiceLeavesTheOthersTheirContext(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			s := serve(t, nil, func(p *peer) { p.request(); p.stay() })
			ctx, cancel := context.WithCancel(t.Context())
			slots, err := engine(crawl.Client{KeepAlive: true}).Open(ctx, 2)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = slots[0].Close(), slots[0].Close()
			defer slots[1].Close()
			time.AfterFunc(short, cancel)
			f := slots[1].Do(time.Now(), &crawl.Request{Method: "GET", URL: []byte(s.url())}, patient)
			if f.Class != crawl.Canceled {
				t.Errorf("%v, want canceled", f.Class)
			}
		})
	}
}
