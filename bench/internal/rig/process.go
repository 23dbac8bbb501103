//go:build unix

package rig

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"
)

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

// Realtime are the words in front of a command that give it the processor
// whenever it wants it (SCHED_FIFO), whatever else the machine is doing. It
// takes Linux, util-linux and the right to do so.
func Realtime() []string { return []string{"chrt", "--fifo", "10"} }

// Run runs a command to its end, at most for limit, and returns what it wrote
// to stdout. Input becomes its stdin; its stderr is part of the error if it
// fails.
func Run(ctx context.Context, limit time.Duration, input string, command ...string) (string, Usage, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	process := exec.CommandContext(ctx, command[0], command[1:]...)
	process.Cancel = func() error { return process.Process.Signal(os.Interrupt) }
	process.WaitDelay = grace
	var stdout, stderr bytes.Buffer
	process.Stdin, process.Stdout, process.Stderr = strings.NewReader(input), &stdout, &stderr
	began := time.Now()
	err := process.Run()
	wall := time.Since(began)
	if err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return "", Usage{}, fmt.Errorf("%s: %w\n%s", command[0], err, strings.TrimSpace(stderr.String()))
	}
	return stdout.String(), usage(wall, process.ProcessState), nil
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
	_, u, err := Run(ctx, 10*time.Second, "", "true")
	return u.PeakRSS, err
}
