package crawl_test

import (
	"bufio"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"runexp/crawl"
)

// engines are the HTTP engines under test; the tests of this package hold for
// every one.
func engines() map[string]func(crawl.Client) crawl.Engine {
	return map[string]func(crawl.Client) crawl.Engine{
		"std": func(c crawl.Client) crawl.Engine { return &crawl.Std{Client: c} },
		"raw": func(c crawl.Client) crawl.Engine { return &crawl.Raw{Client: c} },
		"raw, pumped": func(c crawl.Client) crawl.Engine {
			return pumped{&crawl.Raw{Client: c, Pumped: crawl.ShareAlways}}
		},
		"raw, plain": func(c crawl.Client) crawl.Engine { return &crawl.Raw{Client: c, Plain: true} },
	}
}

const (
	patient = 20 * time.Second       // never reached, whatever the machine's load
	short   = 300 * time.Millisecond // for servers that never answer
	slack   = 10 * time.Second       // how late a loaded machine may be
)

// server is a TCP server on the loopback interface that follows a script
// instead of HTTP.
type server struct {
	listener net.Listener
	accepted atomic.Int64
	requests atomic.Int64 // complete requests read

	done  chan struct{} // closed when it dies
	dying sync.Once
	mu    sync.Mutex
	open  map[net.Conn]*peer
	group sync.WaitGroup
}

// peer is the server's end of a connection.
type peer struct {
	net.Conn

	in     *bufio.Reader
	server *server
	nth    int64 // of the server's connections, from 0
	tcp    *net.TCPConn
}

// serve runs script for every connection and closes it in order afterwards,
// until the test ends. With a configuration the connection is TLS.
func serve(t *testing.T, config *tls.Config, script func(p *peer)) *server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{listener: listener, open: make(map[net.Conn]*peer), done: make(chan struct{})}
	s.group.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			p := &peer{Conn: conn, server: s, nth: s.accepted.Add(1) - 1, tcp: conn.(*net.TCPConn)}
			if config != nil {
				p.Conn = tls.Server(conn, config)
			}
			p.in = bufio.NewReader(p.Conn)
			s.mu.Lock()
			s.open[conn] = p
			s.mu.Unlock()
			s.group.Go(func() {
				script(p)
				_ = p.Close()
				s.mu.Lock()
				delete(s.open, conn)
				s.mu.Unlock()
			})
		}
	})
	t.Cleanup(func() {
		s.die()
		s.group.Wait()
	})
	return s
}

// die closes the listener and every connection.
func (s *server) die() {
	s.dying.Do(func() { close(s.done) })
	_ = s.listener.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	for conn := range s.open {
		_ = conn.Close()
	}
}

func (s *server) url() string { return "http://" + s.listener.Addr().String() }

// saw checks that the server has read n requests, no less and no more.
func (s *server) saw(t *testing.T, n int64) {
	t.Helper()
	for end := time.Now().Add(slack); s.requests.Load() < n && time.Now().Before(end); {
		wait(time.Millisecond)
	}
	if got := s.requests.Load(); got != n {
		t.Errorf("the server saw %d requests, want %d", got, n)
	}
}

// wait lets time pass, for servers that are slow by intent.
func wait(d time.Duration) { <-time.After(d) }

// request reads one request with its body; false when there is none.
func (p *peer) request() bool {
	r, err := http.ReadRequest(p.in)
	if err != nil {
		return false
	}
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		return false
	}
	p.server.requests.Add(1)
	return true
}

// say sends text as it stands; false when the client has gone.
func (p *peer) say(text string) bool {
	_, err := io.WriteString(p.Conn, text)
	return err == nil
}

// drone sends text again and again until the client has gone.
func (p *peer) drone(text string) {
	for p.say(text) {
	}
}

// drip sends text again and again, slowly.
func (p *peer) drip(text string) {
	for p.say(text) {
		wait(10 * time.Millisecond)
	}
}

// stay keeps quiet until the client has gone.
func (p *peer) stay() { _, _ = io.Copy(io.Discard, p.in) }

// reset breaks the connection off.
func (p *peer) reset() {
	_ = p.tcp.SetLinger(0)
	_ = p.tcp.Close()
}

