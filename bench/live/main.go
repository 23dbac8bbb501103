//go:build linux

// Command live measures what it costs a sweep to be watched: the same quick sweep
// runs with stderr to a pipe, where runexp writes a line per trial, and to a
// terminal, where it draws its live view, in turns. A second row of runs to the pipe
// tells what two runs differ by where nothing is changed. It judges nothing.
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
	"runtime"
	"syscall"
	"time"

	"runexp/bench/internal/rig"
	"runexp/bench/internal/server"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGPIPE)
	err := measure(ctx, os.Args[1:], os.Stdout, os.Stderr) //nolint:forbidigo // the process's own
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "live:", err) //nolint:forbidigo // the process's own
		os.Exit(1)                            //nolint:forbidigo // the process's own
	}
}

// settings is what the flags say.
type settings struct {
	sweep

	rounds       int
	shared       bool
	runexp, root string
}

func parse(args []string, stderr io.Writer) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("live", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.IntVar(&s.rounds, "rounds", 12, "how often each is measured, in turns")
	flags.DurationVar(&s.Duration, "d", 500*time.Millisecond, "the `TIME` of a trial")
	flags.IntVar(&s.Repeats, "repeats", 3, "repeats of each of the two concurrencies, 10 and 100")
	flags.BoolVar(&s.shared, "shared", false, "let server and client share all cores, instead of a core each")
	flags.StringVar(&s.runexp, "runexp", "", "measure this `BINARY` instead of building the main module's")
	flags.StringVar(&s.root, "root", "..", "`FOLDER` of the main module")
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	if flags.NArg() > 0 || s.rounds < 1 || s.rounds > 1000 || s.Repeats < 1 || s.Repeats > 100 || s.Duration < 10*time.Millisecond || s.Duration > time.Minute {
		return s, errors.New("from 1 to 1000 rounds, 1 to 100 repeats, 10ms to 1m, and no arguments")
	}
	return s, nil
}

// measure prepares, measures and reports.
func measure(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	s, err := parse(args, stderr)
	if err != nil {
		return err
	}
	temp, err := os.MkdirTemp("", "runexp-live-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp) //nolint:errcheck // what is left is in the folder for such things
	root, err := filepath.Abs(s.root)
	if err != nil {
		return err
	}
	w := &rig.Workshop{Root: root, Cache: temp, Temp: temp, Log: stderr}
	runexp := rig.Found{Words: []string{s.runexp}}
	if s.runexp == "" {
		if runexp, err = w.Go(ctx, temp, ".", "./cmd/runexp"); err != nil {
			return err
		}
	}
	kind := server.Fixed()
	found, err := kind.Find(ctx, w)
	if err != nil {
		return err
	}
	place, options, prefix := s.place(ctx)
	on, err := kind.Start(ctx, found, temp, options)
	if err != nil {
		return err
	}
	defer on.Close() //nolint:errcheck // what it has to say, runexp has said
	s.Base = on.URL
	t := tournament{settings: s, words: append(prefix, runexp.Words...), dir: temp, progress: stderr}
	fmt.Fprintf(stdout, "%s: %s, %s. Rounds: %d.\n", time.Now().Format(time.DateOnly), rig.Machine(), runtime.Version(), s.rounds)
	before := rig.LoadAverage()
	if err := t.play(ctx); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "\n### A sweep that is watched, server fixed %s\n\nLoad average %s before, %s after. The window is %dx%d; a run draws %.1f kB.\n\n",
		place, before, rig.LoadAverage(), columns, rows, t.drawn().Median()/1e3)
	return rig.WriteMarkdown(stdout, t.table())
}

// place keeps server and client on a core each, where that can be had.
func (s *settings) place(ctx context.Context) (where string, o server.Options, prefix []string) {
	shared := fmt.Sprintf("and %d shared cores", runtime.NumCPU())
	if s.shared {
		return shared, o, nil
	}
	first, err := rig.Pinned(ctx, 0)
	if err != nil {
		return shared, o, nil
	}
	second, err := rig.Pinned(ctx, 1)
	if err != nil {
		return shared, o, nil
	}
	o.Prefix = first
	return "on core 0, runexp on core 1", o, second
}
