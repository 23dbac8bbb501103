package judge

import (
	"time"

	"runexp/runner"
	"runexp/stats"
)

// Cell is all repeats of one point, summarised.
type Cell struct {
	Point runner.Point
	Spec  runner.Spec
	// Repeats is how many trials of the point have a result, Planned how many
	// were to be.
	Repeats, Planned int

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

	// Service is what one request takes alone; 0 when it is not known.
	Service time.Duration
	// Measured says that Service was measured, not given.
	Measured bool
	// Ideal, in seconds, and Ratio = elapsed/ideal are over the repeats
	// without errors; their N is 0 when there is none.
	Ideal, Ratio stats.Summary
}
