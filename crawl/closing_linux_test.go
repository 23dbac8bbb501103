package crawl_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"testing"
	"time"

	"runexp/crawl"
)

// What a kept connection does when the server closes it. Where the kernel
// cannot be asked what the peer acknowledged, more of these requests count as
// seen, so the file is for Linux.

// closer answers each connection's first request and closes it without a word.
// Corked, the end travels with the answer; otherwise right behind it.
func closer(t *testing.T, corked bool) *server {
	t.Helper()
	return serve(t, nil, func(p *peer) {
		if corked {
			cork(p, nil)
		}
		if p.request() {
			p.say(hello)
		}
	})
}

// TestAServerThatClosesAfterEveryResponse is the classic race for a kept
// connection: the request may cross the end on the way. Every request must
// succeed, and the server must see each once. A server that does not cork may
// be stopped by the scheduler just before it closes, for so long that its
// kernel acknowledges the next request; until it has shown its habit once, that
// request may count as seen.
func TestAServerThatClosesAfterEveryResponse(t *testing.T) {
	for _, corked := range []bool{true, false} {
		for _, slots := range []int{1, 20} {
			t.Run(fmt.Sprintf("corked %v, %d slots", corked, slots), func(t *testing.T) {
				for name, engine := range engines() {
					t.Run(name, func(t *testing.T) {
						const n, rounds = 500, 4
						s, ok := closer(t, corked), int64(0)
						for range rounds {
							var log logbook
							c := crawl.Crawl{
								Source: numbered(s.url(), n), Engine: engine(crawl.Client{KeepAlive: true}), Discipline: crawl.Window,
								Concurrency: slots, Timeout: patient, Record: log.record,
							}
							if _, err := c.Run(t.Context()); err != nil {
								t.Fatal(err)
							}
							log.complete(t, n)
							lost := log.classes()[crawl.Reset]
							if log.classes()[crawl.OK]+lost != n || lost > 0 && (corked || lost > slots) {
								t.Errorf("classes %v, want %d ok", log.classes(), n)
							}
							ok += int64(n - lost)
							if dials := log.dials(); dials < n-int64(lost) || dials > n+int64(slots) {
								t.Errorf("%d dials, want about %d", dials, n)
							}
						}
						s.saw(t, ok)
					})
				}
			})
		}
	}
}

// TestAServerThatIsStoppedBeforeItCloses has the second request in its kernel,
// unread, when it closes at last: a reset. That is told from a request that was
// read and answered with a reset, and sent again.
func TestAServerThatIsStoppedBeforeItCloses(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			const n = 50
			good := 0
			s := serve(t, nil, func(p *peer) {
				if p.request() {
					p.say(hello)
					wait(time.Millisecond) // longer, and its kernel would acknowledge
				}
			})
			for range n {
				c := open(t, engine(crawl.Client{KeepAlive: true})) // an engine that knows no habit
				for range 2 {
					switch f := c.get(s.url(), patient); f.Class {
					case crawl.OK:
						good++
					case crawl.Reset:
					default:
						t.Errorf("%v, want ok or, rarely, reset", f.Class)
					}
				}
				_ = c.slot.Close()
			}
			if good < n+n/2 {
				t.Errorf("%d of %d requests are ok", good, 2*n)
			}
			s.saw(t, int64(good))
		})
	}
}

// TestAHabitOfClosingIsKnownAgain: the server has closed a connection after one
// response before, so when it is stopped for so long that its kernel has
// acknowledged the next request, a reset still means that.
func TestAHabitOfClosingIsKnownAgain(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			s := serve(t, nil, func(p *peer) {
				if !p.request() {
					return
				}
				if p.nth == 0 {
					cork(p, nil)
				}
				p.say(hello)
				if p.nth > 0 {
					wait(100 * time.Millisecond)
				}
			})
			c := open(t, engine(crawl.Client{KeepAlive: true}))
			for i := range 6 {
				if f := c.get(s.url(), patient); f.Class != crawl.OK || f.Dials != 1 {
					t.Errorf("request %d: %v, %d dials, want ok, 1 dial", i, f.Class, f.Dials)
				}
			}
			s.saw(t, 6)
		})
	}
}

