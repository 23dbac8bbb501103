//go:build unix

package rig

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// Server is a server as a process of its own, on a port of the loopback
// interface.
type Server struct {
	// URL is its address, such as http://127.0.0.1:43210.
	URL string

	process *exec.Cmd
	said    firstLine
	stderr  bytes.Buffer
	stdin   io.Closer
	ask     func() error // to end
	ended   chan error   // what came of it
}

var _ io.Closer = (*Server)(nil)

// patient is how long a server may take until it serves.
const patient = 10 * time.Second

// Serve starts a server that picks its own port, says "serving on URL", and
// ends when its stdin closes: with [Server.Close], or when this process ends,
// however that ends.
func Serve(ctx context.Context, c Command) (*Server, error) {
	s, err := launch(ctx, c)
	if err != nil {
		return nil, err
	}
	s.ask = s.stdin.Close
	select {
	case line := <-s.said.line:
		if s.URL, err = address(line); err == nil {
			return s, nil
		}
	case err = <-s.ended:
		s.ended <- err
		err = errors.New("it ended without having served")
	case <-time.After(patient):
		err = fmt.Errorf("no address within %v", patient)
	}
	return nil, errors.Join(err, s.Close())
}

// Listen starts a server that is told its address, waits until it accepts
// connections there, and ends it by a signal.
func Listen(ctx context.Context, c Command, base string) (*Server, error) {
	u, err := url.Parse(base)
	if err != nil {
		return nil, err
	}
	s, err := launch(ctx, c)
	if err != nil {
		return nil, err
	}
	s.URL = base
	s.ask = func() error { return s.signal(syscall.SIGTERM) }
	late := time.After(patient)
	for {
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", u.Host)
		if err == nil {
			return s, conn.Close()
		}
		select {
		case e := <-s.ended:
			s.ended <- e
			return nil, errors.Join(errors.New("it ended without having served"), s.Close())
		case <-late:
			return nil, errors.Join(err, s.Close())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// FreeAddress is an address of the loopback interface that nothing serves.
func FreeAddress(ctx context.Context) (string, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// launch starts a server. When ctx ends it is killed, for it may wait for
// something else.
func launch(ctx context.Context, c Command) (*Server, error) {
	process, err := c.process(ctx)
	if err != nil {
		return nil, err
	}
	s := &Server{process: process, ended: make(chan error, 1), said: firstLine{line: make(chan string, 1)}}
	process.Cancel = func() error { return s.signal(syscall.SIGKILL) }
	process.Stdout, process.Stderr = &s.said, &s.stderr
	if s.stdin, err = process.StdinPipe(); err != nil {
		return nil, err
	}
	if err := process.Start(); err != nil {
		return nil, err
	}
	go func() { s.ended <- process.Wait() }()
	return s, nil
}

func (s *Server) signal(number syscall.Signal) error {
	return syscall.Kill(-s.process.Process.Pid, number)
}

// Close ends the server and waits for it. Once.
func (s *Server) Close() error {
	late := time.AfterFunc(2*grace, func() { _ = s.signal(syscall.SIGKILL) })
	defer late.Stop()
	_ = s.ask() // it may have ended already
	if err := <-s.ended; err != nil {
		return fmt.Errorf("server: %w\n%s", err, end(s.stderr.String()))
	}
	return nil
}

// firstLine hands on the first line that is written to it, and forgets the
// rest.
type firstLine struct {
	line    chan string
	pending []byte
	done    bool
}

func (f *firstLine) Write(p []byte) (int, error) {
	if f.done {
		return len(p), nil
	}
	f.pending = append(f.pending, p...)
	if i := bytes.IndexByte(f.pending, '\n'); i >= 0 {
		f.done = true
		f.line <- string(f.pending[:i])
	}
	return len(p), nil
}

// address reads what a server announces.
func address(line string) (string, error) {
	text, found := strings.CutPrefix(strings.TrimSpace(line), "serving on ")
	u, err := url.Parse(text)
	if !found || err != nil || u.Scheme != "http" || u.Hostname() != "127.0.0.1" || u.Port() == "" {
		return "", fmt.Errorf("it said %q instead of its address", line)
	}
	return text, nil
}
