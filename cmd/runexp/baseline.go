package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"runexp/config"
	"runexp/judge"
	"runexp/report"
	"runexp/runner/vitals"
	"runexp/store"
)

// This file is about the runs that a gate without targets compares with.

func (p *process) baselineCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "baseline",
		Short: "Keep runs that later ones are held against",
		Long: `A gate without targets compares with stored runs: gate.baseline or --baseline names
them. Promote adds a run to a baseline; the newest 50 count. With fewer than 8 runs
a gate fails nothing: how much runs differ is not known from fewer.`,
		Example: `  runexp baseline promote latest main
  runexp run perf/api.yaml --baseline main --require-baseline`,
		Args: knownSubcommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(&cobra.Command{
		Use:   "promote RUN [NAME]",
		Short: "Add a run to a baseline",
		Long: `Promote copies a run to .runexp/baselines/NAME, by default main. A run that is not
whole, or that has an invalid cell, is no baseline.`,
		Example: `  runexp baseline promote latest
  runexp baseline promote 20261122T131000Z-api-4f2a9c main`,
		Args:              promotedArgs,
		ValidArgsFunction: p.completeRuns,
		RunE: func(_ *cobra.Command, args []string) error {
			name := "main"
			if len(args) == 2 {
				name = args[1]
			}
			return p.promote(args[0], name)
		},
	}, &cobra.Command{
		Use:     "list",
		Short:   "List the baselines",
		Example: "  runexp baseline list",
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return p.listBaselines() },
	})
	return c
}

// promotedArgs asks for a run in words.
func promotedArgs(_ *cobra.Command, args []string) error {
	switch len(args) {
	case 0:
		return usageError{errNoRun}
	case 1, 2:
		return nil
	}
	return usageError{errors.New("baseline promote takes a run and a name")}
}

// promote adds a run to a baseline.
func (p *process) promote(run, name string) error {
	s, err := p.recall(run)
	if err != nil {
		return err
	}
	if s.dir == "" {
		return usageError{fmt.Errorf("%s is a report: only stored runs can be promoted", run)}
	}
	if s.data.Interrupted {
		return usageError{fmt.Errorf("%s is not whole: run it again with --resume", run)}
	}
	for i := range s.data.Judgement.Cells {
		if c := &s.data.Judgement.Cells[i]; c.Unusable() {
			return usageError{fmt.Errorf("%s is no baseline: no valid trial at %s", run, c.Point.Key())}
		}
	}
	if err := p.home().Promote(s.dir, name); err != nil {
		return incompleteError{err}
	}
	all, err := p.home().Baseline(name)
	if err != nil {
		return incompleteError{err}
	}
	_, err = fmt.Fprintf(p.stdout, "promoted %s to baseline %s (%s)\n", s.data.Record.Run, name, plural(len(all), "run"))
	return err
}

func (p *process) listBaselines() error {
	names, err := p.home().Baselines()
	if err != nil {
		return incompleteError{err}
	}
	for _, name := range names {
		runs, err := p.home().Baseline(name)
		if err != nil {
			return incompleteError{err}
		}
		if _, err := fmt.Fprintf(p.stdout, "%-20s %s\n", printable(name), plural(len(runs), "run")); err != nil {
			return err
		}
	}
	return nil
}

// history is the stored runs that a gate compares with, and what sets their machine
// apart from this one.
type history struct {
	runs     []judge.Run
	advisory string
}

// remember reads the stored runs that the gate of an experiment compares with: the
// baseline or the run of that name, or a folder of JSON reports. Only those count that
// began before a time, unless that is zero: a run is not held against itself. It is nil
// where the name stands for nothing.
func (p *process) remember(e *config.Experiment, folder string, before time.Time) (*history, error) {
	name := e.Gate.Baseline
	dirs, err := p.home().Baseline(name)
	if err != nil {
		return nil, err
	}
	if len(dirs) > 0 {
		return rememberRuns(dirs, e.Name, before)
	}
	path := name
	if !filepath.IsAbs(path) && !p.exists(path) {
		path = filepath.Join(folder, path)
	}
	if entries, err := os.ReadDir(path); err == nil && slices.ContainsFunc(entries, isReport) {
		return rememberReports(path, entries)
	}
	dir, err := p.home().Find(name)
	if err != nil {
		return nil, nil //nolint:nilerr,nilnil // the caller says what the name was looked for as
	}
	return rememberRuns([]string{dir}, e.Name, before)
}

