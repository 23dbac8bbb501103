package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"runexp/config"
	"runexp/experiments"
	"runexp/judge"
	"runexp/runner"
)

func (p *process) calibrateCommand() *cobra.Command {
	most := 1000
	c := &cobra.Command{
		Use:   "calibrate",
		Short: "Measure what this machine's client can do at most",
		Long: `Calibrate runs the client against the built-in server, which answers at once, at
concurrencies from 1 to 1000, and keeps the throughputs in the user's cache
folder. Tables then show each throughput as a share of this ceiling, and a trial
above half of it is suspect: it measures the client more than the server. It
takes about 30 seconds; leave the machine alone meanwhile, and calibrate again
after an upgrade of machine or runexp.`,
		Example: `  runexp calibrate
  runexp calibrate --max 64`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.calibrate(cmd.Context(), most) },
	}
	c.Flags().IntVar(&most, "max", most, "the largest concurrency `C` to measure")
	return c
}

// calibrate measures the ceilings and keeps them.
func (p *process) calibrate(ctx context.Context, most int) error {
	if most < 1 {
		return usageError{fmt.Errorf("--max is the largest concurrency to measure, 1 or more; %d is less", most)}
	}
	l, err := p.shelved("calibrate.yaml", []string{"where=concurrency <= " + strconv.Itoa(most)})
	if err != nil {
		return err
	}
	results, err := p.sweep(ctx, l)
	if err != nil {
		return err
	}
	ceilings := judge.Calibrated(judge.Cells(l.plan, results))
	if len(ceilings) == 0 {
		return incompleteError{errors.New("no trial went without an error: nothing was calibrated")}
	}
	kept, err := loadCalibration()
	if kept == nil || err != nil {
		kept = &judge.Calibration{}
	}
	kept.Machine, kept.Version, kept.Taken, kept.Ceilings = machine(), version(), time.Now().UTC(), ceilings
	fmt.Fprintf(p.stdout, "%12s  %s\n", "concurrency", "requests/s at most")
	for _, k := range ceilings {
		if _, err := fmt.Fprintf(p.stdout, "%12d  %9.0f ±%.0f%%\n", k.Concurrency, k.Throughput, 100*k.Half); err != nil {
			return err
		}
	}
	if slices.ContainsFunc(ceilings, func(k judge.Ceiling) bool { return k.Half > unsure }) {
		fmt.Fprintln(p.stderr, "warning: repeats differ a lot: the machine was busy; calibrate again when it is not")
	}
	return p.keep(kept)
}

// unsure is the half width of an interval, as a share, that a quiet machine stays
// below.
const unsure = 0.25

// keep writes a calibration and says where it is.
func (p *process) keep(c *judge.Calibration) error {
	path, err := saveCalibration(c)
	if err != nil {
		return incompleteError{fmt.Errorf("the result is not kept: %w", err)}
	}
	fmt.Fprintf(p.stderr, "kept     %s\n", printable(path))
	return nil
}

// shelved plans an experiment of the shelf.
func (p *process) shelved(name string, set []string) (loaded, error) {
	text, err := fs.ReadFile(experiments.Files(), name)
	if err != nil {
		return loaded{}, err
	}
	e, err := config.Read(config.Input{Name: name, Text: text, Env: p.env, Set: set})
	if err != nil {
		return loaded{}, err
	}
	seed, err := seedOf(e, "")
	if err != nil {
		return loaded{}, err
	}
	plan, err := runner.NewPlan(e, seed)
	return loaded{experiment: e, plan: plan, folder: "."}, err
}

// sweep runs a plan for its results alone. A run that is not whole is an error.
func (p *process) sweep(ctx context.Context, l loaded) ([]runner.Result, error) {
	s, err := p.newSession(l.plan.Name, l, &runOptions{})
	if err != nil {
		return nil, err
	}
	p.orderly.Store(true)
	if code := s.measure(ctx); code != exitOK {
		if code == exitIncomplete {
			s.warn()
		}
		return nil, exitCode(code)
	}
	return s.results, nil
}
