package main

import (
	"context"

	"github.com/spf13/cobra"
)

// runOptions is what the command line says about a run.
type runOptions struct {
	choice

	outputs   []string
	columns   []string
	folder    string
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

Exit codes: 0 ok; 1 a threshold or a gate failed; 2 usage or file error, nothing
was sent; 3 nothing could be judged, or something could not and the file says
inconclusive: fail; 4 incomplete: the target is down, a trial had no success, a
server of start died, a report could not be written; 130 and 143 interrupted:
finished trials are kept and shown.`,
		Example: `  runexp run experiments/quickstart.yaml
  runexp run perf/api.yaml --set concurrency=1,8,64 -o csv=api.csv
  runexp run perf/api.yaml -o csv | head -3
  runexp run experiments/gate.yaml               compare two targets; exit code 1
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
	f.StringVar(&o.folder, "run-dir", "", "keep the logs of started servers and hooks in the folder `DIR`")
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
