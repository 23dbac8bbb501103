//go:build unix

package launch_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"runexp/runner/launch"
)

func TestAServerIsReadyWhen(t *testing.T) {
	for _, test := range []struct {
		name  string
		ready func(address string) launch.Ready
		said  string
	}{
		{"its URL answers with 2xx, after others", func(a string) launch.Ready { return launch.Ready{URL: "http://" + a + "/healthz"} }, ""},
		{"its port is open", func(a string) launch.Ready { return launch.Ready{Address: a} }, ""},
		{"it says so", func(string) launch.Ready { return launch.Ready{Prefix: "my address is "} }, "http://"},
	} {
		t.Run(test.name, func(t *testing.T) {
			address := freeAddress(t)
			s := start(t, launch.Spec{Command: again(t, "server", address), Ready: test.ready(address)})
			response, err := http.Get("http://" + address + "/ok")
			if err != nil || response.StatusCode != http.StatusOK {
				t.Errorf("%v, %v", response, err)
			}
			if test.said != "" && s.Said() != test.said+address {
				t.Errorf("it said %q", s.Said())
			}
			if s.Took() <= 0 || s.Took() > patience {
				t.Errorf("it took %v", s.Took())
			}
			if s.Err() != nil {
				t.Error(s.Err())
			}
			if err := s.Stop(); err != nil {
				t.Error(err)
			}
			if _, err := net.Dial("tcp", address); err == nil {
				t.Error("it still listens")
			}
		})
	}
}

func TestACertificateIsNotWhatAServerIsAskedFor(t *testing.T) {
	address := freeAddress(t)
	start(t, launch.Spec{Command: again(t, "https server", address), Ready: launch.Ready{URL: "https://" + address + "/ok"}})
}

func TestAServerIsNotReady(t *testing.T) {
	for _, test := range []struct {
		name  string
		ready launch.Ready // of a server at ADDRESS
		words []string
	}{
		{"while it redirects", launch.Ready{URL: "http://ADDRESS/moved"}, []string{"not ready within 1.5s", "http://ADDRESS/moved answered 302", "within: 3s"}},
		{"while it answers anything but 2xx", launch.Ready{URL: "http://ADDRESS/nothing"}, []string{"answered 404", "within: 3s"}},
		{"while it does not answer", launch.Ready{URL: "http://ADDRESS/hangs"}, []string{"not ready within 3s", "GET http://ADDRESS/hangs: context deadline exceeded", "within: 6s"}},
		{"while its answer has no end", launch.Ready{URL: "http://ADDRESS/endless"}, []string{"GET http://ADDRESS/endless", "exceeded 65536 bytes"}},
		{"before it listens", launch.Ready{URL: "https://127.0.0.1:1/"}, []string{"GET https://127.0.0.1:1/", "refused"}},
		{"before its port is open", launch.Ready{Address: "127.0.0.1:1"}, []string{"nothing listens on 127.0.0.1:1", "refused", "within: 3s"}},
		{"before it says so", launch.Ready{Prefix: "my name is "}, []string{`it did not say "my name is "`, "not: within:"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			address := freeAddress(t)
			fill := func(text string) string { return strings.ReplaceAll(text, "ADDRESS", address) }
			test.ready.URL = fill(test.ready.URL)
			within := 1500 * time.Millisecond
			if strings.HasSuffix(test.ready.URL, "/hangs") { // a try is given up after 2 s
				within = 3 * time.Second
			}
			_, err := launch.Start(t.Context(), launch.Spec{Command: again(t, "server", address), Ready: test.ready, Within: within})
			for i := range test.words {
				test.words[i] = fill(test.words[i])
			}
			says(t, err, test.words...)
			if _, ok := errors.AsType[*launch.Failure](err); !ok {
				t.Errorf("%T", err)
			}
			if _, err := net.Dial("tcp", address); err == nil {
				t.Error("it was left behind")
			}
		})
	}
}

func TestAServerThatNeverGetsReadyIsEnded(t *testing.T) {
	l := newLife(t)
	_, err := launch.Start(t.Context(), launch.Spec{
		Command: launch.Command{Shell: l.take + "echo still compiling; sleep 1000 & wait"},
		Ready:   launch.Ready{Prefix: "ready"}, Within: 300 * time.Millisecond,
	})
	says(t, err, "not ready within 300ms", "\n    still compiling")
	l.ends(t)
}

