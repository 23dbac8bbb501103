package config

import (
	"strings"
	"time"
)

// This file reads the servers that are started for an experiment.

const (
	// defaultWithin is how long a server may take to become ready.
	defaultWithin = 30 * time.Second
	// maxVariables bounds the environment of a server.
	maxVariables = 1000
)

func newStart() *Start { return &Start{Within: defaultWithin} }

// ownStart is the server behind base_url.
func ownStart(d *decoder) *Start {
	if d.experiment.Start == nil {
		d.experiment.Start = newStart()
		d.experiment.Start.At = entryKey(d.root, "start")
	}
	return d.experiment.Start
}

// startFields are the keys of a server to start; of makes it where it is the first
// time.
func startFields(key string, of func(*decoder) *Start) []field {
	return []field{
		{name: "run", set: func(d *decoder, n *node) {
			s := of(d)
			if c := d.command(n, key+".run", timing{start: s}); c != nil {
				s.Run = *c
			}
		}},
		{name: "ready", set: func(d *decoder, n *node) { of(d).Ready = d.ready(n, key+".ready", of(d)) }},
		{name: "within", set: func(d *decoder, n *node) {
			if t, ok := d.span(n, key+".within", 1); ok {
				of(d).Within = t
			}
		}},
		{name: "each", set: func(d *decoder, n *node) {
			word, _ := d.word(n, key+".each", "run", "trial")
			of(d).EachTrial = word == "trial"
		}},
		{name: "dir", set: func(d *decoder, n *node) {
			dir, ok := d.text(n, key+".dir")
			if ok && dir == "" {
				d.fault(n.at, key+".dir is empty", "write a folder, or remove the line")
			}
			of(d).Dir = dir
		}},
		{name: "env", set: func(d *decoder, n *node) { of(d).Env = d.variables(n, key+".env", of(d)) }},
	}
}

// ready reads what tells that a server is ready: a path, or a URL of a host that
// is checked as that of a base URL.
func (d *decoder) ready(n *node, key string, s *Start) Template {
	before := len(d.faults)
	t := d.timed(n, key, intoURL, timing{start: s})
	switch {
	case len(d.faults) > before:
	case t.Empty():
		d.fault(n.at, key+" is empty", "write a path such as /healthz, or remove the line")
	case t.Parts[0].Name == "" && !strings.Contains(t.Parts[0].Text, "://") && !strings.HasPrefix(t.Parts[0].Text, "/"):
		d.fault(n.at, key+" is a path or a URL: a path starts with /", "write /"+short(t.Parts[0].Text))
	case !strings.HasPrefix(t.Parts[0].Text, "/"):
		d.sites = append(d.sites, site{key: key, url: t, once: true})
	}
	return t
}

func (d *decoder) variables(n *node, key string, s *Start) []Variable {
	if !d.isMap(n, key) {
		return nil
	}
	entries := d.unique(n)
	if len(entries) > maxVariables {
		d.faultf(entries[maxVariables].key.at, "", "%s: more than %d", key, maxVariables)
		entries = entries[:maxVariables]
	}
	var all []Variable
	for _, e := range entries {
		name := e.key.text
		if !identifier.MatchString(name) {
			d.faultf(e.key.at, "write letters, digits and underscores", "%s: %s is no name of a variable", key, quoted(name))
			continue
		}
		value := d.timed(e.value, dotted(key, name), intoCommand, timing{start: s, private: true})
		all = append(all, Variable{Name: name, Value: value})
	}
	return all
}

// starts checks the servers to start: each has a command, and a URL of its own.
func (d *decoder) starts() {
	if n := d.root.find("start"); n != nil && n.shape == mapShape {
		d.oneStart(n, ownStart(d), "start", d.experiment.Target)
	}
	targets := d.root.find("targets")
	for _, t := range d.experiment.Targets {
		if n := targets.find(t.Name).find("start"); n != nil && n.shape == mapShape {
			d.oneStart(n, t.Start, dotted("targets", t.Name)+".start", t.Target)
		}
	}
}

func (d *decoder) oneStart(n *node, s *Start, key string, of Target) {
	switch {
	case d.lacks(n, key, "run"):
		d.fault(n.at, key+".run is missing", "write {run: [./bin/api, --port, 8080], ready: /healthz}")
	case of.Demo:
		d.fault(s.At, "demo is a server that runexp starts itself", "drop start, or write the URL of your server")
	}
}
