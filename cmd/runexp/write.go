package main

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"runexp/config"
	"runexp/report"
	"runexp/runner"
)

// data is what the reports are made from: the results so far.
func (s *session) data() *report.Data {
	j := s.rules.Judge(s.plan, s.results)
	return &report.Data{
		Plan: s.plan, Results: s.results, Cells: j.Cells, Judgement: j,
		Version: version(), Again: s.again(),
	}
}

// report writes all reports and returns the exit code.
func (s *session) report(ctx context.Context) int {
	if s.options.quick {
		s.notes = append(s.notes, "quick: levels, repeats and requests were cut; these numbers judge nothing")
	}
	s.falseAlarms()
	d := s.data()
	d.Interrupted = ctx.Err() != nil
	if !s.options.quiet {
		d.Notes = s.notes
	}
	code, warning := s.outcome(d.Judgement)
	for _, o := range s.outputs {
		if err := s.write(o, d); err != nil && !errors.Is(err, syscall.EPIPE) {
			fmt.Fprintf(s.process.stderr, "runexp: report %s: %s\n", o.format, printable(err.Error()))
			code = worst(code, exitIncomplete)
		}
	}
	s.warn()
	if warning != "" && !s.options.quiet {
		fmt.Fprintf(s.process.stderr, "warning: %s\n", warning)
	}
	return code
}

func (s *session) write(o output, d *report.Data) error {
	layout := report.Layout{Columns: s.options.columns}
	if o.path != "" {
		if err := report.WriteFile(o.path, o.format, d, layout); err != nil {
			return err
		}
		if !s.options.quiet {
			fmt.Fprintf(s.process.stderr, "wrote    %s\n", printable(o.path))
		}
		return nil
	}
	if s.options.quiet && len(s.plan.Trials) == 1 && len(s.options.outputs) == 0 {
		return s.oneLine()
	}
	if width, ok := s.process.terminal(s.process.stdout); ok && !s.options.wide {
		layout.Width = width
	}
	layout.Color = s.process.colorful(s.process.stdout)
	return report.Write(s.process.stdout, o.format, d, layout)
}

// oneLine is the seed's own output: the bytes of all bodies, and the seconds.
func (s *session) oneLine() error {
	if len(s.results) == 0 {
		return nil
	}
	r := &s.results[0]
	_, err := fmt.Fprintf(s.process.stdout, "%d %.3f\n", r.Bytes, r.Elapsed.Seconds())
	return err
}

// warn says on stderr what a reader of the exit code should know: failed
// requests do not fail a run.
func (s *session) warn() {
	var requests, failed int64
	for i := range s.results {
		requests += s.results[i].Requests
		failed += s.results[i].Errors
	}
	switch {
	case requests > 0 && failed == requests:
		fmt.Fprintf(s.process.stderr, "runexp: %s: no request succeeded: %s\n", s.file, printable(cause(s.results)))
	case failed > 0 && !s.options.quiet:
		fmt.Fprintf(s.process.stderr, "warning: %s of %s requests failed\n", config.Thousands(failed), config.Thousands(requests))
	}
}

// cause is the class of the first failures with an example of its error.
func cause(results []runner.Result) string {
	r := &results[0]
	most := ""
	for class, n := range r.Classes {
		if most == "" || n > r.Classes[most] || n == r.Classes[most] && class < most {
			most = class
		}
	}
	if text := r.Causes[most]; text != "" {
		return most + ": " + text
	}
	if most == "status" {
		for status := range r.Statuses {
			return fmt.Sprintf("status %d", status)
		}
	}
	return most
}
