package launch

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"sync"
	"sync/atomic"
	"time"
)

// Spec says which server to start, and when it is ready.
type Spec struct {
	Command Command
	Ready   Ready
	// Within bounds the time until it is ready; 0 is 30 s.
	Within time.Duration
	// Leashed says that the server ends when its stdin is closed, as it is when this
	// process ends. It is asked to end in that way, and gets no guard.
	Leashed bool
	// Grace is how long it may take to end when it is asked to; 0 is 5 s.
	Grace time.Duration
}

const (
	defaultWithin = 30 * time.Second
	defaultGrace  = 5 * time.Second
)

// Server is a server that was started and has been ready.
type Server struct {
	spec    Spec
	process *exec.Cmd
	group   *group
	output  *output
	streams []*stream
	stdin   io.Closer // of a leashed one

	said     string
	took     time.Duration
	stopping atomic.Bool
	done     chan struct{}
	err      error // why it ended by itself; to be read when done is closed

	once    sync.Once
	stopped error
}

// Start starts a server and returns when it is ready. It ends only by itself or
// by Stop, not with ctx, which bounds the start alone. Where something listens
// already at the address of Ready nothing is started. The error is a [*Failure],
// or the cause of the end of ctx; the server has then been stopped.
func Start(ctx context.Context, spec Spec) (*Server, error) {
	if spec.Within <= 0 {
		spec.Within = defaultWithin
	}
	if spec.Grace <= 0 {
		spec.Grace = defaultGrace
	}
	s := &Server{spec: spec, done: make(chan struct{})}
	if err := spec.Ready.taken(ctx); err != nil {
		return nil, s.failure(err.Error(), "end that, or give both another port")
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err := s.launch(ctx); err != nil {
		return nil, err
	}
	if err := s.await(ctx); err != nil {
		_ = s.Stop() // it has failed already
		return nil, err
	}
	return s, nil
}

// launch starts the process and whatever belongs to it.
func (s *Server) launch(ctx context.Context) (err error) {
	s.group = newGroup(!s.spec.Leashed)
	defer func() {
		if err != nil {
			s.group.leave()
		}
	}()
	s.output = newOutput(&s.spec.Command, s.spec.Ready.Prefix)
	stdout := &stream{output: s.output, announces: true}
	s.streams = []*stream{stdout}
	stderr := stdout
	if s.spec.Ready.Prefix != "" {
		stderr = &stream{output: s.output}
		s.streams = append(s.streams, stderr)
	}
	s.process = s.spec.Command.prepare(context.WithoutCancel(ctx), s.group, stdout, stderr)
	if s.spec.Leashed {
		if s.stdin, err = s.process.StdinPipe(); err != nil {
			return err
		}
	}
	if err := s.spec.Command.start(s.process, s.group); err != nil {
		return err
	}
	go s.reap()
	return nil
}

// reap waits for the end of the process, ends what it left behind, and says so.
func (s *Server) reap() {
	_ = s.process.Wait() // its state says more
	s.group.kill()
	s.group.leave()
	for _, stream := range s.streams {
		stream.close()
	}
	if !s.stopping.Load() {
		s.err = s.failure("ended by itself: "+ended(s.process.ProcessState), "")
	}
	close(s.done)
}

// await returns when the server is ready, or with the reason why it will not be.
func (s *Server) await(ctx context.Context) error {
	began := time.Now()
	within, cancel := context.WithTimeout(ctx, s.spec.Within)
	defer cancel()
	go func() {
		select {
		case <-s.done:
			cancel()
		case <-within.Done():
		}
	}()
	err := s.ready(within)
	s.took = time.Since(began)
	select {
	case <-s.done:
		how, hint := ended(s.process.ProcessState), ""
		if s.process.ProcessState.Success() {
			hint = "a server stays in the foreground until it is ended"
		}
		return s.failure("ended before it was ready: "+how, hint)
	default:
	}
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	hint := ""
	if s.spec.Ready.Prefix == "" {
		hint = "if it needs longer, say so: start: {within: " + words(2*s.spec.Within) + "}"
	}
	return s.failure(fmt.Sprintf("not ready within %s: %v", words(s.spec.Within), err), hint)
}

// ready waits for what tells that the server is.
func (s *Server) ready(ctx context.Context) error {
	switch r := &s.spec.Ready; {
	case r.Prefix != "":
		select {
		case s.said = <-s.output.announced:
			return nil
		case <-ctx.Done():
			return fmt.Errorf("it did not say %q", r.Prefix)
		}
	case r.URL != "" || r.Address != "":
		return r.wait(ctx)
	}
	return nil
}

// failure is one of this server, with the last lines that it wrote.
func (s *Server) failure(what, hint string) *Failure {
	c := &s.spec.Command
	if c.Hide != nil {
		what = c.Hide(what)
	}
	f := &Failure{Command: c.caption(), What: printable(what, longestWhat), Hint: hint}
	if s.output != nil {
		f.Last = s.output.tail()
	}
	return f
}

// Said is what followed the announced prefix.
func (s *Server) Said() string { return s.said }

// Took is how long it took until the server was ready.
func (s *Server) Took() time.Duration { return s.took }

// Done is closed when the server has ended, by itself or by Stop, and nothing is
// left of it.
func (s *Server) Done() <-chan struct{} { return s.done }

// Err is a [*Failure] if the server has ended by itself; nil while it runs, and
// after Stop.
func (s *Server) Err() error {
	select {
	case <-s.done:
		return s.err
	default:
		return nil
	}
}

// Stop asks the server to end, kills it after its grace, and returns when it has
// ended. The error says that it had to be killed, or could not be. Further calls
// return the same.
func (s *Server) Stop() error {
	s.once.Do(func() {
		s.stopping.Store(true)
		if s.stdin != nil {
			_ = s.stdin.Close()
		} else {
			s.group.ask()
		}
		if s.ends(s.spec.Grace) {
			return
		}
		s.group.kill()
		what := "did not end within " + words(s.spec.Grace) + " after it was asked to, and was killed"
		if !s.ends(lingering + defaultGrace) {
			what = "does not end, not even when it is killed"
		}
		s.stopped = s.failure(what, "")
	})
	return s.stopped
}

// ends waits for the server's end.
func (s *Server) ends(within time.Duration) bool {
	timer := time.NewTimer(within)
	defer timer.Stop()
	select {
	case <-s.done:
		return true
	case <-timer.C:
		return false
	}
}
