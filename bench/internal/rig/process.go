//go:build unix

package rig

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Command is a process to be: what it is told, and where it runs.
type Command struct {
	// Words are the program and its arguments.
	Words []string
	// Stdin is what it reads.
	Stdin string
	// Env are variables in addition to those of this process.
	Env []string
	// Dir is the folder it runs in, by default this process's own.
	Dir string
	// Files are written into Dir before it starts, by name.
	Files map[string]string
}

// Under returns the command with words in front of it, such as [Realtime].
func (c Command) Under(prefix []string) Command {
	c.Words = slices.Concat(prefix, c.Words)
	return c
}

// process is the command, not started yet, in a process group of its own. When
// ctx ends the group is asked to end, and killed if it takes longer than grace.
func (c Command) process(ctx context.Context) (*exec.Cmd, error) {
	for name, text := range c.Files {
		if err := os.WriteFile(filepath.Join(c.Dir, name), []byte(text), 0o600); err != nil {
			return nil, err
		}
	}
	process := exec.CommandContext(ctx, c.Words[0], c.Words[1:]...)
	process.Dir, process.SysProcAttr = c.Dir, group()
	process.Cancel = func() error { return syscall.Kill(-process.Process.Pid, syscall.SIGINT) }
	process.WaitDelay = grace
	if len(c.Env) > 0 {
		process.Env = append(process.Environ(), c.Env...)
	}
	return process, nil
}

// Usage is what a process took as a whole.
type Usage struct {
	// Wall is the time from starting the process until it had ended.
	Wall time.Duration
	// CPU is its user and system time.
	CPU time.Duration
	// PeakRSS is its largest resident set, in bytes. Linux counts in what the
	// parent had resident when it started the process, see [Floor].
	PeakRSS int64
}

// grace is how long a process may take to end after it was asked to.
const grace = 5 * time.Second

// Run runs a command to its end, at most for limit, and returns what it wrote
// to stdout. If it fails, the end of its stderr is part of the error. Whatever
// it started itself ends with it.
func Run(ctx context.Context, limit time.Duration, c Command) (string, Usage, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	process, err := c.process(ctx)
	if err != nil {
		return "", Usage{}, err
	}
	var stdout, stderr bytes.Buffer
	process.Stdin, process.Stdout, process.Stderr = strings.NewReader(c.Stdin), &stdout, &stderr
	began := time.Now()
	err = process.Run()
	wall := time.Since(began)
	if process.Process != nil {
		_ = syscall.Kill(-process.Process.Pid, syscall.SIGKILL) // what it left behind
	}
	if err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return "", Usage{}, fmt.Errorf("%s: %w\n%s", filepath.Base(c.Words[0]), err, end(stderr.String()))
	}
	return stdout.String(), usage(wall, process.ProcessState), nil
}

// end is the last lines of a text.
func end(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-20):], "\n")
}

func usage(wall time.Duration, ended *os.ProcessState) Usage {
	u := Usage{Wall: wall, CPU: ended.UserTime() + ended.SystemTime()}
	if r, ok := ended.SysUsage().(*syscall.Rusage); ok {
		u.PeakRSS = int64(r.Maxrss)   //nolint:unconvert // 32 bits wide on some systems
		if runtime.GOOS != "darwin" { // the only one that counts in bytes
			u.PeakRSS *= 1024
		}
	}
	return u
}

// Floor is the peak RSS that a process without any memory of its own would
// report: what it inherits from this one. Readings near it mean nothing.
func Floor(ctx context.Context) (int64, error) {
	_, u, err := Run(ctx, 10*time.Second, Command{Words: []string{"true"}})
	return u.PeakRSS, err
}
