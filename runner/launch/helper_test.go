//go:build unix

package launch_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"runexp/runner/launch"
)

// patience bounds waits for what should happen at once.
const patience = 30 * time.Second

// role says what this test binary is when it starts itself again.
const role = "LAUNCH_TEST_ROLE"

func TestMain(m *testing.M) {
	switch os.Getenv(role) {
	case "":
		os.Exit(m.Run())
	case "server":
		serve(os.Args[1])
	case "https server":
		serveTLS(os.Args[1])
	case "server's parent":
		holdServer(os.Args[1], false)
	case "leashed server's parent":
		holdServer(os.Args[1], true)
	case "hook's parent":
		fmt.Println(launch.Run(context.Background(), launch.Command{Shell: os.Args[1]}, time.Hour))
	}
}

// serve is a server at an address. It is ready at the third time of asking.
func serve(address string) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		fmt.Println(err)
		os.Exit(3)
	}
	var asked atomic.Int64
	mux := http.NewServeMux()
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	mux.HandleFunc("/moved", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/ok", http.StatusFound) })
	mux.HandleFunc("/ok", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("/hangs", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/endless", func(w http.ResponseWriter, _ *http.Request) {
		conn, _, _ := w.(http.Hijacker).Hijack()
		_, err := io.WriteString(conn, "HTTP/1.1 200 OK\r\n")
		for err == nil {
			_, err = io.WriteString(conn, "X: "+strings.Repeat("x", 1000)+"\r\n")
		}
	})
	mux.HandleFunc("/crash", func(http.ResponseWriter, *http.Request) {
		fmt.Println("out of luck")
		os.Exit(7)
	})
	fmt.Println("hello")
	fmt.Println("my address is http://" + listener.Addr().String())
	_ = http.Serve(listener, mux)
}

// serveTLS is a server with a certificate that nobody trusts.
func serveTLS(address string) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		fmt.Println(err)
		os.Exit(3)
	}
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	s.Listener, s.Config.ErrorLog = listener, log.New(io.Discard, "", 0)
	s.StartTLS()
	select {}
}

// holdServer starts a server and waits to be killed.
func holdServer(shell string, leashed bool) {
	_, err := launch.Start(context.Background(), launch.Spec{Command: launch.Command{Shell: shell}, Leashed: leashed})
	if err != nil {
		fmt.Println(err)
		return
	}
	select {}
}

// again is this test binary in a role.
func again(t *testing.T, as string, args ...string) launch.Command {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return launch.Command{Args: append([]string{self}, args...), Extra: []string{role + "=" + as, "GORACE=atexit_sleep_ms=0"}}
}

// freeAddress is one that nothing listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	// A process that another test starts at this moment holds a copy of the socket
	// until it has become its own program.
	for end := time.Now().Add(patience); ; runtime.Gosched() {
		conn, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			return l.Addr().String()
		}
		_ = conn.Close()
		if time.Now().After(end) {
			t.Fatalf("%v stays open", l.Addr())
		}
	}
}

// life is a pipe by whose writing end processes hang. It is closed when the last
// of them has ended.
type life struct {
	// take is the shell's line that takes hold of it; processes started later
	// inherit the hold.
	take string

	alive, gone chan struct{}
}

func newLife(t *testing.T) *life {
	t.Helper()
	path := filepath.Join(t.TempDir(), "life")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	l := &life{take: "exec 3>'" + path + "'; echo x >&3; ", alive: make(chan struct{}), gone: make(chan struct{})}
	go func() {
		f, err := os.Open(path) // returns when there is a writer
		if err != nil {
			return
		}
		defer f.Close()
		_, _ = io.ReadFull(f, make([]byte, 1))
		close(l.alive)
		_, _ = io.Copy(io.Discard, f)
		close(l.gone)
	}()
	return l
}

// begins waits until a process has taken hold.
func (l *life) begins(t *testing.T) {
	t.Helper()
	wait(t, l.alive, "no process has begun")
}

// ends waits until all processes have ended.
func (l *life) ends(t *testing.T) {
	t.Helper()
	wait(t, l.gone, "a process is still there")
}

func wait(t *testing.T, event <-chan struct{}, otherwise string) {
	t.Helper()
	select {
	case <-event:
	case <-time.After(patience):
		t.Fatal(otherwise)
	}
}

// start starts a server that is stopped at the end of the test.
func start(t *testing.T, spec launch.Spec) *launch.Server {
	t.Helper()
	s, err := launch.Start(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Stop() })
	return s
}

// says checks what an error says, and does not.
func says(t *testing.T, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one that says %q", words)
	}
	for _, word := range words {
		if word, not := strings.CutPrefix(word, "not: "); strings.Contains(err.Error(), word) == not {
			t.Errorf("want %q (not: %v) in\n%v", word, not, err)
		}
	}
}
