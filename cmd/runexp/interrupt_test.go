package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience bounds how long a test waits for what must happen.
const patience = 60 * time.Second

// executable is this test binary under the name runexp, as which it runs the command and
// can start itself again as the demo server.
func executable(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "runexp")
	if err := os.Link(self, path); err != nil {
		data, err := os.ReadFile(self)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// command prepares this test binary to run as runexp in a folder.
func command(t *testing.T, folder string, args ...string) *exec.Cmd {
	t.Helper()
	return commandOf(t, executable(t), folder, args...)
}

// commandOf prepares a binary to run in a folder. Of calibrations in this machine's
// cache it knows nothing. The race detector waits a second at the end of a process
// unless it is told otherwise.
func commandOf(t *testing.T, path, folder string, args ...string) *exec.Cmd {
	t.Helper()
	c := exec.CommandContext(t.Context(), path, args...)
	c.Dir = folder
	c.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0", "XDG_CACHE_HOME="+filepath.Join(filepath.Dir(path), ".cache"))
	return c
}

// exitOf waits for a command to end, for its exit code.
func exitOf(t *testing.T, c *exec.Cmd) int {
	t.Helper()
	err := c.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode()
	}
	if err != nil {
		t.Errorf("%v: %v", c.Args, err)
	}
	return 0
}

// spoken is what a process has written so far, for others to wait for.
type spoken struct {
	mu    sync.Mutex
	text  []byte
	heard chan struct{} // closed and replaced with each write
}

func newSpoken() *spoken { return &spoken{heard: make(chan struct{})} }

// Write takes what a process says.
func (s *spoken) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text = append(s.text, b...)
	close(s.heard)
	s.heard = make(chan struct{})
	return len(b), nil
}

// String is what has been said so far.
func (s *spoken) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return string(s.text)
}

// await waits until something has been said that matches.
func (s *spoken) await(t *testing.T, pattern string) {
	t.Helper()
	p := regexp.MustCompile("(?m)" + pattern)
	deadline := time.After(patience)
	for {
		s.mu.Lock()
		found, heard := p.Match(s.text), s.heard
		s.mu.Unlock()
		if found {
			return
		}
		select {
		case <-heard:
		case <-deadline:
			t.Fatalf("waited in vain for %q:\n%s", pattern, s)
		}
	}
}

// program is runexp at work.
type program struct {
	*exec.Cmd

	stdout, stderr *spoken

	ended bool
	code  int
}

// start starts runexp in a folder.
func start(t *testing.T, folder string, args ...string) *program {
	t.Helper()
	p := &program{Cmd: command(t, folder, args...), stdout: newSpoken(), stderr: newSpoken()}
	p.Stdout, p.Stderr = p.stdout, p.stderr
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	return p
}

// ends waits for the end of the program, for its exit code. One that hangs is ended,
// and the test fails.
func (p *program) ends(t *testing.T) int {
	t.Helper()
	if p.ended {
		return p.code
	}
	hangs := time.AfterFunc(patience, func() { _ = p.Process.Kill() })
	p.ended, p.code = true, exitOf(t, p.Cmd)
	if !hangs.Stop() {
		t.Fatalf("it hangs:\n%s\n%s", p.stdout, p.stderr)
	}
	return p.code
}

// invoke runs runexp in a folder to its end.
func invoke(t *testing.T, folder string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	p := start(t, folder, args...)
	code = p.ends(t)
	return code, p.stdout.String(), p.stderr.String()
}

// write makes a file in a folder.
func write(t *testing.T, folder, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// read reads a file.
func read(t *testing.T, path ...string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// contains checks that a text has all words, those that begin with ! not.
func contains(t *testing.T, what, text string, words ...string) {
	t.Helper()
	for _, word := range words {
		if not, ok := strings.CutPrefix(word, "!"); ok {
			if strings.Contains(text, not) {
				t.Errorf("%s should not say %q:\n%s", what, not, text)
			}
		} else if !strings.Contains(text, word) {
			t.Errorf("%s lacks %q:\n%s", what, word, text)
		}
	}
}

// announced finds the trials that progress without a terminal has told as finished.
func announced(stderr string) []string {
	var names []string
	for _, match := range regexp.MustCompile(`(?m)^\S+ +\d+(?:/\d+)? (p\d+[rw]\S*) .*errors=`).FindAllStringSubmatch(stderr, -1) {
		names = append(names, match[1])
	}
	return names
}

// missing are those names that are not among others.
func missing(names, among []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return slices.Contains(among, name) })
}

// lines counts them.
func lines(text []byte) int { return bytes.Count(text, []byte("\n")) }
