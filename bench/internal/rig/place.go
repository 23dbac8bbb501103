//go:build unix

package rig

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

// Realtime are the words in front of a command that give it the processor
// whenever it wants it (SCHED_FIFO), whatever else the machine is doing. The
// error says why they cannot be had: it takes Linux, util-linux and the right
// to do so.
func Realtime(ctx context.Context) ([]string, error) {
	return tried(ctx, "chrt", "--fifo", "10")
}

// Pinned are the words in front of a command that keep it on one core. The
// error says why they cannot be had.
func Pinned(ctx context.Context, core int) ([]string, error) {
	if runtime.NumCPU() < 2 {
		return nil, errors.New("one core only")
	}
	return tried(ctx, "taskset", "--cpu-list", strconv.Itoa(core))
}

// tried returns the words if a command does run under them.
func tried(ctx context.Context, words ...string) ([]string, error) {
	if _, _, err := Run(ctx, 10*time.Second, Command{Words: []string{"true"}}.Under(words)); err != nil {
		return nil, fmt.Errorf("not permitted or not installed here: %w", err)
	}
	return words, nil
}

// RaiseFiles lets this process and those it starts open as many files as the
// machine permits, and returns how many that are.
func RaiseFiles() (int, error) {
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &l); err != nil {
		return 0, err
	}
	// Setting it by hand, even to the same, makes Go hand it on to children.
	l.Cur = min(l.Max, 1<<20)
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &l); err != nil {
		return 0, err
	}
	return int(l.Cur), nil //nolint:gosec // at most a million
}
