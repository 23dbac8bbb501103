//go:build unix

// Command memory measures how much runexp's memory grows with the number of
// requests: its peak resident set at few and at many iterations, for each
// discipline that pulls requests lazily.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"runexp/bench/internal/rig"
)

// goal is the most that the peak resident set may grow, in bytes.
const goal = 5e6

// limit bounds one process, overall bounds them all.
const (
	limit   = 10 * time.Minute
	overall = 3 * time.Hour
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	ctx, cancel := context.WithTimeout(ctx, overall)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr) //nolint:forbidigo // the process's own
	cancel()
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "memory:", err) //nolint:forbidigo // the process's own
		os.Exit(1)                              //nolint:forbidigo // the process's own
	}
}

// run builds, measures and reports.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	g := growth{progress: stderr, concurrency: 100}
	flags := flag.NewFlagSet("memory", flag.ContinueOnError)
	flags.SetOutput(stderr)
	rounds := flags.Int("rounds", 3, "how often each discipline is measured")
	flags.IntVar(&g.few, "few", 10_000, "the small number of iterations")
	flags.IntVar(&g.many, "many", 1_000_000, "the large number of iterations")
	disciplines := flags.String("disciplines", "serial,window,chunk,static", "what to measure")
	file := flags.String("csv", "", "also write a row per run to `FILE`")
	root := flags.String("root", "..", "`FOLDER` of the main module")
	ready := flags.String("runexp", "", "measure this `BINARY` instead of building the main module's")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *rounds < 1 || g.few < g.concurrency || g.many < g.few || g.many > 10_000_000 || flags.NArg() > 0 {
		return fmt.Errorf("at least one round, %d <= few <= many <= 10,000,000, and no arguments", g.concurrency)
	}
	g.disciplines = strings.Split(*disciplines, ",")
	dir, err := os.MkdirTemp("", "runexp-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // what is left is in the folder for such things
	fmt.Fprintln(stderr, "building runexp")
	binary, err := rig.BuildRunexp(ctx, *ready, *root, dir)
	if err != nil {
		return err
	}
	before := rig.LoadAverage()
	if err := g.measure(ctx, rig.Runexp(binary), *rounds); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%s: %s. Load average %s before, %s after.\n", time.Now().Format(time.DateOnly), rig.Machine(), before, rig.LoadAverage())
	fmt.Fprintf(stdout, "runexp %s. Concurrency %d, no delay, rounds: %d; median, least to largest. A process without memory of its own reads %.1f MB here.\n",
		rig.Version(binary), g.concurrency, *rounds, float64(g.floor)/1e6)
	return errors.Join(rig.SaveCSV(*file, g.rows), g.report(stdout))
}
