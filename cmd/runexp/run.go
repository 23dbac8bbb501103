package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"runexp/report"
)

// runOptions is what the command line says about a run.
type runOptions struct {
	choice
	outputOptions

	keepGoing bool
}

func (p *process) runCommand() *cobra.Command {
	o := &runOptions{}
	c := &cobra.Command{
		Use:   "run FILE...",
		Short: "Run experiments and print their tables",
		Long: `Run plans each experiment, sends its load trial by trial and prints a comparison
table. All files are checked before the first request. The table goes to stdout,
progress and notes go to stderr.

Exit codes: 0 ok; 1 a threshold or a gate failed; 2 usage or file error, nothing
was sent; 3 nothing could be judged, or something could not and the file says
inconclusive: fail; 4 incomplete: the target is down, a trial had no success, a
server of start died, a report could not be written; 130 and 143 interrupted:
finished trials are kept and shown.

Every run is kept in .runexp/runs, one synced line per finished trial: --resume goes
on where the newest run of the experiment ended, whatever ended it.`,
		Example: `  runexp run experiments/quickstart.yaml
  runexp run perf/api.yaml --set concurrency=1,8,64 -o csv=api.csv
  runexp run perf/api.yaml -o csv | head -3
  runexp run experiments/gate.yaml               compare two targets; exit code 1
  runexp run perf/api.yaml -o html=api.html      a report to look at
  runexp run perf/api.yaml --resume              run what is missing
  runexp run experiments/seed.yaml -q            just: 500 0.524
  runexp run - < perf/api.yaml                   read the file from stdin`,
		Args:              atLeastOneFile,
		ValidArgsFunction: files,
		RunE:              func(cmd *cobra.Command, args []string) error { return p.run(cmd.Context(), args, o) },
	}
	o.outputFlags(c, report.Formats())
	f := c.Flags()
	f.BoolVar(&o.resume, "resume", false, "go on with the newest run of the experiment: run what is missing")
	f.StringVar(&o.folder, "run-dir", "", "keep the run in the folder `DIR` instead of a new one in .runexp/runs")
	f.BoolVar(&o.keepSamples, "keep-samples", false, "keep every single request, for -o csv-samples")
	f.BoolVar(&o.keepGoing, "keep-going", false, "do not stop after two trials in a row without a success")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "no progress, no notes; a single trial prints bytes and seconds")
	o.flags(f)
	return c
}

// run runs all experiments, one after the other.
func (p *process) run(ctx context.Context, files []string, o *runOptions) error {
	o.formats = o.outputs
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
	p.orderly.Store(true)
	code := exitOK
	for _, s := range sessions {
		if ctx.Err() == nil {
			code = worst(code, s.carryOut(ctx))
		}
	}
	if i, ok := errors.AsType[interrupted](context.Cause(ctx)); ok {
		code = worst(code, i.code()) // however late it came
	}
	if code != exitOK {
		return exitCode(code)
	}
	return nil
}
