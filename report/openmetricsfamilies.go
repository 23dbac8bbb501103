package report

import (
	"slices"
	"time"

	"runexp/judge"
	"runexp/stats"
)

// This file lists the metrics of OpenMetrics, and where their values come from.

// perNanosecond turns nanoseconds into seconds.
const perNanosecond = 1 / float64(time.Second)

// metricFamilies are the metrics in their order.
func metricFamilies() []metric { return slices.Concat(mainFamilies(), furtherFamilies()) }

func mainFamilies() []metric {
	return []metric{
		{
			name: "runexp_verdict_info", whole: true, of: verdictInfo,
			help: "How far the cell can be trusted: ok, suspect or invalid, and the checks it did not pass.",
		},
		{
			name: "runexp_throughput_requests_per_second", unit: "requests_per_second", of: judgedBy("throughput", 1),
			help: "Successful requests per second, the mean of the repeats.",
		},
		{
			name: "runexp_throughput_ci95_requests_per_second", unit: "requests_per_second", of: intervalOf("throughput", 1),
			help: "The 95 % interval of the throughput.",
		},
		{
			name: "runexp_latency_seconds", unit: "seconds", of: quantilesOf,
			help: "Latency of successful requests, of all repeats together. Quantiles with fewer than 10 requests beyond them are left out.",
		},
		{
			name: "runexp_latency_ci95_seconds", unit: "seconds", of: quantileIntervals,
			help: "The 95 % intervals of the quantiles of latency.",
		},
		{
			name: "runexp_latency_mean_seconds", unit: "seconds", of: judgedBy("mean", perNanosecond),
			help: "Mean latency of successful requests.",
		},
		{
			name: "runexp_latency_max_seconds", unit: "seconds", of: judgedBy("max", perNanosecond),
			help: "The longest latency of a successful request.",
		},
		{
			name: "runexp_service_seconds", unit: "seconds", of: serviceQuantiles,
			help: "Service time of an open loop, from the real start.",
		},
	}
}

func furtherFamilies() []metric {
	return []metric{
		{
			name: "runexp_elapsed_seconds", unit: "seconds", of: judgedBy("elapsed", perNanosecond),
			help: "Time from the first request to the last byte of a trial, the mean of the repeats.",
		},
		{
			name: "runexp_elapsed_ci95_seconds", unit: "seconds", of: intervalOf("elapsed", perNanosecond),
			help: "The 95 % interval of the elapsed time.",
		},
		{
			name: "runexp_ideal_seconds", unit: "seconds", of: judgedBy("ideal", perNanosecond),
			help: "The least elapsed time possible.",
		},
		{
			name: "runexp_elapsed_ideal_ratio", unit: "ratio", of: judgedBy("ratio", 1),
			help: "Elapsed over ideal.",
		},
		{
			name: "runexp_errors_ratio", unit: "ratio", of: always(func(c *judge.Cell) float64 { return float64(c.Errors) / float64(c.Requests) }),
			help: "The share of requests that failed.",
		},
		{
			name: "runexp_errors_ci95_ratio", unit: "ratio", of: intervalOf("error_rate", 1),
			help: "The 95 % interval of the share of requests that failed.",
		},
		{
			name: "runexp_requests", whole: true, of: always(func(c *judge.Cell) float64 { return float64(c.Requests) }),
			help: "Requests of all repeats.",
		},
		{
			name: "runexp_errors", whole: true, of: always(func(c *judge.Cell) float64 { return float64(c.Errors) }),
			help: "Failed requests of all repeats.",
		},
		{name: "runexp_errors_by_class", whole: true, of: byClass, help: "Failed requests of all repeats by class of failure."},
		{
			name: "runexp_body_bytes", unit: "bytes", whole: true, of: judgedBy("bytes", 1),
			help: "Body bytes of successful requests of all repeats.",
		},
		{
			name: "runexp_repeats", whole: true, of: always(func(c *judge.Cell) float64 { return float64(c.Repeats - c.Invalid) }),
			help: "Trials that are in the numbers.",
		},
	}
}

// always is a number that also an invalid cell has.
func always(of func(*judge.Cell) float64) func(*judge.Cell) []sample {
	return func(c *judge.Cell) []sample { return []sample{{value: of(c)}} }
}

// estimateOf is a metric of a cell; false where the cell does not have it, or
// nothing that was measured in it says anything about the server.
func estimateOf(c *judge.Cell, metric string) (stats.Estimate, bool) {
	if c.Verdict.Level == judge.Invalid || c.Unusable() {
		return stats.Estimate{}, false
	}
	if (metric == "ideal" || metric == "ratio") && c.Errors > 0 {
		return stats.Estimate{}, false
	}
	if metric == "mean" && c.OK > 0 { // of all requests, as tables have it; a cell that was read has no repeats
		x := float64(c.Latency.Mean())
		return stats.Estimate{N: 1, Value: x, Lo: x, Hi: x}, true
	}
	return c.Metric(metric)
}

// judgedBy is a metric of the cell in another unit.
func judgedBy(metric string, scale float64) func(*judge.Cell) []sample {
	return func(c *judge.Cell) []sample {
		e, ok := estimateOf(c, metric)
		if !ok {
			return nil
		}
		return []sample{{value: e.Value * scale}}
	}
}

// intervalOf are the ends of the interval of a metric.
func intervalOf(metric string, scale float64) func(*judge.Cell) []sample {
	return func(c *judge.Cell) []sample {
		e, ok := estimateOf(c, metric)
		if !ok {
			return nil
		}
		return bounds(e, scale)
	}
}

// quantiles are the percentiles of experiment files with the values of the label.
func quantiles() [][2]string {
	return [][2]string{{"p50", "0.5"}, {"p90", "0.9"}, {"p95", "0.95"}, {"p99", "0.99"}, {"p999", "0.999"}}
}

func quantilesOf(c *judge.Cell) []sample {
	var samples []sample
	for _, q := range quantiles() {
		if e, ok := estimateOf(c, q[0]); ok {
			samples = append(samples, sample{labels: []string{label("quantile", q[1])}, value: e.Value * perNanosecond})
		}
	}
	return samples
}

func quantileIntervals(c *judge.Cell) []sample {
	var samples []sample
	for _, q := range quantiles() {
		if e, ok := estimateOf(c, q[0]); ok {
			samples = append(samples, bounds(e, perNanosecond, label("quantile", q[1]))...)
		}
	}
	return samples
}

// serviceQuantiles are those of an open loop that its latency has too.
func serviceQuantiles(c *judge.Cell) []sample {
	if c.ServiceTimes == nil {
		return nil
	}
	var samples []sample
	for i, q := range []float64{0.5, 0.9, 0.95, 0.99, 0.999} {
		names := quantiles()[i]
		if _, ok := estimateOf(c, names[0]); ok {
			samples = append(samples, sample{labels: []string{label("quantile", names[1])}, value: float64(c.ServiceTimes.Quantile(q)) * perNanosecond})
		}
	}
	return samples
}
