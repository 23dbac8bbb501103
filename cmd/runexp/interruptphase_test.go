//go:build unix

package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// phase is a time of a run at which a signal comes.
type phase struct {
	name string
	// file is the experiment; URL stands for the target's address. Args follow run.
	file string
	args []string
	// reach waits until the phase is reached, finish does what the program needs to
	// get to its end after the signal.
	reach, finish func(*testing.T, *scene)
	// kept is how many trials are in the journal afterwards; -1 means no run at all.
	kept int
	// shown is on stdout, told on stderr; what begins with ! is not.
	shown, told []string
}

// scene is a program and its target in one phase.
type scene struct {
	*program

	folder string
	target *target
	stdin  io.Writer
}

// target answers at once, but for the trials that are held.
type target struct {
	*httptest.Server

	asked *spoken // a line for each request
	// free says that nothing is held any more, freed that what was held is answered.
	free  atomic.Bool
	freed chan struct{}
	once  sync.Once
}

// release lets go what is held.
func (x *target) release() {
	x.free.Store(true)
	x.once.Do(func() { close(x.freed) })
}

// newTarget starts a target that holds the requests whose path begins with hold, until
// the client gives them up.
func newTarget(t *testing.T, hold string) *target {
	t.Helper()
	x := &target{asked: newSpoken(), freed: make(chan struct{})}
	x.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(x.asked, r.URL.Path)
		if hold != "" && strings.HasPrefix(r.URL.Path, hold) && !x.free.Load() {
			select {
			case <-r.Context().Done():
			case <-x.freed:
			}
		}
		_, _ = io.WriteString(w, "ok")
	}))
	t.Cleanup(func() {
		x.release()
		x.CloseClientConnections()
		x.Close()
	})
	return x
}

// threeTrials is an experiment of three trials of two requests in a known order.
const threeTrials = `
name: three
base_url: URL
path: /${trial}/${concurrency}
iterations: 2
concurrency: [1, 2, 3]
order: sequential
repeats: 1
cooldown: 0
report: [table, {csv: kept.csv}]
`

func phases() []phase {
	asked := func(pattern string) func(*testing.T, *scene) {
		return func(t *testing.T, s *scene) { t.Helper(); s.target.asked.await(t, pattern) }
	}
	told := func(pattern string) func(*testing.T, *scene) {
		return func(t *testing.T, s *scene) { t.Helper(); s.stderr.await(t, pattern) }
	}
	return []phase{
		{
			name: "reading the file", args: []string{"-"}, kept: -1,
			reach: func(t *testing.T, s *scene) {
				t.Helper() // more than a pipe holds: once it is written, somebody reads
				if _, err := s.stdin.Write(bytes.Repeat([]byte("# a long comment\n"), 20_000)); err != nil {
					t.Fatal(err)
				}
			},
			shown: []string{"!seed"},
		},
		{
			name: "before_all", file: threeTrials + "hooks: {before_all: 'test -e go || { echo $$ > pid; exec sleep 300; }', after_all: 'echo done > after'}\n",
			reach: awaitFile("pid"), finish: endedProcess("pid", "after"), kept: 0,
			told: []string{"--resume runs what is missing"},
		},
		{
			name: "waiting for the server", reach: awaitFile("pid"), finish: endedProcess("pid"), kept: 0,
			file: strings.NewReplacer("/${trial}/${concurrency}", "/add?name=${trial}&delay=1",
				"URL", "http://127.0.0.1:PORT\nstart: {run: 'echo $$ > pid; test -e go || exec sleep 300; exec $SELF serve --addr 127.0.0.1:PORT', within: 50s}").Replace(threeTrials),
			told: []string{"--resume runs what is missing"},
		},
		{
			name: "warm-up", file: threeTrials + "warmup: {requests: 1}\n", reach: asked("^/p2r1w"), kept: 1,
			shown: []string{"stopped by a signal", "in trial p2r1: that trial is dropped", "again:"}, told: []string{"--resume runs what is missing"},
		},
		{
			name: "trial", file: threeTrials, reach: asked("^/p2r1"), kept: 1,
			shown: []string{"stopped by a signal", "in trial p2r1: that trial is dropped", "again:"}, told: []string{"--resume runs what is missing"},
		},
		{
			name: "pause", file: strings.Replace(threeTrials, "cooldown: 0", "cooldown: 60s", 1), reach: told("^three 1/3"), kept: 1,
			shown: []string{"stopped by a signal", "before trial p2r1", "again:"}, told: []string{"--resume runs what is missing"},
		},
		{
			name: "pause with a server and a hook", reach: told("^three 1/3"), finish: endedProcess("pid", "after"), kept: 1,
			file: strings.NewReplacer("cooldown: 0", "cooldown: 60s", "/${trial}/${concurrency}", "/add?name=${trial}&delay=1",
				"URL", "http://127.0.0.1:PORT\nstart: {run: 'echo $$ > pid; exec $SELF serve --addr 127.0.0.1:PORT', ready: /stats}").Replace(threeTrials) +
				"hooks: {after_all: 'echo done > after'}\n",
			shown: []string{"before trial p2r1"}, told: []string{"--resume runs what is missing"},
		},
		{
			name: "reports", file: threeTrials, args: []string{"three.yaml", "-o", "markdown=pipe"}, reach: awaitResult, finish: readPipe, kept: 3,
			shown: []string{"again:", "!stopped by a signal"}, told: []string{"!--resume"},
		},
	}
}

