package origin_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"runexp/internal/memnet"
	"runexp/origin"
)

func TestCloseEndsWaitsAndConnections(t *testing.T) {
	inBubble(t, origin.Options{}, func(s *site) {
		t := s.t
		s.get("/add?name=idle&delay=0") // leaves a connection that waits for a request
		fresh, torn := s.dial(), s.dial()
		fmt.Fprint(torn, "GET /add?name=torn")

		start := time.Now()
		var all sync.WaitGroup
		for _, path := range []string{
			"/add?name=a&delay=60000", "/add?name=q&delay=60000&workers=1", "/add?name=q&delay=60000&workers=1",
		} {
			all.Go(func() {
				g := s.get(path)
				if g.status != 503 || g.body != "the server is closing\n" || !g.closed {
					t.Errorf("%s: got %d %q, close %v", path, g.status, g.body, g.closed)
				}
			})
		}
		time.Sleep(time.Second)
		if err := s.origin.Close(t.Context()); err != nil {
			t.Error(err)
		}
		all.Wait()
		if took := time.Since(start); took > time.Second+100*time.Millisecond {
			t.Errorf("the close took %v", took-time.Second)
		}
		for name, c := range map[string]net.Conn{"fresh": fresh, "torn": torn} {
			if _, err := io.ReadAll(c); err != nil {
				t.Errorf("the %s connection: %v", name, err)
			}
		}
		if _, err := s.listener.DialContext(t.Context(), "", ""); err == nil {
			t.Error("the listener is open")
		}
		if got := s.tally("q"); got.Status[503] != 2 || got.InFlight != 0 || got.Peak != 2 {
			t.Errorf("counted %+v", got)
		}
		if err := s.origin.Close(t.Context()); err != nil {
			t.Errorf("the second close: %v", err)
		}
		late := memnet.Listen()
		if err := s.origin.Serve(late); err != nil {
			t.Errorf("serve after close: %v", err)
		}
		if _, err := late.Accept(); err == nil {
			t.Error("serve after close left its listener open")
		}
	})
}

func TestCloseOfAServerThatNeverServed(t *testing.T) {
	if err := origin.New(origin.Options{}).Close(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestCloseCutsWhoDoesNotTakeTheAnswerInTime(t *testing.T) {
	inBubble(t, origin.Options{}, func(s *site) {
		t := s.t
		slow := s.dial()
		fmt.Fprint(slow, "GET /add?name=a&delay=0&size=1000000 HTTP/1.1\r\nHost: o\r\n\r\n")
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		start := time.Now()
		err := s.origin.Close(ctx)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 3*time.Second {
			t.Errorf("got %v after %v", err, time.Since(start))
		}
		if text, _ := io.ReadAll(slow); len(text) > 1<<17 {
			t.Errorf("%d bytes came", len(text))
		}
	})
}

func TestCloseLetsALongAnswerEnd(t *testing.T) {
	inBubble(t, origin.Options{}, func(s *site) {
		t := s.t
		slow := s.dial()
		fmt.Fprint(slow, "GET /add?name=a&delay=0&size=1000000 HTTP/1.1\r\nHost: o\r\n\r\n")
		synctest.Wait()
		closed := make(chan error)
		go func() { closed <- s.origin.Close(context.WithoutCancel(t.Context())) }()
		time.Sleep(time.Second)
		text, err := io.ReadAll(slow)
		if err != nil || !strings.HasSuffix(string(text), strings.Repeat(".", 1_000_000)) {
			t.Errorf("%d bytes came, %v", len(text), err)
		}
		if err := <-closed; err != nil {
			t.Error(err)
		}
	})
}

func TestWhatIsNotARequest(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"no HTTP", "hello\r\n\r\n", "HTTP/1.1 400 "},
		{"a URL too long", "GET /add?name=a&x=" + strings.Repeat("x", 20_000) + " HTTP/1.1\r\nHost: o\r\n\r\n", "HTTP/1.1 431 "},
		{"a header too long", "GET /add?name=a HTTP/1.1\r\nHost: o\r\nX: " + strings.Repeat("x", 20_000) + "\r\n\r\n", "HTTP/1.1 431 "},
		{"a request that never ends", "GET /add?name=a HTTP/1.1\r\n", "HTTP/1.1 408 "},
		{"nothing", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inBubble(t, origin.Options{}, func(s *site) {
				t := s.t
				c := s.dial()
				fmt.Fprint(c, test.text)
				start := time.Now()
				text, err := io.ReadAll(c)
				closes := strings.Contains(string(text), "Connection: close")
				if err != nil || !strings.HasPrefix(string(text), test.want) || closes != (test.want != "") {
					t.Errorf("%v: got %q, want %q", err, text, test.want)
				}
				if took := time.Since(start); took > 2*time.Minute {
					t.Errorf("it took %v", took)
				}
				if got := s.origin.Stats().Requests; got != 0 {
					t.Errorf("%d requests are counted", got)
				}
			})
		})
	}
}

