package config

import "slices"

// This file holds the load fields against each other: what contradicts itself,
// and what nothing uses.

// load checks the load fields. A faulty one is not held against the others.
func (d *decoder) load() {
	switch {
	case d.broken["rate"] || d.broken["discipline"]:
	case d.searched() == "rate":
		d.thinkUnderRate()
	case d.isGiven("rate"):
		d.closedUnderRate()
		d.thinkUnderRate()
	default:
		d.openWithoutRate()
	}
	d.connections()
}

// closedUnderRate refuses a rate that no discipline uses.
func (d *decoder) closedUnderRate() {
	f := d.experiment.Factor("discipline")
	rated := func(l Level) bool { return l.Value.s == "rate" }
	if f == nil || len(d.added["rate"]) > 0 || slices.Contains(d.disciplines(), "rate") || slices.ContainsFunc(d.added["discipline"], rated) {
		return
	}
	first := f.Levels[0]
	d.fault(first.At, "rate makes the discipline rate, this is "+first.Value.String(), "drop discipline, or write discipline: [rate, "+first.Value.String()+"]")
}

// openWithoutRate refuses what only a rate gives a meaning.
func (d *decoder) openWithoutRate() {
	firstLevel(d.experiment.Factor("discipline"), func(l Level) bool { return l.Value.s == "rate" }, func(l Level) {
		d.fault(l.At, "discipline rate needs a rate", "add rate: 50/s")
	})
	if f := d.experiment.Factor("arrivals"); f != nil && !d.broken["arrivals"] {
		d.fault(f.At, "arrivals is never used: it says how the starts of a rate are spread", "add rate: 50/s, or drop arrivals")
	}
}

// thinkUnderRate refuses pauses that nobody makes.
func (d *decoder) thinkUnderRate() {
	other := func(word string) bool { return word != "rate" }
	if len(d.added["discipline"]) > 0 || slices.ContainsFunc(d.disciplines(), other) {
		return
	}
	firstLevel(d.experiment.Factor("think_time"), func(l Level) bool { return l.Value.n > 0 }, func(l Level) {
		d.fault(l.At, "think_time is never used: under a rate requests start by the clock", "drop think_time")
	})
}

// connections refuses to hold connections that each request closes.
func (d *decoder) connections() {
	f := d.experiment.Factor("keepalive")
	if f == nil || d.broken["keepalive"] || slices.ContainsFunc(f.Levels, func(l Level) bool { return l.Value.Bool() }) ||
		slices.ContainsFunc(d.added["keepalive"], func(l Level) bool { return l.Value.Bool() }) {
		return
	}
	firstLevel(d.experiment.Factor("connections"), func(l Level) bool { return l.Value.s != "fresh" }, func(l Level) {
		d.fault(l.At, "connections "+l.Value.String()+" needs connections that are kept, and keepalive is false", "drop one of the two")
	})
}

// firstLevel calls tell with the first level of f that is meant, if there is one.
func firstLevel(f *Factor, meant func(Level) bool, tell func(Level)) {
	if f == nil {
		return
	}
	if i := slices.IndexFunc(f.Levels, meant); i >= 0 {
		tell(f.Levels[i])
	}
}

// isGiven reports whether the file gives a load field, also in an included point.
func (d *decoder) isGiven(name string) bool {
	return d.experiment.Factor(name) != nil || len(d.added[name]) > 0
}

// disciplines lists the disciplines of the product.
func (d *decoder) disciplines() []string {
	var words []string
	if f := d.experiment.Factor("discipline"); f != nil {
		for _, l := range f.Levels {
			words = append(words, l.Value.String())
		}
		return words
	}
	if d.root.find("rate") != nil || d.searched() == "rate" {
		return []string{"rate"}
	}
	return []string{"window"}
}

// needsSlots reports whether any point needs to be told its concurrency: serial
// has one slot, and a rate has a default.
func (d *decoder) needsSlots() bool {
	return slices.ContainsFunc(d.disciplines(), func(word string) bool { return word != "serial" && word != "rate" })
}
