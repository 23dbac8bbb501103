package crawl_test

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"runexp/crawl"
)

// numbered is a source of n requests whose path is their index.
func numbered(base string, n int) *crawl.Template {
	return &crawl.Template{
		Method: "GET",
		URL:    []crawl.Part{{Text: base + "/"}, {Kind: crawl.Index}},
		N:      n,
	}
}

// numberOf is the index in the URL of a numbered request.
func numberOf(t *testing.T, r *crawl.Request) int {
	t.Helper()
	i, err := strconv.Atoi(string(r.URL[bytes.LastIndexByte(r.URL, '/')+1:]))
	if err != nil {
		t.Errorf("request for %q: %v", r.URL, err)
	}
	return i
}

// sleeper is an engine without a network: request i takes delay(i).
type sleeper struct {
	t      *testing.T
	delay  func(i int) time.Duration
	opened int
	closed atomic.Int64
}

func (e *sleeper) Open(ctx context.Context, slots int) ([]crawl.Slot, error) {
	e.opened = slots
	opened := make([]crawl.Slot, slots)
	for i := range opened {
		opened[i] = &sleepySlot{engine: e, ctx: ctx}
	}
	return opened, nil
}

type sleepySlot struct {
	engine *sleeper
	ctx    context.Context
	busy   atomic.Bool
}

func (s *sleepySlot) Do(epoch time.Time, r *crawl.Request, _ time.Duration) crawl.Fetch {
	if !s.busy.CompareAndSwap(false, true) {
		s.engine.t.Error("a slot is used twice at a time")
	}
	defer s.busy.Store(false)
	f := crawl.Fetch{Start: time.Since(epoch)}
	timer := time.NewTimer(s.engine.delay(numberOf(s.engine.t, r)))
	defer timer.Stop()
	select {
	case <-timer.C:
		f.Status = 200
		f.First = time.Since(epoch)
	case <-s.ctx.Done():
		f.Class = crawl.Canceled
	}
	f.End = time.Since(epoch)
	return f
}

func (s *sleepySlot) Close() error {
	s.engine.closed.Add(1)
	return nil
}

// logbook keeps all fetches of a crawl.
type logbook struct {
	mu      sync.Mutex
	fetches []crawl.Fetch
	slots   []int // fetches[k] ran on slots[k]
}

func (l *logbook) record(slot int, f crawl.Fetch) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fetches = append(l.fetches, f)
	l.slots = append(l.slots, slot)
}

// byIndex returns the fetches in the order of their indices.
func (l *logbook) byIndex() []crawl.Fetch {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.SortedFunc(slices.Values(l.fetches), func(a, b crawl.Fetch) int {
		return cmp.Compare(a.Index, b.Index)
	})
}

// classes counts the fetches by class.
func (l *logbook) classes() map[crawl.Class]int {
	l.mu.Lock()
	defer l.mu.Unlock()
	count := make(map[crawl.Class]int)
	for _, f := range l.fetches {
		count[f.Class]++
	}
	return count
}

// dials is the number of connections that all fetches opened.
func (l *logbook) dials() (n int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, f := range l.fetches {
		n += int64(f.Dials)
	}
	return n
}

// elapsed is when the last fetch ended.
func (l *logbook) elapsed() (last time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, f := range l.fetches {
		last = max(last, f.End)
	}
	return last
}

// complete checks that the indices 0 to n-1 were fetched, each once.
func (l *logbook) complete(t *testing.T, n int) {
	t.Helper()
	fetches := l.byIndex()
	if len(fetches) != n {
		t.Fatalf("%d fetches, want %d", len(fetches), n)
	}
	for i, f := range fetches {
		if f.Index != int64(i) {
			t.Fatalf("fetch %d has index %d: one is missing or doubled", i, f.Index)
		}
	}
}
