package config

import (
	"slices"
	"strings"
)

// This file reads the gate: what is compared with what, and what it does not let
// through.

// The defaults and bounds of a gate.
const (
	defaultGateRepeats = 10
	defaultConfidence  = 0.95
	maxLooks           = 5
	maxWorse           = 10 // a thousand percent
	minConfidence      = 0.5
	maxConfidence      = 0.9999
)

// ownGate is the experiment's gate, made where the first of its keys is read.
func (d *decoder) ownGate() *Gate {
	if d.experiment.Gate == nil {
		d.experiment.Gate = &Gate{Confidence: defaultConfidence, At: entryKey(d.root, "gate")}
	}
	return d.experiment.Gate
}

func gateFields() []field {
	return []field{
		{name: "baseline", set: func(d *decoder, n *node) {
			name, ok := d.text(n, "gate.baseline")
			if ok && name == "" {
				d.fault(n.at, "gate.baseline is empty", "name a target, or a folder of stored runs")
			}
			d.ownGate().Baseline = name
		}},
		{name: "fail_if", set: skip}, // once all names are known
		{name: "confidence", set: func(d *decoder, n *node) {
			d.ownGate().Confidence, _ = d.share(n, "gate.confidence", minConfidence, maxConfidence)
		}},
		{name: "correction", set: func(d *decoder, n *node) {
			word, _ := d.word(n, "gate.correction", "holm", "none")
			d.ownGate().Uncorrected = word == "none"
		}},
		{name: "looks", set: (*decoder).looks},
	}
}

// looks reads the numbers of repeats after which a gate is looked at.
func (d *decoder) looks(n *node) {
	items := d.list(n, "gate.looks")
	if len(items) > maxLooks {
		d.faultf(items[maxLooks].at, "write [8, 12, 16, 20]", "gate.looks: more than %d", maxLooks)
		return
	}
	var looks []int
	for _, item := range items {
		look, ok := d.whole(item, "gate.looks", gateRepeats, maxRepeats)
		if !ok {
			continue
		}
		if len(looks) > 0 && int(look) <= looks[len(looks)-1] {
			d.faultf(item.at, "write them in rising order", "gate.looks: %d is not above %d", look, looks[len(looks)-1])
		}
		looks = append(looks, int(look))
	}
	d.ownGate().Looks = looks
}

// gate reads the criteria, and holds the gate against the rest of the file.
func (d *decoder) gate(n *node) {
	if n == nil || n.shape != mapShape {
		return
	}
	g := d.ownGate()
	switch criteria := n.find("fail_if"); {
	case criteria == nil && d.meant["gate.fail_if"]:
	case criteria == nil:
		d.fault(g.At, "gate.fail_if is missing", "add fail_if: [{metric: throughput, worse_by: 5%}]")
	case criteria.null:
	case criteria.shape != listShape:
		d.fault(criteria.at, "gate.fail_if is a list of criteria", "write - {metric: throughput, worse_by: 5%}")
	case len(criteria.items) == 0:
		d.fault(criteria.at, "gate.fail_if has no criterion", "write [{metric: throughput, worse_by: 5%}]")
	case len(criteria.items) > maxThresholds:
		d.faultf(criteria.items[maxThresholds].at, "", "gate.fail_if: more than %d", maxThresholds)
	default:
		d.criteria(criteria.items, g)
	}
	d.compared(n, g)
	d.gateRepeats(g)
}

func (d *decoder) criteria(items []*node, g *Gate) {
	names := d.measuredScope()
	seen := make(map[string]bool)
	for _, item := range items {
		if item.shape != mapShape {
			d.faultf(item.at, "write {metric: throughput, worse_by: 5%}", "gate.fail_if: a criterion is a map, this is a %s", item.shape)
			continue
		}
		c := d.criterion(item, names)
		about := c.Metric
		if c.When != nil {
			about += " when " + c.When.Source
		}
		if seen[about] && c.Metric != "" {
			d.fault(item.at, "gate.fail_if: "+short(about)+" is given twice", "remove one")
		}
		seen[about] = true
		g.FailIf = append(g.FailIf, c)
	}
}

func (d *decoder) criterion(n *node, names *scope) Criterion {
	const key = "gate.fail_if"
	c := Criterion{At: n.at}
	var m metric
	var floor *node
	d.fields(n, key, []field{
		{name: "metric", set: func(d *decoder, n *node) { m, c.Metric = d.gated(n) }},
		{name: "worse_by", set: func(d *decoder, n *node) {
			c.WorseBy, _ = d.share(n, key+".worse_by", aboveNothing, maxWorse)
		}},
		{name: "floor", set: func(_ *decoder, n *node) { floor = n }},
		{name: "when", set: func(d *decoder, n *node) { c.When = d.expression(n, key+".when", names) }},
	})
	switch worse := n.find("worse_by"); {
	case d.lacks(n, key, "metric"):
		d.fault(n.at, key+": this criterion has no metric", "add metric: throughput")
	case d.lacks(n, key, "worse_by"):
		d.fault(n.at, key+": this criterion has no worse_by", "add worse_by: 5%")
	case worse != nil && m.better == larger && c.WorseBy >= 1:
		d.faultf(worse.at, "write less than 100%", "%s.worse_by: %s can't fall by %s", key, m.name, percent(c.WorseBy))
	}
	if floor != nil && m.name != "" {
		c.Floor = d.floor(floor, m)
	}
	return c
}

