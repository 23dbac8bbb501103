package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"runexp/report"
)

func (p *process) reportCommand() *cobra.Command {
	o := &outputOptions{}
	c := &cobra.Command{
		Use:   "report RUN",
		Short: "Show a stored run again",
		Long: `Report judges a stored run anew, by the rules of its experiment file as it was run,
and prints its table or any other report. It sends nothing and changes nothing.

RUN is latest, latest~1, a name or its beginning, a commit, the folder of a run, or
the JSON report of one. A run that is under way or was interrupted is shown as far as
it has come.`,
		Example: `  runexp report latest
  runexp report latest -o html=report.html
  runexp report latest~1 -o csv | head -3`,
		Args: func(_ *cobra.Command, args []string) error {
			switch len(args) {
			case 0:
				return usageError{errNoRun}
			case 1:
				return nil
			}
			return usageError{errors.New("report takes one run; runexp compare takes several")}
		},
		ValidArgsFunction: p.completeRuns,
		RunE:              func(_ *cobra.Command, args []string) error { return p.reportRun(args[0], o) },
	}
	o.outputFlags(c, report.Formats())
	c.Flags().BoolVarP(&o.quiet, "quiet", "q", false, "no notes")
	return c
}

// reportRun writes the reports of a stored run.
func (p *process) reportRun(name string, o *outputOptions) error {
	s, err := p.recall(name)
	if err != nil {
		return err
	}
	if len(o.columns) > 0 {
		if err := report.Table(io.Discard, s.data, report.Layout{Columns: o.columns}); err != nil {
			return usageError{fmt.Errorf("--columns: %w", err)}
		}
	}
	outputs, err := o.resolve(nil, ".", s.data.Plan.Name, report.Formats())
	if err != nil {
		return err
	}
	printer := &printer{process: p, options: o, outputs: outputs}
	if err := printer.apart(name, s.data.Plan.Name, make(map[string]output)); err != nil {
		return err
	}
	if o.quiet {
		s.data.Notes = nil
	}
	code := printer.print(dataPrinted(s.data, func() (bool, error) { return false, nil }))
	if code != exitOK {
		return exitCode(code)
	}
	return nil
}
