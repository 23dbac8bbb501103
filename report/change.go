package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"runexp/judge"
)

// This file writes what comparisons found.

// changeOf is a change of a metric in per cent, of the metric itself: less
// throughput is negative. x is the logarithm of a ratio, positive where it is for
// the worse.
func changeOf(c *judge.Comparison, x float64) float64 {
	if c.HigherIsBetter {
		x = -x
	}
	return 100 * math.Expm1(x)
}

// worseBy writes how much worse something is, in per cent: 23.9% worse, or 1.2%
// better. share is positive for the worse.
func worseBy(share float64) string {
	if share < 0 {
		return tenths(-100*share) + "% better"
	}
	return tenths(100*share) + "% worse"
}

// mostPercent is the largest per cent that is written as a number.
const mostPercent = 9999

// tenths writes per cents with a decimal, without one from 100 on.
func tenths(p float64) string {
	switch {
	case p > mostPercent:
		return ">" + fixed(mostPercent, 0)
	case p < -mostPercent:
		return "<-" + fixed(mostPercent, 0)
	case p >= 99.95 || p <= -99.95:
		return fixed(p, 0)
	case p < 0.05 && p > -0.05:
		return "0.0"
	}
	return fixed(p, 1)
}

// signed writes per cents with their sign.
func signed(p float64) string {
	s := tenths(p)
	if p > 0 && s != "0.0" && s[0] != '>' {
		s = "+" + s
	}
	return s + "%"
}

// probability writes a p-value.
func probability(p float64) string {
	switch {
	case p < 0.001:
		return "<0.001"
	case p < 0.1:
		return fixed(p, 3)
	}
	return fixed(p, 2)
}

// chance is a p-value in a sentence: p=0.012 or p<0.001.
func chance(p float64) string {
	if text := probability(p); text[0] == '<' {
		return "p" + text
	}
	return "p=" + probability(p)
}

// tooFew comes before how many repeats there are and how many it takes.
const (
	tooFew      = tooFewWords + ": "
	tooFewWords = "too few repeats to tell"
)

// isTested reports whether a comparison found a change and its interval.
func isTested(w judge.Word) bool {
	return w == judge.Unclear || w == judge.Same || w == judge.Better || w == judge.Worse
}

// wordText is a word as the tables have it.
func wordText(w judge.Word) string {
	switch w {
	case judge.Same:
		return "same"
	case judge.Better:
		return "better"
	case judge.Worse:
		return "WORSE"
	case judge.TooFew:
		return "? too few"
	case judge.NotRandomized:
		return "? order"
	case judge.NotComparable:
		return "? not alike"
	case judge.Unclear:
	}
	return "?"
}

// notes explains the rows without a result, and the marks.
func (v *versus) notes(rows []*judge.Comparison) []note {
	var notes []note
	for _, w := range []judge.Word{judge.Unclear, judge.TooFew, judge.NotRandomized, judge.NotComparable} {
		why := distinct(rows, func(c **judge.Comparison) string {
			if (*c).Word != w {
				return ""
			}
			return (*c).Why
		})
		why = slices.DeleteFunc(why, isEmpty)
		if len(why) == 0 {
			continue
		}
		more := ""
		if len(why) > mostRows {
			more = fmt.Sprintf("; and %d other reasons", len(why)-mostRows)
			why = why[:mostRows]
		}
		for i := range why {
			why[i] = cut(clean(why[i]), longestCause, "...")
		}
		text := strings.Join(why, "; ") + more
		if w == judge.TooFew && !strings.HasPrefix(text, tooFewWords) {
			text = tooFew + text
		}
		notes = append(notes, note{mark: wordText(w), text: text})
	}
	if slices.ContainsFunc(rows, v.doubted) {
		notes = append(notes, note{mark: failedMark, text: "one of the two sides is suspect or invalid"})
	}
	return notes
}

// byChance says how many rows may well differ though nothing has changed: those
// that no gate corrects for.
func (v *view) byChance() []note {
	gated := make(map[string]bool)
	for i := range v.Judgement.Rulings {
		if r := &v.Judgement.Rulings[i]; r.Kind == kindGate {
			for k := range r.Cases {
				gated[r.Cases[k].Metric] = true
			}
		}
	}
	rows := 0
	for i := range v.Judgement.Comparisons {
		if c := &v.Judgement.Comparisons[i]; isTested(c.Word) && !gated[c.Metric] {
			rows++
		}
	}
	if rows < 2 {
		return nil
	}
	kind := "rows"
	if len(gated) > 0 {
		kind = "rows without a gate"
	}
	return []note{{text: fmt.Sprintf("%s %s compared, about %s expected to differ by chance", prose(int64(rows)), kind, tenths(float64(rows)/20))}}
}

// metricHeading is a metric with its unit.
func metricHeading(name string) string {
	if q, ok := quantityNamed(name); ok {
		return q.heading
	}
	return clean(name)
}

func unitOf(metric string) unit {
	q, _ := quantityNamed(metric)
	return q.unit
}

// mapped writes each row.
func mapped[T any](rows []T, write func(T) string) []string {
	texts := make([]string, len(rows))
	for i := range rows {
		texts[i] = write(rows[i])
	}
	return texts
}

// textColumn is a column of names, which tell rows apart.
func textColumn(heading string, rows []*judge.Comparison, name func(*judge.Comparison) string) column {
	return column{heading: heading, label: true, cells: mapped(rows, name)}
}

// listed joins names, few of them.
func listed(names []string) string {
	const most = 4
	shorter := make([]string, 0, len(names))
	for i, s := range names {
		if i == most {
			shorter = append(shorter, fmt.Sprintf("%d others", len(names)-most))
			break
		}
		shorter = append(shorter, cut(s, fairLabel*2, "..."))
	}
	return strings.Join(shorter, ", ")
}

func rowsAre(n int) string {
	if n == 1 {
		return "1 row is"
	}
	return prose(int64(n)) + " rows are"
}
