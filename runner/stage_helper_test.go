//go:build unix

package runner_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"runexp/runner"
)

// TestServeForStages is no test, but the server that tests of stages start, and a
// client: this test binary, again. The server's name and what it does go to a file.
func TestServeForStages(*testing.T) {
	if url := os.Getenv("STAGE_TEST_GET"); url != "" {
		_, _ = http.Get(url)
		os.Exit(0)
	}
	address := os.Getenv("STAGE_TEST_ADDRESS")
	if address == "" {
		return
	}
	note := func(what string) {
		f, _ := os.OpenFile(os.Getenv("STAGE_TEST_TRACE"), os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o600)
		_, _ = io.WriteString(f, os.Getenv("STAGE_TEST_NAME")+" "+what+"\n")
		_ = f.Close()
	}
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGTERM)
	listener, err := net.Listen("tcp", address)
	if err != nil {
		os.Exit(3)
	}
	note("up")
	mux := http.NewServeMux()
	mux.HandleFunc("/ok", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("/crash", func(http.ResponseWriter, *http.Request) {
		_, _ = io.WriteString(os.Stderr, "out of luck\n")
		os.Exit(7)
	})
	go func() { _ = http.Serve(listener, mux) }()
	<-end
	note("down")
	os.Exit(0)
}

// theater is a stage in a test, with what it leaves behind.
type theater struct {
	*runner.Stage

	dir    string
	events []runner.Event
	logs   map[string]*bytes.Buffer
}

// newTheater makes a stage for a plan. Its executor notes each trial.
func newTheater(t *testing.T, p *runner.Plan) *theater {
	t.Helper()
	h := &theater{dir: t.TempDir(), logs: make(map[string]*bytes.Buffer)}
	h.Stage = &runner.Stage{
		Plan: p, Dir: h.dir, RunDir: "/runs/1", RunID: "run-1", Demo: "http://127.0.0.1:9",
		Secret: func(name string) (string, bool) { return map[string]string{"TOKEN": "s3cret"}[name], name == "TOKEN" },
		Log: func(name string) io.Writer {
			if h.logs[name] != nil {
				t.Errorf("the log %s is asked for twice", name)
			}
			h.logs[name] = new(bytes.Buffer)
			return h.logs[name]
		},
		Tell: func(e runner.Event) { h.events = append(h.events, e) },
	}
	h.Executor = stagedExecutor(func(_ context.Context, trial runner.Trial, _ runner.Watch) (runner.Result, error) {
		h.note(t, trial.Name())
		return runner.Result{Trial: trial, OK: 1}, nil
	})
	t.Cleanup(func() { h.Close(t.Context()) })
	return h
}

type stagedExecutor func(context.Context, runner.Trial, runner.Watch) (runner.Result, error)

func (x stagedExecutor) Execute(ctx context.Context, t runner.Trial, w runner.Watch) (runner.Result, error) {
	return x(ctx, t, w)
}

// note adds a line to the trace.
func (h *theater) note(t *testing.T, line string) {
	t.Helper()
	f, err := os.OpenFile(filepath.Join(h.dir, "trace"), os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	_, _ = io.WriteString(f, line+"\n")
}

// happened checks the trace: what ran, in this order.
func (h *theater) happened(t *testing.T, want ...string) {
	t.Helper()
	text, _ := os.ReadFile(filepath.Join(h.dir, "trace"))
	var got []string
	if len(text) > 0 {
		got = strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	}
	if !slices.Equal(got, want) {
		t.Errorf("it happened:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// errorsTold are the errors of the events of a kind.
func (h *theater) errorsTold(what string) []string {
	var all []string
	for _, e := range h.events {
		if e.What == what && e.Err != nil {
			all = append(all, e.Err.Error())
		}
	}
	return all
}

func stagedShell(line string) *runner.Command { return &runner.Command{Shell: line} }

func stagedArgs(words ...string) *runner.Command { return &runner.Command{Args: words} }

// stagedNote is a hook that adds its name and trial to the trace.
func stagedNote(name string) *runner.Command {
	return stagedShell(`echo "` + name + ` $RUNEXP_TRIAL" >>trace`)
}

// stagedHooks note what they do.
func stagedHooks() *runner.Hooks {
	return &runner.Hooks{
		BeforeAll: stagedNote("before_all"), BeforeTrial: stagedNote("before_trial"), AfterTrial: stagedNote("after_trial"), AfterAll: stagedNote("after_all"),
		Timeout: time.Minute,
	}
}

// stagedServer is a server at a free address.
func stagedServer(t *testing.T, name string) (base string, s *runner.Start) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return "http://" + l.Addr().String(), &runner.Start{
		Run: *stagedArgs(self, "-test.run=^TestServeForStages$"), Ready: "/ok", Within: time.Minute,
		Env: []runner.Pair{{Name: "STAGE_TEST_ADDRESS", Value: l.Addr().String()}, {Name: "STAGE_TEST_NAME", Value: name}, {Name: "STAGE_TEST_TRACE", Value: "trace"}, {Name: "GORACE", Value: "atexit_sleep_ms=0"}},
	}
}

// stagedTrial is the r-th trial of point 1.
func stagedTrial(base, target string, r int) runner.Trial {
	return runner.Trial{
		Seq: r, Repeat: r, Block: r, Target: target, Point: runner.Point{Number: 1},
		Spec: runner.Spec{BaseURL: base, Load: runner.Load{Iterations: 1, Concurrency: 1, Discipline: "window"}},
	}
}
