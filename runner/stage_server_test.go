//go:build unix

package runner_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"runexp/runner"
)

func TestAServerThatDiesEndsTheRun(t *testing.T) {
	for _, eachTrial := range []bool{false, true} {
		for _, target := range []string{"", "head"} {
			base, start := stagedServer(t, "server")
			start.EachTrial = eachTrial
			p := &runner.Plan{BaseURL: base, Start: start, Hooks: &runner.Hooks{AfterTrial: stagedNote("after_trial")}}
			who := "the server: "
			if target != "" {
				p.BaseURL, p.Start, p.Targets = "", nil, []runner.Target{{Name: target, BaseURL: base, Start: start}}
				who = "the server of head: "
			}
			h := newTheater(t, p)
			crashing := stagedExecutor(func(ctx context.Context, trial runner.Trial, _ runner.Watch) (runner.Result, error) {
				_, _ = http.Get(base + "/crash")
				<-ctx.Done() // the stage sees to it
				return runner.Result{Trial: trial, OK: 1}, nil
			})
			h.Executor = crashing
			if err := h.Open(t.Context()); err != nil {
				t.Fatal(err)
			}
			trial := stagedTrial(base, target, 1)
			r, err := h.Execute(t.Context(), trial, runner.Watch{})
			if r.OK != 0 {
				t.Error("its result counts, though the server died")
			}
			if err == nil || !strings.HasPrefix(err.Error(), who) || !strings.HasSuffix(err.Error(), "ended by itself: exit 7\n    out of luck") {
				t.Errorf("%v", err)
			}
			if _, not := errors.AsType[runner.NotRun](err); not {
				t.Error("other trials can't run either")
			}
			h.happened(t, "server up", "after_trial "+trial.Name())
			if eachTrial {
				continue
			}
			if _, again := h.Execute(t.Context(), trial, runner.Watch{}); again == nil || again.Error() != err.Error() {
				t.Errorf("the next trial: %v", again)
			}
			h.happened(t, "server up", "after_trial "+trial.Name())
		}
	}
}

// A server that dies while a hook runs explains why the hook fails.
func TestAServerThatDiesBesideAHook(t *testing.T) {
	base, start := stagedServer(t, "server")
	p := &runner.Plan{BaseURL: base, Start: start, Hooks: stagedHooks()}
	p.Hooks.BeforeTrial = stagedShell("STAGE_TEST_GET=$RUNEXP_BASE_URL/crash " + start.Run.Args[0] + " -test.run=^TestServeForStages$; sleep 1000")
	p.Hooks.Timeout = 2 * time.Second
	h := newTheater(t, p)
	if err := h.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err := h.Execute(t.Context(), stagedTrial(base, "", 1), runner.Watch{})
	if err == nil || !strings.Contains(err.Error(), "ended by itself: exit 7") {
		t.Errorf("%v", err)
	}
	h.Close(t.Context())
	h.happened(t, "before_all ", "server up", "after_trial p1r1", "after_all ")
}

func TestCloseEndsWhatOpenStarted(t *testing.T) {
	base, start := stagedServer(t, "server")
	taken, second := stagedServer(t, "second")
	l, err := net.Listen("tcp", strings.TrimPrefix(taken, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	h := newTheater(t, &runner.Plan{Hooks: stagedHooks(), Targets: []runner.Target{{Name: "base", BaseURL: base, Start: start}, {Name: "head", BaseURL: taken, Start: second}}})
	if err := h.Open(t.Context()); err == nil || !strings.Contains(err.Error(), "is taken") {
		t.Fatalf("%v", err)
	}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	h.Close(canceled)
	h.happened(t, "before_all ", "server up", "server down", "after_all ")
}

func TestWhatToWaitFor(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {}))
	defer other.Close()
	differ := []runner.Trial{stagedTrial("http://127.0.0.1:7", "", 1), stagedTrial("http://127.0.0.1:8", "", 2)}
	for _, test := range []struct {
		name, base, ready string
		trials            []runner.Trial
		want              string // what it is not ready for
	}{
		{"a path of the server", "http://127.0.0.1:1/api?x=", "/healthz", nil, "GET http://127.0.0.1:1/healthz:"},
		{"a URL", "http://127.0.0.1:1/api", "http://127.0.0.1:2/${name}", nil, "GET http://127.0.0.1:2/sweep:"},
		{"a port", "http://127.0.0.1:1/api", "", nil, "nothing listens on 127.0.0.1:1:"},
		{"the port of the scheme", "https://127.0.0.9/api", "", nil, "nothing listens on 127.0.0.9:443:"},
		{"what listens already", other.URL, "/ok", nil, "is taken"},
		{"an address that is known per trial only", "http://127.0.0.1:${port}", "/ok", differ, "the address of its server differs between trials: add each: trial"},
		{"a URL, whatever the address", "http://127.0.0.1:${port}", "http://127.0.0.1:2/", differ, "GET http://127.0.0.1:2/:"},
		{"no address", "http://", "/ok", nil, "the address of its server is no URL"},
		{"a secret that is not there", "http://127.0.0.1:1", "/${secret:NONE}", nil, "secret NONE is not set"},
		{"a secret that is not shown", "http://127.0.0.1:1", "/${secret:TOKEN}", nil, "GET http://127.0.0.1:1/***:"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := &runner.Plan{Name: "sweep", BaseURL: test.base, Trials: test.trials, Start: &runner.Start{
				Run: *stagedArgs("sleep", "1000"), Ready: test.ready, Within: 50 * time.Millisecond,
			}}
			err := newTheater(t, p).Open(t.Context())
			if err == nil || !strings.HasPrefix(err.Error(), "start") || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "s3cret") {
				t.Errorf("%v, want %q", err, test.want)
			}
		})
	}
}

func TestWhereAServerRuns(t *testing.T) {
	for _, absolute := range []bool{false, true} {
		base, start := stagedServer(t, "server")
		h := newTheater(t, &runner.Plan{BaseURL: base, Start: start})
		if err := os.Mkdir(h.dir+"/sub", 0o700); err != nil {
			t.Fatal(err)
		}
		start.Dir = "sub"
		if absolute {
			start.Dir = h.dir + "/sub"
		}
		if err := h.Open(t.Context()); err != nil {
			t.Fatal(err)
		}
		if text, err := os.ReadFile(h.dir + "/sub/trace"); err != nil || string(text) != "server up\n" {
			t.Errorf("%q, %v", text, err)
		}
		h.Close(t.Context())
	}
}