func TestAServerThatDiesAtOnce(t *testing.T) {
	for _, test := range []struct {
		name, shell string
		words       []string
	}{
		{"with an error", "echo first; echo no config >&2; exit 3", []string{"ended before it was ready: exit 3", "\n    first\n    no config"}},
		{"by a signal", "kill -KILL $$", []string{"ended before it was ready: signal: killed"}},
		{"since it goes into the background", "sleep 1000 &", []string{"ended before it was ready: exit 0", "stays in the foreground"}},
		{"as it says nothing", "exit 1", []string{"exit 1", "not: \n"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := newLife(t)
			began := time.Now()
			_, err := launch.Start(t.Context(), launch.Spec{
				Command: launch.Command{Shell: l.take + test.shell, Name: "api"}, Ready: launch.Ready{Address: "127.0.0.1:1"}, Within: time.Hour,
			})
			says(t, err, append(test.words, "api: ")...)
			if took := time.Since(began); took > patience {
				t.Errorf("it took %v to notice", took)
			}
			l.ends(t)
		})
	}
}

func TestAServerThatDiesLater(t *testing.T) {
	address := freeAddress(t)
	s := start(t, launch.Spec{Command: again(t, "server", address), Ready: launch.Ready{URL: "http://" + address + "/ok"}})
	_, _ = http.Get("http://" + address + "/crash")
	wait(t, s.Done(), "its end is not noticed")
	says(t, s.Err(), "ended by itself: exit 7", "\n    out of luck")
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
	says(t, s.Err(), "exit 7")
}

func TestAServerThatIsTakenAwayTakesItsChildrenAlong(t *testing.T) {
	l := newLife(t)
	// The child holds on to stdout: waiting for its end would take forever.
	s := start(t, launch.Spec{Command: launch.Command{Shell: l.take + "sleep 1000 & echo serving; read -r x; exit 1"}, Ready: launch.Ready{Prefix: "serving"}})
	wait(t, s.Done(), "its end is not noticed")
	says(t, s.Err(), "exit 1")
	l.ends(t)
}

func TestNothingIsStartedWhereSomethingListens(t *testing.T) {
	other, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	address := other.Addr().String()
	trace := filepath.Join(t.TempDir(), "trace")
	for _, ready := range []launch.Ready{{Address: address}, {URL: "http://" + address + "/ok"}} {
		_, err := launch.Start(t.Context(), launch.Spec{Command: launch.Command{Shell: "touch '" + trace + "'; sleep 1000"}, Ready: ready})
		says(t, err, address+" is taken", "another port")
	}
	if _, err := os.Stat(trace); err == nil {
		t.Error("it was started")
	}
}

func TestCancelingTheStart(t *testing.T) {
	l := newLife(t)
	why := errors.New("Ctrl-C")
	ctx, cancel := context.WithCancelCause(t.Context())
	go func() {
		<-l.alive
		cancel(why)
	}()
	_, err := launch.Start(ctx, launch.Spec{Command: launch.Command{Shell: l.take + "sleep 1000 & wait"}, Ready: launch.Ready{Address: "127.0.0.1:1"}, Within: time.Hour})
	if !errors.Is(err, why) {
		t.Errorf("%v", err)
	}
	l.ends(t)
	if _, err := launch.Start(ctx, launch.Spec{Command: launch.Command{Shell: "exit 1"}}); !errors.Is(err, why) {
		t.Errorf("%v", err)
	}
}

func TestCancelingLaterLeavesTheServerAlone(t *testing.T) {
	address := freeAddress(t)
	ctx, cancel := context.WithCancel(t.Context())
	s, err := launch.Start(ctx, launch.Spec{Command: again(t, "server", address), Ready: launch.Ready{Address: address}})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	response, err := http.Get("http://" + address + "/ok")
	if err != nil || response.StatusCode != http.StatusOK {
		t.Errorf("%v, %v", response, err)
	}
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
}
