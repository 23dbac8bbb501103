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
		plural(len(p.Trials), "trial"), requestsText(p))
	if d, ok := p.Expected(); ok {
		text += ", about " + roughly(d)
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
		line("time", unknownTime(p))
	} else if text, ok := longest(p); ok {
		line("longest", text)
	}
	if text, ok := ends(p); ok {
		line("ends", text)
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

// unknownTime says what is known of a time that is not.
func unknownTime(p *runner.Plan) string {
	const why = "neither delay nor service_time is given"
	var most time.Duration
	for i := range p.Trials {
		s := &p.Trials[i].Spec
		if s.Load.Duration <= 0 || s.Warmup != nil && s.Warmup.Requests > 0 {
			return "unknown: " + why
		}
		most += s.Load.Duration + s.Cooldown
		if s.Warmup != nil {
			most += s.Warmup.Duration
		}
	}
	return "about " + roughly(most) + " at most: " + why
}

// ends says what ends trials that may end by the clock, and how many points it
// cuts as far as that is known. It is false where the clock ends none, or not all
// at the same time.
func ends(p *runner.Plan) (string, bool) {
	first := &p.Trials[0].Spec.Load
	cut := make(map[int]bool)
	for i := range p.Trials {
		t := &p.Trials[i]
		l := &t.Spec.Load
		if l.Duration <= 0 || l.Duration != first.Duration || l.Iterations != first.Iterations {
			return "", false
		}
		if n, sure := t.Spec.Requests(); sure == runner.About && n < int64(l.Iterations) {
			cut[t.Point.Number] = true
		}
	}
	text := "after " + config.FormatDuration(first.Duration)
	if first.Iterations > 0 {
		text = "at " + plural(first.Iterations, "request") + " or " + text
	}
	if len(cut) > 0 {
		text += fmt.Sprintf("; %s of %d cut by the clock", plural(len(cut), "point"), len(p.Points))
	}
	return text, true
}

// peakRate is the highest rate of the trials: that of an open loop, or what a
// closed one can reach by Little's law.
func peakRate(p *runner.Plan) (float64, bool) {
	peak := 0.0
	for i := range p.Trials {
		s := &p.Trials[i].Spec
		slots := s.Load.Concurrency
		if s.Load.Iterations > 0 {
			slots = min(slots, s.Load.Iterations)
		}
		switch {
		case s.Load.Open():
			peak = max(peak, s.Load.Rate)
		case s.ServiceTime == nil || *s.ServiceTime <= 0:
			return 0, false
		default:
			peak = max(peak, float64(slots)/(*s.ServiceTime+s.Load.ThinkTime).Seconds())
		}
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
		expected, _ := t.Spec.Expected()
		byPoint[t.Point.Number] += expected
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
