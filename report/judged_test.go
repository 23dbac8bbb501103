package report_test

import (
	"math"
	"slices"

	"runexp/judge"
	"runexp/report"
	"runexp/runner"
	"runexp/stats"
)

// This file makes up judgements: what stands in them is as a judge would say it,
// but nothing was tested.

// judgedCells are the cells of each target, by point.
func judgedCells(d *report.Data) []judge.Cell {
	names := []string{""}
	if len(d.Plan.Targets) > 0 {
		names = nil
		for _, t := range d.Plan.Targets {
			names = append(names, t.Name)
		}
	}
	var byTarget [][]judge.Cell
	for _, name := range names {
		plan := *d.Plan
		plan.Targets, plan.Trials = nil, nil
		for _, t := range d.Plan.Trials {
			if t.Target == name {
				t.Target = ""
				plan.Trials = append(plan.Trials, t)
			}
		}
		var results []runner.Result
		for _, r := range d.Results {
			if r.Trial.Target == name && !r.Trial.Discarded {
				r.Trial.Target = ""
				results = append(results, r)
			}
		}
		byTarget = append(byTarget, judge.Cells(&plan, results))
	}
	var cells []judge.Cell
	for i := range byTarget[0] {
		for k, name := range names {
			c := byTarget[k][i]
			c.Target = name
			c.Verdict, c.Invalid = judge.Verdict{}, 0
			c.Quantiles = quantilesOf(d, &c)
			cells = append(cells, c)
		}
	}
	return cells
}

// quantilesOf are the latencies of a cell with the intervals between its repeats.
func quantilesOf(d *report.Data, c *judge.Cell) map[string]stats.Estimate {
	quantiles := make(map[string]stats.Estimate)
	for _, q := range []struct {
		name  string
		q     float64
		needs int64
	}{{"p50", 0.5, 20}, {"p90", 0.9, 100}, {"p95", 0.95, 200}, {"p99", 0.99, 1000}, {"p999", 0.999, 10_000}} {
		if c.OK < q.needs {
			continue
		}
		var each []float64
		for _, r := range resultsOf(d, c) {
			each = append(each, float64(r.Latency.Quantile(q.q)))
		}
		e := stats.LogMean(each, 0.95)
		e.Value = float64(c.Latency.Quantile(q.q))
		quantiles[q.name] = e
	}
	return quantiles
}

func resultsOf(d *report.Data, c *judge.Cell) []*runner.Result {
	var found []*runner.Result
	for i := range d.Results {
		if t := &d.Results[i].Trial; t.Point.Number == c.Point.Number && t.Target == c.Target && !t.Discarded {
			found = append(found, &d.Results[i])
		}
	}
	return found
}

// okay is a judgement that finds nothing wrong with any trial.
func okay(d *report.Data) *judge.Judgement {
	j := &judge.Judgement{Cells: judgedCells(d), Verdicts: make(map[string]judge.Verdict)}
	for i := range d.Results {
		j.Verdicts[d.Results[i].Trial.Name()] = judge.Verdict{}
	}
	return j
}

// spoil gives cells of which something is true a verdict.
func spoil(j *judge.Judgement, flag judge.Flag, level judge.Level, text string, is func(*judge.Cell) bool) {
	for i := range j.Cells {
		if c := &j.Cells[i]; c.Repeats > 0 && is(c) {
			c.Verdict.Level = max(c.Verdict.Level, level)
			c.Verdict.Reasons = append(c.Verdict.Reasons, judge.Reason{Flag: flag, Level: level, Text: text})
		}
	}
}

// metricOf is a metric of one cell.
func metricOf(c *judge.Cell, metric string) stats.Estimate {
	of := func(s stats.Summary, unit float64) stats.Estimate {
		return stats.Estimate{N: s.N, Value: unit * s.Center, Lo: unit * s.Center / (1 + s.Half), Hi: unit * s.Center * (1 + s.Half)}
	}
	switch metric {
	case "throughput":
		return of(c.Throughput, 1)
	case "elapsed":
		return of(c.Elapsed, 1e9)
	case "ratio":
		return of(c.Ratio, 1)
	case "error_rate":
		e := float64(c.Errors) / float64(c.Requests)
		return stats.Estimate{N: c.Repeats, Value: e, Lo: e, Hi: e}
	case "errors":
		return stats.Estimate{N: c.Repeats, Value: float64(c.Errors), Lo: float64(c.Errors), Hi: float64(c.Errors)}
	}
	return c.Quantiles[metric]
}

// compared makes a comparison of a metric that was shown to differ where it does by
// more than so much, and not to where it does by less than half of it.
func compared(base, value *judge.Cell, metric, reference, candidate string, noise float64) judge.Comparison {
	c := judge.Comparison{
		Point: value.Point, Metric: metric, Reference: reference, Candidate: candidate,
		Base: metricOf(base, metric), Value: metricOf(value, metric), HigherIsBetter: metric == "throughput", Tolerance: 0.05,
	}
	d := math.Log(c.Value.Value / c.Base.Value)
	if c.HigherIsBetter {
		d = -d
	}
	c.Effect = stats.Effect{N: value.Repeats, Change: d, Lo: d - noise, Hi: d + noise, P: math.Exp(-3 * math.Abs(d) / noise), MDE: 1.7 * noise, CV: noise, Exact: true, Window: 13}
	switch {
	case d-noise > 0:
		c.Word = judge.Worse
	case d+noise < 0:
		c.Word = judge.Better
	case c.Effect.MDE <= c.Tolerance:
		c.Word = judge.Same
	}
	return c
}

// ruledOn makes a threshold's ruling: less than a limit in all cells that it is
// about.
func ruledOn(j *judge.Judgement, line int, text, metric string, limit float64, about func(*judge.Cell) bool) judge.Ruling {
	r := judge.Ruling{Kind: "threshold", Text: text, Verdict: stats.Pass}
	r.At.Line = line
	for i := range j.Cells {
		c := &j.Cells[i]
		if c.Repeats == 0 || about != nil && !about(c) {
			continue
		}
		one := judge.Case{Cell: c, Verdict: stats.Pass, Metric: metric, Value: metricOf(c, metric), Limit: limit}
		switch v := one.Value; {
		case v.N == 0:
			one.Verdict, one.Why = stats.Invalid, metric+" needs 1,000 ok requests"
		case v.Lo > limit:
			one.Verdict = stats.Fail
		case v.Hi >= limit && v.Value > 0:
			one.Verdict, one.Needs = stats.Undecided, 3*c.Repeats
		}
		r.Cases = append(r.Cases, one)
		r.Verdict = worse(r.Verdict, one.Verdict)
	}
	return r
}

// worse is the worse of two verdicts.
func worse(a, b stats.Verdict) stats.Verdict {
	order := []stats.Verdict{stats.Pass, stats.Invalid, stats.Undecided, stats.Fail}
	return order[max(slices.Index(order, a), slices.Index(order, b))]
}
