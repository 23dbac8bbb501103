package judge

import (
	"math"

	"runexp/stats"
)

// Metric is a metric of the cell over all its repeats, by the name that experiment
// files know it by, in base units: nanoseconds, per second, a share, bytes. Its
// interval is that of 95 %; Lo and Hi are Value where there is none. It is false
// where the cell does not have it: no repeat, no service time, a percentile with
// fewer than ten requests beyond it.
func (c *Cell) Metric(name string) (stats.Estimate, bool) {
	if _, ok := quantileOf(name); ok {
		e, ok := c.Quantiles[name]
		return e, ok
	}
	switch name {
	case "elapsed":
		return ofSummary(c.Elapsed, nanoseconds)
	case "ideal":
		return ofSummary(c.Ideal, nanoseconds)
	case "ratio":
		return ofSummary(c.Ratio, 1)
	case "throughput":
		return ofSummary(c.Throughput, 1)
	case "mean":
		return c.estimate(name, 0.95)
	case "error_rate":
		return stats.Proportion(c.Errors, c.Requests, 0.95), c.Requests > 0
	}
	return c.total(name)
}

// total is a metric that is added up over the repeats, or the largest of them.
func (c *Cell) total(name string) (stats.Estimate, bool) {
	if c.Repeats == 0 {
		return stats.Estimate{}, false
	}
	var x float64
	switch name {
	case "ok":
		x = float64(c.OK)
	case "errors":
		x = float64(c.Errors)
	case "requests":
		x = float64(c.Requests)
	case "bytes":
		x = float64(c.Bytes)
	case "peak_in_flight":
		x = c.Peak.Max
	case "dials":
		x = float64(c.Dials)
	case "late":
		x = float64(c.Late)
	case "max":
		if c.OK == 0 {
			return stats.Estimate{}, false
		}
		x = float64(c.Latency.Max())
	default:
		return stats.Estimate{}, false
	}
	return stats.Estimate{N: c.Repeats, Value: x, Lo: x, Hi: x}, true
}

// nanoseconds is how many of them a second has.
const nanoseconds = 1e9

// ofSummary is the center of a summary with its interval, in another unit.
func ofSummary(s stats.Summary, unit float64) (stats.Estimate, bool) {
	x := s.Center * unit
	return stats.Estimate{N: s.N, Value: x, Lo: x / (1 + s.Half), Hi: x * (1 + s.Half)}, s.N > 0
}

// estimate is a metric with another confidence than that of [Cell.Metric], from
// the spread between the repeats. A percentile is taken whatever the number of
// requests.
func (c *Cell) estimate(name string, confidence float64) (stats.Estimate, bool) {
	if !spreads(name) {
		return c.Metric(name)
	}
	spread := stats.LogMean(c.sample(name), confidence)
	if ofLatency(name) {
		if c.OK == 0 {
			return stats.Estimate{}, false
		}
		return around(latency(c.Latency, name), spread), true
	}
	e, ok := c.Metric(name)
	return around(e.Value, spread), ok
}

// around lays the relative interval of an estimate around another value.
func around(value float64, e stats.Estimate) stats.Estimate {
	if !(e.Value > 0) {
		return stats.Estimate{N: max(e.N, 1), Value: value, Lo: value, Hi: value}
	}
	most := func(x float64) float64 { return min(x, math.MaxFloat64) }
	return stats.Estimate{N: e.N, Value: value, Lo: value * (e.Lo / e.Value), Hi: most(value * (e.Hi / e.Value))}
}

// quantiles are the percentiles that the cell has requests enough for.
func (c *Cell) quantiles() map[string]stats.Estimate {
	var known map[string]stats.Estimate
	for _, name := range percentiles() {
		if q, _ := quantileOf(name); c.OK > 0 && c.OK >= stats.NeedsRequests(q) {
			if known == nil {
				known = make(map[string]stats.Estimate)
			}
			known[name], _ = c.estimate(name, 0.95)
		}
	}
	return known
}
