package report

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"runexp/judge"
	"runexp/stats"
)

// This file writes what a line about a demand is made of.

// longestDemand is how much of a demand is shown.
const longestDemand = 100

// placeOf is the line of a demand. A place that names no source is in the
// experiment's file.
func (v *view) placeOf(r *judge.Ruling) string {
	if r.At.Line <= 0 {
		return ""
	}
	file := r.At.File()
	if file == "" {
		file = v.Plan.File
	}
	if file = clean(path.Base(strings.ReplaceAll(file, `\`, "/"))); file == "." {
		file = "line"
	}
	return cut(file, longestValue, "...") + ":" + strconv.Itoa(r.At.Line)
}

func demandOf(r *judge.Ruling) string { return cut(clean(r.Text), longestDemand, "...") }

// settingsOf names the cell of a case by the fields that tell cells apart. What a
// search came to is said of a stem: the field that was searched is not in it.
func (v *view) settingsOf(r *judge.Ruling, c *judge.Case) string {
	if c.Cell == nil {
		return ""
	}
	var words []string
	for _, f := range v.swept {
		switch {
		case f.Name == targetField && !f.Param && len(f.Values) < 3: // there is one candidate
		case f.Name == c.Metric && !f.Param && r.Kind == kindAtLeast:
		default:
			if value := valueOf(c.Cell, f); value != "" {
				words = append(words, clean(f.Name)+"="+cut(value, fairLabel*2, "..."))
			}
		}
	}
	return strings.Join(words, " ")
}

// caseText is what was found in a cell, and why that does not decide or decides
// with less than an interval behind it.
func caseText(r *judge.Ruling, c *judge.Case) string {
	value, why := caseValue(r, c), ""
	if c.Why != "" {
		why = cut(clean(c.Why), longestCause, "...")
	}
	switch {
	case c.Verdict == stats.Pass || c.Verdict == stats.Fail:
		return because(value, why)
	case c.Needs > 0 && value != "" && c.Value.Hi > c.Value.Lo:
		return because(value, "needs n="+strconv.Itoa(c.Needs)) // the interval says the rest
	case c.Needs > 0 && why != "":
		why += ", needs n=" + strconv.Itoa(c.Needs)
	case why == "":
		why = "undecided"
	}
	return because(value, why)
}

// because joins a value and a reason, each of which may be missing.
func because(value, why string) string {
	if value == "" || why == "" {
		return value + why
	}
	return value + ": " + why
}

// caseValue is the value in a cell.
func caseValue(r *judge.Ruling, c *judge.Case) string {
	if c.Value == (stats.Estimate{}) {
		return ""
	}
	switch r.Kind {
	case kindGate:
		value := worseBy(c.Value.Value)
		if c.Value.Hi > c.Value.Lo {
			value += fmt.Sprintf(" (%s to %s)", tenths(100*c.Value.Lo), tenths(100*c.Value.Hi))
		}
		if strings.Contains(r.Text, " floor ") {
			value += ", limit " + tenths(100*c.Limit) + "%"
		}
		return value
	case kindAtLeast:
		if c.Metric == "rate" {
			return levelText(c.Value.Value) + "/s"
		}
		return levelText(c.Value.Value)
	}
	u := unitOf(c.Metric)
	value := u.prosaic(c.Value)
	if severalClaims(r.Text) && c.Metric != "" {
		value = clean(c.Metric) + " " + value + ", limit " + u.prose(c.Limit)
	}
	return value
}

// severalClaims reports whether a demand holds more than one metric against a
// limit, so that a value must name its own.
func severalClaims(demand string) bool {
	demand, _, _ = strings.Cut(demand, " when ")
	return slices.ContainsFunc(strings.Fields(demand), func(w string) bool {
		return w == "and" || w == "or" || w == "&&" || w == "||"
	})
}
