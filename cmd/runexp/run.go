package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"runexp/crawl"
	"runexp/report"
	"runexp/runner"
)

// runOptions is what the command line says about a run.
type runOptions struct {
	choice

	outputs   []string
	columns   []string
	wide      bool
	keepGoing bool
	quiet     bool
}

func (p *process) runCommand() *cobra.Command {
	o := &runOptions{}
	c := &cobra.Command{
		Use:   "run FILE...",
		Short: "Run experiments and print their tables",
		Long: `Run plans each experiment, sends its load trial by trial and prints a comparison
table. All files are checked before the first request. The table goes to stdout,
progress and notes go to stderr.

Exit codes: 0 ok; 2 usage or file error, nothing was sent; 4 incomplete: the
target is down, a trial had no success, a report could not be written; 130 and
143 interrupted: finished trials are kept and shown.`,
		Example: `  runexp run experiments/quickstart.yaml
  runexp run perf/api.yaml --set concurrency=1,8,64 -o csv=api.csv
  runexp run perf/api.yaml -o csv | head -3
  runexp run experiments/seed.yaml -q            just: 500 0.524
  runexp run - < perf/api.yaml                   read the file from stdin`,
		Args:              atLeastOneFile,
		ValidArgsFunction: files,
		RunE:              func(cmd *cobra.Command, args []string) error { return p.run(cmd.Context(), args, o) },
	}
	f := c.Flags()
	f.StringArrayVarP(&o.outputs, "output", "o", nil, "also report as `FORMAT[=FILE]`: table, csv, markdown, json (repeatable)")
	f.BoolVar(&o.wide, "wide", false, "show all columns, however wide the table gets")
	f.StringSliceVar(&o.columns, "columns", nil, "show only the columns `A,B`")
	f.BoolVar(&o.keepGoing, "keep-going", false, "do not stop after two trials in a row without a success")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "no progress, no notes; a single trial prints bytes and seconds")
	o.flags(f)
	_ = c.RegisterFlagCompletionFunc("output", cobra.FixedCompletions([]string{"table", "csv", "markdown", "json"}, cobra.ShellCompDirectiveNoFileComp))
	return c
}

// run runs all experiments, one after the other.
func (p *process) run(ctx context.Context, files []string, o *runOptions) error {
	all, err := p.load(files, &o.choice)
	if err != nil {
		return err
	}
	var sessions []*session
	for i := range all {
		s, err := p.newSession(files[i], all[i], o)
		if err != nil {
			return err
		}
		sessions = append(sessions, s)
	}
	if err := apart(sessions); err != nil {
		return err
	}
	code := exitOK
	for _, s := range sessions {
		code = worst(code, s.run(ctx))
		if ctx.Err() != nil {
			break
		}
	}
	if code != exitOK {
		return exitCode(code)
	}
	return nil
}

// session is one experiment on its way from plan to reports.
type session struct {
	process *process
	options *runOptions
	file    string
	loaded
	outputs []output
	results []runner.Result
	notes   []string
	// dropped says that a trial was given up: the server saw requests of it
	// that are in no result.
	dropped bool
}

// newSession checks whatever can be checked before anything is sent.
func (p *process) newSession(file string, l loaded, o *runOptions) (*session, error) {
	s := &session{process: p, options: o, file: file, loaded: l}
	var err error
	if s.outputs, err = s.resolveOutputs(); err != nil {
		return nil, err
	}
	if err := report.Table(io.Discard, s.data(), report.Layout{Columns: o.columns}); err != nil {
		return nil, usageError{fmt.Errorf("--columns: %w", err)}
	}
	if err := crawl.CheckDescriptors(l.plan.Slots()); err != nil {
		return nil, usageError{fmt.Errorf("%s: %w%s", file, err, s.manySlots())}
	}
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

// run executes the plan and writes the reports. It returns the exit code.
func (s *session) run(ctx context.Context) int {
	local := &runner.Local{Secret: s.process.env, RunID: runID(), UserAgent: "runexp/" + version()}
	defer local.Close()
	var server *demoServer
	if s.plan.BaseURL == "demo" {
		var err error
		if server, err = s.process.startDemo(ctx); err != nil {
			return s.process.explain(incompleteError{fmt.Errorf("%s: the built-in server: %w", s.file, err)})
		}
		defer server.stop()
		local.Demo = server.url
	}
	view := s.process.newProgress(s.plan, s.options.quiet)
	code := s.trials(ctx, local, view)
	view.close()
	if server != nil && !s.dropped {
		s.notes = append(s.notes, server.agreement(ctx, s.results))
	}
	return worst(code, s.report(ctx))
}

// trials runs the plan's trials as long as that makes sense.
func (s *session) trials(ctx context.Context, x runner.Executor, view progress) int {
	rule := &runner.StopRule{Planner: s.plan.Planner(), Limit: 2}
	if s.options.keepGoing {
		rule.Limit = len(s.plan.Trials) + 1
	}
	code := exitOK
	for r, err := range runner.Run(ctx, rule, x, runner.Watch{Progress: view.update}) {
		s.dropped = err != nil
		if i, ok := errors.AsType[interrupted](err); ok {
			s.notes = append(s.notes, fmt.Sprintf("stopped by a signal (%v) in trial %s: that trial is dropped", i, r.Trial.Name()))
			return i.code()
		}
		if err != nil {
			return s.process.explain(incompleteError{fmt.Errorf("%s: %w", s.file, err)})
		}
		s.results = append(s.results, r)
		view.finished(&s.results[len(s.results)-1])
		if r.OK == 0 {
			code = exitIncomplete
		}
	}
	if rule.Stopped() {
		left := len(s.plan.Trials) - len(s.results)
		s.notes = append(s.notes, fmt.Sprintf("stopped: two trials in a row without a success; %s did not run (--keep-going runs them)", plural(left, "trial")))
	}
	return code
}

// runID is what ${run} writes: unique enough to tell runs apart on a server.
func runID() string { return time.Now().UTC().Format("20060102T150405.000000") }