// awaitFile waits until a file has something in it.
func awaitFile(name string) func(*testing.T, *scene) {
	return func(t *testing.T, s *scene) {
		t.Helper()
		awaitTrue(t, name, func() bool {
			info, err := os.Stat(filepath.Join(s.folder, name))
			return err == nil && info.Size() > 0
		})
	}
}

// awaitTrue asks again and again until something is so.
func awaitTrue(t *testing.T, what string, is func() bool) {
	t.Helper()
	for tick, deadline := time.NewTicker(2*time.Millisecond), time.Now().Add(patience); !is(); <-tick.C {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// awaitResult waits until the result is there: the reports are written then.
func awaitResult(t *testing.T, s *scene) {
	t.Helper()
	awaitTrue(t, "the result", func() bool {
		found, err := filepath.Glob(filepath.Join(s.folder, ".runexp", "runs", "*", "result.json"))
		return err == nil && len(found) == 1
	})
}

// endedProcess checks that the process whose number is in a file is gone, and that a
// file has been made.
func endedProcess(pid string, made ...string) func(*testing.T, *scene) {
	return func(t *testing.T, s *scene) {
		t.Helper()
		_ = s.ends(t)
		number, err := strconv.Atoi(strings.TrimSpace(string(read(t, s.folder, pid))))
		if err != nil {
			t.Fatal(err)
		}
		awaitTrue(t, fmt.Sprintf("the end of process %d", number), func() bool { return syscall.Kill(number, 0) != nil || !alive(number) })
		for _, name := range made {
			if _, err := os.Stat(filepath.Join(s.folder, name)); err != nil {
				t.Error(err)
			}
		}
	}
}

// readPipe takes the report that waits for a reader, some time after the signal.
func readPipe(t *testing.T, s *scene) {
	t.Helper()
	<-time.After(200 * time.Millisecond)
	text := string(read(t, s.folder, "pipe"))
	contains(t, "the report", text, "**three**", "again: ")
}

// signals are those that end a run, with their exit codes.
func signals(t *testing.T) map[string]syscall.Signal {
	t.Helper()
	all := map[string]syscall.Signal{"SIGINT": syscall.SIGINT, "SIGTERM": syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // else this test runs under nohup
		all["SIGHUP"] = syscall.SIGHUP
	}
	return all
}

func codeOf(s syscall.Signal) int {
	if s == syscall.SIGINT {
		return exitInterrupt
	}
	return exitTerminate
}

func TestInterruptedBySignal(t *testing.T) {
	t.Parallel()
	for _, p := range phases() {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			for name, number := range signals(t) {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					p.interrupt(t, number)
				})
			}
		})
	}
}

