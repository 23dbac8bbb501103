//go:build unix

package server_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"runexp/bench/internal/rig"
	"runexp/bench/internal/server"
)

func workshop(t *testing.T) *rig.Workshop {
	t.Helper()
	root, err := filepath.Abs(filepath.Join("..", "..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	// A look at the sources that Go does not know, for it to test anew when they
	// change.
	for _, source := range []string{"fixed/fixed.c", "fixed/timers.h", "fixed/fallback/main.go", "floor/floor.c"} {
		if _, err := os.Stat(filepath.Join(root, "bench", source)); err != nil {
			t.Fatal(err)
		}
	}
	return &rig.Workshop{Root: root, Cache: t.TempDir(), Temp: t.TempDir(), Log: io.Discard}
}

// builds are both builds of the fixed server: what holds for one has to hold
// for the other.
func builds(t *testing.T) map[string]rig.Found {
	t.Helper()
	if testing.Short() {
		t.Skip("builds programs")
	}
	w := workshop(t)
	fallback, err := w.Go(t.Context(), w.Temp, "bench", "./fixed/fallback")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]rig.Found{"in Go": fallback}
	compiled, err := w.C(t.Context(), "bench/fixed/fixed.c")
	if missing := (*rig.MissingError)(nil); errors.As(err, &missing) {
		return all
	}
	if err != nil {
		t.Fatal(err)
	}
	all["in C"] = compiled
	return all
}

func serve(t *testing.T, found rig.Found, o server.Options) (*server.Running, net.Conn, *bufio.Reader) {
	t.Helper()
	s, err := server.Fixed().Start(t.Context(), found, t.TempDir(), o)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	return s, conn, bufio.NewReader(conn)
}

func TestTheFixedServer(t *testing.T) {
	for name, found := range builds(t) {
		t.Run(name, func(t *testing.T) {
			t.Run("answers each request once", func(t *testing.T) { answersEachRequestOnce(t, found) })
			t.Run("waits lognormally", func(t *testing.T) { waitsLognormally(t, found) })
			t.Run("forgets who hung up", func(t *testing.T) { forgetsWhoHungUp(t, found) })
			t.Run("freezes once", func(t *testing.T) { freezesOnce(t, found) })
		})
	}
}

const request = "GET /any HTTP/1.1\r\nHost: x\r\n\r\n"

func send(t *testing.T, conn net.Conn, text string) {
	t.Helper()
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
}

func expectReply(t *testing.T, in *bufio.Reader) {
	t.Helper()
	reply, err := http.ReadResponse(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(reply.Body)
	if err != nil || reply.StatusCode != http.StatusOK || string(body) != "hello, world\n" {
		t.Fatalf("status %d, body %q, %v", reply.StatusCode, body, err)
	}
}

func answersEachRequestOnce(t *testing.T, found rig.Found) {
	t.Helper()
	s, conn, in := serve(t, found, server.Options{Record: true, Delay: time.Millisecond})
	// An end that is none stands in the last but one.
	tricky := "GET / HTTP/1.1\r\nA: b\r\n\rC: d\r\n\r\n"
	for _, piece := range []string{request, request[:20], request[20 : len(request)-1], request[len(request)-1:], request + tricky + request + request[:5], request[5:]} {
		send(t, conn, piece)
	}
	for range 6 {
		expectReply(t, in)
	}
	if length, err := s.ReplyBytes(t.Context()); err != nil || length != 154 {
		t.Errorf("a reply has %d bytes, %v", length, err)
	}
	if in.Buffered() != 0 {
		t.Errorf("%d bytes more", in.Buffered())
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	times, err := s.Times()
	if err != nil || len(times) != 7 || times[0] < time.Millisecond {
		t.Errorf("it recorded %v, %v; want 7 of a millisecond and more", times, err)
	}
}

func waitsLognormally(t *testing.T, found rig.Found) {
	t.Helper()
	s, conn, in := serve(t, found, server.Options{Record: true, Median: time.Millisecond, Sigma: 0.5})
	const n = 1000
	send(t, conn, strings.Repeat(request, n))
	for range n {
		expectReply(t, in)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	times, err := s.Times()
	if err != nil || len(times) != n {
		t.Fatalf("%d times, %v", len(times), err)
	}
	// Only from below: a busy machine may add anything.
	if p50, p99 := server.Percentile(times, 0.5), server.Percentile(times, 0.99); p50 < 900*time.Microsecond || p99 < 2500*time.Microsecond {
		t.Errorf("p50 %v, p99 %v", p50, p99)
	}
}

// The next connection may get the descriptor of one that left a reply pending.
func forgetsWhoHungUp(t *testing.T, found rig.Found) {
	t.Helper()
	const delay = 100 * time.Millisecond
	s, first, _ := serve(t, found, server.Options{Delay: delay})
	send(t, first, request)
	time.Sleep(delay / 4) // for it to be read
	first.Close()
	time.Sleep(delay / 4) // for that to be seen
	second, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	began := time.Now()
	send(t, second, request)
	expectReply(t, bufio.NewReader(second))
	if took := time.Since(began); took < delay {
		t.Errorf("it was told the reply of another one, after %v", took)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func freezesOnce(t *testing.T, found rig.Found) {
	t.Helper()
	const freeze, pause = 400 * time.Millisecond, 5 * time.Millisecond
	s, conn, in := serve(t, found, server.Options{Record: true, FreezeAt: 20 * time.Millisecond, FreezeFor: freeze})
	began := time.Now()
	for time.Since(began) < freeze+200*time.Millisecond {
		send(t, conn, request)
		expectReply(t, in)
		time.Sleep(pause)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	times, err := s.Times()
	// A pause may lie in the freeze, and begin before it.
	if most := int((time.Since(began)-freeze)/pause) + 2; err != nil || len(times) > most {
		t.Errorf("%d replies in spite of the freeze, at most %d are possible; %v", len(times), most, err)
	}
}
