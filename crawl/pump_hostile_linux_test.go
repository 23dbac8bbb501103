package crawl_test

import (
	"context"
	"crypto/tls"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"runexp/crawl"
)

// descriptors is how many this process has open.
func descriptors(t *testing.T) int {
	t.Helper()
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(open)
}

// nothingLeft checks that goroutines and descriptors go back to what they were.
func nothingLeft(t *testing.T, goroutines, open int) {
	t.Helper()
	for end := time.Now().Add(slack); runtime.NumGoroutine() > goroutines || descriptors(t) > open; wait(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d goroutines, %d descriptors, want %d, %d", runtime.NumGoroutine(), descriptors(t), goroutines, open)
		}
	}
}

// doubtful is how many requests may be lost to servers that close without a word:
// one that is stopped just before it does, for longer than the kernel holds its
// answer back, leaves a doubt whether it has seen the next request.
const doubtful = 5

// mixed is a source that goes to two servers in turn, and sends a large body
// now and then.
type mixed struct {
	crawl.Template

	other string
	large []byte
}

func (m *mixed) Fill(r *crawl.Request, i int) {
	m.Template.Fill(r, i)
	r.Body = nil
	switch {
	case i%7 == 3 && m.other != "":
		r.URL = append(r.URL[:0], m.other...)
	case i%61 == 0:
		r.Method, r.Body = "POST", m.large
	}
}

