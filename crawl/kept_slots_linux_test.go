package crawl_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"

	"runexp/crawl"
)

// keeping is a raw engine that opens its slots once, for several crawls.
type keeping struct {
	*crawl.Raw

	slots []crawl.Slot
}

func (k *keeping) Open(ctx context.Context, slots int) (_ []crawl.Slot, err error) {
	if k.slots == nil {
		k.slots, err = k.Raw.Open(context.WithoutCancel(ctx), slots)
	}
	return k.slots, err
}

// crawl fetches n requests, on a goroutine for each slot or not.
func (k *keeping) crawl(t *testing.T, url string, n, concurrency int, sharing crawl.Sharing) *logbook {
	t.Helper()
	log := new(logbook)
	k.Pumped = sharing
	c := crawl.Crawl{
		Source: numbered(url, n), Engine: k, Discipline: crawl.Static, Concurrency: concurrency, Timeout: patient,
		KeepOpen: true, Record: log.record,
	}
	totals, err := c.Run(t.Context())
	if err != nil || totals.Pumped != (sharing == crawl.ShareAlways) {
		t.Fatalf("error %v, pumped %v", err, totals.Pumped)
	}
	log.complete(t, n)
	if log.classes()[crawl.OK] != n {
		t.Fatalf("classes %v, want %d ok: %v", log.classes(), n, totals.Causes)
	}
	return log
}

// each does something to every connection of a server.
func (s *server) each(do func(p *peer)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.open {
		do(p)
	}
}

// TestSlotsGoInAndOutOfAPump: the same connections serve crawls with and
// without a pump, and in between the server does this and that to them. It costs
// a dial for each, or nothing.
func TestSlotsGoInAndOutOfAPump(t *testing.T) {
	const never, always = crawl.ShareNever, crawl.ShareAlways
	goroutines, open := runtime.NumGoroutine(), descriptors(t)
	for _, test := range []struct {
		name   string
		atRest func(p *peer)
		dials  int64 // for a connection
	}{
		{"nothing", func(*peer) {}, 0},
		{"closed", func(p *peer) { _ = p.tcp.Close() }, 1},
		{"half closed", func(p *peer) { _ = p.tcp.CloseWrite() }, 1},
		{"reset", (*peer).reset, 1},
		{"garbage", func(p *peer) { _, _ = p.tcp.Write([]byte("garbage")) }, 1},
		{"an answer", func(p *peer) { _, _ = p.tcp.Write([]byte(hello)) }, 1},
	} {
		for _, concurrency := range []int{1, 5, 130} {
			t.Run(fmt.Sprintf("%s, %d slots", test.name, concurrency), func(t *testing.T) {
				s := serve(t, nil, answering)
				k := &keeping{Raw: &crawl.Raw{Client: crawl.Client{KeepAlive: true}}}
				n := 3 * concurrency
				for round, sharing := range []crawl.Sharing{always, never, always, always, never, never, always} {
					want := test.dials
					if round == 0 {
						want = 1
					}
					log := k.crawl(t, s.url(), n, concurrency, sharing)
					for _, f := range log.byIndex() {
						dials := int64(f.Dials)
						if f.Index >= int64(concurrency) {
							dials += want // the slot's first request has them
						}
						if f.Status != 200 || f.Bytes != 5 || dials != want {
							t.Fatalf("round %d, request %d: status %d, %d bytes, %d dials", round, f.Index, f.Status, f.Bytes, f.Dials)
						}
					}
					s.saw(t, int64(n*(round+1)))
					s.each(test.atRest)
				}
				for _, slot := range k.slots {
					_ = slot.Close()
				}
				if got, want := s.accepted.Load(), int64(concurrency)*(1+6*test.dials); got != want {
					t.Errorf("%d connections, want %d", got, want)
				}
			})
		}
	}
	nothingLeft(t, goroutines, open)
}

// TestASlotOutOfAPumpServesByItself: one request after the other, by a
// deadline, and to another server.
func TestASlotOutOfAPumpServesByItself(t *testing.T) {
	s, silent, other := serve(t, nil, answering), serve(t, nil, (*peer).stay), serve(t, nil, answering)
	k := &keeping{Raw: &crawl.Raw{Client: crawl.Client{KeepAlive: true}}}
	k.crawl(t, s.url(), 9, 3, crawl.ShareAlways)
	for _, slot := range k.slots {
		c := &client{t: t, slot: slot, epoch: time.Now()}
		if f := c.get(s.url(), patient); f.Class != crawl.OK || f.Dials != 0 {
			t.Errorf("%v, %d dials, want ok on the connection that it has", f.Class, f.Dials)
		}
		if f := c.get(silent.url(), short); f.Class != crawl.Timeout || f.Dials != 1 {
			t.Errorf("%v, %d dials, want timeout, 1 dial", f.Class, f.Dials)
		}
		if f := c.get(other.url(), patient); f.Class != crawl.OK || f.Dials != 1 {
			t.Errorf("%v, %d dials, want ok, 1 dial", f.Class, f.Dials)
		}
	}
	if log := k.crawl(t, other.url(), 9, 3, crawl.ShareAlways); log.dials() != 0 {
		t.Errorf("%d dials, want none", log.dials())
	}
	for _, slot := range k.slots {
		_ = slot.Close()
	}
}

// TestSlotsOutOfAPumpConnectAhead, where what they have is over.
func TestSlotsOutOfAPumpConnectAhead(t *testing.T) {
	const slots = 5
	s := serve(t, nil, answering)
	k := &keeping{Raw: &crawl.Raw{Client: crawl.Client{KeepAlive: true}}}
	k.crawl(t, s.url(), 3*slots, slots, crawl.ShareAlways)
	for round := range int64(3) {
		for _, slot := range k.slots {
			if c := (&client{t: t, slot: slot}); !c.connect(s.url(), patient) {
				t.Error("not connected")
			}
		}
		if log := k.crawl(t, s.url(), 3*slots, slots, crawl.ShareAlways); log.dials() != 0 {
			t.Errorf("round %d: %d dials, want none", round, log.dials())
		}
		if got := s.accepted.Load(); got != slots*(1+round) {
			t.Errorf("round %d: %d connections, want %d", round, got, slots*(1+round))
		}
		s.each(func(p *peer) { _ = p.tcp.Close() })
	}
	for _, slot := range k.slots {
		_ = slot.Close()
	}
}

// TestCancelingWithSlotsOutOfAPump ends what is used by itself, and what rests
// outside of Go's poller can still be closed.
func TestCancelingWithSlotsOutOfAPump(t *testing.T) {
	goroutines, open := runtime.NumGoroutine(), descriptors(t)
	t.Run("", func(t *testing.T) {
		s := serve(t, nil, func(p *peer) {
			for range 3 {
				if p.request() {
					p.say(hello)
				}
			}
			p.stay()
		})
		ctx, cancel := context.WithCancel(t.Context())
		engine := &crawl.Raw{Client: crawl.Client{KeepAlive: true}}
		slots, err := engine.Open(ctx, 3)
		if err != nil {
			t.Fatal(err)
		}
		k := &keeping{Raw: engine, slots: slots}
		k.crawl(t, s.url(), 9, 3, crawl.ShareAlways)
		time.AfterFunc(short, cancel)
		c := &client{t: t, slot: slots[0], epoch: time.Now()}
		if f := c.get(s.url(), patient); f.Class != crawl.Canceled {
			t.Errorf("%v, want canceled", f.Class)
		}
		for _, slot := range slots {
			_ = slot.Close()
		}
	})
	nothingLeft(t, goroutines, open)
}
