package origin

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"syscall"
	"time"

	"github.com/valyala/fasthttp"
)

// Server is the delaying server. It is made by [New]; its methods may be called at the same time.
type Server struct {
	started  time.Time
	seed     uint64
	http     *fasthttp.Server
	ledger   *ledger
	sleepers *sleepers
	conns    *conns
	dots     []byte        // what every body is made of; never written
	reports  chan struct{} // one for each answer to /stats under way
}

// New makes a server that does not serve yet.
func New(o Options) *Server {
	o = o.withDefaults()
	s := &Server{
		started:  time.Now(),
		seed:     o.Seed,
		ledger:   newLedger(o),
		sleepers: newSleepers(),
		conns:    newConns(),
		dots:     newDots(),
		reports:  make(chan struct{}, maxReports),
	}
	s.http = &fasthttp.Server{
		Handler:      s.handle,
		ErrorHandler: s.malformed,
		Concurrency:  o.Connections,
		// With a streamed request body the library keeps the read buffer while it waits and gives back the write
		// buffer: a quarter less memory for 10,000 connections, and no system call more.
		StreamRequestBody: true,
		ReduceMemoryUsage: true,
		ReadBufferSize:    maxHeader,
		ReadTimeout:       quiet,
		WriteTimeout:      quiet,
		// A multipart body would be written to temporary files.
		DisablePreParseMultipartForm: true,
		NoDefaultServerHeader:        true,
		// The library's Date would start a goroutine that outlives every server, and the test that started it.
		NoDefaultDate: true,
		// What goes wrong with a connection is its client's to see.
		Logger: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}
	return s
}

// Serve accepts connections and serves them until the listener fails or the server is closed, which is no error. It
// closes the listener. Several may be served at once.
func (s *Server) Serve(l net.Listener) error {
	defer func() { _ = l.Close() }()
	if !s.conns.listen(l) {
		return nil
	}
	defer s.conns.unlisten(l)
	for {
		c, err := s.accept(l)
		if err != nil {
			if s.sleepers.ended.Load() {
				return nil
			}
			return err
		}
		s.conns.serve(c, s.http.ServeConn)
	}
}

// accept returns the next connection. When the process or the machine is out of descriptors or memory it waits for
// better times instead of ending the server, as long as the server is open.
func (s *Server) accept(l net.Listener) (net.Conn, error) {
	p := s.sleepers.take()
	defer s.sleepers.put(p)
	for pause := 5 * time.Millisecond; ; pause = min(2*pause, time.Second) {
		c, err := l.Accept()
		if err == nil {
			return c, nil
		}
		if !exhausted(err) || !p.sleep(pause) {
			return nil, fmt.Errorf("accept on %v: %w", l.Addr(), err)
		}
	}
}

func exhausted(err error) bool {
	for _, e := range []error{syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// Close ends the server: waits end and are answered 503, no connection is accepted, those without a request are
// closed, and the others get until ctx is done to send what they have to. Then they are cut, and Close returns ctx's
// error. When it returns there is no connection left.
func (s *Server) Close(ctx context.Context) error {
	s.sleepers.wake()
	return s.conns.close(ctx)
}

// Stats returns what the server has seen so far, with all the records that it kept.
func (s *Server) Stats() Stats {
	stats := s.head()
	for _, a := range s.ledger.accounts() {
		stats.Names[a.name] = a.tally(true)
	}
	return stats
}

// Tally returns what the server has seen so far of one name, without its records; false means nothing, or a name beyond
// the bound.
func (s *Server) Tally(name string) (Tally, bool) {
	a := s.ledger.find(name)
	if a == nil {
		return Tally{}, false
	}
	return a.tally(false), true
}
