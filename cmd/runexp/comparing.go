package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"runexp/judge"
	"runexp/report"
)

// compareOptions is what the command line says about a comparison.
type compareOptions struct {
	outputOptions

	metrics []string
	worseBy string
	failOn  string
}

func (p *process) compareCommand() *cobra.Command {
	o := &compareOptions{}
	c := &cobra.Command{
		Use:   "compare A B...",
		Short: "Compare stored runs",
		Long: `Compare holds runs against the first of them, point by point, over what they have
in common. A change counts when the repeats of the two runs prove it (exact rank test,
corrected over all rows); with fewer than 5 repeats nothing is claimed.

The runs were made one after the other: whatever changed between them, the machine's
mood included, counts as a difference. Targets within one experiment file are
compared more fairly, for their trials alternate.

A run is latest, latest~1, a name or its beginning, a commit, a folder, or a JSON
report. Exit codes: 0 no regression is proven; 1 one is; 2 usage error; 3 nothing
could be compared.`,
		Example: `  runexp compare latest~1 latest
  runexp compare 4f2a9c1 81be02d --metrics throughput,p99
  runexp compare main.json latest --worse-by 5% -o markdown`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 2 {
				return usageError{errors.New("compare needs two runs or more, such as latest~1 latest; runexp list shows them")}
			}
			return nil
		},
		ValidArgsFunction: p.completeRuns,
		RunE:              func(_ *cobra.Command, args []string) error { return p.compare(args, o) },
	}
	o.outputFlags(c, report.ContrastFormats())
	f := c.Flags()
	f.StringSliceVar(&o.metrics, "metrics", nil, "compare the metrics `A,B`: throughput, p50, p99 unless given")
	f.StringVar(&o.worseBy, "worse-by", "0%", "only a change for the worse that is proven larger than `SHARE` fails")
	f.StringVar(&o.failOn, "fail-on", "worse", "when to exit with 1: `worse` or never")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "no progress, no notes")
	_ = c.RegisterFlagCompletionFunc("fail-on", cobra.FixedCompletions([]string{"worse", "never"}, cobra.ShellCompDirectiveNoFileComp))
	return c
}

// compare compares stored runs and returns the exit code as an error.
func (p *process) compare(names []string, o *compareOptions) error {
	options, err := o.contrasting()
	if err != nil {
		return err
	}
	sides, err := p.sides(names)
	if err != nil {
		return err
	}
	outputs, err := o.resolve(nil, ".", "compare", report.ContrastFormats())
	if err != nil {
		return err
	}
	printer := &printer{process: p, options: &o.outputOptions, outputs: outputs}
	if err := printer.apart("compare", "compare", make(map[string]output)); err != nil {
		return err
	}
	contrast := judge.Compare(sides[0], sides[1:], options)
	if len(o.columns) > 0 {
		if err := report.WriteContrast(io.Discard, "table", contrast, report.Layout{Columns: o.columns}); err != nil {
			return usageError{fmt.Errorf("--columns: %w", err)}
		}
	}
	code := worst(printer.print(contrastPrinted(contrast)), o.code(contrast))
	if code != exitOK {
		return exitCode(code)
	}
	return nil
}

// code is the exit code of a comparison.
func (o *compareOptions) code(c *judge.Contrast) int {
	switch c.Outcome() {
	case judge.Failed:
		if o.failOn == "worse" {
			return exitFailed
		}
	case judge.Nothing:
		return exitUndecided
	case judge.Passed, judge.Undecided:
	}
	return exitOK
}

// contrasting reads the flags.
func (o *compareOptions) contrasting() (judge.Contrasting, error) {
	c := judge.Contrasting{Metrics: o.metrics}
	if !slices.Contains([]string{"worse", "never"}, o.failOn) {
		return c, usageError{fmt.Errorf("--fail-on is worse or never, not %q", o.failOn)}
	}
	for _, m := range o.metrics {
		if !judge.Comparable(m) {
			return c, usageError{fmt.Errorf("--metrics: %q can't be compared: throughput, p50, p90, p95, p99, p999, mean, max, elapsed, error_rate can", m)}
		}
	}
	text, ok := strings.CutSuffix(o.worseBy, "%")
	share, err := strconv.ParseFloat(text, 64)
	if !ok || err != nil || !(share >= 0 && share <= 1000) {
		return c, usageError{fmt.Errorf("--worse-by takes a share such as 5%%, %q is none", o.worseBy)}
	}
	c.Tolerance = share / 100
	return c, nil
}

// sides reads the runs to compare, all at once.
func (p *process) sides(names []string) ([]judge.Side, error) {
	sides, faults := make([]judge.Side, len(names)), make([]error, len(names))
	var all sync.WaitGroup
	for i, name := range names {
		all.Go(func() {
			s, err := p.recall(name)
			if err != nil {
				faults[i] = err
				return
			}
			sides[i] = s.side()
		})
	}
	all.Wait()
	for _, err := range faults {
		if err != nil {
			return nil, err
		}
	}
	return sides, nil
}

// side is a stored run as one side of a comparison. What a JSON report says of its
// cells is not enough: they are made anew from its results.
func (s *stored) side() judge.Side {
	d := s.data
	side := judge.Side{Name: s.name, Plan: d.Plan, Cells: d.Cells}
	if s.dir == "" {
		side.Cells = s.rules.Judge(d.Plan, d.Results).Cells
	}
	if r := d.Record; r != nil {
		side.Taken, side.Machine, side.Build, side.Commit = r.Started, r.Machine, r.Build, r.Commit
	} else if len(d.Results) > 0 {
		side.Taken = d.Results[0].Started
	}
	return side
}

// contrastPrinted is how a comparison is written.
func contrastPrinted(c *judge.Contrast) printed {
	return printed{
		to: func(w io.Writer, format string, l report.Layout) error { return report.WriteContrast(w, format, c, l) },
		file: func(path, format string, l report.Layout) error {
			return report.WriteContrastFile(path, format, c, l)
		},
		annotate: func(io.Writer) error { return nil },
		summary: func(w io.Writer, taken int64) error {
			return report.ContrastSummaryWithin(w, c, report.SummaryLimit-int(taken))
		},
	}
}
