package config

import (
	"slices"
	"strings"
)

// metric is something measured that experiment files can name.
type metric struct {
	name string
	what dimension
	// column and unit are those of the CSV, where they differ from the name.
	column, unit string
	better       direction
	// spread says that the metric differs from repeat to repeat as a quantity
	// does, so that its mean has an interval.
	spread bool
}

// direction says which change of a metric is for the better.
type direction uint8

const (
	neither direction = iota // it follows from the load
	smaller
	larger
)

// measured are the metrics, in the order in which they are listed.
func measured() []metric {
	return []metric{
		{name: "p50", what: span, column: "latency_p50_ms", unit: "ms", better: smaller, spread: true},
		{name: "p90", what: span, column: "latency_p90_ms", unit: "ms", better: smaller, spread: true},
		{name: "p95", what: span, column: "latency_p95_ms", unit: "ms", better: smaller, spread: true},
		{name: "p99", what: span, column: "latency_p99_ms", unit: "ms", better: smaller, spread: true},
		{name: "p999", what: span, column: "latency_p999_ms", unit: "ms", better: smaller, spread: true},
		{name: "mean", what: span, column: "latency_mean_ms", unit: "ms", better: smaller, spread: true},
		{name: "max", what: span, column: "latency_max_ms", unit: "ms", better: smaller, spread: true},
		{name: "elapsed", what: span, column: "elapsed_s", unit: "s", better: smaller, spread: true},
		{name: "ideal", what: span, column: "ideal_s", unit: "s"},
		{name: "ratio", better: smaller, spread: true},
		{name: "throughput", what: rate, column: "throughput_rps", unit: "/s", better: larger, spread: true},
		{name: "error_rate", what: share, better: smaller},
		{name: "ok", better: larger},
		{name: "errors", better: smaller},
		{name: "requests"},
		{name: "bytes", what: bytes},
		{name: "peak_in_flight"},
		{name: "dials", better: smaller},
		{name: "late", better: smaller},
	}
}

// Metrics lists the names that metrics have in experiment files.
func Metrics() []string { return metricNames(func(metric) bool { return true }) }

// metricNames lists the metrics that are meant.
func metricNames(meant func(metric) bool) []string {
	var names []string
	for _, m := range measured() {
		if meant(m) {
			names = append(names, m.name)
		}
	}
	return names
}

// HigherIsBetter reports whether more of a metric is better. It is known only of
// metrics that a change can make better or worse, which are those that a gate
// compares.
func HigherIsBetter(name string) (yes, known bool) {
	m, _ := metricNamed(name)
	return m.better == larger, m.better != neither
}

func metricNamed(name string) (metric, bool) {
	all := measured()
	if i := slices.IndexFunc(all, func(m metric) bool { return m.name == name }); i >= 0 {
		return all[i], true
	}
	return metric{}, false
}

// columnNamed is what a column of the CSV is called in a file, and the unit that
// its numbers have there. The name is empty for what is no column.
func columnNamed(column string) (name, unit string) {
	for _, m := range measured() {
		if m.column == column {
			return m.name, m.unit
		}
	}
	if param, ok := strings.CutPrefix(column, "param_"); ok {
		return param, ""
	}
	for suffix, unit := range map[string]string{"_ms": "ms", "_s": "s", "_rps": "/s"} {
		if field, ok := strings.CutSuffix(column, suffix); ok {
			if _, load := loadFieldNamed(field); load {
				return field, unit
			}
		}
	}
	return "", ""
}
