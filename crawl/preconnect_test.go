package crawl_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"runexp/crawl"
)

// connectors are the engines whose slots can connect ahead.
func connectors(t *testing.T) map[string]func(crawl.Client) crawl.Engine {
	t.Helper()
	able := engines()
	for name, engine := range able {
		if _, ok := open(t, engine(crawl.Client{})).slot.(crawl.Connector); !ok {
			delete(able, name)
		}
	}
	return able
}

func (c *client) connect(url string, timeout time.Duration) bool {
	c.t.Helper()
	return c.slot.(crawl.Connector).Connect(&crawl.Request{Method: "GET", URL: []byte(url)}, timeout)
}

func TestPreconnectedSlotsDoNotDial(t *testing.T) {
	ca := newAuthority(t)
	for name, engine := range connectors(t) {
		t.Run(name, func(t *testing.T) {
			for _, version := range []uint16{0, tls.VersionTLS12, tls.VersionTLS13} {
				var config *tls.Config
				if version != 0 {
					config = ca.issue(t, nil)
					config.MinVersion, config.MaxVersion = version, version
					config.ClientAuth = tls.RequestClientCert // makes TLS 1.3 send its ticket after the handshake
				}
				s := serve(t, config, answering)
				url := s.url()
				if config != nil {
					url = s.tlsURL()
				}
				client := &tls.Config{RootCAs: ca.pool, ClientSessionCache: tls.NewLRUClientSessionCache(0)}
				var dials atomic.Int64
				dial := func(ctx context.Context, network, addr string) (net.Conn, error) {
					defer dials.Add(1)
					return new(net.Dialer).DialContext(ctx, network, addr)
				}
				source := &nthFill{Source: numbered(url, 500), n: 101, call: func() {
					// 100 are filled to connect; this is the first to be fetched.
					if got := dials.Load(); got != 100 {
						t.Errorf("%d dials before the first request, want 100", got)
					}
				}}
				var log logbook
				c := crawl.Crawl{
					Source: source, Engine: engine(crawl.Client{KeepAlive: true, TLS: client, Dial: dial}), Discipline: crawl.Window,
					Concurrency: 100, Timeout: patient, Preconnect: true, Record: log.record,
				}
				totals, err := c.Run(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				log.complete(t, 500)
				for _, f := range log.fetches {
					if f.Class != crawl.OK || f.Dials != 0 || f.Connect != 0 || f.TLS != 0 || f.DNS != 0 {
						t.Fatalf("request %d: %+v, want ok without a dial", f.Index, f)
					}
				}
				if totals.Preconnected != 100 || s.accepted.Load() != 100 {
					t.Errorf("%d preconnected, %d connections, want 100", totals.Preconnected, s.accepted.Load())
				}
				s.saw(t, 500)
			}
		})
	}
}

func TestConnectingAgainKeepsTheConnection(t *testing.T) {
	ca := newAuthority(t)
	for _, secure := range []bool{false, true} {
		for name, engine := range connectors(t) {
			t.Run(fmt.Sprintf("%s, https %v", name, secure), func(t *testing.T) {
				one, two := serve(t, secured(t, ca, secure), answering), serve(t, secured(t, ca, secure), answering)
				first, second := one.url(), two.url()
				if secure {
					first, second = one.tlsURL(), two.tlsURL()
				}
				c := open(t, engine(crawl.Client{KeepAlive: true, TLS: &tls.Config{RootCAs: ca.pool}}))
				for range 5 {
					for range 3 {
						if !c.connect(first, patient) {
							t.Fatal("not connected")
						}
					}
					if f := c.get(first, patient); f.Class != crawl.OK || f.Dials != 0 {
						t.Fatalf("%v, %d dials, want ok without one", f.Class, f.Dials)
					}
				}
				if got := one.accepted.Load(); got != 1 {
					t.Errorf("%d connections, want 1", got)
				}
				// One that leads elsewhere is of no use.
				if !c.connect(second, patient) || !c.connect(first, patient) {
					t.Fatal("not connected")
				}
				if f := c.get(second, patient); f.Class != crawl.OK || f.Dials != 1 {
					t.Errorf("elsewhere: %v, %d dials, want ok, 1 dial", f.Class, f.Dials)
				}
			})
		}
	}
}

func TestAFailureToPreconnectIsLeftToTheFetches(t *testing.T) {
	for name, engine := range connectors(t) {
		t.Run(name, func(t *testing.T) {
			s := serve(t, nil, answering)
			s.die()
			var log logbook
			c := crawl.Crawl{
				Source: numbered(s.url(), 20), Engine: engine(crawl.Client{KeepAlive: true}), Discipline: crawl.Window,
				Concurrency: 5, Timeout: patient, Preconnect: true, Record: log.record,
			}
			totals, err := c.Run(t.Context())
			if err != nil || totals.Preconnected != 0 || log.classes()[crawl.Connect] != 20 {
				t.Errorf("error %v, %d preconnected, classes %v, want 20 connect", err, totals.Preconnected, log.classes())
			}
			cl := open(t, engine(crawl.Client{}))
			if cl.connect("http:///", patient) || cl.connect("ftp://127.0.0.1/", patient) || cl.connect(s.url(), patient) {
				t.Error("connected to nowhere")
			}
		})
	}
}

// TestPreconnectingIsNotTimed, and dials at most 64 at a time.
func TestPreconnectingIsNotTimed(t *testing.T) {
	for name, engine := range connectors(t) {
		t.Run(name, func(t *testing.T) {
			bubble(t, delayed(100*time.Millisecond), func(n *network) {
				t := n.t
				var log logbook
				c := crawl.Crawl{
					Source: numbered("http://test", 400), Discipline: crawl.Window,
					Engine: engine(crawl.Client{KeepAlive: true, Dial: func(ctx context.Context, network, addr string) (net.Conn, error) {
						time.Sleep(10 * time.Millisecond)
						return n.DialContext(ctx, network, addr)
					}}),
					Concurrency: 200, Timeout: time.Second, Preconnect: true, Record: log.record,
				}
				begin := time.Now()
				totals, err := c.Run(context.WithoutCancel(t.Context()))
				if err != nil {
					t.Fatal(err)
				}
				if took := totals.Epoch.Sub(begin); took != 40*time.Millisecond || totals.Preconnected != 200 {
					t.Errorf("%d preconnected in %v, want 200 in exactly 4 rounds of 10ms", totals.Preconnected, took)
				}
				if got := log.elapsed(); got != 200*time.Millisecond || log.dials() != 0 || log.classes()[crawl.OK] != 400 {
					t.Errorf("took %v, %d dials, classes %v, want exactly 200ms without any", got, log.dials(), log.classes())
				}
			})
		})
	}
}

func TestPreconnectingEndsWithItsTimeoutAndItsContext(t *testing.T) {
	hanging := func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	for name, engine := range connectors(t) {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := open(t, engine(crawl.Client{Dial: hanging}))
				begin := time.Now()
				if c.connect("http://test/", time.Second) || time.Since(begin) != time.Second {
					t.Errorf("it ended after %v, want not connected after exactly 1s", time.Since(begin))
				}
				_ = c.slot.Close()
				because := errors.New("enough")
				ctx, cancel := context.WithCancelCause(context.WithoutCancel(t.Context()))
				time.AfterFunc(333*time.Millisecond, func() { cancel(because) })
				var log logbook
				crawling := crawl.Crawl{
					Source: numbered("http://test", 500), Engine: engine(crawl.Client{KeepAlive: true, Dial: hanging}), Discipline: crawl.Window,
					Concurrency: 100, Timeout: time.Hour, Preconnect: true, Record: log.record,
				}
				begin = time.Now()
				_, err := crawling.Run(ctx)
				if took := time.Since(begin); !errors.Is(err, because) || took != 333*time.Millisecond || len(log.fetches) != 0 {
					t.Errorf("error %v after %v, %d fetches, want the cause after exactly 333ms, none", err, took, len(log.fetches))
				}
			})
		})
	}
}

