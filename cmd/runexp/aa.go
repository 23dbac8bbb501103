package main

import (
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"runexp/config"
	"runexp/judge"
)

// selfOptions is what the command line says about a self-test.
type selfOptions struct {
	choice

	trials, pairs int
}

func (p *process) aaCommand() *cobra.Command {
	o := &selfOptions{}
	c := &cobra.Command{
		Use:   "aa [FILE]",
		Short: "Measure how often comparisons raise a false alarm here",
		Long: `Aa measures one point again and again, without any change, and compares it with
itself: of every run of 20 neighbouring trials each pair is labelled base and head
by the toss of a coin, and tested as a gate tests. About one comparison in twenty
should raise an alarm. For contrast it says how often the same trials would have
raised one in the order base, base, ..., head, head, ...: what a tool that does
not shuffle does on this machine.

Without a FILE the built-in server is measured, about 20 seconds long.`,
		Example: `  runexp aa
  runexp aa perf/api.yaml --set concurrency=16 --trials 200`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: files,
		RunE:              func(cmd *cobra.Command, args []string) error { return p.aa(cmd.Context(), args, o) },
	}
	f := c.Flags()
	f.IntVar(&o.trials, "trials", 120, "how many `N` trials to measure")
	f.IntVar(&o.pairs, "pairs", 10, "how many `N` pairs a comparison has")
	o.flags(f)
	return c
}

// aa runs the trials and compares them with themselves.
func (p *process) aa(ctx context.Context, args []string, o *selfOptions) error {
	if o.pairs < 6 || o.trials < 2*o.pairs {
		return usageError{fmt.Errorf("--pairs needs 6 or more, and --trials twice as many: %d and %d do not do", o.pairs, o.trials)}
	}
	l, err := p.single(args, o)
	if err != nil {
		return err
	}
	results, err := p.sweep(ctx, l)
	if err != nil {
		return err
	}
	throughputs, medians := make([]float64, len(results)), make([]float64, len(results))
	for i := range results {
		throughputs[i], medians[i] = results[i].Throughput(), float64(results[i].Latency.Quantile(0.5))
	}
	t, err := p.selfTest("throughput", throughputs, o.pairs, l.plan.Seed)
	if err != nil {
		return err
	}
	if _, err := p.selfTest("p50", medians, o.pairs, l.plan.Seed); err != nil || len(args) > 0 {
		return err
	}
	return p.keepSelfTest(t)
}

// selfTest compares a metric with itself and tells what it came to.
func (p *process) selfTest(metric string, values []float64, pairs int, seed uint64) (*judge.SelfTest, error) {
	t, err := judge.TestSelf(metric, values, pairs, seed)
	if err != nil {
		return nil, incompleteError{err}
	}
	return &t, p.writeSelfTest(&t)
}

// single plans the one point that is compared with itself.
func (p *process) single(args []string, o *selfOptions) (loaded, error) {
	if len(args) == 0 {
		return p.shelved("self-test.yaml", append(o.set, "repeats="+strconv.Itoa(o.trials)))
	}
	o.alter = func(e *config.Experiment) {
		e.Repeats = config.Repetition{Min: o.trials, Max: o.trials, Given: true}
		e.Gate, e.Thresholds, e.Budget, e.Warmup.Blocks = nil, nil, 0, 0
	}
	all, err := p.load(args, &o.choice)
	if err != nil {
		return loaded{}, err
	}
	l := all[0]
	if len(l.plan.Points) != 1 || len(l.plan.Targets) > 0 || l.plan.Search != nil {
		return loaded{}, usageError{fmt.Errorf("%s: aa compares one point with itself, this file has %s: choose one, such as --set concurrency=16",
			args[0], plural(len(l.plan.Points), "point"))}
	}
	return l, nil
}

// writeSelfTest tells what a self-test came to.
func (p *process) writeSelfTest(t *judge.SelfTest) error {
	_, err := fmt.Fprintf(p.stdout, `%s: %s of the same with itself, %d pairs each; a trial varies by %s
  shuffled in pairs   %s raised an alarm (%s; 5%% is as it should be)
  one after the other %s would have
  a change of %s would be found nine times in ten
`, t.Metric, plural(t.Comparisons, "comparison"), t.Blocks, share(t.CV),
		config.Thousands(int64(t.Alarms)), share(t.Rate()), config.Thousands(int64(t.InOrder)), share(t.MDE))
	return err
}

func share(x float64) string { return fmt.Sprintf("%.1f%%", 100*x) }

// keepSelfTest keeps the rate beside the machine's calibration.
func (p *process) keepSelfTest(t *judge.SelfTest) error {
	kept, err := loadCalibration()
	if kept == nil || err != nil {
		kept = &judge.Calibration{Machine: machine(), Version: version()}
	}
	kept.SelfTest = t
	return p.keep(kept)
}
