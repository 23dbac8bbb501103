package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"runexp/config"
	"runexp/judge"
	"runexp/report"
)

// This file turns what the judge says into warnings and an exit code.

// forewarn tells on stderr what can be seen to stay undecided before anything is
// sent.
func (s *session) forewarn() {
	if s.options.quiet {
		return
	}
	for _, w := range s.rules.Warnings(s.plan) {
		fmt.Fprintf(s.process.stderr, "%s\n", printable(w.Error()))
	}
}

// outcome is the exit code of a judgement, and what to say about it on stderr.
func (s *session) outcome(j *judge.Judgement) (code int, warning string) {
	switch j.Outcome() {
	case judge.Failed:
		return exitFailed, ""
	case judge.Nothing:
		return exitUndecided, "nothing could be judged"
	case judge.Undecided:
		if s.experiment.Inconclusive == config.InconclusiveFails {
			return exitUndecided, "something could not be decided, and the file says inconclusive: fail"
		}
		return exitOK, "something could not be decided; inconclusive: fail makes that exit code 3"
	case judge.Passed:
	}
	return exitOK, ""
}

// falseAlarms notes what this machine's own rate of false alarms is, where it was
// measured and targets are compared.
func (s *session) falseAlarms() {
	if s.known == nil || s.known.SelfTest == nil || len(s.plan.Targets) == 0 {
		return
	}
	t := s.known.SelfTest
	s.notes = append(s.notes, fmt.Sprintf("A/A rate of this machine: %d of %s of the same with itself raised an alarm",
		t.Alarms, plural(t.Comparisons, "comparison")))
}

// most bounds the stored runs that are read for a baseline.
const mostStored = 500

// remember reads the stored runs that a gate without targets compares with: the
// JSON reports in a folder.
func (s *session) remember() error {
	gate := s.rules.Gate
	if gate == nil || len(s.experiment.Targets) > 0 {
		return nil
	}
	folder := gate.Baseline
	if !filepath.IsAbs(folder) {
		folder = filepath.Join(s.folder, folder)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return usageError{fmt.Errorf("%s: gate.baseline names a folder of JSON reports of earlier runs: %w", s.file, err)}
	}
	entries = slices.DeleteFunc(entries, func(e os.DirEntry) bool { return !strings.HasSuffix(e.Name(), ".json") || e.IsDir() })
	if len(entries) > mostStored {
		entries = entries[len(entries)-mostStored:] // names that begin with a date are the newest at the end
	}
	for _, e := range entries {
		run, err := storedRun(filepath.Join(folder, e.Name()))
		if err != nil {
			return usageError{fmt.Errorf("%s: gate.baseline: %w", s.file, err)}
		}
		s.rules.History = append(s.rules.History, run)
	}
	return nil
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