func TestALongURLIsServed(t *testing.T) {
	inBubble(t, origin.Options{}, func(s *site) {
		t := s.t
		if g := s.get("/add?name=a&delay=0&" + strings.Repeat("x", 15_000)); g.status != 200 {
			t.Errorf("got %d %q", g.status, g.body)
		}
	})
}

func TestAConnectionIsKeptAndThenClosedWhenQuiet(t *testing.T) {
	inBubble(t, origin.Options{}, func(s *site) {
		t := s.t
		c := s.dial()
		in := bufio.NewReader(c)
		for range 5 {
			fmt.Fprint(c, "GET /add?name=a&delay=60000 HTTP/1.1\r\nHost: o\r\n\r\n")
			response, err := http.ReadResponse(in, nil)
			if err != nil || response.StatusCode != http.StatusOK {
				t.Fatalf("%v %v", response, err)
			}
			io.Copy(io.Discard, response.Body)
			time.Sleep(50 * time.Second) // within what it may be quiet
		}
		start := time.Now()
		if rest, err := io.ReadAll(in); err != nil || len(rest) > 0 {
			t.Errorf("got %q, %v", rest, err)
		}
		if took := time.Since(start); took < time.Minute || took > 2*time.Minute {
			t.Errorf("closed after %v", took)
		}
	})
}

func TestALongAnswerMayBeTakenSlowly(t *testing.T) {
	inBubble(t, origin.Options{}, func(s *site) {
		t := s.t
		c := s.dial()
		const size = 1 << 20
		fmt.Fprintf(c, "GET /add?name=a&delay=0&size=%d HTTP/1.1\r\nHost: o\r\n\r\n", size)
		response, err := http.ReadResponse(bufio.NewReaderSize(c, 16), nil)
		if err != nil {
			t.Fatal(err)
		}
		start, n := time.Now(), int64(0)
		for err == nil {
			time.Sleep(time.Minute)
			var part int64
			part, err = io.CopyN(io.Discard, response.Body, 64<<10)
			n += part
		}
		if !errors.Is(err, io.EOF) || n != size || time.Since(start) < 16*time.Minute {
			t.Errorf("%d bytes in %v, %v", n, time.Since(start), err)
		}
	})
}

func TestPipelinedRequestsAndOldClients(t *testing.T) {
	inBubble(t, origin.Options{}, func(s *site) {
		t := s.t
		c := s.dial()
		in := bufio.NewReader(c)
		fmt.Fprint(c, strings.Repeat("GET /add?name=a&delay=10&size=3 HTTP/1.1\r\nHost: o\r\n\r\n", 3))
		for i := range 3 {
			response, err := http.ReadResponse(in, nil)
			if err != nil {
				t.Fatal(err)
			}
			if body, err := io.ReadAll(response.Body); string(body) != "..." || err != nil {
				t.Errorf("answer %d: %q, %v", i, body, err)
			}
		}
		for _, path := range []string{"/add?name=a&delay=0&size=100000", "/stats"} {
			old := s.dial()
			fmt.Fprintf(old, "GET %s HTTP/1.0\r\n\r\n", path)
			response, err := http.ReadResponse(bufio.NewReader(old), nil)
			if err != nil {
				t.Fatal(err)
			}
			if len(response.TransferEncoding) > 0 {
				t.Errorf("%s: HTTP/1.0 knows no %v", path, response.TransferEncoding)
			}
			if _, err := io.ReadAll(response.Body); err != nil {
				t.Errorf("%s: %v", path, err)
			}
		}
	})
}

