//go:build unix

// Command run measures runexp beside its peers: what a request costs, how near
// a crawl comes to its ideal, how memory grows, whether percentiles are true.
// Each number is of a whole process that ran alone; clients take turns. It
// reports and judges nothing.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"

	"runexp/bench/internal/rig"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGPIPE)
	err := measureAll(ctx, os.Args[1:], os.Stdout, os.Stderr) //nolint:forbidigo // the process's own
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "run:", err) //nolint:forbidigo // the process's own
		os.Exit(1)                           //nolint:forbidigo // the process's own
	}
}

// measureAll prepares, measures and reports. A table is written as soon as it is
// full, so that what was measured is there even if the rest is interrupted.
func measureAll(ctx context.Context, args []string, stdout, stderr io.Writer) (err error) {
	s, err := parse(args, stderr)
	if err != nil {
		return err
	}
	h := &harness{settings: s, progress: stderr}
	temp, err := h.open(stderr)
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp) //nolint:errcheck // what is left is in the folder for such things
	if err := h.prepare(ctx); err != nil {
		return err
	}
	h.describe(stdout)
	defer func() { err = errors.Join(err, rig.SaveCSV(s.csv, h.rows)) }()
	for _, c := range h.contests(ctx) {
		if err := h.hold(ctx, c, stdout); err != nil {
			return err
		}
	}
	return nil
}

// open makes the folders that the harness works in, and returns the one to be
// removed.
func (h *harness) open(log io.Writer) (string, error) {
	root, err := filepath.Abs(h.root)
	if err != nil {
		return "", err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	cache = filepath.Join(cache, "runexp-bench")
	if err := os.MkdirAll(cache, 0o755); err != nil { //nolint:gosec // like every cache of programs
		return "", err
	}
	temp, err := os.MkdirTemp("", "runexp-bench-")
	h.workshop = &rig.Workshop{Root: root, Cache: cache, Temp: temp, Install: h.install, Log: log}
	return temp, err
}

// contests are those of all modes asked for.
func (h *harness) contests(ctx context.Context) []*contest {
	modes := map[string]func() []*contest{
		"throughput": h.throughput, "delay": h.delayBound, "truth": h.truth, "stall": h.stall, "features": h.features,
		"memory": func() []*contest { return h.memory(ctx) },
	}
	var all []*contest
	for _, name := range modeNames() {
		if slices.Contains(h.modes, name) {
			all = append(all, modes[name]()...)
		}
	}
	return all
}

// hold measures a contest and reports it. One that cannot be held is said to
// be so; only an interruption ends the whole.
func (h *harness) hold(ctx context.Context, c *contest, stdout io.Writer) error {
	if len(c.contestants) == 0 {
		return nil
	}
	before := rig.LoadAverage()
	if err := h.measure(ctx, c); err != nil {
		if ctx.Err() != nil {
			return err
		}
		c.notes = append(c.notes, "Not measured to its end: "+err.Error()+".")
	}
	c.notes = append(c.notes, fmt.Sprintf("Load average %s before, %s after. Median and range of the rounds.", before, rig.LoadAverage()))
	return c.report(stdout)
}
