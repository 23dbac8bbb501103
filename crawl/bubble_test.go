package crawl_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"runexp/crawl"
	"runexp/internal/memnet"
)

// network is an HTTP server on a network in memory, inside a bubble.
type network struct {
	*memnet.Listener

	t        *testing.T // of the bubble
	requests atomic.Int64
}

// bubble runs test in a synctest bubble with a server that answers by handler.
// The bubble ends only if every goroutine does: a leak is a deadlock.
func bubble(t *testing.T, handler http.HandlerFunc, test func(n *network)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		n := &network{Listener: memnet.Listen(), t: t}
		server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			n.requests.Add(1)
			handler(w, r)
		})}
		done := make(chan error, 1)
		go func() { done <- server.Serve(n.Listener) }()
		test(n)
		synctest.Wait()
		_ = server.Close()
		<-done
	})
}

// delayed answers after a time, unless the client goes before.
func delayed(d time.Duration) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if pause(r, d) {
			_, _ = io.WriteString(w, "hello")
		}
	}
}

// pause lets time pass; false when the client goes before.
func pause(r *http.Request, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-r.Context().Done():
		return false
	}
}

func TestARealEngineTakesExactlyItsRounds(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			for _, name := range []string{"window", "static", "chunk", "semaphore"} {
				for _, keep := range []bool{true, false} {
					bubble(t, delayed(100*time.Millisecond), func(n *network) {
						t := n.t
						discipline, err := crawl.DisciplineNamed(name)
						if err != nil {
							t.Fatal(err)
						}
						var log logbook
						c := crawl.Crawl{
							Source: numbered("http://test", 500), Engine: engine(crawl.Client{KeepAlive: keep, Dial: n.DialContext}),
							Discipline: discipline, Concurrency: 100, Timeout: time.Second, Record: log.record,
						}
						begin := time.Now()
						totals, err := c.Run(context.WithoutCancel(t.Context()))
						if err != nil {
							t.Fatal(err)
						}
						if took := time.Since(begin); took != 500*time.Millisecond {
							t.Errorf("%s: %v, want exactly 500ms", name, took)
						}
						log.complete(t, 500)
						dials := int64(500)
						if keep {
							dials = 100
						}
						if log.classes()[crawl.OK] != 500 || totals.Peak != 100 || log.dials() != dials || n.requests.Load() != 500 {
							t.Errorf("%s: classes %v, peak %d, %d dials, %d requests seen, want 500 ok, 100, %d, 500",
								name, log.classes(), totals.Peak, log.dials(), n.requests.Load(), dials)
						}
						for _, f := range log.fetches {
							if f.Service() != 100*time.Millisecond || f.First != f.End || f.Bytes != 5 || f.Status != 200 {
								t.Fatalf("request %d: %+v, want 100ms, 5 bytes, status 200", f.Index, f)
							}
						}
					})
				}
			}
		})
	}
}

func TestATimeoutComesExactlyAtTheDeadline(t *testing.T) {
	hanging := func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	endless := func(w http.ResponseWriter, r *http.Request) {
		for pause(r, time.Millisecond) {
			_, _ = io.WriteString(w, "hello")
			_ = http.NewResponseController(w).Flush()
		}
	}
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			for _, test := range []struct {
				name    string
				handler http.HandlerFunc
				dial    func(context.Context, string, string) (net.Conn, error)
				first   time.Duration
			}{
				{"no answer", delayed(time.Hour), nil, 0},
				{"an endless body", endless, nil, time.Millisecond},
				{"no connection", delayed(0), hanging, 0},
			} {
				t.Run(test.name, func(t *testing.T) {
					bubble(t, test.handler, func(n *network) {
						t := n.t
						dial := test.dial
						if dial == nil {
							dial = n.DialContext
						}
						c := open(t, engine(crawl.Client{KeepAlive: true, Dial: dial}))
						for range 3 {
							f := c.get("http://test/", 777*time.Millisecond)
							if f.Class != crawl.Timeout || f.Service() != 777*time.Millisecond {
								t.Errorf("%v after %v, want timeout after exactly 777ms", f.Class, f.Service())
							}
							if f.First != 0 && f.First-f.Start != test.first || (f.First != 0) != (test.first != 0) {
								t.Errorf("first byte after %v, want %v", f.First-f.Start, test.first)
							}
						}
						_ = c.slot.Close()
					})
				})
			}
		})
	}
}

