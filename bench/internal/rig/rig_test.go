//go:build unix

package rig_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"runexp/bench/internal/rig"
)

func sh(script string) rig.Command { return rig.Command{Words: []string{"sh", "-c", script}} }

func TestAProcessIsMeasured(t *testing.T) {
	out, usage, err := rig.Run(t.Context(), time.Minute, rig.Command{Words: []string{"cat"}, Stdin: "hello"})
	if out != "hello" || err != nil {
		t.Fatalf("%q, %v", out, err)
	}
	if usage.Wall <= 0 || usage.PeakRSS < 100_000 || usage.PeakRSS > 1_000_000_000 {
		t.Errorf("usage %+v", usage)
	}
	if floor, err := rig.Floor(t.Context()); err != nil || floor < 100_000 || floor > 1_000_000_000 {
		t.Errorf("floor %d, %v", floor, err)
	}
}

func TestACommandHasItsOwnPlace(t *testing.T) {
	c := sh("cat file; echo $WORD")
	c.Dir, c.Files, c.Env = t.TempDir(), map[string]string{"file": "in its folder\n"}, []string{"WORD=in its environment"}
	out, _, err := rig.Run(t.Context(), time.Minute, c.Under([]string{"nice"}))
	if want := "in its folder\nin its environment\n"; out != want || err != nil {
		t.Errorf("%q, %v", out, err)
	}
}

func TestAFailingProcessSaysWhy(t *testing.T) {
	_, _, err := rig.Run(t.Context(), time.Minute, sh("echo no >&2; exit 3"))
	if err == nil || !strings.Contains(err.Error(), "exit status 3") || !strings.Contains(err.Error(), "no") {
		t.Errorf("error %v", err)
	}
}

func TestAProcessIsEndedAtItsLimit(t *testing.T) {
	_, _, err := rig.Run(t.Context(), 50*time.Millisecond, rig.Command{Words: []string{"sleep", "60"}})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want a deadline", err)
	}
}

// A process that ignores being asked to end is killed, and so is one that it
// started and left behind.
func TestNothingIsLeftBehind(t *testing.T) {
	for name, script := range map[string]string{
		"after its end":   "sleep 60 >/dev/null 2>&1 & echo $!",
		"after its limit": "trap '' INT; sleep 60 >/dev/null 2>&1 & echo $! >pid; sleep 60",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := sh(script)
			c.Dir = t.TempDir()
			out, _, err := rig.Run(t.Context(), time.Second, c)
			if text, e := os.ReadFile(filepath.Join(c.Dir, "pid")); e == nil {
				out = string(text)
			} else if err != nil {
				t.Fatal(err)
			}
			pid, err := strconv.Atoi(strings.TrimSpace(out))
			if err != nil {
				t.Fatal(err)
			}
			for late := time.Now().Add(10 * time.Second); running(pid); {
				if time.Now().After(late) {
					t.Fatalf("process %d is still there", pid)
				}
				time.Sleep(10 * time.Millisecond)
			}
		})
	}
}

// running tells whether a process is there, other than as one that nobody has
// waited for.
func running(pid int) bool {
	if errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return false
	}
	status, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	return err != nil || !strings.Contains(string(status), "State:\tZ")
}

func TestOnlyALoopbackAddressIsTaken(t *testing.T) {
	if got, err := rig.Address("serving on http://127.0.0.1:8080\n"); got != "http://127.0.0.1:8080" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	for _, line := range []string{"", "http://127.0.0.1:8080", "serving on http://10.0.0.1:8080", "serving on http://127.0.0.1", "serving on nothing"} {
		if got, err := rig.Address(line); err == nil {
			t.Errorf("%q gives %q", line, got)
		}
	}
}

func TestAServerServesUntilItsStdinCloses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ended")
	c := sh("echo serving on http://127.0.0.1:80; cat; echo ended >" + file)
	s, err := rig.Serve(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if s.URL != "http://127.0.0.1:80" {
		t.Errorf("URL %q", s.URL)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(file); err != nil {
		t.Errorf("it did not come to its end: %v", err)
	}
}

func TestAServerThatSaysNothingUsefulIsNone(t *testing.T) {
	if _, err := rig.Serve(t.Context(), sh("echo out of order; echo broken >&2; exit 1")); err == nil || !strings.Contains(err.Error(), "broken") {
		t.Errorf("error %v", err)
	}
	if _, err := rig.Listen(t.Context(), sh("exit 0"), "http://127.0.0.1:1"); err == nil {
		t.Error("a server that has ended is said to listen")
	}
}

func TestAMissingProgramSaysHowToGetIt(t *testing.T) {
	w := rig.Workshop{Root: t.TempDir(), Cache: t.TempDir(), Temp: t.TempDir(), Log: io.Discard}
	_, debian := w.Debian(t.Context(), "no-such-program", "no-such-package")
	_, npm := w.Npm(t.Context(), "no-such-package", "1.2.3", "main.js")
	for want, err := range map[string]error{"apt-get install no-such-package": debian, "no-such-package@1.2.3": npm} {
		if missing := (*rig.MissingError)(nil); !errors.As(err, &missing) || !strings.Contains(missing.How, want) {
			t.Errorf("error %v, want one that says %q", err, want)
		}
	}
}

func TestFilesAreRaised(t *testing.T) {
	n, err := rig.RaiseFiles()
	if err != nil || n < 100 {
		t.Fatalf("%d, %v", n, err)
	}
	out, _, err := rig.Run(t.Context(), time.Minute, sh("ulimit -n"))
	line, _ := bufio.NewReader(strings.NewReader(out)).ReadString('\n')
	if got := strings.TrimSpace(line); err != nil || got != strconv.Itoa(n) {
		t.Errorf("a child may open %s files, want %d; %v", got, n, err)
	}
}
