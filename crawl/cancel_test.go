package crawl_test

import (
	"context"
	"errors"
	"net"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"runexp/crawl"
)

// TestCancelingInterruptsEveryPhase: whatever a slot does, it stops at once,
// long before its deadline, and says that it was canceled.
func TestCancelingInterruptsEveryPhase(t *testing.T) {
	hanging := func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	big := make([]byte, 30<<20)
	for _, test := range []struct {
		name   string
		https  bool
		dial   func(context.Context, string, string) (net.Conn, error)
		body   []byte
		script func(p *peer)
		status int16
	}{
		{name: "dialling", dial: hanging, script: hangUp},
		{name: "the handshake", https: true, script: (*peer).stay},
		{name: "sending", body: big, script: func(p *peer) { _, _ = p.in.Discard(100); <-p.server.done }},
		{name: "waiting", script: func(p *peer) { p.request(); p.stay() }},
		{name: "the head", script: func(p *peer) { p.say("HTTP/1.1 200 OK\r\nX-A: "); p.drip("x") }},
		{name: "the body", script: func(p *peer) { p.say(hello[:len(hello)-1]); p.stay() }, status: 200},
		{name: "an endless body", script: func(p *peer) { p.say("HTTP/1.1 200 OK\r\n\r\n"); p.drone(strings.Repeat("x", 1000)) }, status: 200},
	} {
		t.Run(test.name, func(t *testing.T) {
			for name, engine := range engines() {
				t.Run(name, func(t *testing.T) {
					s := serve(t, nil, test.script)
					url := s.url()
					if test.https {
						url = s.tlsURL()
					}
					because := errors.New("enough")
					ctx, cancel := context.WithCancelCause(context.WithoutCancel(t.Context()))
					defer cancel(nil)
					var log logbook
					source := numbered(url, 100)
					source.Body = []crawl.Part{{Text: string(test.body)}}
					second := &nthFill{Source: source, n: 2, call: func() {
						time.AfterFunc(short, func() { cancel(because) })
					}}
					c := crawl.Crawl{
						Source: second, Engine: engine(crawl.Client{KeepAlive: true, Dial: test.dial}), Discipline: crawl.Window,
						Concurrency: 2, Timeout: time.Hour, Record: log.record,
					}
					if _, err := c.Run(ctx); !errors.Is(err, because) {
						t.Errorf("error %v, want the cause", err)
					}
					if got := log.classes(); got[crawl.Canceled] != 2 || len(log.fetches) != 2 {
						t.Errorf("classes %v, want 2 canceled", got)
					}
					for _, f := range log.fetches {
						if f.Service() > short+slack || f.Status != test.status && f.First != 0 {
							t.Errorf("canceled after %v, status %d, want status %d", f.Service(), f.Status, test.status)
						}
					}
				})
			}
		})
	}
}

// nthFill is a source that makes a call when its nth request is filled.
type nthFill struct {
	crawl.Source

	n      int64
	filled atomic.Int64
	call   func()
}

func (s *nthFill) Fill(r *crawl.Request, i int) {
	s.Source.Fill(r, i)
	if s.filled.Add(1) == s.n {
		s.call()
	}
}

// TestNothingOutlivesACrawl: no goroutine and no connection, after success and
// after every sort of failure.
func TestNothingOutlivesACrawl(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			s := serve(t, nil, func(p *peer) {
				for p.request() {
					switch p.server.requests.Load() % 5 {
					case 0:
						p.say("garbage\r\n")
					case 1:
						return
					case 2:
						p.say(hello + "left over")
					case 3:
						p.say("HTTP/1.1 200 OK\r\n\r\n")
						p.drone("x")
					default:
						p.say(hello)
					}
				}
			})
			before := runtime.NumGoroutine()
			c := crawl.Crawl{
				Source: numbered(s.url(), 200), Engine: engine(crawl.Client{KeepAlive: true, MaxBody: 1000}), Discipline: crawl.Window,
				Concurrency: 10, Timeout: patient, Record: func(int, crawl.Fetch) {},
			}
			if _, err := c.Run(t.Context()); err != nil {
				t.Fatal(err)
			}
			for end := time.Now().Add(slack); ; wait(time.Millisecond) {
				s.mu.Lock()
				open := len(s.open)
				s.mu.Unlock()
				if runtime.NumGoroutine() <= before && open == 0 {
					return
				}
				if time.Now().After(end) {
					stacks := make([]byte, 1<<20)
					t.Fatalf("%d goroutines, %d before; %d connections\n%s", runtime.NumGoroutine(), before, open, stacks[:runtime.Stack(stacks, true)])
				}
			}
		})
	}
}

// TestFailuresDoNotPileUp: what a failed request leaves behind must not stay
// until the end of the crawl.
func TestFailuresDoNotPileUp(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			s := serve(t, nil, func(p *peer) {
				if p.request() {
					p.say("garbage\r\n")
				}
			})
			c := open(t, engine(crawl.Client{KeepAlive: true}))
			heap := func() uint64 {
				var m runtime.MemStats
				runtime.GC()
				runtime.GC()
				runtime.ReadMemStats(&m)
				return m.HeapAlloc
			}
			var before uint64
			for i := range 2200 {
				if i == 200 {
					before = heap()
				}
				if f := c.get(s.url(), patient); f.Class != crawl.Protocol {
					t.Fatalf("request %d: %v", i, f.Class)
				}
			}
			if after := heap(); after > before+1<<20 {
				t.Errorf("the heap grew from %d to %d bytes over 2000 failures", before, after)
			}
		})
	}
}

// TestBodiesAreStreamed: memory does not follow the size of responses.
func TestBodiesAreStreamed(t *testing.T) {
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			const size = 128 << 20
			block := make([]byte, 1<<20)
			s := serve(t, nil, func(p *peer) {
				for p.request() {
					p.say("HTTP/1.1 200 OK\r\nContent-Length: 134217728\r\n\r\n")
					for range size / len(block) {
						_, _ = p.Write(block)
					}
				}
			})
			c := open(t, engine(crawl.Client{KeepAlive: true}))
			if f := c.get(s.url(), patient); f.Class != crawl.OK {
				t.Fatal(f.Class)
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			if f := c.get(s.url(), patient); f.Class != crawl.OK || f.Bytes != size {
				t.Fatalf("%v, %d bytes, want ok, %d", f.Class, f.Bytes, size)
			}
			runtime.ReadMemStats(&after)
			if grown := after.TotalAlloc - before.TotalAlloc; grown > 4<<20 {
				t.Errorf("%d bytes were allocated for a body of %d", grown, size)
			}
		})
	}
}