// client is one slot of an engine.
type client struct {
	t     *testing.T
	slot  crawl.Slot
	epoch time.Time
}

func open(t *testing.T, engine crawl.Engine) *client {
	t.Helper()
	slots, err := engine.Open(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = slots[0].Close() })
	return &client{t: t, slot: slots[0], epoch: time.Now()}
}

// do sends one request and checks what holds for every fetch: its times are in
// order and it ended in time.
func (c *client) do(r *crawl.Request, timeout time.Duration) crawl.Fetch {
	c.t.Helper()
	f := c.slot.Do(c.epoch, r, timeout)
	if f.Start > f.End || f.First != 0 && (f.First < f.Start || f.First > f.End) {
		c.t.Errorf("times out of order: start %v, first %v, end %v", f.Start, f.First, f.End)
	}
	if sum := f.DNS + f.Connect + f.TLS; sum > f.Service() {
		c.t.Errorf("dialling took %v of %v", sum, f.Service())
	}
	if timeout > 0 && f.Service() > timeout+slack {
		c.t.Errorf("took %v, and the deadline was %v", f.Service(), timeout)
	}
	if f.Class == crawl.Timeout && f.Service() < timeout {
		c.t.Errorf("timeout after %v, before the deadline of %v", f.Service(), timeout)
	}
	return f
}

func (c *client) get(url string, timeout time.Duration) crawl.Fetch {
	c.t.Helper()
	return c.do(&crawl.Request{Method: "GET", URL: []byte(url)}, timeout)
}

// misdeed is a server's behaviour and what must come of it.
type misdeed struct {
	name   string
	method string // GET unless given
	body   string // of the request
	answer string // sent after each request, before the script goes on
	then   func(p *peer)
	keeps  bool // the server waits for the next request after its answer

	class    crawl.Class
	status   int16
	bytes    int64
	atLeast  bool // bytes is a lower bound
	timeout  time.Duration
	settings crawl.Client
	kept     bool // one connection serves all requests
	unread   bool // the server does not read requests
}

// check runs every misdeed against every engine, several requests on one slot.
func check(t *testing.T, misdeeds []misdeed) {
	t.Helper()
	for name, engine := range engines() {
		t.Run(name, func(t *testing.T) {
			for _, m := range misdeeds {
				t.Run(m.name, func(t *testing.T) {
					t.Parallel()
					m.run(t, engine)
				})
			}
		})
	}
}

func (m *misdeed) run(t *testing.T, engine func(crawl.Client) crawl.Engine) {
	t.Helper()
	s := serve(t, nil, m.script)
	settings := m.settings
	settings.KeepAlive = true
	c := open(t, engine(settings))
	r := &crawl.Request{Method: m.method, URL: []byte(s.url() + "/x"), Body: []byte(m.body)}
	if r.Method == "" {
		r.Method = "GET"
	}
	timeout := m.timeout
	if timeout == 0 {
		timeout = patient
	}
	n := 3
	if m.class == crawl.Timeout {
		n = 2 // they take their time
	}
	for i := range n {
		f := c.do(r, timeout)
		if f.Class != m.class || f.Status != m.status {
			t.Errorf("request %d: %v, status %d, want %v, status %d", i, f.Class, f.Status, m.class, m.status)
		}
		if f.Bytes != m.bytes && (!m.atLeast || f.Bytes < m.bytes) {
			t.Errorf("request %d: %d bytes, want %d", i, f.Bytes, m.bytes)
		}
		dials := uint8(1)
		if m.kept && i > 0 {
			dials = 0
		}
		if f.Dials != dials {
			t.Errorf("request %d: %d dials, want %d", i, f.Dials, dials)
		}
		if (f.First != 0) != (f.Status != 0 || m.answer != "") {
			t.Errorf("request %d: first byte at %v", i, f.First)
		}
	}
	if !m.unread {
		s.saw(t, int64(n))
	}
}

func (m *misdeed) script(p *peer) {
	for m.unread || p.request() {
		p.say(m.answer)
		switch {
		case m.then != nil:
			m.then(p)
			return
		case !m.keeps:
			p.stay()
			return
		}
	}
}
