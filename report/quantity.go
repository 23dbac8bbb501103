package report

import (
	"slices"

	"runexp/judge"
)

// quantity is something that a cell can be asked for.
type quantity struct {
	// name is what --columns and analysis.metrics call it.
	name string
	// heading stands over its column; short does where room is scarce.
	heading, short string
	// metric says that it is one of the metrics of experiment files.
	metric bool
	shown  shown
	// rank is the order in which columns go where the width is short: the highest
	// first, those of rank 0 never.
	rank int
	// needs is the number of successful requests that a percentile must have in a
	// cell, so that ten lie beyond it; 0 for anything else.
	needs int64
	text  func(*judge.Cell) string
	// half is the half width of the number's interval, empty where there is none;
	// nil where the quantity has no intervals. precise says that it matters more
	// than further columns.
	half    func(*judge.Cell) string
	precise bool
	// unit is how its numbers are written where they come in base units.
	unit unit
}

// shown says which tables have a column without being asked.
type shown uint8

const (
	usual shown = iota // all tables
	wide               // those without a limit of width
	open               // those with an open loop
	asked              // none
)

// noPercentile stands where a cell has too few requests for a percentile.
const noPercentile = "-"

// byClock stands after an elapsed time that the clock ended.
const byClock = " c"

// measured stands after a ratio whose ideal comes from a measurement.
const measured = "~"

// essential is the highest rank of the columns that labels give way to.
const essential = 4

// quantities is the one table of what cells can be asked for, in the order of the
// columns.
func quantities() []quantity {
	type cell = judge.Cell
	return []quantity{
		{name: "requests", heading: "requests", short: "reqs", metric: true, rank: 6, text: func(c *cell) string { return integer(c.Requests) }},
		{name: "ok", heading: "ok", metric: true, shown: wide, text: func(c *cell) string { return integer(c.OK) }},
		{name: "errors", heading: "errors", short: "err", metric: true, rank: 1, text: func(c *cell) string { return integer(c.Errors) }},
		{name: "error_rate", heading: "error %", short: "err %", metric: true, shown: asked, unit: unitShare, text: func(c *cell) string { return percent(c.Errors, c.Requests) }},
		{name: "elapsed", heading: "elapsed s", metric: true, unit: unitSeconds, text: elapsed, half: func(c *cell) string { return halfOf(c.Elapsed) }},
		{name: "elapsed_range", heading: "elapsed range", short: "range s", rank: 9, text: func(c *cell) string { return spread(c.Elapsed, seconds) }},
		{name: "ideal", heading: "ideal s", metric: true, unit: unitSeconds, rank: 5, text: ideal},
		{name: "ratio", heading: "ratio", metric: true, unit: unitRatio, text: ratio},
		{name: "throughput", heading: "req/s", metric: true, unit: unitRate, rank: 1, precise: true, text: func(c *cell) string { return center(c.Throughput, tiered) }, half: func(c *cell) string { return halfOf(c.Throughput) }},
		{name: "throughput_range", heading: "req/s range", shown: wide, text: func(c *cell) string { return spread(c.Throughput, tiered) }},
		{name: "cv", heading: "CV %", shown: wide, text: variation},
		{name: "bound", heading: "bound %", shown: wide, text: func(c *cell) string { return shareOf(c.Bound) }},
		{name: "ceiling", heading: "ceiling %", shown: asked, rank: 8, text: func(c *cell) string { return shareOf(c.Ceiling) }},
		{name: "mean", heading: "mean ms", metric: true, unit: unitMillis, shown: asked, text: mean},
		percentile("p50", 0.50, 20, usual, 2),
		percentile("p90", 0.90, 100, usual, 7),
		percentile("p95", 0.95, 200, asked, 0),
		percentile("p99", 0.99, 1000, usual, 4),
		percentile("p999", 0.999, 10_000, asked, 0),
		{name: "max", heading: "max ms", metric: true, unit: unitMillis, rank: 8, text: largest},
		servicePercentile("service_p50", 0.50, 20, 10),
		servicePercentile("service_p99", 0.99, 1000, 5),
		{name: "late", heading: "late", metric: true, shown: open, rank: 2, text: late},
		{name: "skipped", heading: "skipped", short: "skip", shown: open, rank: 3, text: skipped},
		{name: "peak_in_flight", heading: "peak", metric: true, rank: 6, text: func(c *cell) string { return median(c.Peak, count) }},
		{name: "dials", heading: "dials", metric: true, shown: wide, text: func(c *cell) string { return integer(c.Dials) }},
		{name: "preconnected", heading: "preconnected", shown: asked, text: func(c *cell) string { return integer(c.Preconnected) }},
		{name: "redials", heading: "redials", shown: asked, text: func(c *cell) string { return integer(c.Redials) }},
		{name: "slow_connects", heading: "slow connects", shown: asked, text: func(c *cell) string { return integer(c.SlowConnects) }},
		{name: "bytes", heading: "bytes", metric: true, unit: unitBytes, shown: wide, text: func(c *cell) string { return integer(c.Bytes) }},
		{name: "urls_pulled_at_first", heading: "pulled", shown: wide, text: func(c *cell) string { return median(c.PulledAtFirst, count) }},
		{name: verdictName, heading: "verdict", rank: 5, text: verdictWord},
	}
}

// percentile is a quantity that has a value only where ten requests lie beyond.
func percentile(name string, q float64, needs int64, s shown, rank int) quantity {
	return quantity{
		name: name, heading: name + " ms", metric: true, shown: s, rank: rank, needs: needs, unit: unitMillis,
		half: func(c *judge.Cell) string { return halfOfEstimate(c.Quantiles[name]) },
		text: func(c *judge.Cell) string {
			if c.OK < needs {
				return noPercentile
			}
			return millis(c.Latency.Quantile(q))
		},
	}
}

// servicePercentile is a percentile of the times from the real starts, which a
// closed loop has as its latencies.
func servicePercentile(name string, q float64, needs int64, rank int) quantity {
	return quantity{
		name: name, heading: "service " + name[len("service_"):], short: "svc " + name[len("service_"):], shown: open, rank: rank, needs: needs,
		text: func(c *judge.Cell) string {
			times := c.Latency
			if c.ServiceTimes != nil {
				times = c.ServiceTimes
			}
			if c.OK < needs {
				return noPercentile
			}
			return millis(times.Quantile(q))
		},
	}
}

// Metrics lists the names that analysis.metrics of an experiment file may use.
func Metrics() []string {
	var names []string
	for _, q := range quantities() {
		if q.metric {
			names = append(names, q.name)
		}
	}
	return names
}

// quantityNamed finds a quantity by name or heading.
func quantityNamed(name string) (quantity, bool) {
	all := quantities()
	i := slices.IndexFunc(all, func(q quantity) bool { return q.name == name || q.heading == name })
	if i < 0 {
		return quantity{}, false
	}
	return all[i], true
}