func TestConnectionsAreBounded(t *testing.T) {
	inBubble(t, origin.Options{Connections: 2}, func(s *site) {
		t := s.t
		s.dial()
		s.dial()
		synctest.Wait()
		third := s.dial()
		if text, err := io.ReadAll(third); err != nil || !strings.HasPrefix(string(text), "HTTP/1.1 503 ") {
			t.Errorf("got %q, %v", text, err)
		}
	})
}

// exhausted is a listener that has no descriptors for a while.
type exhausted struct {
	*memnet.Listener
	mu     sync.Mutex
	faults []error
}

func (e *exhausted) Accept() (net.Conn, error) {
	if err := e.next(); err != nil {
		return nil, &net.OpError{Op: "accept", Err: err}
	}
	return e.Listener.Accept()
}

func (e *exhausted) fail(errs ...error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.faults = errs
}

func (e *exhausted) left() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.faults)
}

func (e *exhausted) next() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.faults) == 0 {
		return nil
	}
	err := e.faults[0]
	e.faults = e.faults[1:]
	return err
}

func TestServeOutlivesALackOfDescriptors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := origin.New(origin.Options{})
		l := &exhausted{Listener: memnet.Listen()}
		l.fail(syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM, syscall.EMFILE)
		served := make(chan error, 1)
		go func() { served <- server.Serve(l) }()
		start := time.Now()
		c, err := l.DialContext(t.Context(), "", "")
		if took := time.Since(start); err != nil || took < 10*time.Millisecond || took > time.Second {
			t.Errorf("%v after %v", err, took)
		}
		c.Close()

		l.fail(slices.Repeat([]error{syscall.EMFILE}, 1000)...)
		second, _ := l.DialContext(t.Context(), "", "") // ends the Accept that waits; the next ones fail
		second.Close()
		time.Sleep(time.Minute)
		if left := l.left(); left < 900 {
			t.Errorf("accept was called %d times in a minute", 1000-left)
		}
		if err := server.Close(t.Context()); err != nil {
			t.Error(err)
		}
		start = time.Now()
		if err := <-served; err != nil || time.Since(start) > 0 {
			t.Errorf("serve: %v, %v after the close", err, time.Since(start))
		}
	})
}

func TestServeReturnsWhatTheListenerFailsWith(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := origin.New(origin.Options{})
		l := &exhausted{Listener: memnet.Listen()}
		l.fail(syscall.EINVAL)
		if err := server.Serve(l); !errors.Is(err, syscall.EINVAL) {
			t.Errorf("got %v", err)
		}
		if _, err := l.Listener.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Error("the listener is open")
		}
	})
}

func TestSeveralListenersAreServedAtOnce(t *testing.T) {
	inBubble(t, origin.Options{}, func(s *site) {
		t := s.t
		second := memnet.Listen()
		served := make(chan error, 1)
		go func() { served <- s.origin.Serve(second) }()
		transport := &http.Transport{DialContext: second.DialContext}
		client := http.Client{Transport: transport}
		response, err := client.Get("http://origin/add?name=a&delay=5")
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		s.get("/add?name=a&delay=5")
		if got := s.tally("a").Requests; got != 2 {
			t.Errorf("%d requests", got)
		}
		transport.CloseIdleConnections()
		s.origin.Close(context.WithoutCancel(t.Context()))
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
}