// setting prepares a folder and starts the program.
func (p *phase) setting(t *testing.T) *scene {
	t.Helper()
	hold := "/p2r1"
	if p.name == "reports" {
		hold = ""
	}
	s := &scene{folder: t.TempDir(), target: newTarget(t, hold)}
	text := strings.ReplaceAll(strings.ReplaceAll(p.file, "URL", s.target.URL), "PORT", freePort(t))
	if p.name == "reports" {
		if err := syscall.Mkfifo(filepath.Join(s.folder, "pipe"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(t, s.folder, "three.yaml", text)
	args := p.args
	if args == nil {
		args = []string{"three.yaml"}
	}
	s.program = &program{Cmd: command(t, s.folder, append([]string{"run"}, args...)...), stdout: newSpoken(), stderr: newSpoken()}
	s.Stdout, s.Stderr = s.stdout, s.stderr
	s.Env = append(s.Env, "SELF="+s.Path)
	stdin, err := s.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	s.stdin = stdin
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	return s
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// interrupt sends a signal in the phase and checks what comes of it.
func (p *phase) interrupt(t *testing.T, number syscall.Signal) {
	t.Helper()
	s := p.setting(t)
	p.reach(t, s)
	if err := s.Process.Signal(number); err != nil {
		t.Fatal(err)
	}
	if p.finish != nil {
		p.finish(t, s)
	}
	code := s.ends(t)
	if code != codeOf(number) {
		t.Errorf("exit code %d, want %d\n%s\n%s", code, codeOf(number), s.stdout, s.stderr)
	}
	contains(t, "stdout", s.stdout.String(), p.shown...)
	contains(t, "stderr", s.stderr.String(), append(p.told, "!panic", "!goroutine")...)
	if p.kept < 0 {
		if runs := runsIn(t, s.folder); len(runs) > 0 {
			t.Errorf("there should be no run: %q", runs)
		}
		return
	}
	run := theRun(t, s.folder)
	if names := kept(t, run); len(names) != p.kept {
		t.Errorf("the journal holds %q, want %d trials", names, p.kept)
	}
	if _, err := os.Stat(filepath.Join(run, "result.json")); (err == nil) != (p.kept == 3) {
		t.Errorf("only a run that is whole has a result: %v", err)
	}
	if text, err := os.ReadFile(filepath.Join(s.folder, "kept.csv")); err != nil || lines(text) != p.kept+1 {
		t.Errorf("the CSV should hold a header and %d trials: %v\n%s", p.kept, err, text)
	}
	p.goOn(t, s)
}

// goOn resumes the run: what was kept is not measured again.
func (p *phase) goOn(t *testing.T, s *scene) {
	t.Helper()
	before := journalOf(t, theRun(t, s.folder))
	s.target.release()
	write(t, s.folder, "go", "")
	c := &program{Cmd: command(t, s.folder, "run", "three.yaml", "--resume", "--set", "cooldown=0"), stdout: newSpoken(), stderr: newSpoken()}
	c.Stdout, c.Stderr = c.stdout, c.stderr
	c.Env = append(c.Env, "SELF="+c.Path)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	if code := c.ends(t); code != exitOK {
		t.Errorf("--resume: exit code %d\n%s", code, c.stderr)
	}
	after := journalOf(t, theRun(t, s.folder))
	if len(after) != 3 || !slices.Equal(after[:len(before)], before) {
		t.Errorf("the journal after --resume:\n%v\nbefore:\n%v", after, before)
	}
	if strings.Count(s.target.asked.String(), "/p1r1/") > 2 {
		t.Errorf("a trial was measured twice:\n%s", s.target.asked)
	}
}
