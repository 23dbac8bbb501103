package config

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// This file reads the conditions that each cell must fulfil.

// maxThresholds bounds how many conditions there are, and how many criteria of a
// gate.
const maxThresholds = 1000

func (d *decoder) thresholds(n *node) {
	if n == nil || n.null {
		return
	}
	if n.shape != listShape {
		d.fault(n.at, "thresholds is a list of expressions", "write - "+asExpression(n))
		return
	}
	if len(n.items) > maxThresholds {
		d.faultf(n.items[maxThresholds].at, "join them with and", "thresholds: more than %d", maxThresholds)
		return
	}
	names := d.measuredScope()
	for _, item := range n.items {
		if t, ok := d.threshold(item, names); ok {
			d.experiment.Thresholds = append(d.experiment.Thresholds, t)
		}
	}
}

// threshold reads a condition, or a map with more.
func (d *decoder) threshold(n *node, names *scope) (Threshold, bool) {
	before := len(d.faults)
	t := Threshold{At: n.at}
	switch {
	case n.shape == scalarShape:
		t.Check, t.When = d.conditional(n, "thresholds", names)
	case n.shape == listShape:
		d.fault(n.at, "a threshold is an expression, this is a list", "put each into a line of its own")
	case n.find("check") == nil && !slices.ContainsFunc(n.entries, func(e entry) bool { return thresholdKey(e.key.text) }):
		at := n.at
		if len(n.entries) > 0 {
			at = n.entries[0].key.at.through(n.entries[0].value.at)
		}
		d.fault(at, "a threshold is an expression, this is a map", "write "+asExpression(n))
	default:
		d.thresholdMap(n, &t, names)
	}
	return t, len(d.faults) == before && t.Check != nil
}

func thresholdKey(name string) bool {
	return slices.Contains([]string{"check", "when", "abort", "after"}, name)
}

func (d *decoder) thresholdMap(n *node, t *Threshold, names *scope) {
	var when *Expression
	d.fields(n, "thresholds", []field{
		{name: "check", set: func(d *decoder, n *node) {
			t.At = n.at
			t.Check, t.When = d.conditional(n, "thresholds.check", names)
		}},
		{name: "when", set: func(d *decoder, n *node) { when = d.expression(n, "thresholds.when", names) }},
		{name: "abort", set: func(d *decoder, n *node) { t.Abort, _ = d.truth(n, "thresholds.abort") }},
		{name: "after", set: func(d *decoder, n *node) { t.After, _ = d.span(n, "thresholds.after", 0) }},
	})
	switch after := n.find("after"); {
	case d.lacks(n, "thresholds", "check"):
		d.fault(n.at, "thresholds: this item has no check", "write {check: p99 < 900ms}")
	case t.When != nil && n.find("when") != nil:
		d.fault(entryKey(n, "when"), "thresholds: when is given twice", "it ends check already")
	case after != nil && n.find("abort") == nil:
		d.fault(entryKey(n, "after"), "thresholds: after is never used without abort", "add abort: true")
	}
	if t.When == nil {
		t.When = when
	}
}

// conditional reads a condition on something measured that may end in " when "
// and the cells that it is about.
func (d *decoder) conditional(n *node, key string, names *scope) (check, when *Expression) {
	c := d.condition(n, key, reading{n, names, true})
	d.mustMeasure(c.check, "write p99 < 900ms; where chooses points")
	return c.check, c.when
}

// expression reads a condition on its own; nil where it is faulty.
func (d *decoder) expression(n *node, key string, names *scope) *Expression {
	return d.condition(n, key, reading{n, names, false}).check
}

// reading is a condition and how it is read; cut says that it may end in when.
type reading struct {
	n     *node
	names *scope
	cut   bool
}

// condition is what reading comes to; nil are parts that are faulty or not there.
type condition struct{ check, when *Expression }

func (d *decoder) condition(n *node, key string, r reading) condition {
	c, again := d.conditions[r]
	if again {
		return c
	}
	if text, ok := d.scalar(n, key, "an expression", true); ok {
		whole := passage{at: n.at, text: text}
		from, to := len(text), len(text)
		if r.cut {
			from, to = whenAt(text)
		}
		c.check = d.compiled(&whole, 0, from, r.names)
		if to > from {
			c.when = d.compiled(&whole, to, len(text), r.names)
		}
	}
	d.conditions[r] = c
	return c
}

// mustMeasure refuses a condition that no measurement changes.
func (d *decoder) mustMeasure(e *Expression, hint string) {
	if e != nil && len(e.Metrics()) == 0 {
		d.fault(e.At, "this names no metric: it would judge nothing that is measured", hint)
	}
}

func (d *decoder) compiled(whole *passage, from, to int, names *scope) *Expression {
	e, faults := compile(whole, from, to, names)
	d.faults = append(d.faults, faults...)
	return e
}

// whenAt is where the first word "when" of an expression starts and ends, outside
// quotes and brackets; both are the end of the text where there is none.
func whenAt(text string) (from, to int) {
	depth := 0
	for at := 0; at < len(text); {
		token := nextToken(text[at:])
		switch {
		case token == "when" && depth == 0:
			return at, at + len(token)
		case token == "(" || token == "[":
			depth++
		case token == ")" || token == "]":
			depth--
		}
		at += len(token)
	}
	return len(text), len(text)
}

// quantileOf is how other tools write a quantile: p(95)<500.
var quantileOf = regexp.MustCompile(`^\s*(?:p\(([0-9]{2})\)|(avg|med|max))\s*(<=?|>=?)\s*([0-9.]+)\s*$`)

// asExpression is what was probably meant by a threshold that is none: p99: 900ms,
// or a map of other tools.
func asExpression(n *node) string {
	const example = "p99 < 900ms"
	key := ""
	for n.shape != scalarShape {
		switch {
		case n.shape == mapShape && len(n.entries) > 0:
			key, n = n.entries[0].key.text, n.entries[0].value
		case n.shape == listShape && len(n.items) > 0:
			n = n.items[0]
		default:
			return example
		}
	}
	m, known := metricNamed(key)
	_, what, isNumber := quantity(n.text)
	switch q := quantileOf.FindStringSubmatch(n.text); {
	case strings.HasPrefix(n.text, "rate<0.") && strings.Contains(key, "fail"):
		value, _ := strconv.ParseFloat(strings.TrimPrefix(n.text, "rate<"), 64)
		return "error_rate < " + percent(value)
	case q != nil && !strings.Contains(key, "fail"):
		names := map[string]string{"avg": "mean", "med": "p50", "max": "max", "": "p" + q[1]}
		return names[q[2]] + " " + q[3] + " " + q[4] + "ms"
	case known && isNumber && what == m.what && m.better == larger:
		return key + " > " + n.text
	case known && isNumber && what == plain && m.what == span:
		return key + " < " + n.text + "ms"
	case known && isNumber && what == m.what:
		return key + " < " + n.text
	case known && strings.IndexAny(n.text, "<>") == 0:
		return key + " " + long(n.text)
	case key == "" && strings.ContainsAny(n.text, "<>"):
		return long(n.text)
	}
	return example
}
