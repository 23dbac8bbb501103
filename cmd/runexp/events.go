package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"runexp/judge"
	"runexp/report"
	"runexp/runner"
)

// events are the lines that tell of a run while it goes on, so that they can be
// followed.
type events struct {
	*report.Events

	output output
	file   *os.File // nil for stdout
	broken error
}

// follow opens the events that the outputs ask for; nil where they do not.
func (p *printer) follow() (*events, error) {
	i := slices.IndexFunc(p.outputs, func(o output) bool { return o.format == "ndjson" })
	if i < 0 {
		return nil, nil //nolint:nilnil // none was asked for
	}
	e := &events{output: p.outputs[i]}
	w := p.process.stdout
	if e.output.path != "" {
		if err := os.MkdirAll(filepath.Dir(e.output.path), 0o755); err != nil {
			return nil, err
		}
		f, err := os.Create(e.output.path)
		if err != nil {
			return nil, err
		}
		e.file, w = f, f
	}
	e.Events = report.NewEvents(w)
	return e, nil
}

// others are the outputs that are still to be written.
func (e *events) others(outputs []output) []output {
	return slices.DeleteFunc(slices.Clone(outputs), func(o output) bool { return o == e.output })
}

// begin, trial and end write lines; e may be nil. An error stays, ends the writing
// and is told at the end.
func (e *events) begin(d *report.Data) {
	if e != nil {
		e.broken = e.Begin(d)
	}
}

func (e *events) trial(r *runner.Result, v judge.Verdict) {
	if e != nil && e.broken == nil {
		e.broken = e.Trial(r, v)
	}
}

func (e *events) end(d *report.Data) error {
	if e == nil {
		return nil
	}
	if e.broken == nil {
		e.broken = e.End(d)
	}
	if e.file != nil {
		e.broken = errors.Join(e.broken, e.file.Close())
	}
	if e.broken != nil {
		return fmt.Errorf("report ndjson: %w", e.broken)
	}
	return nil
}
