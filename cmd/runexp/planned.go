package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"runexp/config"
	"runexp/runner"
)

// This file shows a plan.

// writePlan shows a plan.
func writePlan(w io.Writer, l *loaded) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", l.plan.Name, size(l.plan))
	p := unfolded(l.plan)
	line := func(label, text string) { fmt.Fprintf(&b, "%-8s %s\n", label, printable(text)) }
	if p.Description != "" {
		line("", p.Description)
	}
	for i, text := range targetLines(p) {
		line(first("target", i), text)
	}
	if _, ok := p.Expected(); !ok {
		line("time", unknownTime(p))
	} else if text, ok := longest(p); ok {
		line("longest", text)
	}
	if text, ok := ends(p); ok {
		line("ends", text)
	}
	for i, s := range p.Steps {
		if len(p.Steps) > 1 || strings.Contains(s.Text, " x ") {
			line(first("points", i), step(s))
		}
	}
	line("order", orderLine(p))
	if text := warmupLine(p); text != "" {
		line("warm-up", text)
	}
	for _, demand := range demands(l) {
		line(demand.label, demand.text)
	}
	for i, text := range firstRequests(p) {
		line(first("first", i), text)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// first is a label before the first of several lines.
func first(label string, i int) string {
	if i > 0 {
		return ""
	}
	return label
}

// unfolded is the plan itself; of a search the one with the ends of its range at
// every stem, since it has no trials yet.
func unfolded(p *runner.Plan) *runner.Plan {
	if p.Search == nil {
		return p
	}
	var trials []runner.Trial
	for stem := range p.Search.Stems {
		trials = append(trials, p.Probe(stem, p.Search.From, 1, len(trials)+1), p.Probe(stem, p.Search.To, 1, len(trials)+2))
	}
	return p.Probed(trials)
}

// targetLines says where requests go.
func targetLines(p *runner.Plan) []string {
	var lines []string
	for _, t := range p.Targets {
		lines = append(lines, t.Name+" "+address(t.BaseURL))
	}
	if len(p.Targets) == 0 {
		lines = append(lines, address(p.BaseURL))
	}
	last := &lines[len(lines)-1]
	if len(p.Hosts) > 0 {
		*last += "  host " + strings.Join(p.Hosts, ", ")
	}
	if peak, ok := peakRate(p); ok {
		*last += fmt.Sprintf("    peak %s requests/s", config.Thousands(int64(peak+0.5)))
	}
	return lines
}

// place is a base URL in words.
func address(base string) string {
	if base == "demo" {
		return "demo (the built-in server, started for the run)"
	}
	return base
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
	if p.Search != nil || len(p.Points) < 2 || byPoint[best]*5 < total {
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
	switch {
	case p.Search != nil:
		return fmt.Sprintf("each trial follows from the results before it; seed %d", p.Seed)
	case p.Order == "sequential":
		return fmt.Sprintf("as in the file, repeat by repeat; seed %d", p.Seed)
	case p.Pairing == "abba":
		return fmt.Sprintf("each repeat is one shuffled pass over all points, the targets of a point side by side, their order turning round; seed %d", p.Seed)
	case len(p.Targets) > 0:
		return fmt.Sprintf("each repeat is one shuffled pass over all points and targets; seed %d", p.Seed)
	}
	return fmt.Sprintf("each repeat is one shuffled pass over all points; seed %d", p.Seed)
}

// warmupLine says what is sent without being measured; empty for nothing.
func warmupLine(p *runner.Plan) string {
	var words []string
	if p.WarmupBlocks > 0 {
		words = append(words, passes(p.WarmupBlocks)+" before the first repeat")
	}
	if w := p.Trials[0].Spec.Warmup; w != nil && w.Requests > 0 {
		words = append(words, plural(w.Requests, "request")+" before each trial")
	} else if w != nil && w.Duration > 0 {
		words = append(words, roughly(w.Duration)+" before each trial")
	}
	if len(words) == 0 {
		return ""
	}
	return strings.Join(words, " and ") + ", not measured"
}

func passes(n int) string {
	if n == 1 {
		return "1 whole pass"
	}
	return config.Thousands(int64(n)) + " whole passes"
}
