package judge

import (
	"time"

	"runexp/runner"
	"runexp/stats"
)

// Cell is all repeats of one point at one target, summarised and judged.
type Cell struct {
	Point runner.Point
	// Target names the server where an experiment compares several.
	Target string
	Spec   runner.Spec
	// Repeats is how many trials of the point have a result, Planned how many
	// were to be.
	Repeats, Planned int

	// Verdict is that of all its trials: the worst level, each reason once. Invalid
	// is how many of the repeats are; unless that is all of them, they are in no
	// other number, and the cell is no worse than suspect.
	Verdict Verdict
	Invalid int
	// Rerun counts the trials that were measured again because of the client's or
	// the machine's state.
	Rerun int

	// Requests, OK, Errors, Bytes and Dials are sums over the repeats.
	Requests, OK, Errors int64
	Bytes, Dials         int64
	// Late and Skipped are sums, of an open loop: what started late, and what was
	// due but never started.
	Late, Skipped int64
	// Preconnected, Redials and SlowConnects are sums: the connections that slots
	// had beforehand, those given up unanswered, and the requests that waited
	// about a second or more for theirs.
	Preconnected, Redials, SlowConnects int64
	// Cut is how many repeats the clock ended.
	Cut int
	// Classes counts the failures by class, Statuses the responses by code.
	Classes  map[string]int64
	Statuses map[int]int64
	// Latency is of the successful fetches of all repeats, merged. It is to be
	// read only: where there is one repeat it is that result's own.
	Latency *stats.Histogram
	// ServiceTimes is the same, timed from the real starts; nil for a closed loop,
	// where it is Latency.
	ServiceTimes *stats.Histogram

	// Elapsed is in seconds, Throughput in successful fetches a second, over
	// the repeats.
	Elapsed, Throughput stats.Summary
	// Peak and PulledAtFirst are over the repeats.
	Peak, PulledAtFirst stats.Summary

	// Quantiles are of latency, in nanoseconds, by name (p50, p90, p95, p99, p999):
	// the value is that of the merged histogram, the interval from the spread
	// between repeats. Those with fewer than ten requests beyond them are not in it.
	Quantiles map[string]stats.Estimate
	// Ceiling is the throughput as a share of what the client can do at this
	// concurrency; 0 where it is not calibrated.
	Ceiling float64
	// Bound is the throughput as a share of the asymptotic bound
	// min(C/(service+think), the largest throughput measured); 0 where unknown.
	Bound float64

	// Service is what one request takes alone; 0 when it is not known.
	Service time.Duration
	// Measured says that Service was measured, not given.
	Measured bool
	// Ideal, in seconds, and Ratio = elapsed/ideal are over the repeats
	// without errors; their N is 0 when there is none.
	Ideal, Ratio stats.Summary

	// trials are the repeats in order of execution, with their verdicts; valid are
	// those that are in the numbers.
	trials   []*runner.Result
	verdicts []Verdict
	valid    []*runner.Result
}

// Trials are the repeats that are in the cell's numbers, in order of execution. They
// are to be read only.
func (c *Cell) Trials() []*runner.Result { return c.valid }

// Unusable reports whether there is nothing in the cell to judge by: no repeat, or
// none that is valid.
func (c *Cell) Unusable() bool { return c.Repeats == c.Invalid }
