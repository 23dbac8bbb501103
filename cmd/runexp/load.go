package main

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"runexp/config"
	"runexp/runner"
	"runexp/store"
)

// maxFile bounds what is read of an experiment file: one byte more than the
// loader accepts, so that it can tell.
const maxFile = 1<<20 + 1

// choice is what the command line says about experiment files.
type choice struct {
	set, unset []string
	hosts      []string
	seed       string
	quick      bool
	baseline   string
	// resume takes up the newest run of an experiment, or the one in folder.
	resume bool
	folder string
	// keepSamples keeps single requests of all trials.
	keepSamples bool
	// requireBaseline makes a missing baseline an error.
	requireBaseline bool
	// formats are the reports that the command line asks for.
	formats []string
	// alter changes what was read, before it is planned; nil leaves it.
	alter func(*config.Experiment)
}

// flags adds the flags of choice.
func (c *choice) flags(f *pflag.FlagSet) {
	f.StringArrayVar(&c.set, "set", nil, "override a field: `KEY=VALUE`, such as concurrency=1,8,64 (repeatable)")
	f.StringArrayVar(&c.unset, "unset", nil, "remove the field `KEY` (repeatable)")
	f.StringArrayVar(&c.hosts, "yes-i-may-load", nil, "allow load on the public `HOST` (repeatable)")
	f.StringVar(&c.seed, "seed", "", "the seed `N` of order and URLs; drawn when neither flag nor file gives one")
	f.StringVar(&c.baseline, "baseline", "", "hold the gate against a stored `RUN`: a baseline's name, latest~1, a folder of JSON reports")
	f.BoolVar(&c.requireBaseline, "require-baseline", false, "a baseline that does not exist is an error, not a gate that judges nothing")
	f.BoolVar(&c.quick, "quick", false, "1 repeat, three levels of each factor, at most 5 requests per slot; judges nothing")
}

// loaded is an experiment that has been read and planned.
type loaded struct {
	experiment *config.Experiment
	plan       *runner.Plan
	text       []byte
	// folder is where the experiment's own paths start.
	folder string
	// resumes is the folder of the run to go on with; empty for a new one.
	resumes string
}

// load reads and plans all files before anything is sent. The faults of all of
// them are told together.
func (p *process) load(files []string, c *choice) ([]loaded, error) {
	var all []loaded
	var faults config.Faults
	for _, file := range files {
		l, err := p.loadOne(file, c)
		if more, ok := errors.AsType[config.Faults](err); ok {
			faults = append(faults, more...)
		} else if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return all, nil
}

func (p *process) loadOne(file string, c *choice) (loaded, error) {
	name, folder := file, filepath.Dir(file)
	text, err := p.readExperiment(file)
	if file == "-" {
		name, folder = "<stdin>", "."
	}
	if err != nil {
		return loaded{}, usageError{err}
	}
	e, err := config.Read(config.Input{
		Name: name, Text: text, Env: p.env, Set: c.set, Unset: c.unset, Hosts: c.hosts, Baseline: c.baseline,
		ReadFile: func(path string) ([]byte, error) { return readBody(folder, path) },
	})
	if err != nil {
		return loaded{}, err
	}
	if c.quick {
		e.Quick()
	}
	c.sampling(e)
	if c.alter != nil {
		c.alter(e)
	}
	l := loaded{experiment: e, text: text, folder: folder}
	seed, err := p.seedFor(&l, c)
	if err != nil {
		return loaded{}, err
	}
	l.plan, err = runner.NewPlan(e, seed)
	return l, err
}

// sampling keeps single requests where the command line or a report wants them: the
// page draws the requests of the first repeat.
func (c *choice) sampling(e *config.Experiment) {
	page := slices.ContainsFunc(e.Reports, func(r config.Report) bool { return r.Format == "html" }) ||
		slices.ContainsFunc(c.formats, func(o string) bool { return o == "html" || strings.HasPrefix(o, "html=") })
	switch {
	case c.keepSamples:
		e.Samples = config.SamplesAll
	case page && e.Samples == config.SamplesNone:
		e.Samples = config.SamplesChronology
	}
}

func (p *process) readExperiment(file string) ([]byte, error) {
	if file == "-" {
		return io.ReadAll(io.LimitReader(p.stdin, maxFile))
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, maxFile))
}

// maxBodyFile is one byte more than the loader accepts for a body.
const maxBodyFile = 64<<20 + 1

func readBody(folder, path string) ([]byte, error) {
	if !filepath.IsAbs(path) {
		path = filepath.Join(folder, path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, maxBodyFile))
}

// seedFor is the seed of an experiment. One that is resumed has that of its run,
// which is noted.
func (p *process) seedFor(l *loaded, c *choice) (uint64, error) {
	if !c.resume {
		return seedOf(l.experiment, c.seed)
	}
	dir, found, err := p.resumable(l.experiment.Name, c.folder)
	switch {
	case err != nil:
		return 0, usageError{fmt.Errorf("--resume: %w", err)}
	case !found:
		fmt.Fprintf(p.stderr, "--resume: no run of %s is stored here: this is its first\n", l.experiment.Name)
		return seedOf(l.experiment, c.seed)
	}
	l.resumes = dir
	if c.seed != "" || l.experiment.Seed != nil {
		return seedOf(l.experiment, c.seed)
	}
	m, err := store.ReadManifest(dir)
	if err != nil {
		return 0, usageError{fmt.Errorf("--resume: %w", err)}
	}
	return m.Seed, nil
}

// resumable is the run that is to be taken up: that of a folder, else the newest of
// an experiment.
func (p *process) resumable(experiment, folder string) (dir string, found bool, err error) {
	if folder != "" {
		return folder, p.exists(filepath.Join(folder, "manifest.json")), nil
	}
	return p.home().Newest(experiment)
}

// seedOf is the seed of the command line, else of the file, else drawn.
func seedOf(e *config.Experiment, flag string) (uint64, error) {
	if flag != "" {
		seed, err := strconv.ParseUint(flag, 10, 63)
		if err != nil {
			return 0, usageError{fmt.Errorf("--seed takes a whole number, %q is none", flag)}
		}
		return seed, nil
	}
	if e.Seed != nil {
		return *e.Seed, nil
	}
	var b [8]byte
	if _, err := rand.Read(b[:]); err != nil {
		return 0, err
	}
	// A short number is easier to type again; a million orders are enough.
	return binary.LittleEndian.Uint64(b[:]) % 1_000_000, nil
}
