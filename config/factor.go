package config

import "time"

// loadField is a field of the load: a factor with values of one kind.
type loadField struct {
	name string
	kind Kind
	// low and high bound whole numbers; low also bounds durations, in ns.
	low, high int64
	words     []string
}

// loadFields are the load fields that are built.
func loadFields() []loadField {
	return []loadField{
		{name: "iterations", kind: Int, low: 1, high: 1_000_000_000_000},
		{name: "concurrency", kind: Int, low: 1, high: 1_000_000},
		{name: "discipline", kind: Word, words: []string{"serial", "window", "semaphore", "chunk", "static"}},
		{name: "delay", kind: Duration},
		{name: "think_time", kind: Duration},
		{name: "timeout", kind: Duration, low: int64(time.Millisecond)},
		{name: "keepalive", kind: Bool},
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
		x, ok := d.span(n, l.name, time.Duration(l.low))
		return DurationValue(x), ok
	case Bool:
		x, ok := d.truth(n, l.name)
		return BoolValue(x), ok
	case Word:
		if n.shape == scalarShape && n.text == "rate" && l.name == "discipline" {
			d.fault(n.at, "discipline rate is not supported yet", "")
			return Value{}, false
		}
		x, ok := d.word(n, l.name, l.words...)
		return WordValue(x), ok
	default:
		x, ok := d.text(n, "params."+l.name)
		return TextValue(x), ok
	}
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