func TestAnAnswerJustBeforeTheDeadlineIsInTime(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			bubble(t, delayed(time.Second), func(n *network) {
				t := n.t
				c := open(t, engine(crawl.Client{KeepAlive: true, Dial: n.DialContext}))
				for i := range 3 {
					f := c.get("http://test/", time.Second+time.Nanosecond)
					if f.Class != crawl.OK || f.Service() != time.Second || (f.Dials == 1) != (i == 0) {
						t.Errorf("request %d: %v after %v, %d dials", i, f.Class, f.Service(), f.Dials)
					}
					time.Sleep(time.Hour) // resting is not limited
				}
				_ = c.slot.Close()
			})
		})
	}
}

func TestNoTimeoutMeansNoDeadline(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			bubble(t, delayed(1000*time.Hour), func(n *network) {
				t := n.t
				c := open(t, engine(crawl.Client{Dial: n.DialContext}))
				if f := c.get("http://test/", 0); f.Class != crawl.OK || f.Service() != 1000*time.Hour {
					t.Errorf("%v after %v, want ok after 1000h", f.Class, f.Service())
				}
				_ = c.slot.Close()
			})
		})
	}
}

// TestPhasesAreTimedExactly: dialling takes 30 ms, the head comes 100 ms after
// the request and the body 50 ms later.
func TestPhasesAreTimedExactly(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(w http.ResponseWriter, _ *http.Request) {
				time.Sleep(100 * time.Millisecond)
				_ = http.NewResponseController(w).Flush()
				time.Sleep(50 * time.Millisecond)
				_, _ = io.WriteString(w, strings.Repeat("x", 100_000))
			}, func(n *network) {
				t := n.t
				c := open(t, engine(crawl.Client{KeepAlive: true, Dial: func(ctx context.Context, network, addr string) (net.Conn, error) {
					time.Sleep(30 * time.Millisecond)
					return n.DialContext(ctx, network, addr)
				}}))
				time.Sleep(time.Second)
				got := c.get("http://test/", patient)
				want := crawl.Fetch{
					Bytes: 100_000, Start: time.Second, First: 1130 * time.Millisecond, End: 1180 * time.Millisecond,
					Connect: 30 * time.Millisecond, Status: 200, Dials: 1,
				}
				if got != want {
					t.Errorf("got  %+v\nwant %+v", got, want)
				}
				got = c.get("http://test/", patient)
				want.Start, want.First, want.End = want.End, want.End+100*time.Millisecond, want.End+150*time.Millisecond
				want.Connect, want.Dials = 0, 0
				if got != want {
					t.Errorf("kept: got  %+v\nwant %+v", got, want)
				}
				_ = c.slot.Close()
			})
		})
	}
}

// TestTheDeadlineSpansTheReplacement: a kept connection turned out to be
// closed, and dialling anew takes as long as is left.
func TestTheDeadlineSpansTheReplacement(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/1" {
					<-r.Context().Done()
				}
				conn, buffer, _ := http.NewResponseController(w).Hijack()
				_, _ = buffer.WriteString(hello)
				_ = buffer.Flush()
				_ = conn.Close()
			}, func(n *network) {
				t := n.t
				c := open(t, engine(crawl.Client{KeepAlive: true, Dial: n.DialContext}))
				if f := c.get("http://test/0", time.Second); f.Class != crawl.OK {
					t.Errorf("%v, want ok", f.Class)
				}
				if f := c.get("http://test/1", time.Second); f.Class != crawl.Timeout || f.Service() != time.Second || f.Dials != 1 {
					t.Errorf("%v after %v, %d dials, want timeout after exactly 1s, 1 dial", f.Class, f.Service(), f.Dials)
				}
				_ = c.slot.Close()
				if got := n.requests.Load(); got != 2 {
					t.Errorf("the server saw %d requests, want 2", got)
				}
			})
		})
	}
}

func TestCancelingARealEngineStopsAtOnce(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			bubble(t, delayed(time.Hour), func(n *network) {
				t := n.t
				ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
				time.AfterFunc(333*time.Millisecond, cancel)
				var log logbook
				c := crawl.Crawl{
					Source: numbered("http://test", 500), Engine: engine(crawl.Client{KeepAlive: true, Dial: n.DialContext}),
					Discipline: crawl.Window, Concurrency: 50, Timeout: 2 * time.Hour, Record: log.record,
				}
				begin := time.Now()
				if _, err := c.Run(ctx); err == nil {
					t.Error("no error")
				}
				if took := time.Since(begin); took != 333*time.Millisecond || log.classes()[crawl.Canceled] != 50 || len(log.fetches) != 50 {
					t.Errorf("took %v, classes %v, want exactly 333ms, 50 canceled", took, log.classes())
				}
			})
		})
	}
}
