package report

import (
	"cmp"
	"strconv"

	"runexp/judge"
	"runexp/runner"
)

// targetField is the field that tells the servers under test apart.
const targetField = "target"

// valueOf is the text of a field in a cell. A load field that the point leaves at
// its default is read from what was run. It is empty where the cell has no value.
func valueOf(c *judge.Cell, f runner.Field) string {
	if f.Name == targetField && !f.Param {
		return clean(c.Target)
	}
	for _, s := range c.Point.Settings {
		if s.Name == f.Name && s.Param == f.Param {
			return clean(s.Value)
		}
	}
	if f.Param {
		return ""
	}
	return defaultOf(&c.Spec.Load, f.Name)
}

func defaultOf(l *runner.Load, name string) string {
	switch name {
	case "iterations":
		return countOf(l)
	case "concurrency":
		return strconv.Itoa(l.Concurrency)
	case "discipline":
		return l.Discipline
	case "delay":
		if l.Delay != nil {
			return l.Delay.String()
		}
	case "think_time":
		return l.ThinkTime.String()
	case "timeout":
		return l.Timeout.String()
	case "redial":
		return l.Redial.String()
	case "keepalive":
		return strconv.FormatBool(l.KeepAlive)
	case "arrivals":
		return l.Arrivals
	case "connections":
		return connectionsOf(l)
	case "protocol":
		return protocolOf(l)
	case "engine":
		return cmp.Or(l.Engine, "auto")
	}
	return ""
}

// countOf is a load's iterations; empty where only the clock ends a trial.
func countOf(l *runner.Load) string {
	if l.Iterations == 0 {
		return ""
	}
	return strconv.Itoa(l.Iterations)
}

func connectionsOf(l *runner.Load) string { return cmp.Or(l.Connections, "fresh") }

func protocolOf(l *runner.Load) string { return cmp.Or(l.Protocol, "http1") }

// shortField is the heading of a field where room is scarce.
func shortField(name string) string {
	switch name {
	case "concurrency":
		return "conc."
	case "iterations":
		return "iter."
	case "think_time":
		return "think"
	case "connections":
		return "connect"
	}
	return ""
}

// numeric reports whether all texts are numbers, with a unit or without, such as
// 100, 50ms or 1.5: they stand on the right of their column.
func numeric(texts []string) bool {
	for _, s := range texts {
		if s != "" && !isQuantity(s) {
			return false
		}
	}
	return true
}

// isQuantity reports whether s is a number and perhaps a unit of letters, % or /.
// A number of several units, such as 1m30s, is one too.
func isQuantity(s string) bool {
	digits, units := false, 0
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits = true
			if units > 3 {
				return false // a word with digits in it, such as sha256
			}
		case (r == '-' || r == '+') && i == 0, r == '.' && digits && units == 0:
		case digits && (r == '%' || r == '/' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == 'µ'):
			units++
		default:
			return false
		}
	}
	return digits && units <= 4
}
