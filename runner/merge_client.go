package runner

import (
	"runexp/runner/vitals"
)

// beside makes a report of two clients that ran at the same time. What a client
// has, adds up: processor time, processors, garbage collections. What harms a
// measurement is that of the client which fared worst: a fault of one of many is
// not to vanish in an average. Lag is that of the client with the larger 99th
// percentile, as a whole.
func beside(a, b vitals.Report) vitals.Report {
	a.Wall = max(a.Wall, b.Wall)
	a.CPU += b.CPU
	a.Processors += b.Processors
	a.Collections += b.Collections
	if a.Lag == nil || b.Lag != nil && b.Lag.Quantile(0.99) > a.Lag.Quantile(0.99) {
		a.Lag = b.Lag
	}
	a.Paused = max(a.Paused, b.Paused)
	a.LongestPause = max(a.LongestPause, b.LongestPause)
	a.Pressure = worse(a.Pressure, b.Pressure)
	a.PressureBefore = worse(a.PressureBefore, b.PressureBefore)
	a.Steal = worse(a.Steal, b.Steal)
	a.Throttled = worse(a.Throttled, b.Throttled)
	return a
}

// worse is the larger of two values, or the one that is known.
func worse[T interface{ ~int64 | ~float64 }](a, b *T) *T {
	if a == nil || b != nil && *b > *a {
		return b
	}
	return a
}