// ahead is an engine whose slots take a while to connect and nothing to fetch.
type ahead struct {
	answers

	connecting, peak *atomic.Int64
}

func (a ahead) Open(_ context.Context, slots int) ([]crawl.Slot, error) {
	return slices.Repeat([]crawl.Slot{a}, slots), nil
}

func (a ahead) Connect(*crawl.Request, time.Duration) bool {
	a.peak.Store(max(a.peak.Load(), a.connecting.Add(1)))
	time.Sleep(time.Second)
	return a.connecting.Add(-1) >= 0
}

func TestAtMost64SlotsConnectAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := ahead{answers{Status: 200}, new(atomic.Int64), new(atomic.Int64)}
		c := crawl.Crawl{
			Source: numbered("http://test", -1), Engine: a, Discipline: crawl.Rate(crawl.Constant(100)), Concurrency: 130,
			Timeout: time.Hour, Duration: time.Second, Preconnect: true, Record: func(int, crawl.Fetch) {},
		}
		begin := time.Now()
		totals, err := c.Run(t.Context())
		if err != nil || a.peak.Load() != 64 || totals.Preconnected != 130 || totals.Epoch.Sub(begin) != 3*time.Second {
			t.Errorf("error %v, %d at a time, %d in all in %v, want 64, 130 in 3 rounds of 1s", err, a.peak.Load(), totals.Preconnected, totals.Epoch.Sub(begin))
		}
	})
}

// eager is an engine whose slots panic when they are to connect.
type eager struct{ answers }

func (e eager) Open(context.Context, int) ([]crawl.Slot, error) { return []crawl.Slot{e, e}, nil }

func (eager) Connect(*crawl.Request, time.Duration) bool { panic("a bug") }

func TestAPanicWhilePreconnectingEndsTheCrawl(t *testing.T) {
	var log logbook
	c := crawl.Crawl{
		Source: numbered("http://test", 9), Engine: eager{}, Discipline: crawl.Window,
		Concurrency: 2, Timeout: time.Hour, Preconnect: true, Record: log.record,
	}
	_, err := c.Run(t.Context())
	if err == nil || !strings.Contains(err.Error(), "internal error: a bug") || len(log.fetches) != 0 {
		t.Errorf("error %v, %d fetches", err, len(log.fetches))
	}
}

func TestSlotsThatCannotConnectAheadAreLeftAlone(t *testing.T) {
	var log logbook
	c := crawl.Crawl{
		Source: numbered("http://test", 9), Engine: answers{Status: 200}, Discipline: crawl.Window,
		Concurrency: 2, Timeout: time.Hour, Preconnect: true, Record: log.record,
	}
	totals, err := c.Run(t.Context())
	if err != nil || totals.Preconnected != 0 {
		t.Errorf("error %v, %d preconnected", err, totals.Preconnected)
	}
	log.complete(t, 9)
}
