package config

import (
	"fmt"
	"slices"
	"strings"
)

// This file looks at all fields at once: what is missing, what stands twice,
// what nothing uses.

func (d *decoder) check() {
	d.missing()
	d.duplicates()
	before := len(d.faults)
	for _, t := range d.templates {
		d.placeholders(t)
	}
	if len(d.faults) == before && !d.torn { // else a misspelt name would be told twice
		d.unused()
	}
	d.load()
	d.values()
	d.oneWay()
	d.starts()
	for _, s := range d.sites {
		d.reachable(s)
	}
}

// start is where a missing field is told: at the name, else at the first key.
func (d *decoder) start() Pos {
	for _, e := range d.root.entries {
		if e.key.text == "name" {
			return e.key.at
		}
	}
	if len(d.root.entries) > 0 {
		return d.root.entries[0].key.at
	}
	return d.root.at
}

// missing tells required fields that are not there. What a misspelt field, or
// one that is not built yet, would provide is no fault of its own.
func (d *decoder) missing() {
	has := func(names ...string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return d.meant[name] || d.root.find(name) != nil })
	}
	if !has("base_url", "targets", "target", "url") {
		d.fault(d.start(), "base_url is missing", "add base_url: demo, or your server's")
	}
	if !has("iterations", "duration", "requests", "count", "num_iter", "n") {
		d.fault(d.start(), "iterations is missing", "add iterations: 500, or duration: 10s")
	}
	if !has("concurrency", "search", "vus", "users", "threads", "clients", "workers", "arrivalRate", "qps", "rps") && d.needsSlots() {
		d.fault(d.start(), "concurrency is missing", "add concurrency: [1, 10, 100]")
	}
}

// duplicates tells levels that stand twice, and zipped tuples that do.
func (d *decoder) duplicates() {
	zipped := make(map[string]bool)
	for _, group := range d.experiment.Zip {
		for _, name := range group {
			zipped[name] = true
		}
		d.duplicateTuples(group)
	}
	for _, f := range d.experiment.Factors {
		seen := make(map[Value]bool, len(f.Levels))
		for _, l := range f.Levels {
			if seen[l.Value] && !zipped[f.Name] {
				d.faultf(l.At, "remove one", "%s: %s is given twice", f.Name, short(l.Value.String()))
			}
			seen[l.Value] = true
		}
	}
}

func (d *decoder) duplicateTuples(group []string) {
	factors := make([]*Factor, len(group))
	for i, name := range group {
		factors[i] = d.experiment.Factor(name)
	}
	seen := make(map[string]bool)
	for i, l := range factors[0].Levels {
		var tuple, shown []string
		for _, f := range factors {
			text := f.Levels[i].Value.String()
			tuple, shown = append(tuple, fmt.Sprintf("%q", text)), append(shown, short(text))
		}
		key := strings.Join(tuple, ",")
		if seen[key] {
			d.fault(l.At, "zip: the combination "+strings.Join(shown, ", ")+" is given twice", "remove one")
		}
		seen[key] = true
	}
}

// unused tells factors that nothing uses: delay and params are only values.
func (d *decoder) unused() {
	used := make(map[string]bool)
	for _, t := range d.templates {
		for _, p := range t.template.Parts {
			used[p.Name] = true
		}
	}
	const delayHint = "put ${delay} into path; or service_time, or think_time?"
	for _, f := range d.experiment.Factors {
		switch {
		case used[f.Name] || !f.Param && f.Name != "delay":
		case f.Param:
			d.fault(f.At, "params: "+f.Name+" is never used", "put ${"+f.Name+"} into path, request.headers or the body")
		default:
			d.fault(entryKey(d.root, "delay"), "delay is never used (runexp does not wait)", delayHint)
		}
	}
	for _, l := range d.added["delay"] {
		if !used["delay"] {
			d.fault(l.At, "delay is never used (runexp does not wait)", delayHint)
		}
	}
}
