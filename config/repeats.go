package config

import (
	"regexp"
	"strings"
)

// This file reads repeats and the rule that ends them.

// The bounds of repeats.
const (
	maxRepeats  = 10_000
	gateRepeats = 5 // the fewest that a gate decides on
	twoRepeats  = 2 // the fewest that have an interval
)

func (d *decoder) repeats(n *node) {
	r := Repetition{Given: true, At: n.at}
	if n.shape != mapShape {
		if count, ok := d.whole(n, "repeats", 1, maxRepeats); ok {
			r.Min, r.Max = int(count), int(count)
			d.experiment.Repeats = r
		}
		return
	}
	before := len(d.faults)
	bound := func(name string, to *int) field {
		return field{name: name, set: func(d *decoder, n *node) {
			count, _ := d.whole(n, dotted("repeats", name), 1, maxRepeats)
			*to = int(count)
		}}
	}
	d.fields(n, "repeats", []field{
		bound("min", &r.Min), bound("max", &r.Max),
		{name: "stop_when", set: func(d *decoder, n *node) { r.StopWhen = d.width(n, "repeats.stop_when") }},
	})
	if len(d.faults) == before {
		d.repeatsFit(n, r)
	}
	if len(d.faults) == before {
		d.experiment.Repeats = r
	}
}

// repeatsFit checks the keys of repeats against each other.
func (d *decoder) repeatsFit(n *node, r Repetition) {
	least, most := n.find("min"), n.find("max")
	switch {
	case least == nil || most == nil:
		d.fault(n.at, "repeats has min and max, or is a number", "write {min: 5, max: 20, stop_when: ci95(throughput) < 3%}")
	case r.Min > r.Max:
		d.fault(most.at, "repeats.max is below min", "swap them")
	case r.StopWhen != nil && r.Min < twoRepeats:
		d.fault(least.at, "repeats.min: an interval needs 2 repeats", "write min: 5")
	case r.StopWhen == nil && r.Min < r.Max && d.root.find("budget") == nil:
		d.fault(least.at, "repeats.min is never used: nothing ends the repeats before max", "add stop_when: ci95(throughput) < 3%, or a budget")
	}
}

// stopRule takes a rule apart: the interval, its metric, an operator, the rest.
var stopRule = regexp.MustCompile(`^\s*(ci[0-9]+)\s*\(\s*([A-Za-z0-9_]*)\s*\)\s*(<=|>=|==|!=|<|>)\s*(\S*)\s*(.*)$`)

// width reads a rule such as ci95(throughput) < 3%. There is no other kind: to
// stop as soon as the values themselves look good would bias them.
func (d *decoder) width(n *node, key string) *Width {
	text, ok := d.scalar(n, key, "a rule such as ci95(throughput) < 3%", true)
	if !ok {
		return nil
	}
	p := passage{at: n.at, text: text}
	found := stopRule.FindStringSubmatchIndex(text)
	if found == nil {
		d.fault(n.at, key+" looks at the width of an interval, and at nothing else", "write ci95(throughput) < 3%; a rule on the values would bias them")
		return nil
	}
	part := func(i int) (string, Pos) {
		from, to := found[2*i], found[2*i+1]
		return text[from:to], p.part(from, max(to, from+1))
	}
	w := Width{At: n.at}
	interval, intervalAt := part(1)
	w.Confidence = confidences()[interval]
	var metricAt Pos
	w.Metric, metricAt = part(2)
	op, opAt := part(3)
	limit, limitAt := part(4)
	rest, restAt := part(5)
	m, known := metricNamed(w.Metric)
	value, what, isNumber := quantity(limit)
	switch subject := interval + "(" + short(w.Metric) + ")"; {
	case w.Confidence == 0:
		d.fault(intervalAt, "there is no "+short(interval), "write ci90, ci95 or ci99")
	case !known:
		d.fault(metricAt, "unknown metric "+quoted(w.Metric), wordHint(w.Metric, spreadMetrics()))
	case !m.spread:
		d.fault(metricAt, m.name+" has no interval", "write one of "+strings.Join(spreadMetrics(), ", "))
	case op != "<":
		d.fault(opAt, "repeats end when an interval is narrow enough: only < stops them", "write <")
	case isNumber && what == plain && value != 0:
		d.fault(limitAt, subject+" is a share: "+short(limit)+" needs a unit", share.units(short(limit)))
	case !isNumber || what != share || value <= 0 || value >= 1:
		d.fault(limitAt, subject+" is a share of the value: "+quoted(limit)+" is none to reach", "write 3%")
	case rest != "":
		d.fault(restAt, quoted(rest)+" does not fit here", "one interval ends the repeats")
	default:
		w.Limit = value
		return &w
	}
	return nil
}

// confidences are the intervals that a rule may look at.
func confidences() map[string]float64 {
	return map[string]float64{"ci90": 0.90, "ci95": 0.95, "ci99": 0.99}
}

// spreadMetrics are the metrics that have an interval.
func spreadMetrics() []string { return metricNames(func(m metric) bool { return m.spread }) }
