package crawl_test

import (
	"bufio"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"runexp/crawl"
)

// phoenix is a server that dies and comes back at the same address.
type phoenix struct {
	told

	t    *testing.T
	addr string

	mu       sync.Mutex
	listener net.Listener // nil while it is dead
	open     map[*net.TCPConn]bool
	group    sync.WaitGroup
}

func newPhoenix(t *testing.T) *phoenix {
	t.Helper()
	p := &phoenix{t: t, addr: "127.0.0.1:0", open: make(map[*net.TCPConn]bool)}
	p.rise()
	t.Cleanup(func() {
		p.fall((*net.TCPConn).Close)
		p.group.Wait()
	})
	return p
}

// rise makes it listen. Meanwhile its port may be a client's, for a moment.
func (p *phoenix) rise() {
	listener, err := net.Listen("tcp", p.addr)
	for end := time.Now().Add(slack); err != nil && time.Now().Before(end); wait(time.Millisecond) {
		listener, err = net.Listen("tcp", p.addr)
	}
	if err != nil {
		p.t.Error(err)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.listener, p.addr = listener, listener.Addr().String()
	p.group.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			p.group.Go(func() { p.serve(listener, conn.(*net.TCPConn)) })
		}
	})
}

// fall closes the listener, and ends every connection by end.
func (p *phoenix) fall(end func(*net.TCPConn) error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.listener != nil {
		_ = p.listener.Close()
		p.listener = nil
	}
	for conn := range p.open {
		_ = end(conn)
	}
}

func (p *phoenix) serve(listener net.Listener, conn *net.TCPConn) {
	defer conn.Close()
	p.mu.Lock()
	dead := p.listener != listener
	p.open[conn] = !dead
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.open, conn)
	}()
	if dead {
		return
	}
	client := &peer{Conn: conn, in: bufio.NewReader(conn), server: new(server)}
	for i, ok := p.next(client); ok && client.say(answerTo(i)); i, ok = p.next(client) {
	}
}

func resetNow(conn *net.TCPConn) error {
	_ = conn.SetLinger(0)
	return conn.Close()
}

// TestAServerThatDiesAndComesBack twice in a crawl: what is ok was seen once and
// has its own answer, what found nobody was not seen, and nothing was seen twice.
func TestAServerThatDiesAndComesBack(t *testing.T) {
	for how, end := range map[string]func(*net.TCPConn) error{"closing": (*net.TCPConn).Close, "with resets": resetNow} {
		for _, concurrency := range []int{1, 4, 40, 200} {
			for name, engine := range engines() {
				t.Run(fmt.Sprintf("%s, %d slots, %s", how, concurrency, name), func(t *testing.T) {
					comeBack(t, engine(crawl.Client{KeepAlive: true}), concurrency, end)
				})
			}
		}
	}
}

func comeBack(t *testing.T, engine crawl.Engine, concurrency int, end func(*net.TCPConn) error) {
	t.Helper()
	const n, most = 3000, 2 // deaths
	p := newPhoenix(t)
	var fine, refused, deaths atomic.Int64
	var log logbook
	var mu sync.Mutex
	c := crawl.Crawl{
		Source: numbered("http://"+p.addr, n), Engine: engine, Discipline: crawl.Window, Concurrency: concurrency, Timeout: patient,
		Record: func(slot int, f crawl.Fetch) {
			log.record(slot, f)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case f.Class == crawl.OK && fine.Add(1)%500 == 0 && deaths.Load() < most:
				deaths.Add(1)
				p.fall(end)
			case f.Class == crawl.Connect && refused.Add(1)%250 == 0:
				p.rise()
			}
		},
	}
	totals, err := c.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	log.complete(t, n)
	got := log.classes()
	lost := got[crawl.Reset] + got[crawl.Truncated]
	if deaths.Load() != most || got[crawl.OK]+got[crawl.Connect]+lost != n || got[crawl.Connect] < 250*most || lost > 2*most*concurrency {
		t.Errorf("%d deaths, classes %v: %v", deaths.Load(), got, totals.Causes)
	}
	p.check(t, log.fetches)
}
