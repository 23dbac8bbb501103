package config

import (
	"slices"
	"time"
)

// loadField is a field of the load: a factor with values of one kind.
type loadField struct {
	name string
	kind Kind
	// low and high bound whole numbers, and rates in thousandths per hour; low
	// also bounds durations, in ns.
	low, high int64
	// off says that 0 is good though it is below low: it switches off.
	off   bool
	words []string
	// later are words that are not built yet.
	later []string
}

// loadFields are the load fields that are built.
func loadFields() []loadField {
	return []loadField{
		{name: "iterations", kind: Int, low: 1, high: 1_000_000_000_000},
		{name: "duration", kind: Duration, low: int64(time.Millisecond)},
		{name: "concurrency", kind: Int, low: 1, high: 1_000_000},
		{name: "discipline", kind: Word, words: []string{"serial", "window", "semaphore", "chunk", "static", "rate"}},
		{name: "rate", kind: Rate, low: perHour, high: maxRate},
		{name: "arrivals", kind: Word, words: []string{"constant", "poisson"}},
		{name: "delay", kind: Duration},
		{name: "think_time", kind: Duration},
		{name: "timeout", kind: Duration, low: int64(time.Millisecond)},
		{name: "redial", kind: Duration, low: int64(time.Millisecond), off: true},
		{name: "keepalive", kind: Bool},
		{name: "connections", kind: Word, words: []string{"fresh", "preconnected", "reuse"}},
		{name: "protocol", kind: Word, words: []string{"http1"}, later: []string{"h2", "h2c", "http2"}},
		{name: "engine", kind: Word, words: []string{"auto", "raw", "std"}},
	}
}

func loadFieldNamed(name string) (loadField, bool) {
	for _, f := range loadFields() {
		if f.name == name {
			return f, true
		}
	}
	return loadField{}, false
}

// value reads one level of a load field.
func (d *decoder) value(n *node, l loadField) (Value, bool) {
	switch l.kind {
	case Int:
		x, ok := d.whole(n, l.name, l.low, l.high)
		return IntValue(int(x)), ok
	case Duration:
		x, ok := d.span(n, l.name, l.least(n))
		return DurationValue(x), ok
	case Rate:
		x, ok := d.rate(n, l.name, l.low, l.high)
		return RateValue(x), ok
	case Bool:
		x, ok := d.truth(n, l.name)
		return BoolValue(x), ok
	case Word:
		return d.wordValue(n, l)
	default:
		x, ok := d.text(n, "params."+l.name)
		return TextValue(x), ok
	}
}

// least is the shortest duration that n may give.
func (l loadField) least(n *node) time.Duration {
	if d, err := parseDuration(n.text); l.off && err == nil && d == 0 {
		return 0
	}
	return time.Duration(l.low)
}

// wordValue reads a word of a load field, built or not.
func (d *decoder) wordValue(n *node, l loadField) (Value, bool) {
	switch {
	case n.shape == scalarShape && slices.Contains(l.later, n.text):
		d.fault(n.at, l.name+" "+n.text+" is not supported yet", "")
	case l.name == "connections" && isCount(n) && n.shape == scalarShape:
		d.meant["concurrency"] = true
		d.faultf(n.at, "did you mean concurrency?", "connections can't be %s", quoted(n.text))
	default:
		x, ok := d.word(n, l.name, l.words...)
		return WordValue(x), ok
	}
	return Value{}, false
}

// factor reads a load field or a param: one value, a list or a range.
func (d *decoder) factor(at Pos, n *node, l loadField) {
	before := len(d.faults)
	f := Factor{Name: l.name, Param: l.kind == Text, At: at}
	switch n.shape {
	case scalarShape:
		f.Levels = d.listed([]*node{n}, l)
	case listShape:
		if len(n.items) == 0 {
			d.fault(n.at, l.name+" has no level", "write at least one value")
		}
		f.Levels = d.listed(n.items, l)
	case mapShape:
		f.Levels = d.progressed(n, l)
	}
	d.broken[l.name] = d.broken[l.name] || len(d.faults) > before
	if len(f.Levels) > 0 {
		d.experiment.Factors = append(d.experiment.Factors, f)
	}
}

// room reports whether a factor may have so many levels, and counts them.
func (d *decoder) room(at Pos, name string, count int64) bool {
	if count > maxLevels {
		d.faultf(at, "", "%s has %s levels, the limit is %s", name, Thousands(count), Thousands(maxLevels))
		return false
	}
	before := d.levels
	d.levels += int(count)
	if before <= maxAllLevels && d.levels > maxAllLevels {
		d.faultf(at, "", "all factors together have more than %s levels", Thousands(maxAllLevels))
	}
	d.broken[name] = d.levels > maxAllLevels
	return d.levels <= maxAllLevels
}

func (d *decoder) listed(items []*node, l loadField) []Level {
	if len(items) > 0 && !d.room(items[0].at, l.name, int64(len(items))) {
		return nil
	}
	levels := make([]Level, 0, len(items))
	for _, item := range items {
		if v, ok := d.value(item, l); ok {
			levels = append(levels, Level{Value: v, At: item.at})
		}
	}
	return levels
}
