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

// NewPlan multiplies an experiment's factors into points and its points and
// repeats into ordered trials. It is pure: the same experiment and seed give
// the same plan, and the plan shares nothing with the experiment. The error is
// a [config.Faults].
func NewPlan(e *config.Experiment, seed uint64) (*Plan, error) {
	points, faults := expand(e)
	if len(faults) > 0 {
		return nil, faults
	}
	p := &Plan{
		Name: e.Name, File: e.File, Description: e.Description,
		Seed: seed, Order: string(e.Order), Repeats: e.Repeats,
		BaseURL: e.Target.URL.String(), Steps: points.steps, Fields: points.columns(),
		Analysis: Analysis{Rows: e.Analysis.Rows, By: e.Analysis.By, Metrics: slices.Clone(e.Analysis.Metrics)},
	}
	if e.Target.Demo {
		p.BaseURL = demo
	}
	for _, l := range e.Labels {
		p.Labels = append(p.Labels, Label(l))
	}
	w := specWriter{experiment: e, points: points, raw: slices.Clone(e.Request.Raw), sites: make(map[string]bool)}
	specs := make([]Spec, len(points.rows))
	p.Points = make([]Point, len(points.rows))
	for i, row := range points.rows {
		specs[i] = w.spec(row)
		p.Points[i] = Point{Number: i + 1, Settings: points.settings(row)}
	}
	if len(w.faults) > 0 {
		return nil, distinct(w.faults)
	}
	slices.Sort(w.hosts)
	p.Hosts = slices.Compact(w.hosts)
	p.Trials = order(p, specs, e.Samples)
	return p, nil
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
