package report

import (
	"math"
	"strconv"
	"strings"
	"time"

	"runexp/stats"
)

// Numbers for people have the digits that a measurement of this kind carries, and
// no separators of thousands, so that a column of them can be copied elsewhere.
// Programs read CSV and JSON, where nothing is rounded.

// mostPlain is the number from which on digits would fill a line and say nothing.
const mostPlain = 1e15

// fixed writes x with a number of decimals; nothing where it is no number.
func fixed(x float64, decimals int) string {
	switch {
	case x != x || math.IsInf(x, 0):
		return ""
	case x >= mostPlain || x <= -mostPlain:
		return strconv.FormatFloat(x, 'e', 2, 64)
	}
	return strconv.FormatFloat(x, 'f', decimals, 64)
}

// tiered writes x with 2 decimals below 10, 1 below 100 and none above: three
// digits or more. The limits are those of the rounded number.
func tiered(x float64) string {
	switch {
	case x < 9.995:
		return fixed(x, 2)
	case x < 99.95:
		return fixed(x, 1)
	default:
		return fixed(x, 0)
	}
}

// seconds writes an elapsed time: 3 decimals below 10 s, 2 below 100 s, then 1.
func seconds(s float64) string {
	switch {
	case s < 9.9995:
		return fixed(s, 3)
	case s < 99.995:
		return fixed(s, 2)
	default:
		return fixed(s, 1)
	}
}

// millis writes a latency in milliseconds: one decimal, three below 1 ms.
func millis(d time.Duration) string {
	ms := float64(d) / float64(time.Millisecond)
	if ms < 0.9995 {
		return fixed(ms, 3)
	}
	return fixed(ms, 1)
}

// percent writes the share part/whole in per cent; empty when there is no whole.
// A share that is not zero never reads 0.
func percent(part, whole int64) string {
	if whole <= 0 {
		return ""
	}
	return percentOf(100 * float64(part) / float64(whole))
}

// percentOf writes per cents; those that are not zero never read 0.
func percentOf(p float64) string {
	switch {
	case p == 0:
		return "0"
	case p > 0 && p < 0.005:
		return "<0.01"
	default:
		return tiered(p)
	}
}

// center writes the center of a sample by the given rule; empty when there is no
// sample.
func center(s stats.Summary, write func(float64) string) string {
	if s.N == 0 {
		return ""
	}
	return write(s.Center)
}

// median writes the median of a sample by the given rule; empty when there is no
// sample.
func median(s stats.Summary, write func(float64) string) string {
	if s.N == 0 {
		return ""
	}
	return write(s.Median)
}

// spread writes the least and the largest of a sample; empty for less than two.
func spread(s stats.Summary, write func(float64) string) string {
	if s.N < 2 {
		return ""
	}
	return write(s.Min) + "-" + write(s.Max)
}

// count writes a number that is whole but for the median of two neighbours.
func count(x float64) string {
	if x == math.Trunc(x) {
		return fixed(x, 0)
	}
	return fixed(x, 1)
}

// integer writes a whole number without separators.
func integer(n int64) string { return strconv.FormatInt(n, 10) }

// prose writes a whole number in a sentence: 12,500.
func prose(n int64) string {
	digits := integer(n)
	var b strings.Builder
	for i, r := range digits {
		if i > 0 && digits[i-1] != '-' && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// plural writes a number and a noun, such as 1 trial or 27 trials.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if strings.HasSuffix(noun, "ss") {
		noun += "e"
	}
	return prose(int64(n)) + " " + noun + "s"
}
