package main

import (
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"runexp/config"
	"runexp/judge"
	"runexp/runner"
)

func (p *process) planCommand() *cobra.Command {
	var o choice
	c := &cobra.Command{
		Use:   "plan FILE...",
		Short: "Show what a run would send, without sending it",
		Long: `Plan expands an experiment and shows how the points came about, how many trials
and requests they make, how long they will take, which hosts they hit at which
peak rate, and the first requests. Nothing is sent.`,
		Example: `  runexp plan experiments/book-sweep.yaml
  runexp plan perf/api.yaml --set concurrency=1,64`,
		Args:              atLeastOneFile,
		ValidArgsFunction: files,
		RunE: func(_ *cobra.Command, args []string) error {
			all, err := p.load(args, &o)
			if err != nil {
				return err
			}
			for i := range all {
				if err := writePlan(p.stdout, &all[i]); err != nil {
					return err
				}
				if err := p.writeWarnings(&all[i]); err != nil {
					return err
				}
			}
			return nil
		},
	}
	o.flags(c.Flags())
	return c
}

func (p *process) checkCommand() *cobra.Command {
	var o choice
	c := &cobra.Command{
		Use:   "check FILE...",
		Short: "Check experiment files",
		Long: `Check reads and plans each file and tells everything wrong with it: the place, the
line and what to write instead. Nothing is sent.`,
		Example: `  runexp check experiments/*.yaml
  runexp check perf/api.yaml --set repeats=10`,
		Args:              atLeastOneFile,
		ValidArgsFunction: files,
		RunE: func(_ *cobra.Command, args []string) error {
			all, err := p.load(args, &o)
			if err != nil {
				return err
			}
			for i := range all {
				plan := all[i].plan
				if _, err := fmt.Fprintf(p.stdout, "%s: ok, %s\n", printable(args[i]), size(plan)); err != nil {
					return err
				}
				if err := p.writeWarnings(&all[i]); err != nil {
					return err
				}
			}
			return nil
		},
	}
	o.flags(c.Flags())
	return c
}

// writeWarnings tells what will stay undecided, whatever is measured.
func (p *process) writeWarnings(l *loaded) error {
	for _, w := range judge.RulesOf(l.experiment).Warnings(l.plan) {
		if _, err := fmt.Fprintf(p.stderr, "%s\n", printable(w.Error())); err != nil {
			return err
		}
	}
	return nil
}

// size is a plan in one line.
func size(p *runner.Plan) string {
	text := trialsText(p) + ", " + requestsText(p)
	if d, ok := p.Expected(); ok {
		text += ", about " + roughly(d)
	}
	return text
}

// trialsText multiplies points, targets and repeats.
func trialsText(p *runner.Plan) string {
	if s := p.Search; s != nil {
		text := fmt.Sprintf("search %s %s to %s, at most %s", s.Find, level(s.Find, s.From), level(s.Find, s.To), plural(trialsOf(p), "trial"))
		if n := len(s.Stems); n > 1 {
			text = fmt.Sprintf("%s at %d points", text, n)
		}
		return text
	}
	repeats := plural(p.Repeats, "repeat")
	if p.Least < p.Repeats {
		repeats = fmt.Sprintf("%d to %s", p.Least, repeats)
	}
	text := plural(len(p.Points), "point")
	if n := len(p.Targets); n > 0 {
		text += fmt.Sprintf(" x %d targets", n)
	}
	text += " x " + repeats
	if n := p.WarmupBlocks; n > 0 {
		text += fmt.Sprintf(" and %d to warm up", n)
	}
	return text + " = " + plural(len(p.Trials), "trial")
}

// level is a level of a searched field as files write it.
func level(find string, x float64) string {
	text := strconv.FormatFloat(x, 'g', 6, 64)
	if find == "rate" {
		text += "/s"
	}
	return text
}

// requestsText is how many requests a plan sends, as well as that is known.
func requestsText(p *runner.Plan) string {
	n, sure := p.Requests()
	text := plural(int(n), "request")
	switch sure {
	case runner.About:
		text = "about " + text
	case runner.AtMost:
		text = "at most " + text
	case runner.Unknown:
		text = "requests by the clock"
	case runner.Exactly:
	}
	return text
}

// roughly is a duration as people say it: 20s, 3m20s, 2h05m.
func roughly(d time.Duration) string {
	switch {
	case d < time.Second:
		return "1s"
	case d < time.Hour:
		return config.FormatDuration(d.Round(time.Second))
	}
	d = d.Round(time.Minute)
	return fmt.Sprintf("%dh%02dm", d/time.Hour, d%time.Hour/time.Minute)
}

// trialsOf is how many trials a plan has; of a search at most.
func trialsOf(plan *runner.Plan) int {
	if s := plan.Search; s != nil {
		return s.Trials * len(s.Stems)
	}
	return len(plan.Trials)
}
