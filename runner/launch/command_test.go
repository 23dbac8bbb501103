//go:build unix

package launch_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"runexp/runner/launch"
)

func run(t *testing.T, c launch.Command) error {
	t.Helper()
	return launch.Run(t.Context(), c, patience)
}

func TestACommandRunsWhereAndAsItIsTold(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "hook.sh"), []byte("#!/bin/sh\npwd -P\necho \"$1|$KEPT|$CHANGED|$ADDED|$HOME\"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		c    launch.Command
	}{
		{"a program with arguments, as they are", launch.Command{Args: []string{"./hook.sh", "a b; $x 'y'"}}},
		{"a line for the shell", launch.Command{Shell: `./hook.sh "a b; \$x 'y'"`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var log bytes.Buffer
			test.c.Dir, test.c.Log = dir, &launch.Log{To: &log}
			test.c.Env = []string{"KEPT=1", "CHANGED=1"}
			test.c.Extra = []string{"CHANGED=2", "ADDED=3"}
			if err := run(t, test.c); err != nil {
				t.Fatal(err)
			}
			if want := dir + "\na b; $x 'y'|1|2|3|\n"; log.String() != want {
				t.Errorf("it wrote %q, want %q", log.String(), want)
			}
		})
	}
}

func TestWithoutAnEnvironmentThereIsThatOfThisProcess(t *testing.T) {
	t.Setenv("INHERITED", "yes")
	var log bytes.Buffer
	if err := run(t, launch.Command{Shell: "echo $INHERITED $MORE", Extra: []string{"MORE=too"}, Log: &launch.Log{To: &log}}); err != nil {
		t.Fatal(err)
	}
	if log.String() != "yes too\n" {
		t.Errorf("%q", log.String())
	}
}

func TestACommandThatDoesNotStart(t *testing.T) {
	for _, test := range []struct {
		name  string
		c     launch.Command
		words []string
	}{
		{"it is nowhere", launch.Command{Args: []string{"no-such-program", "-x"}}, []string{"no-such-program -x: does not start: executable file not found"}},
		{"it is not there", launch.Command{Args: []string{"./api"}, Dir: "/"}, []string{"./api: does not start: no such file or directory (in /)"}},
		{"its folder is not there", launch.Command{Args: []string{"true"}, Dir: "/no/such/folder"}, []string{"true: does not start: no such file", "(in /no/such/folder)"}},
		{"it is no program", launch.Command{Args: []string{"/etc/passwd"}}, []string{"does not start: permission denied"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			says(t, run(t, test.c), test.words...)
			_, err := launch.Start(t.Context(), launch.Spec{Command: test.c})
			says(t, err, test.words...)
		})
	}
}

func TestAFailedHookShowsItsLastLines(t *testing.T) {
	for _, test := range []struct {
		name string
		c    launch.Command
		want string
	}{
		{
			"as the screen shows it",
			launch.Command{Shell: "echo Could not connect to Redis at 127.0.0.1:6379: Connection refused >&2; exit 1", Name: "redis-cli -p 6379 flushall"},
			"redis-cli -p 6379 flushall: exit 1\n    Could not connect to Redis at 127.0.0.1:6379: Connection refused",
		},
		{"nothing if it wrote nothing", launch.Command{Args: []string{"false"}}, "false: exit 1"},
		{"ten at most", launch.Command{Shell: "seq 1 5000; exit 2", Name: "x"}, "x: exit 2\n    4991\n    4992\n    4993\n    4994\n    4995\n    4996\n    4997\n    4998\n    4999\n    5000"},
		{"a last line without an end, empty ones left out", launch.Command{Shell: `printf 'a\r\n\n\n b\n  \nc'; exit 2`, Name: "x"}, "x: exit 2\n    a\n     b\n    c"},
		{
			"nothing that steers a terminal",
			launch.Command{Shell: `printf '\033[2J\033]0;x\007 red\t\302\233 \342\200\256abc \377 \360\237\230\200\n'; exit 2`, Name: "x\x1b[1m"},
			"x\ufffd[1m: exit 2\n    \ufffd[2J\ufffd]0;x\ufffd red \ufffd \ufffdabc \ufffd \U0001f600",
		},
		{"long lines cut", launch.Command{Shell: "printf '%01000d\\n' 0; exit 2", Name: "x"}, "x: exit 2\n    " + strings.Repeat("0", 200) + "…"},
		{"secrets hidden", launch.Command{Shell: "echo my s3cret is; exit 2", Name: "x", Hide: func(s string) string { return strings.ReplaceAll(s, "s3cret", "***") }}, "x: exit 2\n    my *** is"},
		{"a script by its first line", launch.Command{Shell: "  set -e\nexit 2"}, "set -e …: exit 2"},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := run(t, test.c)
			if err == nil || err.Error() != test.want {
				t.Errorf("%q\nwant\n%q", err, test.want)
			}
		})
	}
}