// TestAHabitIsForgottenWhenAConnectionIsKept: a server closes one connection
// after one response, keeps the next, and then reads a request and breaks off.
// That one was seen.
func TestAHabitIsForgottenWhenAConnectionIsKept(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			s := serve(t, nil, func(p *peer) {
				switch p.nth {
				case 0:
					p.request()
					cork(p, nil)
					p.say(hello)
					return
				case 1:
					p.request()
					p.say(hello)
				}
				p.request()
				p.say(hello)
				p.request()
				p.reset()
			})
			c := open(t, engine(crawl.Client{KeepAlive: true}))
			for i, want := range []crawl.Class{crawl.OK, crawl.OK, crawl.OK, crawl.Reset, crawl.OK, crawl.Reset} {
				if f := c.get(s.url(), patient); f.Class != want {
					t.Errorf("request %d: %v, want %v", i, f.Class, want)
				}
			}
			s.saw(t, 6)
		})
	}
}

// crossing is a connection whose nth write waits until the server has closed:
// the end is on its way while the request is.
type crossing struct {
	*net.TCPConn

	nth    int
	closed chan bool
}

func (c *crossing) Write(p []byte) (int, error) {
	if c.nth--; c.nth == 0 {
		c.closed <- true
		<-c.closed
	}
	return c.TCPConn.Write(p)
}

// TestTheEndCrossesTheRequest: the server's kernel refuses it, so it is sent
// again. Requests that reuse a connection for the first time may be written in
// two pieces, so every write has its turn.
func TestTheEndCrossesTheRequest(t *testing.T) {
	for name, engine := range engines() {
		for responses := 1; responses <= 3; responses++ {
			t.Run(fmt.Sprintf("%s after %d", name, responses), func(t *testing.T) {
				closed := make(chan bool)
				s := serve(t, nil, func(p *peer) {
					for range responses {
						if !p.request() {
							return
						}
						p.say(hello)
					}
					if p.nth == 0 {
						<-closed
						_ = p.Close()
						closed <- true
					}
				})
				writes := responses + 1
				if responses > 1 {
					writes++ // the second request took two
				}
				c := open(t, engine(crawl.Client{KeepAlive: true, Dial: func(ctx context.Context, network, addr string) (net.Conn, error) {
					conn, err := new(net.Dialer).DialContext(ctx, network, addr)
					if err != nil {
						return nil, err
					}
					defer func() { writes = -1 }() // the first connection only
					return &crossing{TCPConn: conn.(*net.TCPConn), nth: writes, closed: closed}, nil
				}}))
				for i := range responses + 1 {
					dials := uint8(0)
					if i == 0 || i == responses {
						dials = 1
					}
					if f := c.get(s.url(), patient); f.Class != crawl.OK || f.Dials != dials {
						t.Errorf("request %d: %v, %d dials, want ok, %d", i, f.Class, f.Dials, dials)
					}
				}
				s.saw(t, int64(responses+1))
			})
		}
	}
}

// TestARequestIsReplacedOnce: the second connection fails too, and that is it.
func TestARequestIsReplacedOnce(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			s := serve(t, nil, func(p *peer) {
				if p.nth == 0 && p.request() {
					cork(p, nil)
					p.say(hello)
				}
			})
			c := open(t, engine(crawl.Client{KeepAlive: true}))
			if f := c.get(s.url(), patient); f.Class != crawl.OK {
				t.Fatalf("first request: %v", f.Class)
			}
			if f := c.get(s.url(), patient); f.Class != crawl.Reset || f.Dials != 1 {
				t.Errorf("second request: %v, %d dials, want reset, 1 dial", f.Class, f.Dials)
			}
			if got := s.accepted.Load(); got != 2 {
				t.Errorf("%d connections, want 2", got)
			}
		})
	}
}

func TestTLSToAServerThatClosesAfterEveryResponse(t *testing.T) {
	ca := newAuthority(t)
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			s := serve(t, ca.issue(t, nil), func(p *peer) {
				if p.request() {
					cork(p, nil)
					p.say(hello)
				}
			})
			const n = 60
			var log logbook
			c := crawl.Crawl{
				Source: numbered(s.tlsURL(), n), Engine: engine(crawl.Client{KeepAlive: true, TLS: &tls.Config{RootCAs: ca.pool}}),
				Discipline: crawl.Window, Concurrency: 4, Timeout: patient, Record: log.record,
			}
			if _, err := c.Run(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := log.classes()[crawl.OK]; got != n {
				t.Errorf("classes %v, want %d ok", log.classes(), n)
			}
			s.saw(t, n)
		})
	}
}
