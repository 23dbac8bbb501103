//go:build unix

// Command fallback is what fixed.c is, for a machine without a C compiler or
// without epoll: the same options, the same reply, on goroutines. It costs more
// and reacts later, so numbers got with it are not comparable.
package main

import (
	"bufio"
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net"
	"os"
	"sync"
	"time"
)

const reply = "HTTP/1.1 200 OK\r\n" +
	"Server: fixed\r\n" +
	"Date: Sun, 22 Nov 2026 00:00:00 GMT\r\n" +
	"Content-Type: text/plain\r\n" +
	"Content-Length: 13\r\n" +
	"Connection: keep-alive\r\n" +
	"\r\n" +
	"hello, world\n"

// server is the server and its options. Times are in microseconds.
type server struct {
	delay, median, freezeAt, freezeFor int64
	sigma                              float64
	log                                string

	frozen  sync.RWMutex // held for writing while it stands still
	replies sync.RWMutex // held for reading from a reply until its time is noted
	first   sync.Once    // request
	mutex   sync.Mutex   // of what follows
	random  *rand.Rand
	times   []time.Duration
}

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdin, os.Stdout); err != nil { //nolint:forbidigo // the process's own
		fmt.Fprintln(os.Stderr, "fallback:", err) //nolint:forbidigo // the process's own
		os.Exit(1)                                //nolint:forbidigo // the process's own
	}
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout io.Writer) error {
	s := new(server)
	flags := flag.NewFlagSet("fallback", flag.ContinueOnError)
	flags.Int64Var(&s.delay, "delay", 0, "wait this many µs before each reply")
	flags.Int64Var(&s.median, "median", 0, "wait a lognormal time with this median in µs")
	flags.Float64Var(&s.sigma, "sigma", 0, "the sigma of that")
	seed := flags.Uint64("seed", 0, "the seed of that")
	flags.StringVar(&s.log, "log", "", "write the times of all replies to this file at the end")
	flags.Int64Var(&s.freezeAt, "freeze-at", 0, "stand still, this many µs after the first request")
	flags.Int64Var(&s.freezeFor, "freeze-for", 0, "for this many µs")
	flags.Int("backlog", 0, "ignored: Go takes what the machine permits")
	if err := flags.Parse(args); err != nil {
		return err
	}
	s.random = rand.New(rand.NewPCG(*seed, 0)) //nolint:gosec // no secret
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "serving on http://%s\n", listener.Addr())
	go s.accept(listener)
	if _, err := io.Copy(io.Discard, stdin); err != nil {
		return err
	}
	return s.save()
}

func (s *server) accept(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		go s.serve(conn)
	}
}

// serve answers the requests of a connection one by one. Each ends with an
// empty line.
func (s *server) serve(conn net.Conn) {
	defer conn.Close() //nolint:errcheck // the client's loss
	in := bufio.NewReader(conn)
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return
		}
		if len(bytes.TrimRight(line, "\r\n")) > 0 {
			continue
		}
		began := time.Now()
		if s.freezeFor > 0 {
			s.first.Do(func() { time.AfterFunc(time.Duration(s.freezeAt)*time.Microsecond, s.freeze) })
			s.stand()
		}
		if wait := s.wait(); wait > 0 {
			<-time.After(wait)
			s.stand()
		}
		if !s.answer(conn, began) {
			return
		}
	}
}

// answer tells whether the reply could be written.
func (s *server) answer(conn net.Conn, began time.Time) bool {
	s.replies.RLock()
	defer s.replies.RUnlock()
	if _, err := io.WriteString(conn, reply); err != nil {
		return false
	}
	s.note(time.Since(began))
	return true
}

func (s *server) freeze() {
	s.frozen.Lock()
	<-time.After(time.Duration(s.freezeFor) * time.Microsecond)
	s.frozen.Unlock()
}

// stand waits until the server does not stand still.
func (s *server) stand() {
	s.frozen.RLock()
	s.frozen.RUnlock() //nolint:staticcheck // waiting is all it is for
}

func (s *server) wait() time.Duration {
	if s.median == 0 {
		return time.Duration(s.delay) * time.Microsecond
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return time.Duration(float64(s.median) * math.Exp(s.sigma*s.random.NormFloat64()) * 1e3)
}

func (s *server) note(took time.Duration) {
	if s.log == "" {
		return
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.times = append(s.times, took)
}

func (s *server) save() error {
	if s.log == "" {
		return nil
	}
	s.replies.Lock()
	defer s.replies.Unlock()
	var text bytes.Buffer
	for _, t := range s.times {
		fmt.Fprintln(&text, t.Nanoseconds())
	}
	return os.WriteFile(s.log, text.Bytes(), 0o600)
}
