package config

import (
	"strings"
)

// This file reads the fields that speak of points: exclude and include.

// points lists the maps of exclude and include.
func (d *decoder) points(n *node, key string) []*node {
	if n == nil || n.null {
		return nil
	}
	if n.shape == mapShape {
		d.fault(n.at, key+" is a list of points", "put - before it")
		return nil
	}
	var points []*node
	for _, item := range d.list(n, key) {
		switch {
		case !d.isMap(item, "a point of "+key):
		case len(item.entries) == 0:
			d.fault(item.at, key+": this point has no field", "name a factor and its level, such as {concurrency: 1}")
		default:
			points = append(points, item)
		}
	}
	return points
}

// levelOf is a factor and one of its values.
type levelOf struct {
	factor string
	value  Value
}

func (d *decoder) exclude(n *node) {
	points := d.points(n, "exclude")
	if len(points) == 0 {
		return
	}
	levels := make(map[levelOf]bool, d.levels)
	for _, f := range d.experiment.Factors {
		for _, l := range f.Levels {
			levels[levelOf{f.Name, l.Value}] = true
		}
	}
	for _, point := range points {
		c := Cut{At: point.at}
		for _, e := range d.unique(point) {
			if f := d.experiment.Factor(d.factorName(e.key, "exclude")); f != nil && !d.broken[f.Name] {
				c.Choices = append(c.Choices, d.cut(e, f, levels))
			}
		}
		d.experiment.Exclude = append(d.experiment.Exclude, c)
	}
}

// cut reads one field of an excluded point: a level, or a list of levels.
func (d *decoder) cut(e entry, f *Factor, levels map[levelOf]bool) Choice {
	c := Choice{Name: f.Name, At: e.key.at}
	for _, l := range d.choices(e.value, kindOf(f)) {
		if !levels[levelOf{f.Name, l.Value}] {
			d.faultf(l.At, "its levels are "+levelTexts(f), "%s is no level of %s", short(l.Value.String()), f.Name)
		}
		c.Values = append(c.Values, l.Value)
	}
	return c
}

// choices reads a value, or a list of values.
func (d *decoder) choices(n *node, l loadField) []Level {
	if n.shape == listShape && len(n.items) == 0 {
		d.fault(n.at, l.name+" has no level", "write at least one value")
	}
	var levels []Level
	for _, item := range oneOrMore(n) {
		if v, ok := d.value(item, l); ok {
			levels = append(levels, Level{Value: v, At: item.at})
		}
	}
	return levels
}

// kindOf is the load field of a factor, or text for a param.
func kindOf(f *Factor) loadField {
	if l, ok := loadFieldNamed(f.Name); ok && !f.Param {
		return l
	}
	return loadField{name: f.Name, kind: Text}
}

// levelTexts lists some levels of a factor for a message.
func levelTexts(f *Factor) string {
	var texts []string
	for _, l := range f.Levels[:min(len(f.Levels), 8)] {
		texts = append(texts, short(l.Value.String()))
	}
	if len(f.Levels) > 8 {
		texts = append(texts, "…")
	}
	return strings.Join(texts, ", ")
}

func (d *decoder) include(n *node) {
	for _, point := range d.points(n, "include") {
		a := Addition{At: point.at}
		names := make(map[string]bool, len(point.entries))
		for _, e := range d.unique(point) {
			names[e.key.text] = true
			if c, ok := d.addition(e); ok {
				a.Choices = append(a.Choices, c)
			}
		}
		for _, f := range d.experiment.Factors {
			if len(f.Levels) > 1 && !names[f.Name] {
				d.faultf(point.at, includeHint(&f), "an included point names every factor: no %s", f.Name)
			}
		}
		d.experiment.Include = append(d.experiment.Include, a)
	}
}

func includeHint(f *Factor) string {
	if len(f.Levels) == 2 {
		return "write " + f.Name + ": [" + levelTexts(f) + "] for both"
	}
	return "its levels are " + levelTexts(f)
}

// addition reads one field of an included point: any load field, or a param of
// the file.
func (d *decoder) addition(e entry) (Choice, bool) {
	name := e.key.text
	l, ok := loadFieldNamed(name)
	if f := d.experiment.Factor(name); f != nil {
		l, ok = kindOf(f), true
	}
	if !ok {
		d.factorName(e.key, "include")
		return Choice{}, false
	}
	c := Choice{Name: name, At: e.value.at}
	for _, level := range d.choices(e.value, l) {
		c.Values = append(c.Values, level.Value)
		d.added[name] = append(d.added[name], level)
	}
	return c, len(c.Values) > 0
}
