package crawl_test

import (
	"context"
	"crypto/tls"
	"net"
	"sync/atomic"
	"testing"

	"runexp/crawl"
)

// TestAPreconnectedConnectionThatIsOverIsReplaced: whatever comes before the
// first request does not answer it.
func TestAPreconnectedConnectionThatIsOverIsReplaced(t *testing.T) {
	const weary = "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
	ca := newAuthority(t)
	for _, test := range []struct {
		name string
		over func(p *peer)
		tls  bool
	}{
		{"closed", func(p *peer) { _ = p.Close() }, false},
		{"reset", (*peer).reset, false},
		{"tired of waiting", func(p *peer) { p.say(weary); _ = p.Close() }, false},
		{"speaking and staying", func(p *peer) { p.say(weary) }, false},
		{"closed over TLS", func(p *peer) { _ = p.Close() }, true},
		{"reset under TLS", (*peer).reset, true},
		{"tired of waiting over TLS", func(p *peer) { p.say(weary); _ = p.Close() }, true},
		{"speaking and staying over TLS", func(p *peer) { p.say(weary) }, true},
		{"beginning to speak over TLS", func(p *peer) { _, _ = p.tcp.Write([]byte{23, 3, 3}) }, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			for name, engine := range connectors(t) {
				t.Run(name, func(t *testing.T) {
					over := make(chan bool)
					var config *tls.Config
					if test.tls {
						config = ca.issue(t, nil)
					}
					s := serve(t, config, func(p *peer) {
						if p.nth%2 == 1 {
							answering(p)
							return
						}
						if test.tls {
							_ = p.Conn.(*tls.Conn).Handshake()
						}
						test.over(p)
						over <- true
						p.stay()
					})
					url := s.url()
					if test.tls {
						url = s.tlsURL()
					}
					for range 3 {
						c := open(t, engine(crawl.Client{KeepAlive: true, TLS: &tls.Config{RootCAs: ca.pool}}))
						connected := c.connect(url, patient)
						<-over
						f := c.get(url, patient)
						if f.Class != crawl.OK || f.Dials != 1 {
							t.Fatalf("connected %v, then %v, status %d, %d dials, want ok, 1 dial", connected, f.Class, f.Status, f.Dials)
						}
						if f := c.get(url, patient); f.Class != crawl.OK || f.Dials != 0 {
							t.Errorf("then %v, %d dials, want ok on the same connection", f.Class, f.Dials)
						}
					}
					s.saw(t, 6)
				})
			}
		})
	}
}

func TestConnectingAgainReplacesWhatIsOver(t *testing.T) {
	for name, engine := range connectors(t) {
		t.Run(name, func(t *testing.T) {
			over := make(chan bool)
			s := serve(t, nil, func(p *peer) {
				if p.nth == 0 {
					_ = p.Close()
					over <- true
					return
				}
				answering(p)
			})
			c := open(t, engine(crawl.Client{KeepAlive: true}))
			_ = c.connect(s.url(), patient)
			<-over
			if !c.connect(s.url(), patient) {
				t.Error("not connected again")
			}
			if f := c.get(s.url(), patient); f.Class != crawl.OK || f.Dials != 0 {
				t.Errorf("%v, %d dials, want ok without one", f.Class, f.Dials)
			}
		})
	}
}

// TestAServerThatAlwaysSpeaksFirst is treated the same with and without
// connecting ahead.
func TestAServerThatAlwaysSpeaksFirst(t *testing.T) {
	for name, engine := range connectors(t) {
		t.Run(name, func(t *testing.T) {
			spoken := make(chan bool, 9)
			s := serve(t, nil, func(p *peer) {
				p.say(hello)
				spoken <- true
				p.request()
				p.stay()
			})
			cold := open(t, engine(crawl.Client{KeepAlive: true})).get(s.url(), patient)
			<-spoken
			c := open(t, engine(crawl.Client{KeepAlive: true}))
			_ = c.connect(s.url(), patient)
			<-spoken
			if f := c.get(s.url(), patient); f.Class != cold.Class || f.Status != cold.Status || f.Dials != 1 {
				t.Errorf("%v, status %d, %d dials, want %v, status %d, 1 dial", f.Class, f.Status, f.Dials, cold.Class, cold.Status)
			}
		})
	}
}

// crossingConn is a connection on which something happens just before the first
// write.
type crossingConn struct {
	*net.TCPConn

	before func()
	once   atomic.Bool
}

func (c *crossingConn) Write(p []byte) (int, error) {
	if !c.once.Swap(true) {
		c.before()
	}
	return c.TCPConn.Write(p)
}

// TestTheEndCrossesTheFirstRequest: only what the server cannot have seen is
// sent again, and once.
func TestTheEndCrossesTheFirstRequest(t *testing.T) {
	for _, test := range []struct {
		name  string
		end   func(p *peer)
		class crawl.Class
		dials uint8
		seen  int64
	}{
		{"closed before it arrived", func(p *peer) { _ = p.Close() }, crawl.OK, 1, 1},
		{"closed after it was read", func(p *peer) { p.request() }, crawl.Reset, 0, 1},
		{"reset after it was read", func(p *peer) { p.request(); p.reset() }, crawl.Reset, 0, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			for name, engine := range connectors(t) {
				t.Run(name, func(t *testing.T) {
					write, ended := make(chan bool), make(chan bool, 9)
					s := serve(t, nil, func(p *peer) {
						if p.nth > 0 {
							answering(p)
							return
						}
						<-write
						test.end(p)
						ended <- true
					})
					dials := 0
					c := open(t, engine(crawl.Client{KeepAlive: true, Dial: func(ctx context.Context, network, addr string) (net.Conn, error) {
						conn, err := new(net.Dialer).DialContext(ctx, network, addr)
						if dials++; err != nil || dials > 1 {
							return conn, err
						}
						return &crossingConn{TCPConn: conn.(*net.TCPConn), before: func() {
							close(write)
							if test.class == crawl.OK {
								<-ended
							}
						}}, nil
					}}))
					if !c.connect(s.url(), patient) {
						t.Fatal("not connected")
					}
					if f := c.get(s.url(), patient); f.Class != test.class || f.Dials != test.dials {
						t.Errorf("%v, %d dials, want %v, %d", f.Class, f.Dials, test.class, test.dials)
					}
					s.saw(t, test.seen)
				})
			}
		})
	}
}