func (p *process) exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// rememberRuns reads runs of an experiment; others are passed over.
func rememberRuns(dirs []string, experiment string, before time.Time) (*history, error) {
	h := new(history)
	for _, dir := range dirs {
		m, err := store.ReadManifest(dir)
		if err != nil {
			return nil, err
		}
		if m.Name != experiment || !before.IsZero() && !m.Created.Before(before) {
			continue
		}
		record, err := store.Load(dir)
		if err != nil {
			return nil, err
		}
		s, err := restore(record, nil)
		if err != nil {
			return nil, err
		}
		h.runs = append(h.runs, judge.RunOf(record.Manifest.Run, record.Manifest.Created, s.data.Cells))
		h.advisory = ""
		if apart := s.data.Record.Machine.Differs(vitals.ThisMachine()); apart != "" {
			h.advisory = "another machine than the baseline's (" + apart + ")"
		}
	}
	return h, nil
}

// mostStored bounds the stored runs that are read for a baseline.
const mostStored = 500

func isReport(e os.DirEntry) bool { return strings.HasSuffix(e.Name(), ".json") && !e.IsDir() }

// rememberReports reads the JSON reports in a folder.
func rememberReports(folder string, entries []os.DirEntry) (*history, error) {
	entries = slices.DeleteFunc(entries, func(e os.DirEntry) bool { return !isReport(e) })
	if len(entries) > mostStored {
		entries = entries[len(entries)-mostStored:] // names that begin with a date are the newest at the end
	}
	h := new(history)
	for _, e := range entries {
		run, err := storedRun(filepath.Join(folder, e.Name()))
		if err != nil {
			return nil, err
		}
		h.runs = append(h.runs, run)
	}
	return h, nil
}

// storedRun reads the JSON report of an earlier run.
func storedRun(path string) (judge.Run, error) {
	f, err := os.Open(path)
	if err != nil {
		return judge.Run{}, err
	}
	defer func() { _ = f.Close() }()
	d, err := report.ReadJSON(f)
	if err != nil {
		return judge.Run{}, fmt.Errorf("%s: %w", path, err)
	}
	if len(d.Results) == 0 {
		return judge.Run{}, fmt.Errorf("%s holds no result", path)
	}
	return judge.RunOf(filepath.Base(path), d.Results[0].Started, judge.Cells(d.Plan, d.Results)), nil
}

// against takes the stored runs into the rules of a session. A gate whose baseline
// does not exist judges nothing, unless it has to be there.
func (s *session) against() error {
	gate := s.rules.Gate
	if gate == nil || len(s.experiment.Targets) > 0 {
		return nil
	}
	var before time.Time
	if s.resumes != "" {
		if m, err := store.ReadManifest(s.resumes); err == nil {
			before = m.Created
		}
	}
	h, err := s.process.remember(s.experiment, s.folder, before)
	switch {
	case err != nil:
		return usageError{fmt.Errorf("%s: gate.baseline: %w", s.file, err)}
	case h != nil && len(h.runs) > 0:
		s.rules.History, s.rules.Advisory = h.runs, h.advisory
		return nil
	case s.options.requireBaseline:
		return usageError{fmt.Errorf("%s: there is no baseline %q with runs of %s\nrunexp baseline promote RUN %s makes one of a stored run",
			s.file, gate.Baseline, s.plan.Name, shellQuote(gate.Baseline))}
	}
	s.rules.Gate = nil
	fmt.Fprintf(s.process.stderr, "warning: the gate judges nothing: there is no baseline %q yet; runexp baseline promote makes one\n", gate.Baseline)
	s.notes = append(s.notes, fmt.Sprintf("the gate judged nothing: there is no baseline %q", gate.Baseline))
	return nil
}
