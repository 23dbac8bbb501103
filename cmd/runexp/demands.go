package main

import (
	"fmt"
	"strconv"
	"strings"

	"runexp/config"
)

// demand is a line of a plan about how its results will be judged, or how long it
// may take.
type demand struct{ label, text string }

// demands lists what a file asks of the results.
func demands(l *loaded) []demand {
	e := l.experiment
	var lines []demand
	add := func(label, format string, args ...any) {
		lines = append(lines, demand{label, fmt.Sprintf(format, args...)})
	}
	if l.plan.Budget > 0 {
		text := roughly(l.plan.Budget)
		if l.plan.Asked > 0 {
			text += fmt.Sprintf(": room for %s of %d", plural(l.plan.Repeats, "repeat"), l.plan.Asked)
		}
		add("budget", "%s", text)
	}
	if w := e.Repeats.StopWhen; w != nil {
		add("repeats", "until ci%.0f(%s) < %s in every row", 100*w.Confidence, w.Metric, percent(w.Limit))
	}
	if e.PerSlot > 0 {
		return append(lines, demand{"judges", "nothing: --quick"})
	}
	for i := range e.Thresholds {
		add(first("judges", i), "%s", thresholdText(&e.Thresholds[i]))
	}
	if g := e.Gate; g != nil {
		for i, c := range g.FailIf {
			against := g.Baseline
			if against == "" && len(l.plan.Targets) > 0 {
				against = l.plan.Targets[0].Name
			}
			add(first("gate", i), "%s", criterionText(c)+" than "+against)
		}
	}
	if s := e.Search; s != nil && s.Under != nil {
		add("under", "%s", s.Under.Source)
	}
	return lines
}

func thresholdText(t *config.Threshold) string {
	text := t.Check.Source
	if t.When != nil && !strings.Contains(text, " when ") {
		text += " when " + t.When.Source
	}
	if t.Abort {
		text += ", else the run ends"
	}
	return text
}

func criterionText(c config.Criterion) string {
	text := fmt.Sprintf("%s not worse by %s", c.Metric, percent(c.WorseBy))
	if c.When != nil {
		text += " when " + c.When.Source
	}
	return text
}

// percent is a share as files write it.
func percent(share float64) string { return strconv.FormatFloat(100*share, 'g', 4, 64) + "%" }