// TestAPumpAmongAllSorts: http and https, large requests among small ones, and
// a server that answers 429 and 500, stalls, and hangs up without a word. Every
// request is seen once.
func TestAPumpAmongAllSorts(t *testing.T) {
	ca := newAuthority(t)
	goroutines, open := runtime.NumGoroutine(), descriptors(t)
	for _, concurrency := range []int{1, 7, 128, 129, 300} {
		t.Run(strconv.Itoa(concurrency), func(t *testing.T) {
			script := func(p *peer) {
				for i := 0; p.request(); i++ {
					switch n := p.server.requests.Load(); {
					case n%50 == 0:
						p.say("HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n")
					case n%51 == 0:
						p.say("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
						return
					case i == 0 && n%3 == 0: // later, a reset would leave a doubt
						cork(p, nil)
						p.say(hello)
						return
					default:
						p.say(hello)
					}
				}
			}
			s, safe := serve(t, nil, script), serve(t, ca.issue(t, nil), script)
			const n = 2000
			var log logbook
			engine := &crawl.Raw{Client: crawl.Client{KeepAlive: true, TLS: &tls.Config{RootCAs: ca.pool}}, Pumped: crawl.ShareAlways}
			c := crawl.Crawl{
				Source: &mixed{Template: *numbered(s.url(), n), other: safe.tlsURL() + "/x", large: make([]byte, 20<<20)},
				Engine: engine, Discipline: crawl.Window, Concurrency: concurrency, Timeout: patient, Record: log.record,
			}
			totals, err := c.Run(t.Context())
			if err != nil || !totals.Pumped {
				t.Fatal(err, totals.Pumped)
			}
			log.complete(t, n)
			got := log.classes()
			lost := got[crawl.Reset]
			if got[crawl.OK]+got[crawl.Status]+lost != n || lost > doubtful {
				t.Errorf("classes %v, want %d ok or status: %v", got, n, totals.Causes)
			}
			if got := s.requests.Load() + safe.requests.Load(); got != int64(n-lost) {
				t.Errorf("the servers saw %d requests, want %d", got, n-lost)
			}
			if got := s.accepted.Load() + safe.accepted.Load(); got != log.dials() {
				t.Errorf("the servers saw %d connections, want %d", got, log.dials())
			}
		})
	}
	nothingLeft(t, goroutines, open)
}

// TestAPumpKeepsTime: some connections stall, and their requests end just after
// the deadline, however busy the others are.
func TestAPumpKeepsTime(t *testing.T) {
	for _, timeout := range []time.Duration{1, time.Microsecond, 30 * time.Millisecond, short} {
		t.Run(timeout.String(), func(t *testing.T) {
			s := serve(t, nil, func(p *peer) {
				for i := 0; p.request(); i++ {
					if p.nth%10 == 0 && i == 20 {
						p.stay()
						return
					}
					p.say(hello)
				}
			})
			var log logbook
			c := crawl.Crawl{
				Source: numbered(s.url(), 2000), Discipline: crawl.Window, Concurrency: 64, Timeout: timeout, Record: log.record,
				Engine: &crawl.Raw{Client: crawl.Client{KeepAlive: true}, Pumped: crawl.ShareAlways},
			}
			if _, err := c.Run(t.Context()); err != nil {
				t.Fatal(err)
			}
			log.complete(t, 2000)
			for _, f := range log.fetches {
				if took := f.Service(); f.Class == crawl.Timeout && took < timeout || took > timeout+slack {
					t.Errorf("%v after %v, the deadline was %v", f.Class, took, timeout)
				}
				if f.Class != crawl.OK && f.Class != crawl.Timeout {
					t.Errorf("%v", f.Class)
				}
			}
		})
	}
}

// TestAPumpWithoutDeadline takes every way to say that there is none.
func TestAPumpWithoutDeadline(t *testing.T) {
	for _, timeout := range []time.Duration{0, -1, math.MaxInt64} {
		s := serve(t, nil, answering)
		var log logbook
		c := crawl.Crawl{
			Source: numbered(s.url(), 500), Discipline: crawl.Window, Concurrency: 20, Timeout: timeout, Record: log.record,
			Engine: &crawl.Raw{Client: crawl.Client{KeepAlive: true}, Pumped: crawl.ShareAlways},
		}
		ctx, cancel := context.WithTimeout(t.Context(), patient)
		_, err := c.Run(ctx)
		cancel()
		if err != nil || log.classes()[crawl.OK] != 500 {
			t.Errorf("timeout %d: %v, %v", timeout, err, log.classes())
		}
	}
}

// TestCancelingAPumpAtAnyMoment leaves nothing behind, and what was under way
// is canceled.
func TestCancelingAPumpAtAnyMoment(t *testing.T) {
	ca := newAuthority(t)
	goroutines, open := runtime.NumGoroutine(), descriptors(t)
	for round := range 30 {
		t.Run("", func(t *testing.T) {
			script := func(p *peer) {
				for i := 0; p.request(); i++ {
					switch n := p.server.requests.Load(); {
					case n%200 == 0:
						p.stay()
					case i == 0 && n%3 == 0:
						cork(p, nil)
						p.say(hello)
						return
					}
					p.say(hello)
				}
			}
			s, safe := serve(t, nil, script), serve(t, ca.issue(t, nil), script)
			because := errors.New("enough")
			ctx, cancel := context.WithCancelCause(context.WithoutCancel(t.Context()))
			defer cancel(nil)
			var log logbook
			c := crawl.Crawl{
				Source: &mixed{Template: *numbered(s.url(), 1<<30), other: safe.tlsURL() + "/x", large: make([]byte, 3<<20)},
				Engine: &crawl.Raw{Client: crawl.Client{KeepAlive: true, TLS: &tls.Config{RootCAs: ca.pool}}, Pumped: crawl.ShareAlways}, Discipline: crawl.Window,
				Concurrency: []int{1, 7, 129}[round%3], Timeout: time.Hour, Record: log.record,
			}
			var at time.Time
			after := time.Duration(rand.Int64N(int64(100 * time.Millisecond)))
			time.AfterFunc(after, func() { at = time.Now(); cancel(because) })
			if _, err := c.Run(ctx); !errors.Is(err, because) {
				t.Errorf("error %v", err)
			}
			if late := time.Since(at); late > slack {
				t.Errorf("ended %v after it was canceled", late)
			}
			if got := log.classes(); got[crawl.OK]+got[crawl.Canceled]+min(got[crawl.Reset], doubtful) != len(log.fetches) {
				t.Errorf("after %v: %v of %d", after, got, len(log.fetches))
			}
		})
	}
	nothingLeft(t, goroutines, open)
}

// TestAPanicInAPumpEndsTheCrawl: in the source, in the recording, and while
// goroutines of their own are at work for the pump.
func TestAPanicInAPumpEndsTheCrawl(t *testing.T) {
	for _, concurrency := range []int{4, 129} {
		for _, what := range []string{"source", "sample", "record"} {
			s := serve(t, nil, func(p *peer) {
				if p.request() { // one each
					cork(p, nil)
					p.say(hello)
				}
			})
			var log logbook
			source := &nthFill{Source: numbered(s.url(), 5000), n: 700, call: func() {
				if what != "record" {
					panic("a bug")
				}
			}}
			if what == "sample" {
				source.n = 1
			}
			c := crawl.Crawl{
				Source: source, Engine: &crawl.Raw{Client: crawl.Client{KeepAlive: true}, Pumped: crawl.ShareAlways}, Discipline: crawl.Window,
				Concurrency: concurrency, Timeout: patient, Record: func(slot int, f crawl.Fetch) {
					if log.record(slot, f); what == "record" && f.Index == 600 {
						panic("a bug")
					}
				},
			}
			_, err := c.Run(t.Context())
			if err == nil || !strings.Contains(err.Error(), "internal error: a bug") {
				t.Errorf("%s: the error is %v", what, err)
			}
			if got := log.classes(); got[crawl.OK]+min(got[crawl.Reset], doubtful) != len(log.fetches) || what != "sample" && len(log.fetches) < 500 {
				t.Errorf("%s: %v of %d", what, got, len(log.fetches))
			}
		}
	}
}
