package runner

import (
	"slices"

	"runexp/config"
)

// The bounds of a plan.
const (
	maxTrials    = 100_000
	maxSemaphore = 200_000
)

// demo is the base URL of the built-in server.
const demo = "demo"

// NewPlan multiplies an experiment's factors into points and its points, targets
// and repeats into ordered trials; that of a search has stems instead, see
// [Plan.Probe]. It is pure: the same experiment and seed give the same plan, and
// the plan shares nothing with the experiment. The error is a [config.Faults].
func NewPlan(e *config.Experiment, seed uint64) (*Plan, error) {
	e, search := searched(e)
	points, faults := expand(e)
	if len(faults) > 0 {
		return nil, faults
	}
	if faults := points.unsearchable(search); len(faults) > 0 {
		return nil, faults
	}
	p := described(e, points)
	p.Seed = seed
	w := newSpecWriter(e, points, search)
	specs := w.specs()
	w.servers(p)
	if len(w.faults) > 0 {
		return nil, distinct(w.faults)
	}
	slices.Sort(w.hosts)
	p.Hosts = slices.Compact(w.hosts)
	if search != nil {
		p.explore(search, points, specs, e.Samples)
		return p, nil
	}
	p.Points = make([]Point, len(points.rows))
	for i, row := range points.rows {
		p.Points[i] = Point{Number: i + 1, Settings: points.settings(row)}
	}
	p.repeat(e, specs)
	p.Trials = order(p, specs, e.Samples)
	return p, nil
}

// described copies what the experiment says of itself.
func described(e *config.Experiment, points *points) *Plan {
	p := &Plan{
		Name: e.Name, File: e.File, Description: e.Description,
		Order: string(e.Order), Budget: e.Budget,
		Steps: points.steps, Fields: points.columns(),
		Analysis: Analysis{Rows: e.Analysis.Rows, By: e.Analysis.By, Metrics: slices.Clone(e.Analysis.Metrics)},
	}
	for _, l := range e.Labels {
		p.Labels = append(p.Labels, Label(l))
	}
	return p
}

// distinct drops faults that are told already: what is wrong with the file is
// wrong at many points.
func distinct(faults config.Faults) config.Faults {
	type told struct {
		at      config.Pos
		message string
	}
	seen := make(map[told]bool)
	return slices.DeleteFunc(faults, func(f *config.Fault) bool {
		key := told{f.At, f.Message}
		again := seen[key]
		seen[key] = true
		return again
	})
}
