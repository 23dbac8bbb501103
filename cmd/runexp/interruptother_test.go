//go:build unix

package main

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// held starts three trials at a target that holds the second, and waits for that.
func held(t *testing.T, more string, args ...string) *scene {
	t.Helper()
	s := &scene{folder: t.TempDir(), target: newTarget(t, "/p2r1")}
	write(t, s.folder, "three.yaml", strings.ReplaceAll(threeTrials, "URL", s.target.URL)+more)
	s.program = start(t, s.folder, append([]string{"run", "three.yaml"}, args...)...)
	s.target.asked.await(t, "^/p2r1")
	return s
}

// insist sends a signal again and again until the program ends.
func insist(t *testing.T, p *program, number syscall.Signal) {
	t.Helper()
	over := make(chan struct{})
	go func() {
		for tick := time.NewTicker(50 * time.Millisecond); ; {
			_ = p.Process.Signal(number)
			select {
			case <-over:
				return
			case <-tick.C:
			}
		}
	}()
	p.ends(t)
	close(over)
}

// resumes goes on with the scene's run, whose target holds nothing any more.
func (s *scene) resumes(t *testing.T, args ...string) (stdout, stderr string) {
	t.Helper()
	s.target.release()
	write(t, s.folder, "go", "")
	code, stdout, stderr := invoke(t, s.folder, append([]string{"run", "three.yaml", "--resume"}, args...)...)
	if code != exitOK {
		t.Errorf("--resume: exit code %d\n%s", code, stderr)
	}
	return stdout, stderr
}

// exits checks the exit code and what is said.
func (s *scene) exits(t *testing.T, code int, stderr ...string) {
	t.Helper()
	if got := s.ends(t); got != code {
		t.Errorf("exit code %d, want %d", got, code)
	}
	contains(t, "stderr", s.stderr.String(), stderr...)
}

// holds checks the names of the trials in the journal.
func holds(t *testing.T, run string, names ...string) {
	t.Helper()
	if got := kept(t, run); !slices.Equal(got, names) {
		t.Errorf("the journal holds %q, want %q", got, names)
	}
}

// The first signal waits for what comes after all, the second does not.
func TestInterruptedTwice(t *testing.T) {
	t.Parallel()
	s := held(t, "hooks: {after_all: 'test -e go || { echo $$ > pid; exec sleep 300; }'}\n")
	if err := s.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	awaitFile("pid")(t, s)
	insist(t, s.program, syscall.SIGINT)
	s.exits(t, exitInterrupt, "three 1/3 p1r1", "!panic")
	endedProcess("pid")(t, s)
	holds(t, theRun(t, s.folder), "p1r1")
	s.resumes(t)
	holds(t, theRun(t, s.folder), "p1r1", "p2r1", "p3r1")
}

