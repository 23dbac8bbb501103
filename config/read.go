package config

import (
	"path"
	"slices"
	"strings"
)

// Input is an experiment file and what surrounds it.
type Input struct {
	// Name is the file's name as messages show it, such as perf/a.yaml.
	Name string
	Text []byte
	// Env looks environment variables up, for ${env:X} and to see that
	// secrets are set. Nil means an empty environment.
	Env func(name string) (string, bool)
	// ReadFile reads a file named in the experiment, from the experiment
	// file's folder. Nil means that no file can be read.
	ReadFile func(name string) ([]byte, error)
	// Set holds KEY=VALUE overrides and Unset the keys to remove, in dotted
	// form such as request.headers.X-A.
	Set, Unset []string
	// Hosts lists public hosts that may be loaded besides limits.hosts.
	Hosts []string
	// Baseline takes the place of gate.baseline, in files that have a gate.
	Baseline string
}

// Read turns an experiment file into an Experiment. The error is a [Faults]
// with everything wrong with the file.
func Read(in Input) (*Experiment, error) {
	src := newSource(in.Name, string(in.Text[:min(len(in.Text), maxBytes)]), 0)
	if f := src.readable(in.Text); f != nil {
		return nil, Faults{f}
	}
	root, faults := parse(src, src.ended)
	if len(faults) > 0 {
		return nil, Faults(faults).sorted()
	}
	d := &decoder{
		env:      &environment{find: in.Env, left: maxFilledIn},
		readFile: in.ReadFile,
		broken:   make(map[string]bool),
		meant:    make(map[string]bool),
		added:    make(map[string][]Level),
		baseline: in.Baseline, conditions: make(map[reading]condition),
		experiment: &Experiment{
			File: in.Name, Name: nameOf(in.Name), Hosts: slices.Clone(in.Hosts),
			Repeats: Repetition{Min: defaultRepeats, Max: defaultRepeats}, Order: RandomBlocks, Cooldown: defaultCooldown, Samples: SamplesNone,
			Expect:   Expect{Status: Statuses{words: []string{"2xx"}}},
			Request:  Request{MaxBody: defaultMaxBody},
			Analysis: Analysis{Rows: "concurrency"},
			Pairing:  ABBA, Hooks: Hooks{Timeout: defaultHookTimeout}, Checks: DefaultChecks(), Inconclusive: InconclusiveWarns,
		},
	}
	d.decode(d.override(root, in.Set, in.Unset))
	if faults := d.faults.sorted(); len(faults) > 0 {
		return nil, faults
	}
	return d.experiment, nil
}

// nameOf is the name of an experiment that gives none: its file's, without
// folder and extension, with dashes for what can't name a folder.
func nameOf(file string) string {
	base := path.Base(strings.ReplaceAll(file, `\`, "/"))
	if stem := strings.TrimSuffix(base, path.Ext(base)); stem != "" {
		base = stem
	}
	name := strings.Map(func(r rune) rune {
		if slugRune(r) {
			return r
		}
		return '-'
	}, base)
	name = strings.TrimLeft(name, "-._")
	if name = strings.TrimRight(name[:min(len(name), maxName)], "-"); name == "" {
		return "experiment"
	}
	return name
}
