package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

const slow = `
name: slow
base_url: demo
path: /add?name=${trial}&delay=${delay}
iterations: 10
concurrency: 10
delay: [1ms, 2ms, 3s]
order: sequential
repeats: 1
cooldown: 1ms
report: [table, {csv: kept.csv}]
`

// command prepares this test binary to run as runexp under that name, so that
// it can start itself again as the demo server.
func command(t *testing.T, folder string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(t.TempDir(), "runexp")
	if err := os.Link(self, binary); err != nil {
		data, err := os.ReadFile(self)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(binary, data, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	c := exec.CommandContext(t.Context(), binary, args...)
	c.Dir = folder
	return c
}

// startSlow runs the slow experiment and returns once its second trial is done,
// so that the third, of three seconds, is under way or about to be.
func startSlow(t *testing.T, args ...string) (c *exec.Cmd, folder string, stdout *bytes.Buffer) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("a process can't be sent a signal there")
	}
	folder = t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "slow.yaml"), []byte(slow), 0o600); err != nil {
		t.Fatal(err)
	}
	c = command(t, folder, append([]string{"run", "slow.yaml"}, args...)...)
	stdout = new(bytes.Buffer)
	c.Stdout = stdout
	stderr, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "slow 2/3") {
			go func() { _, _ = io.Copy(io.Discard, stderr) }()
			return c, folder, stdout
		}
	}
	t.Fatalf("the run ended before its second trial: %v", c.Wait())
	return nil, "", nil
}

func exitOf(t *testing.T, c *exec.Cmd) int {
	t.Helper()
	err := c.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode()
	}
	return 0
}

func TestInterrupt(t *testing.T) {
	for _, test := range []struct {
		name   string
		signal os.Signal
		code   int
	}{
		{"Ctrl-C", os.Interrupt, exitInterrupt},
		{"SIGTERM", syscall.SIGTERM, exitTerminate},
		{"SIGHUP", syscall.SIGHUP, exitTerminate},
	} {
		t.Run(test.name+" drops the trial under way and shows the others", func(t *testing.T) {
			c, folder, stdout := startSlow(t)
			began := time.Now()
			if err := c.Process.Signal(test.signal); err != nil {
				t.Fatal(err)
			}
			if code := exitOf(t, c); code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			if took := time.Since(began); took > 2500*time.Millisecond {
				t.Errorf("it took %v to stop: the trial under way was not dropped", took)
			}
			table := stdout.String()
			for _, want := range []string{"1ms", "2ms", "stopped by a signal", "p3r1", "again:"} {
				if !strings.Contains(table, want) {
					t.Errorf("the table lacks %q:\n%s", want, table)
				}
			}
			csv, err := os.ReadFile(filepath.Join(folder, "kept.csv"))
			if err != nil || bytes.Count(csv, []byte("\n")) != 3 {
				t.Errorf("the CSV should hold a header and two trials: %v\n%s", err, csv)
			}
		})
	}
}

// The demo server ends with its parent, however that ends.
func TestDemoServerEndsWithItsParent(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("reads /proc")
	}
	c, _, _ := startSlow(t)
	child := childOf(t, c.Process.Pid)
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	deadline := time.Now().Add(20 * time.Second)
	for alive(child) {
		if time.Now().After(deadline) {
			t.Fatalf("the server, process %d, is still running", child)
		}
		runtime.Gosched()
	}
}