func TestALogHasItsBound(t *testing.T) {
	var to bytes.Buffer
	log := &launch.Log{To: &to, Most: 1000}
	c := launch.Command{Shell: "seq 1 100000; echo the end; exit 1", Name: "x", Log: log}
	says(t, run(t, c), "\n    the end")
	if err := run(t, launch.Command{Shell: "echo one more", Log: log}); err != nil {
		t.Fatal(err)
	}
	text := to.String()
	if len(text) > 1200 || strings.Count(text, "[runexp: this log ends here, after ") != 1 || !strings.HasPrefix(text, "1\n2\n3\n") || log.Err() != nil {
		t.Errorf("%d bytes, %v:\n%s", len(text), log.Err(), text)
	}
}

// A line without an end is taken in pieces, so memory is bounded.
func TestEndlessOutputWithoutALine(t *testing.T) {
	var to bytes.Buffer
	c := launch.Command{Shell: "head -c 300000 /dev/zero | tr '\\0' a", Log: &launch.Log{To: &to}}
	if err := run(t, c); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(to.String(), "a"); got != 300_000 {
		t.Errorf("%d bytes of 300,000 are there", got)
	}
	for line := range strings.Lines(to.String()) {
		if len(line) > 65<<10 {
			t.Errorf("a piece of %d bytes", len(line))
		}
	}
}

// A server that never stops to write is measured as any other.
func TestEndlessOutput(t *testing.T) {
	l := newLife(t)
	var to bytes.Buffer
	s := start(t, launch.Spec{Command: launch.Command{Shell: l.take + "echo up; yes", Log: &launch.Log{To: &to, Most: 5000}}, Ready: launch.Ready{Prefix: "up"}})
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
	l.ends(t)
	if to.Len() > 6000 {
		t.Errorf("%d bytes", to.Len())
	}
}

// A full disk here is no reason for a server to die.
func TestALogThatCannotBeWritten(t *testing.T) {
	full := errors.New("no space left on device")
	log := &launch.Log{To: writer(func([]byte) (int, error) { return 0, full })}
	if err := run(t, launch.Command{Shell: "seq 1 100000", Log: log}); err != nil {
		t.Error(err)
	}
	if !errors.Is(log.Err(), full) {
		t.Errorf("%v", log.Err())
	}
	var none *launch.Log
	if n, err := none.Write([]byte("x")); n != 1 || err != nil || none.Err() != nil {
		t.Errorf("%d, %v, %v", n, err, none.Err())
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }

// What ends in the way of all things takes what it started along.
func TestNothingOutlivesThisProcess(t *testing.T) {
	for _, parent := range []string{"server's parent", "leashed server's parent", "hook's parent"} {
		for _, how := range []os.Signal{os.Kill, os.Interrupt} {
			t.Run(parent+" ended by "+how.String(), func(t *testing.T) {
				l := newLife(t)
				shell := "trap '' INT TERM HUP; " + l.take + "sleep 1000 & sleep 1000 & wait"
				if strings.HasPrefix(parent, "leashed") {
					shell = l.take + "cat"
				}
				c := again(t, parent, shell)
				p := exec.CommandContext(t.Context(), c.Args[0], c.Args[1:]...)
				p.Env = append(os.Environ(), c.Extra...)
				out, err := p.StdoutPipe()
				if err != nil {
					t.Fatal(err)
				}
				if err := p.Start(); err != nil {
					t.Fatal(err)
				}
				l.begins(t)
				if err := p.Process.Signal(how); err != nil {
					t.Fatal(err)
				}
				l.ends(t)
				said, _ := io.ReadAll(out)
				if err := p.Wait(); err == nil || len(said) > 0 {
					t.Errorf("the parent ended on its own: %v\n%s", err, said)
				}
			})
		}
	}
}

func BenchmarkRun(b *testing.B) {
	for b.Loop() {
		if err := launch.Run(b.Context(), launch.Command{Args: []string{"true"}}, time.Minute); err != nil {
			b.Fatal(err)
		}
	}
}