// A report that nobody takes is given up with the second signal; the result is there.
func TestInterruptedTwiceInReports(t *testing.T) {
	t.Parallel()
	s := &scene{folder: t.TempDir(), target: newTarget(t, "")}
	write(t, s.folder, "three.yaml", strings.ReplaceAll(threeTrials, "URL", s.target.URL))
	if err := syscall.Mkfifo(filepath.Join(s.folder, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.program = start(t, s.folder, "run", "three.yaml", "-o", "markdown=pipe")
	awaitResult(t, s)
	insist(t, s.program, syscall.SIGTERM)
	s.exits(t, exitTerminate)
	wholeJSON(t, filepath.Join(theRun(t, s.folder), "result.json"))
	holds(t, theRun(t, s.folder), "p1r1", "p2r1", "p3r1")
	stdout, _ := s.resumes(t)
	contains(t, "the table", stdout, "again:")
	holds(t, theRun(t, s.folder), "p1r1", "p2r1", "p3r1")
}

// Commands that only read end at once.
func TestInterruptedReading(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	target := newTarget(t, "")
	write(t, folder, "three.yaml", strings.ReplaceAll(threeTrials, "URL", target.URL))
	if code, _, stderr := invoke(t, folder, "run", "three.yaml"); code != exitOK {
		t.Fatal(stderr)
	}
	for _, args := range [][]string{{"report", "latest"}, {"compare", "latest", "latest"}} {
		t.Run(args[0], func(t *testing.T) {
			for name, number := range signals(t) {
				t.Run(name, func(t *testing.T) {
					c := command(t, folder, append(args, "-o", "html", "-q")...)
					page, err := c.StdoutPipe()
					if err != nil {
						t.Fatal(err)
					}
					if err := c.Start(); err != nil {
						t.Fatal(err)
					}
					if _, err := page.Read(make([]byte, 1)); err != nil { // the rest waits for a reader
						t.Fatal(err)
					}
					if err := c.Process.Signal(number); err != nil {
						t.Fatal(err)
					}
					if code := exitOf(t, c); code != codeOf(number) {
						t.Errorf("exit code %d, want %d", code, codeOf(number))
					}
				})
			}
		})
	}
	holds(t, theRun(t, folder), "p1r1", "p2r1", "p3r1")
}

// A reader that has seen enough ends nothing: neither of stdout nor of stderr.
func TestInterruptedByClosedPipe(t *testing.T) {
	t.Parallel()
	target := newTarget(t, "")
	for _, test := range []struct{ name, script string }{
		{"stdout of a table", `"$SELF" run three.yaml --seed 1 | head -c 0; exit ${PIPESTATUS[0]}`},
		{"stdout of events", `"$SELF" run three.yaml --seed 1 -o ndjson | head -n 1; exit ${PIPESTATUS[0]}`},
		{"stderr", `"$SELF" run three.yaml --seed 1 2> >(head -c 0) > out; exit $?`},
		{"both closed from the start", `"$SELF" run three.yaml --seed 1 >&- 2>&-; exit $?`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			write(t, folder, "three.yaml", strings.ReplaceAll(threeTrials, "URL", target.URL))
			c := shell(t, folder, test.script)
			if out, err := c.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
			holds(t, theRun(t, folder), "p1r1", "p2r1", "p3r1")
			wholeJSON(t, filepath.Join(theRun(t, folder), "result.json"))
			if n := lines(read(t, folder, "kept.csv")); n != 4 {
				t.Errorf("the CSV has %d lines, want 4", n)
			}
		})
	}
}

// A laptop that sleeps for a while stretches a trial, which is told, and loses nothing.
func TestInterruptedBySuspension(t *testing.T) {
	t.Parallel()
	asked := newSpoken()
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(asked, r.URL.Path)
		<-time.After(20 * time.Millisecond)
	}))
	defer server.Close()
	folder := t.TempDir()
	write(t, folder, "asleep.yaml", "base_url: "+server.URL+"\npath: /${trial}\niterations: 40\nconcurrency: 1\nrepeats: 2\ncooldown: 0\nchecks: {psi: 100%}\n")
	p := start(t, folder, "run", "asleep.yaml", "-o", "csv")
	asked.await(t, "/p1r1\n/p1r1\n/p1r1")
	if err := p.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	<-time.After(time.Second)
	if err := p.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	if code := p.ends(t); code != exitOK {
		t.Errorf("exit code %d\n%s", code, p.stderr)
	}
	row, _, _ := strings.Cut(p.stdout.String()[strings.Index(p.stdout.String(), "\nasleep,p1r1,")+1:], "\n")
	contains(t, "the row of the first trial", row, "client-limited")
	holds(t, theRun(t, folder), "p1r1", "p1r2")
}

// A server that goes away is exit code 4; the trials without a success run again.
func TestInterruptedByLostServer(t *testing.T) {
	t.Parallel()
	s := held(t, "timeout: 1s\n", "--set", "concurrency=1,2,3,4")
	s.target.Listener.Close()
	s.target.CloseClientConnections()
	s.exits(t, exitIncomplete, "three 2/4 p2r1", "errors=2", "--resume runs what is missing")
	contains(t, "stdout", s.stdout.String(), "two trials in a row without a success; 1 trial did not run")
	run := theRun(t, s.folder)
	holds(t, run, "p1r1", "p2r1", "p3r1")

	l, err := net.Listen("tcp", s.target.Listener.Addr().String())
	if err != nil {
		t.Skip("somebody has taken the port")
	}
	server := &http.Server{Handler: s.target.Config.Handler} //nolint:gosec // on loopback, for a moment
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close() })
	stdout, stderr := s.resumes(t, "--set", "concurrency=1,2,3,4")
	contains(t, "stdout", stdout, "!invalid", "!interrupted")
	contains(t, "stderr", stderr, "three 2/4 p2r1", "three 3/4 p3r1", "three 4/4 p4r1", "!--resume")
	holds(t, run, "p1r1", "p2r1", "p3r1", "p2r1", "p3r1", "p4r1")
}

