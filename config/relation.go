package config

import (
	"slices"
	"strings"
)

// This file reads the fields that speak of factors and not of single points:
// zip, where and analysis.

func (d *decoder) relations() {
	d.zip(d.root.find("zip"))
	d.where(d.root.find("where"))
	d.exclude(d.root.find("exclude"))
	d.include(d.root.find("include"))
	d.analysis(d.root.find("analysis"))
	d.thresholds(d.root.find("thresholds"))
	d.gate(d.root.find("gate"))
	d.search(d.root.find("search"))
}

func (d *decoder) analysis(n *node) {
	if n == nil || n.shape != mapShape {
		return
	}
	a := &d.experiment.Analysis
	// The default may stand there in any case.
	if rows := n.find("rows"); rows != nil && !rows.null && rows.text != a.Rows {
		a.Rows = d.factorName(rows, "analysis.rows")
	}
	if by := n.find("by"); by != nil && !by.null {
		if a.By = d.factorName(by, "analysis.by"); a.By == a.Rows && a.By != "" {
			d.fault(by.at, "analysis: rows and by are the same factor", "drop by")
		}
	}
}

// Factor is the factor of that name; nil where the file gives none.
func (e *Experiment) Factor(name string) *Factor {
	for i := range e.Factors {
		if e.Factors[i].Name == name {
			return &e.Factors[i]
		}
	}
	return nil
}

func (d *decoder) factorNames() []string {
	names := make([]string, len(d.experiment.Factors))
	for i, f := range d.experiment.Factors {
		names[i] = f.Name
	}
	return names
}

// factorName reads the name of a factor; empty for what is none.
func (d *decoder) factorName(n *node, key string) string {
	name, ok := d.text(n, key)
	if !ok {
		return ""
	}
	if d.given(name) {
		return name
	}
	hint := "there are no factors"
	if names := d.factorNames(); len(names) > 0 {
		hint = "the factors are " + strings.Join(names[:min(len(names), 12)], ", ")
		if near := nearest(name, names); near != "" {
			hint = "did you mean " + near + "?"
		}
	}
	d.faultf(n.at, hint, "%s: %s is no factor", key, quoted(name))
	return ""
}

// given reports whether the file has a factor of that name, even a faulty one.
func (d *decoder) given(name string) bool {
	return d.experiment.Factor(name) != nil || d.broken[name] || d.broken["params"]
}

func (d *decoder) zip(n *node) {
	if n == nil || n.null {
		return
	}
	groups := d.list(n, "zip")
	if len(groups) > 0 && !slices.ContainsFunc(groups, func(g *node) bool { return g.shape != scalarShape }) {
		names := make([]string, len(groups))
		for i, g := range groups {
			names[i] = g.text
		}
		d.fault(n.at, "zip is a list of groups", "write zip: [["+long(strings.Join(names, ", "))+"]]")
		groups = []*node{{shape: listShape, items: groups, at: n.at}}
	}
	taken := make(map[string]bool)
	for _, group := range groups {
		d.zipGroup(group, taken)
	}
}

func (d *decoder) zipGroup(group *node, taken map[string]bool) {
	if group.shape != listShape {
		d.list(group, "a group of zip")
		return
	}
	var names []string
	before := len(d.faults)
	for _, item := range group.items {
		name := d.factorName(item, "zip")
		if name != "" && taken[name] {
			d.fault(item.at, "zip: "+name+" is named twice", "")
		}
		taken[name] = true
		names = append(names, name)
	}
	switch {
	case len(d.faults) > before:
	case len(names) < 2:
		d.fault(group.at, "zip ties two factors or more", "write zip: [[iterations, concurrency]]")
	case d.equalLengths(names):
		d.experiment.Zip = append(d.experiment.Zip, names)
	}
}

// equalLengths checks that the factors of a zip group have as many levels.
func (d *decoder) equalLengths(names []string) bool {
	first := d.experiment.Factor(names[0])
	for _, name := range names {
		other := d.experiment.Factor(name)
		switch {
		case first == nil || other == nil || d.broken[first.Name] || d.broken[name]:
			return false
		case len(first.Levels) != len(other.Levels):
			d.faultf(first.At, "add a level here or remove one there", "zip needs equal lengths: %s %d, %s %d",
				first.Name, len(first.Levels), name, len(other.Levels))
			return false
		}
	}
	return true
}

func (d *decoder) where(n *node) {
	if n == nil || n.null {
		return
	}
	conditions := oneOrMore(n)
	if len(conditions) > maxConditions {
		d.faultf(conditions[maxConditions].at, "join them with and", "where: more than %d conditions", maxConditions)
		return
	}
	names := d.scope()
	for _, item := range conditions {
		if e := d.expression(item, "where", names); e != nil {
			d.experiment.Where = append(d.experiment.Where, e)
		}
	}
}

// oneOrMore lists the items of a list, or the value itself.
func oneOrMore(n *node) []*node {
	if n.shape == listShape {
		return n.items
	}
	return []*node{n}
}