// gated reads the metric of a criterion: one that can become worse.
func (d *decoder) gated(n *node) (metric, string) {
	compared := metricNames(func(m metric) bool { return m.better != neither })
	name, ok := d.text(n, "gate.fail_if.metric")
	m, known := metricNamed(name)
	column, _ := columnNamed(name)
	switch {
	case !ok:
	case known && m.better == neither:
		d.fault(n.at, "a gate can't compare "+name+": it follows from the load", "write one of "+strings.Join(compared, ", "))
	case known:
		return m, name
	case column != "":
		d.fault(n.at, short(name)+" is a CSV column", "here it is called "+short(column))
	default:
		d.fault(n.at, "unknown metric "+quoted(name), wordHint(name, compared))
	}
	return metric{}, ""
}

// floor reads the smallest change that counts, in what the metric measures.
func (d *decoder) floor(n *node, m metric) float64 {
	const key = "gate.fail_if.floor"
	text, ok := d.scalar(n, key, "a change such as 5ms", true)
	if !ok {
		return 0
	}
	value, what, ok := quantity(text)
	switch {
	case ok && value == 0:
		d.fault(n.at, key+" must be more than 0", "")
	case ok && what == m.what && value > 0:
		return value
	case ok && what == plain:
		d.faultf(n.at, m.what.units(short(text)), "%s: %s is a %s: %s needs a unit", key, m.name, m.what, short(text))
	case ok && value > 0:
		d.faultf(n.at, "", "%s: %s is a %s, this is a %s", key, m.name, m.what, what)
	default:
		d.faultf(n.at, "write it in the unit of "+m.name, "%s: %s is no change of %s", key, quoted(text), m.name)
	}
	return 0
}

// compared checks that there is something to compare with.
func (d *decoder) compared(n *node, g *Gate) {
	names := d.targetNames()
	if d.baseline != "" {
		g.Baseline = d.baseline
	}
	given := n.find("baseline")
	switch {
	case len(names) > 0 && g.Baseline == "":
		g.Baseline = names[0]
	case len(names) > 0 && !slices.Contains(names, g.Baseline):
		at, hint := Pos{}, "the targets are "+strings.Join(names, ", ")
		if given != nil && d.baseline == "" {
			at = given.at
		}
		if near := nearest(g.Baseline, names); near != "" {
			hint = "did you mean " + near + "?"
		}
		d.fault(at, "gate.baseline: "+quoted(g.Baseline)+" is no target", hint)
	case len(names) == 0 && d.root.find("targets") == nil && g.Baseline == "" && given == nil:
		d.fault(g.At, "a gate needs something to compare with", "add targets, gate.baseline or --baseline RUN")
	}
}

// gateRepeats gives the repeats of a gate their default, and checks those that are
// given.
func (d *decoder) gateRepeats(g *Gate) {
	r := &d.experiment.Repeats
	given := d.root.find("repeats")
	switch {
	case given == nil:
		r.Min, r.Max = g.lastLook(), g.lastLook()
	case !r.Given: // faulty
	case r.Min < gateRepeats:
		at := r.At
		if given.shape == mapShape {
			at = given.find("min").at
		}
		d.fault(at, "a gate needs 5 repeats or more, 10 by default", "drop repeats")
	case len(g.Looks) > 0 && r.StopWhen != nil:
		d.fault(r.StopWhen.At, "repeats.stop_when and gate.looks: keep one", "a gate looks when it has planned to")
	case len(g.Looks) > 0 && r.Max != g.lastLook():
		d.faultf(r.At, "drop repeats", "the last of gate.looks is %d, and repeats says %d", g.lastLook(), r.Max)
	}
	if order := d.root.find("order"); order != nil && d.experiment.Order == Sequential {
		d.fault(order.at, "a gate needs random blocks: a drift would look like a change", "drop order")
	}
	if d.root.find("warmup") == nil {
		d.experiment.Warmup.Blocks = 1
	}
}

// lastLook is the number of repeats that a gate wants.
func (g *Gate) lastLook() int {
	if len(g.Looks) > 0 {
		return slices.Max(g.Looks)
	}
	return defaultGateRepeats
}
