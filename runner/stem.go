package runner

import (
	"math"
	"slices"

	"runexp/config"
)

// This file plans a search: the points of all fields but the one that is searched.

// searched is the experiment with the searched field as a factor, and the search.
// That factor has the lowest level only: the points of the others are the stems.
// A quick look is no search, but a sweep of the lowest, a middle and the highest.
func searched(e *config.Experiment) (*config.Experiment, *config.Search) {
	s := e.Search
	if s == nil {
		return e, nil
	}
	f := config.Factor{Name: s.Find, At: s.At, Levels: []config.Level{{Value: s.From, At: s.At}}}
	with := *e
	if e.PerSlot > 0 {
		grid := gridOf(s)
		_, middle := grid.grid(math.Sqrt(grid.From * grid.To))
		f.Levels = append(f.Levels, config.Level{Value: middle, At: s.At}, config.Level{Value: s.To, At: s.At})
		f.Levels = slices.CompactFunc(f.Levels, func(a, b config.Level) bool { return a.Value == b.Value })
		s = nil
	}
	with.Factors = append(slices.Clone(e.Factors), f)
	return &with, s
}

// gridOf is a search with its bounds, for its levels.
func gridOf(s *config.Search) *Search {
	g := &Search{Find: s.Find, Trials: s.Trials}
	if s.Find == "rate" {
		g.From, g.To = s.From.PerSecond(), s.To.PerSecond()
	} else {
		g.From, g.To = float64(s.From.Int()), float64(s.To.Int())
	}
	return g
}

// unsearchable lists the faults of points at which there is nothing to search.
func (t *points) unsearchable(s *config.Search) config.Faults {
	if s == nil {
		return nil
	}
	var faults config.Faults
	for _, row := range t.rows {
		discipline, _ := t.value(row, "discipline")
		v, _ := t.value(row, s.Find)
		switch word := discipline.String(); {
		case s.Find == "concurrency" && word == "serial":
			faults = append(faults, s.At.Fault("serial has one slot: there is no concurrency to search", "write discipline: window"))
		case s.Find == "rate" && word != "rate":
			faults = append(faults, s.At.Fault(word+" has no rate to search", "search for concurrency, or write discipline: rate"))
		case v != s.From:
			faults = append(faults, s.At.Fault("search chooses the "+s.Find+" of all points", "leave it out of include"))
		}
	}
	return distinct(faults)
}

// explore makes the plan that of a search.
func (p *Plan) explore(s *config.Search, points *points, specs []Spec, samples config.Samples) {
	p.Search = gridOf(s)
	p.Search.Samples = string(samples)
	p.Order, p.Repeats, p.Least = orderOfSearch, s.Trials, 1
	for i, row := range points.rows {
		settings := slices.DeleteFunc(points.settings(row), func(x Setting) bool { return x.Name == s.Find })
		stem := Stem{Settings: settings, Spec: specs[i]}
		if s.Find == "rate" {
			stem.Spec.Load.Rate = 0
		} else {
			stem.Spec.Load.Concurrency = 0
		}
		p.Search.Stems = append(p.Search.Stems, stem)
	}
	own := slices.IndexFunc(p.Fields, func(f Field) bool { return f.Name == s.Find })
	p.Fields[own].Values = slices.Compact([]string{s.From.String(), s.To.String()})
}

// orderOfSearch is the order of trials that follow from results.
const orderOfSearch = "search"
