package main

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"runexp/config"
	"runexp/judge"
	"runexp/report"
	"runexp/runner"
	"runexp/runner/vitals"
	"runexp/store"
)

// This file makes reports of runs that are stored: their journal is judged anew, by
// the rules of the experiment file as it was run.

// home is where runs are kept.
func (p *process) home() store.Home { return store.Home{Path: ".runexp"} }

// stored is a run as it is read back.
type stored struct {
	data *report.Data
	// dir is its folder; empty for a JSON report.
	dir   string
	rules *judge.Rules
	// name is how it was asked for.
	name string
}

// reading is how much memory reading runs may take before the collector works harder:
// what is decoded on the way is several times as much as what stays.
const reading = 150 << 20

// recall reads what a name stands for: a run, or the JSON report of one.
func (p *process) recall(name string) (*stored, error) {
	if _, given := p.env("GOMEMLIMIT"); !given {
		debug.SetMemoryLimit(reading)
	}
	if strings.HasSuffix(name, ".json") {
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
			return recallReport(name)
		}
	}
	dir, err := p.home().Find(name)
	if err != nil {
		return nil, usageError{err}
	}
	record, err := store.Load(dir)
	if err != nil {
		return nil, usageError{err}
	}
	s, err := restore(record, func(e *config.Experiment) (*history, error) {
		return p.remember(e, record.Manifest.Folder, record.Manifest.Created)
	})
	if err != nil {
		return nil, usageError{err}
	}
	s.name, s.dir = name, dir
	return s, nil
}

// recallReport reads a JSON report.
func recallReport(path string) (*stored, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, usageError{err}
	}
	defer func() { _ = f.Close() }()
	d, err := report.ReadJSON(f)
	if err != nil {
		return nil, usageError{fmt.Errorf("%s: %w", path, err)}
	}
	return &stored{data: d, rules: new(judge.Rules), name: path}, nil
}

// restore judges a record anew. Remember finds what a gate without targets was held
// against; where it is nil, or finds nothing, such a gate judges nothing.
func restore(record *store.Record, remember func(*config.Experiment) (*history, error)) (*stored, error) {
	s := &stored{rules: new(judge.Rules)}
	d := &report.Data{Version: versionOf(record), Again: record.Manifest.Command, Samples: record.ReadSamples}
	d.Notes = append(d.Notes, record.Notes...)
	if record.Manifest.Quick {
		d.Notes = append(d.Notes, quickNote)
	}
	if e, err := reread(record); err == nil {
		s.rules = judge.RulesOf(e)
		if err := s.recollect(e, remember); err != nil {
			return nil, err
		}
	} else {
		d.Notes = append(d.Notes, "judged by the default rules: the experiment file can't be read by this version")
	}
	if c, err := loadCalibration(); err == nil && c != nil && measuredHere(record) {
		s.rules.Ceilings = c.Ceiling
	}
	clock := record.Clock()
	planner := s.rules.Planner(record.Plan, clock)
	defer planner.Close() //nolint:errcheck // it is asked for nothing more
	recall := record.Recall(planner, func(r *runner.Result) { d.Results = append(d.Results, *r) })
	_, d.Interrupted = recall.Next(nil)
	d.Plan = planner.Plan()
	d.Notes = append(d.Notes, planner.Notes()...)
	d.Record = provenance(&record.Manifest, record.Experiment, d.Results)
	d.Judgement = s.rules.Judge(d.Plan, d.Results)
	d.Cells = d.Judgement.Cells
	s.data = d
	return s, nil
}

// recollect takes the stored runs that a gate compares with into the rules.
func (s *stored) recollect(e *config.Experiment, remember func(*config.Experiment) (*history, error)) error {
	if e.Gate == nil || len(e.Targets) > 0 {
		return nil
	}
	s.rules.Gate = nil
	if remember == nil {
		return nil
	}
	h, err := remember(e)
	if err != nil || h == nil || len(h.runs) == 0 {
		return err
	}
	s.rules.Gate, s.rules.History, s.rules.Advisory = e.Gate, h.runs, h.advisory
	return nil
}

// reread reads the experiment of a record: with the variables and the changes of the
// command line as they were, and without the files it names, which say nothing on how
// it is judged.
func reread(record *store.Record) (*config.Experiment, error) {
	m := &record.Manifest
	secret := secretsIn(written(record.Experiment, m.Set))
	e, err := config.Read(config.Input{
		Name: m.File, Text: record.Experiment, Set: m.Set, Unset: m.Unset, Hosts: m.Hosts, Baseline: m.Baseline,
		Env: func(name string) (string, bool) {
			if secret[name] {
				return "unknown", true
			}
			value, ok := m.Env[name]
			return value, ok
		},
		ReadFile: func(string) ([]byte, error) { return []byte("-"), nil },
	})
	if err == nil && m.Quick {
		e.Quick()
	}
	return e, err
}

// measuredHere reports whether a run was measured on this machine.
func measuredHere(record *store.Record) bool {
	here := vitals.ThisMachine()
	return !slices.ContainsFunc(record.Manifest.Sessions, func(s store.Session) bool { return s.Machine.Differs(here) != "" })
}

// versionOf is the version of runexp that measured last.
func versionOf(record *store.Record) string {
	if n := len(record.Manifest.Sessions); n > 0 {
		return record.Manifest.Sessions[n-1].Build.Version
	}
	return ""
}

// provenance tells reports where the results of a run come from.
func provenance(m *store.Manifest, experiment []byte, results []runner.Result) *report.Record {
	r := &report.Record{
		Run: m.Run, Started: m.Created, Experiment: string(experiment), Commit: m.Commit, Branch: m.Branch, Dirty: m.Dirty,
	}
	if n := len(m.Sessions); n > 0 {
		r.Machine, r.Build = m.Sessions[n-1].Machine, m.Sessions[n-1].Build
	}
	for i := range results {
		if end := results[i].Started.Add(results[i].Elapsed); end.After(r.Ended) {
			r.Ended = end
		}
	}
	for _, set := range m.Set {
		r.Overrides = append(r.Overrides, "--set "+set)
	}
	for _, key := range m.Unset {
		r.Overrides = append(r.Overrides, "--unset "+key)
	}
	if m.Quick {
		r.Overrides = append(r.Overrides, "--quick")
	}
	return r
}

// errNoRun is what commands say that need the name of a run.
var errNoRun = errors.New("which run? runexp list shows them; latest is the newest")
