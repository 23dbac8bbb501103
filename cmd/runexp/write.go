package main

import (
	"fmt"
	"io"

	"runexp/config"
	"runexp/report"
	"runexp/runner"
)

// data is what the reports are made from: the results so far.
func (s *session) data() *report.Data {
	j := s.rules.Judge(s.plan, s.results)
	d := &report.Data{
		Plan: s.plan, Results: s.results, Cells: j.Cells, Judgement: j,
		Version: version(), Again: s.again(), Interrupted: s.interrupted,
	}
	if s.run != nil {
		d.Record, d.Samples = s.record(), s.run.ReadSamples
	}
	return d
}

// report writes all reports and returns the exit code.
func (s *session) report() int {
	if s.options.quick {
		s.notes = append(s.notes, quickNote)
	}
	s.falseAlarms()
	d := s.data()
	if !s.options.quiet {
		d.Notes = s.notes
	}
	code, warning := s.outcome(d.Judgement)
	code = worst(code, s.finish(d))
	code = worst(code, s.print(d))
	s.warn()
	if warning != "" && !s.options.quiet {
		fmt.Fprintf(s.process.stderr, "warning: %s\n", warning)
	}
	return code
}

// quickNote says what a quick look is worth.
const quickNote = "quick: levels, repeats and requests were cut; these numbers judge nothing"

// print writes the reports that were asked for.
func (s *session) print(d *report.Data) int {
	p := s.printer
	if s.events != nil { // it has been written while the run went on
		p.outputs = s.events.others(p.outputs)
	}
	return p.print(dataPrinted(d, func() (bool, error) {
		if s.options.quiet && len(s.plan.Trials) == 1 && len(s.options.outputs) == 0 {
			return true, s.oneLine()
		}
		return false, nil
	}))
}

// dataPrinted is how the results of a run are written. Short may write something
// else to stdout instead of the table.
func dataPrinted(d *report.Data, short func() (bool, error)) printed {
	return printed{
		to: func(w io.Writer, format string, l report.Layout) error {
			if done, err := short(); done {
				return err
			}
			return report.Write(w, format, d, l)
		},
		file:     func(path, format string, l report.Layout) error { return report.WriteFile(path, format, d, l) },
		annotate: func(w io.Writer) error { return report.Annotations(w, d) },
		summary: func(w io.Writer, taken int64) error {
			return report.StepSummaryWithin(w, d, report.SummaryLimit-int(taken))
		},
	}
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
