package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"runexp/crawl"
	"runexp/judge"
	"runexp/report"
	"runexp/report/live"
	"runexp/runner"
	"runexp/store"
)

// session is one experiment on its way from plan to reports.
type session struct {
	loaded

	process *process
	options *runOptions
	file    string
	rules   *judge.Rules
	known   *judge.Calibration
	printer *printer
	// run keeps the results; nil where nothing is kept.
	run     *store.Run
	events  *events
	results []runner.Result
	notes   []string
	// interrupted says that the run ended before its plan was done.
	interrupted bool
	// dropped says that a trial was given up: the server saw requests of it
	// that are in no result. It saw none of the recalled ones.
	dropped  bool
	recalled int
	// broken is the demand that a trial under way broke, so that the run ended.
	broken string
}

// newSession checks whatever can be checked before anything is sent.
func (p *process) newSession(file string, l loaded, o *runOptions) (*session, error) {
	s := &session{process: p, options: o, file: file, loaded: l, rules: judge.RulesOf(l.experiment)}
	outputs, err := o.resolve(s.experiment.Reports, s.folder, s.plan.Name, report.Formats())
	if err != nil {
		return nil, err
	}
	s.printer = &printer{process: p, options: &o.outputOptions, outputs: outputs}
	if err := report.Table(io.Discard, s.data(), report.Layout{Columns: o.columns}); err != nil {
		return nil, usageError{fmt.Errorf("--columns: %w", err)}
	}
	if err := crawl.CheckDescriptors(l.plan.Slots()); err != nil {
		return nil, usageError{fmt.Errorf("%s: %w%s", file, err, s.manySlots())}
	}
	if err := s.against(); err != nil {
		return nil, err
	}
	if s.known, err = loadCalibration(); err != nil {
		s.notes = append(s.notes, "no calibration: "+err.Error())
	}
	s.rules.Ceilings = s.known.Ceiling
	return s, nil
}

// manySlots says why a plan needs more descriptors than its file seems to ask for.
func (s *session) manySlots() string {
	load := func(is func(*runner.Load) bool) bool {
		return slices.ContainsFunc(s.plan.Trials, func(t runner.Trial) bool { return is(&t.Spec.Load) })
	}
	switch {
	case load(func(l *runner.Load) bool { return l.Connections == "reuse" }):
		return "\nconnections: reuse keeps those of all points to the end: fewer points or slots, or connections: preconnected"
	case load((*runner.Load).Open) && s.experiment.Factor("concurrency") == nil:
		return "\nunder a rate concurrency is the most in flight, 10000 unless given: concurrency: 1000 may do"
	}
	return ""
}

// carryOut keeps, measures, judges and writes the reports of an experiment. It
// returns the exit code.
func (s *session) carryOut(ctx context.Context) int {
	if err := s.open(ctx); err != nil {
		return s.process.explain(err)
	}
	defer s.close()
	var err error
	if s.events, err = s.printer.follow(); err != nil {
		return s.process.explain(usageError{err})
	}
	s.events.begin(s.data())
	s.forewarn()
	code := s.measure(ctx)
	return worst(code, s.report())
}

// measure carries the plan out. It returns the exit code.
func (s *session) measure(ctx context.Context) int {
	local := &runner.Local{Secret: s.process.env, RunID: runID(), UserAgent: "runexp/" + version()}
	defer local.Close()
	view := s.process.newView(s.plan, s.options.quiet)
	x, err := s.stage(ctx, local, view)
	if err != nil {
		view.Close()
		s.interrupted = true
		return worst(s.process.explain(s.incomplete(err)), x.close(ctx))
	}
	planner := s.rules.Planner(s.plan, s.clock())
	defer planner.Close() //nolint:errcheck // what it leaves undone is not wanted any more
	code := s.trials(ctx, x, s.missing(planner, view), view)
	view.Close()
	s.plan = planner.Plan()
	s.notes = append(s.notes, planner.Notes()...)
	return worst(code, x.close(ctx))
}

// trials runs the planner's trials as long as that makes sense.
func (s *session) trials(ctx context.Context, x runner.Executor, planner runner.Planner, view live.View) int {
	rule := &runner.StopRule{Planner: planner, Limit: 2}
	if s.options.keepGoing {
		rule.Limit = 0
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := runner.Watch{Progress: s.watched(view, cancel)}
	code := exitOK
	for r, err := range runner.Run(ctx, rule, x, watch) {
		s.dropped = s.dropped || err != nil
		if err != nil {
			s.interrupted = true
			over, ended := s.failed(&r.Trial, err, view)
			if code = worst(code, over); ended {
				return code
			}
			continue
		}
		s.results = append(s.results, r)
		if err := s.keep(&s.results[len(s.results)-1], view); err != nil {
			s.interrupted = true
			view.Close()
			return worst(code, s.process.explain(s.incomplete(err)))
		}
		if r.OK == 0 {
			code = exitIncomplete
		}
	}
	if rule.Stopped() {
		s.interrupted = true
		left := ""
		if n := len(s.plan.Trials) - len(s.results); n > 0 {
			left = plural(n, "trial") + " did not run "
		}
		s.notes = append(s.notes, fmt.Sprintf("stopped: two trials in a row without a success; %s(--keep-going runs them)", left))
	}
	return code
}

// failed notes a trial without a result. It returns the exit code, and whether the
// run is over.
func (s *session) failed(t *runner.Trial, err error, view live.View) (code int, over bool) {
	if i, ok := err.(interrupted); ok { //nolint:errorlint // as it stands it came between two trials, wrapped within one
		s.notes = append(s.notes, fmt.Sprintf("stopped by a signal (%v) before trial %s", i, t.Name()))
		return i.code(), true
	}
	if i, ok := errors.AsType[interrupted](err); ok {
		s.notes = append(s.notes, fmt.Sprintf("stopped by a signal (%v) in trial %s: that trial is dropped", i, t.Name()))
		return i.code(), true
	}
	if b, ok := errors.AsType[brokenError](err); ok {
		s.broken = string(b)
		s.notes = append(s.notes, fmt.Sprintf("aborted in trial %s: %s; that trial is dropped", t.Name(), s.broken))
		return exitFailed, true
	}
	if not, ok := errors.AsType[runner.NotRun](err); ok {
		view.Note("runexp: "+s.incomplete(not).Error(), true)
		return exitIncomplete, false
	}
	view.Close()
	return s.process.explain(s.incomplete(err)), true
}

// incomplete is an error that keeps the run from being whole, of this file.
func (s *session) incomplete(err error) error {
	if i, ok := errors.AsType[interrupted](err); ok {
		return i
	}
	return incompleteError{fmt.Errorf("%s: %w", s.file, err)}
}

// brokenError is the cause of a run that ended because a trial under way broke a
// threshold that says so.
type brokenError string

// Error tells the threshold.
func (b brokenError) Error() string { return string(b) }

// watched shows progress and ends the run when a trial breaks what it must not.
func (s *session) watched(view live.View, end context.CancelCauseFunc) func(runner.Progress) {
	var trial string
	var dog func(runner.Progress) (string, bool)
	return func(p runner.Progress) {
		view.Update(p)
		if p.Warmup || p.Trial.Discarded {
			return
		}
		if name := p.Trial.Name(); name != trial {
			trial, dog = name, s.rules.Watchdog(p.Trial)
		}
		if dog == nil {
			return
		}
		if why, broken := dog(p); broken {
			end(brokenError(why))
		}
	}
}

// runID is what ${run} writes: unique enough to tell runs apart on a server.
func runID() string { return time.Now().UTC().Format("20060102T150405.000000") }
