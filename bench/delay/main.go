//go:build unix

// Command delay compares how near runexp and hey come to the least time that a
// delay-bound crawl can take. Both load the same origin, a process of its own,
// in turns; every number is of a whole process that ran alone.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"runexp/bench/internal/rig"
)

// goal is the most that runexp's median elapsed/ideal may be, in terms of hey's.
const goal = 1.01

// limit bounds one process, overall bounds them all.
const (
	limit   = 2 * time.Minute
	overall = time.Hour
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	ctx, cancel := context.WithTimeout(ctx, overall)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr) //nolint:forbidigo // the process's own
	cancel()
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "delay:", err) //nolint:forbidigo // the process's own
		os.Exit(1)                             //nolint:forbidigo // the process's own
	}
}

// run builds, measures and reports.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	c := comparison{progress: stderr, delay: 100 * time.Millisecond, concurrency: 100, sizes: []int{500, 5000}}
	flags := flag.NewFlagSet("delay", flag.ContinueOnError)
	flags.SetOutput(stderr)
	rounds := flags.Int("rounds", 7, "how often each load is measured with each client, 5 or more")
	file := flags.String("csv", "", "also write a row per run to `FILE`")
	realtime := flags.Bool("realtime", false, "run origin and clients under SCHED_FIFO: on a machine that others use; needs chrt and root")
	root := flags.String("root", "..", "`FOLDER` of the main module")
	ready := flags.String("runexp", "", "measure this `BINARY` instead of building the main module's")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *rounds < 5 || flags.NArg() > 0 {
		return errors.New("at least 5 rounds, and no arguments")
	}
	dir, err := os.MkdirTemp("", "runexp-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // what is left is in the folder for such things
	if err := c.build(ctx, *ready, *root, dir); err != nil {
		return err
	}
	if *realtime {
		c.realtime()
	}
	before := rig.LoadAverage()
	if err := c.measure(ctx, *rounds); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%s: %s. Load average %s before, %s after.\n", time.Now().Format(time.DateOnly), rig.Machine(), before, rig.LoadAverage())
	fmt.Fprintf(stdout, "hey %s, runexp %s. Concurrency %d, delay %v, %d rounds in turns, %s; median, least to largest.\n",
		rig.Version(c.clients[1].Binary), rig.Version(c.clients[0].Binary), c.concurrency, c.delay, *rounds, c.priority())
	return errors.Join(rig.SaveCSV(*file, c.rows), c.report(stdout))
}
