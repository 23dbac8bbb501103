package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"syscall"
	"time"

	"runexp/judge"
	"runexp/report"
	"runexp/report/live"
	"runexp/runner"
	"runexp/store"
)

// This file keeps what a session measures, and takes up what an earlier one has.

// open makes the folder of the run, or takes up the one that is resumed. Whatever is
// wrong with it is told before anything is sent.
func (s *session) open(ctx context.Context) error {
	if s.resumes == "" {
		run, err := s.process.home().Create(s.manifest(ctx), s.text, s.plan, s.options.folder)
		if err != nil {
			return usageError{fmt.Errorf("%s: the run can't be kept: %w", s.file, err)}
		}
		s.run = run
		return nil
	}
	run, err := store.Resume(s.resumes, here(s.plan, s.folder))
	if err != nil {
		return usageError{fmt.Errorf("%s: --resume: %w", s.file, err)}
	}
	warnings, err := run.Check(s.plan)
	if err == nil {
		err = run.Replan(s.text, s.plan, s.describe(ctx))
	}
	if err != nil {
		return usageError{errors.Join(fmt.Errorf("%s: --resume: %w", s.file, err), run.Close())}
	}
	for _, w := range append(run.Notes(), warnings...) {
		fmt.Fprintf(s.process.stderr, "warning: %s\n", printable(w))
	}
	s.run = run
	return nil
}

// clock is what a budget is held against: that of the run, which goes on where an
// earlier session left it.
func (s *session) clock() func() time.Time {
	if s.run == nil {
		return time.Now
	}
	return s.run.Clock()
}

// missing is a planner of what has no result yet.
func (s *session) missing(planner runner.Planner, view live.View) runner.Planner {
	if s.run == nil {
		return planner
	}
	return s.run.Recall(planner, func(r *runner.Result) {
		s.results = append(s.results, *r)
		s.recalled++
		v := s.verdict(r)
		view.Recalled(r, v)
		s.events.trial(r, v)
	})
}

// keep stores a result before the next trial starts, and shows it.
func (s *session) keep(r *runner.Result, view live.View) error {
	if s.run != nil {
		if err := s.run.Append(r); err != nil {
			return fmt.Errorf("trial %s is not kept: %w: --resume goes on from the one before", r.Trial.Name(), err)
		}
	}
	v := s.verdict(r)
	view.Finished(r, v)
	s.events.trial(r, v)
	return nil
}

// verdict is how far a result can be trusted.
func (s *session) verdict(r *runner.Result) judge.Verdict { return s.rules.Inspect(r) }

// finish ends the events, and writes the result of a run that is whole beside its
// journal.
func (s *session) finish(d *report.Data) (code int) {
	if err := s.events.end(d); err != nil && !errors.Is(err, syscall.EPIPE) { // else its reader has seen enough
		code = s.process.explain(incompleteError{err})
	}
	if s.run == nil || s.interrupted {
		return code
	}
	if err := s.run.Finish(func(w io.Writer) error { return report.JSON(w, d) }); err != nil {
		return s.process.explain(s.incomplete(err))
	}
	return code
}

// close gives the run up for others, and says where it is.
func (s *session) close() {
	if err := s.run.Close(); err != nil {
		s.process.explain(s.incomplete(err))
	}
	if s.options.quiet {
		return
	}
	text := "kept     " + s.run.Dir()
	if s.interrupted || slices.ContainsFunc(s.results, func(r runner.Result) bool { return r.OK == 0 }) {
		text += "\n         --resume runs what is missing"
	}
	fmt.Fprintln(s.process.stderr, printable(text))
}

// record tells reports where the results come from.
func (s *session) record() *report.Record {
	return provenance(s.run.Manifest(), s.text, s.results)
}

// sampler is an executor that keeps the single requests of each trial.
type sampler struct {
	runner.Executor

	session *session
}

// Execute runs the trial and keeps its requests. What could not be kept is noted,
// and changes no result.
func (x *sampler) Execute(ctx context.Context, t runner.Trial, w runner.Watch) (runner.Result, error) {
	if t.Discarded {
		return x.Executor.Execute(ctx, t, w)
	}
	samples, err := x.session.run.Samples(&t)
	if err != nil {
		return runner.Result{Trial: t}, err
	}
	w.Fetch = samples.Record
	r, err := x.Executor.Execute(ctx, t, w)
	_, dropped, lost := samples.Close()
	if lost != nil {
		return r, fmt.Errorf("samples: %w", lost)
	}
	if dropped > 0 {
		x.session.notes = append(x.session.notes, fmt.Sprintf("trial %s: %s were not kept: more than the disk took", t.Name(), plural(int(dropped), "sample")))
	}
	return r, err
}