// Two runs can't write to one folder.
func TestInterruptedBySecondRun(t *testing.T) {
	t.Parallel()
	s := held(t, "", "--run-dir", "kept")
	for _, args := range [][]string{
		{"run", "three.yaml", "--run-dir", "kept"},
		{"run", "three.yaml", "--run-dir", "kept", "--resume"},
	} {
		code, _, stderr := invoke(t, s.folder, args...)
		if code != exitUsage {
			t.Errorf("%q: exit code %d, want %d", args, code, exitUsage)
		}
		contains(t, "stderr", stderr, "kept")
	}
	code, _, stderr := invoke(t, s.folder, "rm", "./kept")
	if code != exitIncomplete {
		t.Errorf("rm: exit code %d, want %d", code, exitIncomplete)
	}
	contains(t, "stderr", stderr, "not removed")
	code, stdout, stderr := invoke(t, s.folder, "report", "./kept")
	if code != exitOK {
		t.Errorf("report of a run under way: exit code %d\n%s", code, stderr)
	}
	contains(t, "report", stdout, "interrupted: 1 of 3 trials")
	s.target.release()
	s.ends(t)
	holds(t, filepath.Join(s.folder, "kept"), "p1r1", "p2r1", "p3r1")
}

// What a machine without power has not got to the disk is a torn or a missing end of
// the journal; a disk that forgets flips bits.
func TestInterruptedByPowerLoss(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	target := newTarget(t, "")
	write(t, folder, "three.yaml", strings.ReplaceAll(threeTrials, "URL", target.URL))
	if code, _, stderr := invoke(t, folder, "run", "three.yaml", "--run-dir", "kept"); code != exitOK {
		t.Fatal(stderr)
	}
	whole := read(t, folder, "kept", "trials.ndjson")
	last := 1 + strings.LastIndex(strings.TrimSuffix(string(whole), "\n"), "\n")
	second := 1 + strings.Index(string(whole), "\n")
	flipped := func(at int) []byte {
		text := slices.Clone(whole)
		text[at] ^= 4
		return text
	}
	for _, test := range []struct {
		name    string
		journal []byte
		told    string
		again   string
	}{
		{"nothing of the last line", whole[:last], "", "p3r1"},
		{"a part of the last line's head", whole[:last+5], "incomplete", "p3r1"},
		{"half of the last line", whole[:(last+len(whole))/2], "incomplete", "p3r1"},
		{"all of it but the line's end", whole[:len(whole)-1], "incomplete", "p3r1"},
		{"a bit of the last line", flipped(last + 100), "line 3", "p3r1"},
		{"a bit of the second line", flipped(second + 100), "line 2", "p2r1"},
		{"a bit of the first line's length", flipped(3), "line 1", "p1r1"},
		{"zeros where the last line was", slices.Concat(whole[:last], make([]byte, 512)), "incomplete", "p3r1"},
		{"nothing at all", nil, "", "p1r1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			write(t, filepath.Join(folder, "kept"), "trials.ndjson", string(test.journal))
			_ = os.Remove(filepath.Join(folder, "kept", "result.json"))
			code, _, stderr := invoke(t, folder, "report", "./kept")
			if code != exitOK {
				t.Errorf("report: exit code %d\n%s", code, stderr)
			}
			code, stdout, stderr := invoke(t, folder, "run", "three.yaml", "--run-dir", "kept", "--resume")
			if code != exitOK {
				t.Errorf("--resume: exit code %d\n%s", code, stderr)
			}
			contains(t, "stderr", stderr, test.told, test.again)
			contains(t, "stdout", stdout, "three  3 points", "!interrupted")
			text := read(t, folder, "kept.csv")
			if lines(text) != 4 {
				t.Errorf("the CSV should hold a header and three trials:\n%s", text)
			}
			if _, stdout, _ := invoke(t, folder, "report", "./kept", "-q", "-o", "csv"); stdout != string(text) {
				t.Errorf("what is stored is not what was reported:\n%s\n%s", stdout, text)
			}
		})
	}
}

// shell is a script in which $SELF is runexp.
func shell(t *testing.T, folder, script string) *program {
	t.Helper()
	self := command(t, folder)
	c := commandOf(t, "/bin/bash", folder, "-c", script)
	c.Env = append(self.Env, "SELF="+self.Path)
	return &program{Cmd: c}
}

// Who starts a run by nohup wants it to outlive the terminal.
func TestInterruptedUnderNohup(t *testing.T) {
	t.Parallel()
	s := &scene{folder: t.TempDir(), target: newTarget(t, "/p2r1")}
	write(t, s.folder, "three.yaml", strings.ReplaceAll(threeTrials, "URL", s.target.URL))
	s.program = shell(t, s.folder, `trap '' HUP; exec "$SELF" run three.yaml`)
	s.stdout, s.stderr = newSpoken(), newSpoken()
	s.Stdout, s.Stderr = s.stdout, s.stderr
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	s.target.asked.await(t, "^/p2r1")
	if err := s.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	s.target.release()
	s.exits(t, exitOK, "three 3/3 p3r1", "!--resume")
	holds(t, theRun(t, s.folder), "p1r1", "p2r1", "p3r1")
}
