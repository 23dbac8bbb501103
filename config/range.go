package config

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// progression is a range as it was read: whole numbers, durations in ns, or
// rates in thousandths per hour.
type progression struct {
	from, to, step, steps int64
	kind                  Kind // Int, Duration or Rate
	// unit is what levels are multiples of: a range of rates goes in whole
	// numbers of the unit that from is written in.
	unit int64
	log  bool
}

// progressed reads {from, to, steps, scale} or {from, to, step}.
func (d *decoder) progressed(n *node, l loadField) []Level {
	if l.kind == Bool || l.kind == Word {
		d.fault(n.at, l.name+" takes a value or a list, no range", "")
		return nil
	}
	r, ok := d.progression(n, l)
	if !ok {
		return nil
	}
	count := r.count()
	if !d.room(n.at, l.name, count) {
		return nil
	}
	levels := make([]Level, 0, count)
	last := int64(math.MinInt64)
	for x := range r.values {
		if x != last { // rounding may make two levels one
			levels = append(levels, Level{Value: r.level(x, l.kind), At: n.at})
		}
		last = x
	}
	return levels
}

// level is a value of a range; a param's values are text.
func (r progression) level(x int64, want Kind) Value {
	v := IntValue(int(x))
	switch r.kind {
	case Duration:
		v = DurationValue(time.Duration(x))
	case Rate:
		v = RateValue(x)
	default:
	}
	if want == Text {
		return TextValue(v.String())
	}
	return v
}

// progression reads the keys of a range and checks that they fit together.
func (d *decoder) progression(n *node, l loadField) (r progression, ok bool) {
	r.kind = d.rangeKind(n, l)
	r.unit = d.rangeUnit(n, r.kind)
	before := len(d.faults)
	end := func(name string, to *int64) field {
		return field{name: name, set: func(d *decoder, v *node) { *to = d.end(v, entryKey(n, name), l, name, r) }}
	}
	d.fields(n, l.name, []field{
		end("from", &r.from), end("to", &r.to), end("step", &r.step),
		{name: "steps", set: func(d *decoder, v *node) {
			r.steps, _ = d.whole(v, l.name+".steps", 2, maxLevels)
		}},
		{name: "scale", set: func(d *decoder, v *node) {
			scale, _ := d.word(v, l.name+".scale", "linear", "log")
			r.log = scale == "log"
		}},
	})
	if len(d.faults) == before {
		d.rangeFits(n, l, r)
	}
	return r, len(d.faults) == before
}

// rangeKind is Duration for a range of durations, else Int. A param's range is
// what its beginning is.
func (d *decoder) rangeKind(n *node, l loadField) Kind {
	if l.kind != Text {
		return l.kind
	}
	if from := n.find("from"); from != nil && from.shape == scalarShape {
		text, _ := d.env.expandText(&passage{at: from.at, text: from.text}, "", false)
		if _, what, ok := quantity(text); ok && what == span {
			return Duration
		}
	}
	return Int
}

// rangeUnit is the unit of a range's levels.
func (d *decoder) rangeUnit(n *node, kind Kind) int64 {
	switch kind {
	case Duration:
		return int64(time.Millisecond)
	case Rate:
		if from := n.find("from"); from != nil && from.shape == scalarShape {
			text, _ := d.env.expandText(&passage{at: from.at, text: from.text}, "", false)
			_, unit, _ := strings.Cut(text, "/")
			return max(perUnit(unit), 1)
		}
	default:
	}
	return 1
}

// end reads from, to or step, in ns for durations. The first and last level
// must be levels of the field.
func (d *decoder) end(n *node, key Pos, l loadField, name string, r progression) int64 {
	dottedName, low, high := l.name+"."+name, l.low, l.high
	if l.kind == Text {
		high = maxRangeEnd
	}
	if name == "step" {
		low = 1
	}
	switch r.kind {
	case Duration:
		x, ok := d.span(n, dottedName, time.Duration(low))
		if ok && x%time.Millisecond != 0 {
			d.fault(n.at, dottedName+": a range goes in whole milliseconds", "write such levels as a list")
		}
		return int64(x)
	case Rate:
		x, ok := d.rate(n, dottedName, low, high)
		if ok && x%r.unit != 0 {
			d.fault(n.at, dottedName+": a range goes in whole numbers, in the unit of its from", "write such levels as a list")
		}
		return x
	default:
	}
	x, ok := d.number(n, l.name)
	switch {
	case !ok:
	case name == "step" && x < low:
		d.fault(key.through(n.at), dottedName+" must be 1 or more", "write step: 1")
	case x < low:
		d.faultf(key.through(n.at), fmt.Sprintf("write %s: %d", name, low), "%s starts at %d", l.name, low)
	case x > high:
		d.faultf(n.at, fmt.Sprintf("write at most %d", high), "%s is too large", dottedName)
	}
	return x
}

// rangeFits checks the keys of a range against each other.
func (d *decoder) rangeFits(n *node, l loadField, r progression) {
	from, to, step, steps, scale := n.find("from"), n.find("to"), n.find("step"), n.find("steps"), n.find("scale")
	switch {
	case from == nil || to == nil:
		d.fault(n.at, l.name+": a range has from and to", "write {from: 1, to: 100, steps: 5, scale: log}")
	case step != nil && steps != nil:
		d.fault(entryKey(n, "step").through(step.at), "a range has steps or step, not both", "drop one: steps counts levels, step is the distance")
	case step == nil && steps == nil:
		d.fault(n.at, l.name+": a range has steps or step", "steps counts levels, step is the distance")
	case step != nil && scale != nil:
		d.fault(scale.at, "scale goes with steps, not with step", "drop scale")
	case r.from > r.to:
		d.fault(to.at, l.name+": to is below from", "swap them")
	case r.log && r.from <= 0:
		d.fault(from.at, "a log scale can't start at 0", "write the 0 as a level of its own in a list")
	}
}

// entryKey is where a key of a map stands.
func entryKey(n *node, name string) Pos {
	for _, e := range n.entries {
		if e.key.text == name {
			return e.key.at
		}
	}
	return n.at
}

func (r progression) count() int64 {
	if r.steps > 0 {
		return r.steps
	}
	return (r.to-r.from)/r.step + 1
}

// values yields the range's values. A linear or log scale ends exactly on to;
// a step ends on it only where a step lands there. What a scale yields is
// rounded, durations to milliseconds and rates to whole numbers of their unit.
func (r progression) values(yield func(int64) bool) {
	n, unit := r.count(), float64(r.unit)
	for i := range n {
		x := r.from + i*r.step
		if r.steps > 0 {
			x = int64(math.Round(r.scaled(float64(i)/float64(n-1))/unit) * unit)
		}
		if !yield(x) {
			return
		}
	}
}

// scaled is the value at a part of the way from from to to.
func (r progression) scaled(part float64) float64 {
	from, to := float64(r.from), float64(r.to)
	if r.log {
		return from * math.Pow(to/from, part)
	}
	return from + part*(to-from)
}
