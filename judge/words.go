package judge

import (
	"math"
	"strconv"
	"time"

	"runexp/config"
)

// This file writes numbers for sentences.

// percent writes a share, such as 31 % or 0.25 %.
func percent(share float64) string {
	x := share * 100
	if math.Abs(x) >= 99.5 {
		return strconv.FormatFloat(x, 'f', 0, 64) + " %"
	}
	return strconv.FormatFloat(x, 'g', 2, 64) + " %"
}

// number writes a number with three digits, whole numbers in full.
func number(x float64) string {
	if x == math.Trunc(x) && math.Abs(x) < 1e15 || math.Abs(x) >= 1000 {
		return strconv.FormatFloat(x, 'f', 0, 64)
	}
	return strconv.FormatFloat(x, 'g', 3, 64)
}

// span writes a duration with three digits, of an hour and more in seconds.
func span(d time.Duration) string {
	for unit := 1000 * time.Second; unit >= 100; unit /= 10 {
		if d >= unit {
			return config.FormatDuration(d.Round(unit / 100))
		}
	}
	return config.FormatDuration(d)
}

// amount writes the value of a metric in its unit.
func amount(metric string, x float64) string {
	switch dimension(metric) {
	case times:
		return span(time.Duration(min(x, math.MaxInt64/2)))
	case rates:
		return number(x) + "/s"
	case shares:
		return percent(x)
	case plain:
	}
	return number(x)
}

// asWritten writes a value as files do: a share without a space.
func asWritten(metric string, x float64) string {
	if dimension(metric) == shares {
		return strconv.FormatFloat(math.Round(x*1e12)/1e10, 'f', -1, 64) + "%"
	}
	return amount(metric, x)
}

// count writes a number of things, such as "1 repeat" or "12 repeats".
func count[N int | int64](n N, what string) string {
	if n != 1 {
		what += "s"
	}
	return strconv.FormatInt(int64(n), 10) + " " + what
}
