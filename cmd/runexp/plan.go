package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"runexp/config"
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
				if err := writePlan(p.stdout, all[i].plan); err != nil {
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
			}
			return nil
		},
	}
	o.flags(c.Flags())
	return c
}

// size is a plan in one line.
func size(p *runner.Plan) string {
	text := fmt.Sprintf("%s x %s = %s, %s", plural(len(p.Points), "point"), plural(p.Repeats, "repeat"),
		plural(len(p.Trials), "trial"), plural(int(p.Requests()), "request"))
	if d, ok := p.Expected(); ok {
		text += ", about " + roughly(d)
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

// writePlan shows a plan.
func writePlan(w io.Writer, p *runner.Plan) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", p.Name, size(p))
	line := func(label, text string) { fmt.Fprintf(&b, "%-8s %s\n", label, printable(text)) }
	if p.Description != "" {
		line("", p.Description)
	}
	line("target", targetLine(p))
	if _, ok := p.Expected(); !ok {
		line("time", "unknown: neither delay nor service_time is given")
	} else if text, ok := longest(p); ok {
		line("longest", text)
	}
	for i, s := range p.Steps {
		label := "points"
		if i > 0 {
			label = ""
		}
		if len(p.Steps) > 1 || strings.Contains(s.Text, " x ") {
			line(label, step(s))
		}
	}
	line("order", orderLine(p))
	if warm := p.Trials[0].Spec.Warmup; warm != nil {
		line("warm-up", warmupLine(warm))
	}
	for i, text := range firstRequests(p) {
		label := "first"
		if i > 0 {
			label = ""
		}
		line(label, text)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func targetLine(p *runner.Plan) string {
	text := p.BaseURL
	switch {
	case text == "demo":
		text = "demo (the built-in server, started for the run)"
	case len(p.Hosts) > 0:
		text += "  host " + strings.Join(p.Hosts, ", ")
	}
	if peak, ok := peakRate(p); ok {
		text += fmt.Sprintf("    peak %s requests/s", config.Thousands(int64(peak+0.5)))
	}
	return text
}

// peakRate is the highest rate that the trials can reach by Little's law.
func peakRate(p *runner.Plan) (float64, bool) {
	peak := 0.0
	for i := range p.Trials {
		s := &p.Trials[i].Spec
		if s.ServiceTime == nil || *s.ServiceTime <= 0 {
			return 0, false
		}
		peak = max(peak, float64(min(s.Load.Concurrency, s.Load.Iterations))/(*s.ServiceTime+s.Load.ThinkTime).Seconds())
	}
	return peak, true
}

// longest names the point that takes most of the time, where it is a large
// part.
func longest(p *runner.Plan) (string, bool) {
	total, _ := p.Expected()
	byPoint := make(map[int]time.Duration)
	best := 0
	for i := range p.Trials {
		t := &p.Trials[i]
		byPoint[t.Point.Number] += t.Spec.Ideal()
		if best == 0 || byPoint[t.Point.Number] > byPoint[best] {
			best = t.Point.Number
		}
	}
	if len(p.Points) < 2 || byPoint[best]*5 < total {
		return "", false
	}
	var words []string
	for _, f := range p.Swept() {
		if v, ok := p.Points[best-1].Value(f.Name); ok {
			words = append(words, f.Name+" "+v)
		}
	}
	return fmt.Sprintf("%s: %s of %s", strings.Join(words, ", "), roughly(byPoint[best]), roughly(total)), true
}

func step(s runner.Step) string {
	switch s.What {
	case "product":
		if s.Text == "" {
			return "1"
		}
		return fmt.Sprintf("%s = %s", s.Text, config.Thousands(int64(s.Points)))
	case "include":
		return fmt.Sprintf("%-8s %-45s makes %s", s.What, s.Text, config.Thousands(int64(s.Points)))
	}
	return fmt.Sprintf("%-8s %-45s leaves %s", s.What, s.Text, config.Thousands(int64(s.Points)))
}

func orderLine(p *runner.Plan) string {
	if p.Order == "sequential" {
		return fmt.Sprintf("as in the file, repeat by repeat; seed %d", p.Seed)
	}
	return fmt.Sprintf("each repeat is one shuffled pass over all points; seed %d", p.Seed)
}

func warmupLine(w *runner.Warmup) string {
	if w.Requests > 0 {
		return plural(w.Requests, "request") + " before each trial, not measured"
	}
	return roughly(w.Duration) + " before each trial, not measured"
}
