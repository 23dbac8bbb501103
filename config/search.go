package config

import "slices"

// This file reads the search for the largest level that keeps a condition.

// The defaults and bounds of a search.
const (
	defaultSearchTrials = 30
	maxSearchTrials     = 1000
	defaultPrecision    = 0.05
	maxPrecision        = 0.5
)

// ownSearch is the experiment's search, made where the first of its keys is read.
func (d *decoder) ownSearch() *Search {
	if d.experiment.Search == nil {
		d.experiment.Search = &Search{Trials: defaultSearchTrials, Precision: defaultPrecision, At: entryKey(d.root, "search")}
	}
	return d.experiment.Search
}

func searchFields() []field {
	return []field{
		{name: "find", set: func(d *decoder, n *node) {
			d.ownSearch().Find, _ = d.word(n, "search.find", "concurrency", "rate")
		}},
		// What depends on the field that is found is read once that is known.
		{name: "from", set: skip},
		{name: "to", set: skip},
		{name: "under", set: skip},
		{name: "at_least", set: skip},
		{name: "maximise", set: func(d *decoder, n *node) {
			d.ownSearch().Maximise, _ = d.word(n, "search.maximise", metricNames(func(m metric) bool { return m.better == larger })...)
		}},
		{name: "trials", set: func(d *decoder, n *node) {
			trials, _ := d.whole(n, "search.trials", 1, maxSearchTrials)
			d.ownSearch().Trials = int(trials)
		}},
		{name: "precision", set: func(d *decoder, n *node) {
			d.ownSearch().Precision, _ = d.share(n, "search.precision", aboveNothing, maxPrecision)
		}},
	}
}

// searched is the field that a search finds; empty where none does.
func (d *decoder) searched() string {
	if d.experiment.Search == nil {
		return ""
	}
	return d.experiment.Search.Find
}

func (d *decoder) search(n *node) {
	if n == nil || n.shape != mapShape {
		return
	}
	s := d.ownSearch()
	if d.lacks(n, "search", "find") {
		d.fault(s.At, "search.find is missing", "add find: concurrency, or find: rate")
	}
	if l, ok := loadFieldNamed(s.Find); ok && !d.isFoundTwice(n, l) {
		d.searchRange(n, s, l)
	}
	under := n.find("under")
	if under != nil && !under.null {
		s.Under = d.expression(under, "search.under", d.measuredScope())
		d.mustMeasure(s.Under, "write p99 < 300ms and error_rate < 1%")
	}
	if d.lacks(n, "search", "under") && d.lacks(n, "search", "maximise") {
		d.fault(s.At, "search.under is missing: what must hold?", "add under: p99 < 300ms and error_rate < 1%")
	}
	d.searchAlone()
	d.searchLoad(s.Find)
}

// isFoundTwice tells a field that is given although the search finds it.
func (d *decoder) isFoundTwice(n *node, l loadField) bool {
	message := "search finds " + l.name + ", so it can't be given"
	for _, added := range d.added[l.name] {
		d.fault(added.At, message, "drop it: an included point of a search lacks it too")
	}
	if d.root.find(l.name) == nil {
		return len(d.added[l.name]) > 0
	}
	hint := "drop it, or the search"
	if f := d.experiment.Factor(l.name); f != nil && len(f.Levels) > 1 && (n.find("from") == nil || n.find("to") == nil) {
		order := func(a, b Level) int { return int(a.Value.n - b.Value.n) }
		least, most := slices.MinFunc(f.Levels, order).Value, slices.MaxFunc(f.Levels, order).Value
		hint = "write search: {find: " + l.name + ", from: " + least.String() + ", to: " + most.String() + ", …}"
	}
	d.fault(entryKey(d.root, l.name), message, hint)
	return true
}

// searchRange reads what bounds the levels, each as a level of the field.
func (d *decoder) searchRange(n *node, s *Search, l loadField) {
	example := "{find: concurrency, from: 4, to: 512, under: p99 < 300ms}"
	if l.kind == Rate {
		example = "{find: rate, from: 10/s, to: 1000/s, under: p99 < 300ms}"
	}
	before := len(d.faults)
	from, to, atLeast := n.find("from"), n.find("to"), n.find("at_least")
	if d.lacks(n, "search", "from") || d.lacks(n, "search", "to") {
		d.fault(s.At, "search needs from and to", "write search: "+example)
	}
	s.From = d.searchLevel(from, "search.from", l)
	s.To = d.searchLevel(to, "search.to", l)
	least := d.searchLevel(atLeast, "search.at_least", l)
	if atLeast != nil {
		s.AtLeast = &least
	}
	switch {
	case len(d.faults) > before || from == nil || to == nil || from.null || to.null || atLeast != nil && atLeast.null:
	case s.From.n >= s.To.n:
		d.fault(to.at, "search.to is not above from", "from is the smallest level, to the largest")
	case atLeast != nil && least.n > s.To.n:
		d.fault(atLeast.at, "search.at_least is above to: nobody looks there", "raise to, or lower at_least")
	}
}

func (d *decoder) searchLevel(n *node, key string, l loadField) Value {
	if n == nil || n.null {
		return Value{}
	}
	l.name = key
	v, _ := d.value(n, l)
	return v
}

// searchAlone refuses what has no meaning in a search: it makes its trials one by
// one, as its results ask for them.
func (d *decoder) searchAlone() {
	for _, other := range []struct{ key, hint string }{
		{"repeats", "search.trials bounds how many trials it makes"},
		{"gate", "search.at_least judges what it finds"},
		{"targets", "write base_url: a search looks at one server"},
	} {
		if d.root.find(other.key) != nil {
			d.fault(entryKey(d.root, other.key), other.key+" and search: keep one", other.hint)
		}
	}
	if warmup := d.root.find("warmup"); warmup != nil && d.experiment.Warmup.Blocks > 0 {
		d.fault(entryKey(warmup, "blocks"), "warmup.blocks is never used: a search has no passes", "write warmup: {requests: 100}, or {duration: 2s}")
	}
}

// searchLoad checks that the load has what is searched.
func (d *decoder) searchLoad(find string) {
	discipline := d.experiment.Factor("discipline")
	switch {
	case find == "rate":
		firstLevel(discipline, func(l Level) bool { return l.Value.s != "rate" }, func(l Level) {
			d.fault(l.At, "search finds rate: "+l.Value.s+" has none", "drop discipline")
		})
	case find == "concurrency" && (d.root.find("rate") != nil || slices.Contains(d.disciplines(), "rate")):
		d.fault(d.experiment.Search.At, "search finds concurrency: under a rate that is only the most in flight", "write find: rate, without rate")
	case find == "concurrency":
		firstLevel(discipline, func(l Level) bool { return l.Value.s == "serial" }, func(l Level) {
			d.fault(l.At, "search finds concurrency: serial has one slot", "drop serial")
		})
	}
}
