package crawl_test

import (
	"context"
	"errors"
	"net"
	"runtime"
	"slices"
	"testing"

	"runexp/crawl"
)

// TestProbeRaw passes where the raw engine sends and receives by itself.
func TestProbeRaw(t *testing.T) {
	unix := runtime.GOOS != "windows" && runtime.GOOS != "plan9" && runtime.GOOS != "js" && runtime.GOOS != "wasip1"
	for range 100 { // and leaves nothing behind that would make the next one fail
		if err := crawl.ProbeRaw(); (err == nil) != unix {
			t.Fatalf("on %s: %v", runtime.GOOS, err)
		}
	}
}

// TestWhenSlotsShareGoroutines holds what the documentation of Pump says.
func TestWhenSlotsShareGoroutines(t *testing.T) {
	linux := runtime.GOOS == "linux"
	kept := crawl.Client{KeepAlive: true}
	dialing := kept
	dialing.Dial = new(net.Dialer).DialContext
	for _, test := range []struct {
		name   string
		engine crawl.Raw
		slots  int
		url    string
		want   bool
	}{
		{"no slot", crawl.Raw{Client: kept}, 0, "http://x/", false},
		{"one slot", crawl.Raw{Client: kept}, 1, "http://x/", false},
		{"three slots", crawl.Raw{Client: kept}, 3, "http://x/", false},
		{"four slots", crawl.Raw{Client: kept}, 4, "http://x/", linux},
		{"many slots", crawl.Raw{Client: kept}, 300, "http://x/", linux},
		{"one slot that must", crawl.Raw{Client: kept, Pumped: crawl.ShareAlways}, 1, "http://x/", linux},
		{"no slot that must", crawl.Raw{Client: kept, Pumped: crawl.ShareAlways}, 0, "http://x/", false},
		{"many slots that must not", crawl.Raw{Client: kept, Pumped: crawl.ShareNever}, 300, "http://x/", false},
		{"https", crawl.Raw{Client: kept, Pumped: crawl.ShareAlways}, 300, "https://x/", false},
		{"a connection per request", crawl.Raw{Pumped: crawl.ShareAlways}, 300, "http://x/", false},
		{"ordinary calls", crawl.Raw{Client: kept, Plain: true, Pumped: crawl.ShareAlways}, 300, "http://x/", false},
		{"a dialer of the caller's", crawl.Raw{Client: dialing, Pumped: crawl.ShareAlways}, 300, "http://x/", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			slots, err := test.engine.Open(t.Context(), test.slots)
			if err != nil {
				t.Fatal(err)
			}
			sample := &crawl.Request{Method: "GET", URL: []byte(test.url)}
			pumping := test.engine.Pump(slots, sample)
			if (pumping != nil) != test.want {
				t.Errorf("pumped %v, want %v", pumping != nil, test.want)
			}
			if pumping != nil {
				pumping.Close()
			}
			if others := append(slices.Clip(slots), crawl.Slot(answers{})); test.engine.Pump(others, sample) != nil {
				t.Error("it takes a slot that is not its own")
			}
			for _, s := range slots {
				_ = s.Close()
			}
		})
	}
}

// TestACrawlSaysWhetherItIsPumped: only where every slot is kept busy without a
// pause.
func TestACrawlSaysWhetherItIsPumped(t *testing.T) {
	linux := runtime.GOOS == "linux"
	for _, test := range []struct {
		name       string
		discipline crawl.Discipline
		slots      int
		think      bool
		want       bool
	}{
		{"window", crawl.Window, 4, false, linux},
		{"window of three", crawl.Window, 3, false, false},
		{"window with pauses", crawl.Window, 4, true, false},
		{"static", crawl.Static, 4, false, linux},
		{"serial", crawl.Serial, 4, false, false},
		{"chunk", crawl.Chunk, 4, false, linux},
		{"semaphore", crawl.Semaphore, 4, false, false},
		{"rate", crawl.Rate(crawl.Constant(1e6)), 4, false, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := serve(t, nil, answering)
			var log logbook
			c := crawl.Crawl{
				Source: numbered(s.url(), 40), Engine: &crawl.Raw{Client: crawl.Client{KeepAlive: true}}, Discipline: test.discipline,
				Concurrency: test.slots, Timeout: patient, Record: log.record,
			}
			if test.think {
				c.Think = 1
			}
			totals, err := c.Run(t.Context())
			if err != nil || totals.Pumped != test.want || log.classes()[crawl.OK] != 40 {
				t.Errorf("error %v, pumped %v, classes %v, want %v, 40 ok", err, totals.Pumped, log.classes(), test.want)
			}
		})
	}
}

// spy is a connection that counts the calls of package net.
type spy struct {
	*net.TCPConn

	writes, reads int
}

func (s *spy) Write(p []byte) (int, error) {
	s.writes++
	return s.TCPConn.Write(p)
}

func (s *spy) Read(p []byte) (int, error) {
	s.reads++
	return s.TCPConn.Read(p)
}

// TestPlain uses nothing but ordinary calls, and one of each for a request: so
// is what stands on a socket used, be it plain or not.
func TestPlain(t *testing.T) {
	for _, plain := range []bool{true, false} {
		s := serve(t, nil, answering)
		var dialled *spy
		dial := func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := new(net.Dialer).DialContext(ctx, network, addr)
			if tcp, ok := conn.(*net.TCPConn); ok {
				dialled = &spy{TCPConn: tcp}
				return dialled, err
			}
			return nil, errors.Join(err, net.ErrClosed)
		}
		c := open(t, &crawl.Raw{Client: crawl.Client{KeepAlive: true, Dial: dial}, Plain: plain})
		const n = 10
		for i := range n {
			if f := c.get(s.url(), patient); f.Class != crawl.OK || f.Dials != uint8(max(0, 1-i)) {
				t.Errorf("%v, %d dials", f.Class, f.Dials)
			}
		}
		split := 0
		if runtime.GOOS == "linux" {
			split = 1 // the second request leaves in two pieces
		}
		if dialled.writes != n+split || dialled.reads < n || dialled.reads > 2*n {
			t.Errorf("plain %v: %d writes, %d reads for %d requests", plain, dialled.writes, dialled.reads, n)
		}
		s.saw(t, n)
	}
}
