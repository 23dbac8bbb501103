package judge

import (
	"runexp/config"
	"runexp/runner"
	"runexp/stats"
)

// unit says what a metric counts.
type unit uint8

const (
	plain  unit = iota // requests, bytes, a ratio
	times              // nanoseconds
	rates              // per second
	shares             // parts of a whole
)

// dimension is what a metric counts.
func dimension(metric string) unit {
	switch metric {
	case "mean", "max", "elapsed", "ideal":
		return times
	case "throughput":
		return rates
	case "error_rate":
		return shares
	}
	if _, ok := quantileOf(metric); ok {
		return times
	}
	return plain
}

// quantileOf is the share of requests that a percentile is not exceeded by.
func quantileOf(metric string) (q float64, ok bool) {
	switch metric {
	case "p50":
		return 0.50, true
	case "p90":
		return 0.90, true
	case "p95":
		return 0.95, true
	case "p99":
		return 0.99, true
	case "p999":
		return 0.999, true
	}
	return 0, false
}

// percentiles are the metrics of which a cell keeps an estimate.
func percentiles() []string { return []string{"p50", "p90", "p95", "p99", "p999"} }

// ofLatency reports whether a metric is a latency: failures that are faster or
// slower than successes leave it out of comparison.
func ofLatency(metric string) bool {
	_, ok := quantileOf(metric)
	return ok || metric == "mean" || metric == "max"
}

// higherIsBetter reports whether more of a metric is better.
func higherIsBetter(metric string) bool {
	yes, _ := config.HigherIsBetter(metric)
	return yes
}

// spreads reports whether the interval of a metric comes from the spread between
// the repeats. Counts, shares and the maximum are what they are.
func spreads(metric string) bool {
	switch metric {
	case "mean", "elapsed", "ratio", "throughput":
		return true
	}
	_, ok := quantileOf(metric)
	return ok
}

// measure is a metric of one trial, in its base unit; false where the trial has
// none. Ideal and ratio depend on more than one trial: they are those of the cell.
func measure(r *runner.Result, metric string) (float64, bool) {
	if ofLatency(metric) {
		if r.OK == 0 {
			return 0, false
		}
		return latency(r.Latency, metric), true
	}
	switch metric {
	case "elapsed":
		return float64(r.Elapsed), r.Requests > 0
	case "throughput":
		return r.Throughput(), r.Elapsed > 0
	case "error_rate":
		return float64(r.Errors) / float64(max(r.Requests, 1)), r.Requests > 0
	}
	return counted(r, metric)
}

// latency is a percentile, the mean or the maximum of a histogram, in nanoseconds.
func latency(h *stats.Histogram, metric string) float64 {
	if q, ok := quantileOf(metric); ok {
		return float64(h.Quantile(q))
	}
	if metric == "mean" {
		return float64(h.Mean())
	}
	return float64(h.Max())
}

// counted is a metric of one trial that is a count.
func counted(r *runner.Result, metric string) (float64, bool) {
	switch metric {
	case "ok":
		return float64(r.OK), true
	case "errors":
		return float64(r.Errors), true
	case "requests":
		return float64(r.Requests), true
	case "bytes":
		return float64(r.Bytes), true
	case "peak_in_flight":
		return float64(r.Peak), true
	case "dials":
		return float64(r.Dials), true
	case "late":
		return float64(r.Late), true
	}
	return 0, false
}

// comparable is a metric of one trial as comparisons take it: a number above 0.
// Where a trial may have none of something, such as errors, half of one more
// stands in for what was not seen.
func (c *Cell) comparable(r *runner.Result, metric string) (float64, bool) {
	switch metric {
	case "error_rate":
		return (float64(r.Errors) + 0.5) / float64(r.Requests+1), r.Requests > 0
	case "ratio", "ideal":
		return c.measure(r, metric)
	}
	x, ok := measure(r, metric)
	if !spreads(metric) && metric != "max" {
		x += 0.5
	}
	return x, ok && x > 0
}

// measure is a metric of one of the cell's trials.
func (c *Cell) measure(r *runner.Result, metric string) (float64, bool) {
	switch metric {
	case "ideal":
		d, ok := c.IdealOf(r)
		return float64(d), ok
	case "ratio":
		d, ok := c.IdealOf(r)
		return float64(r.Elapsed) / float64(max(d, 1)), ok
	}
	return measure(r, metric)
}

// sample is a metric of the trials that are in the cell's numbers, one number of
// each that has it.
func (c *Cell) sample(metric string) []float64 {
	xs := make([]float64, 0, len(c.valid))
	for _, r := range c.valid {
		if x, ok := c.measure(r, metric); ok {
			xs = append(xs, x)
		}
	}
	return xs
}
