package judge

import (
	"runexp/runner"
	"runexp/stats"
)

// Cells summarises the results by point, in the order of the plan's points.
// Points without a result yet have a cell with no repeats. A result belongs to
// the point of the same canonical text, whatever its number was in the plan
// that it was measured under; results of points that are not in this plan are
// left out.
func Cells(plan *runner.Plan, results []runner.Result) []Cell {
	cells := make([]Cell, len(plan.Points))
	byKey := make(map[string]int, len(cells))
	for i, p := range plan.Points {
		cells[i].Point = p
		byKey[p.Key()] = i
	}
	for i := range plan.Trials {
		t := &plan.Trials[i]
		if k, ok := byKey[t.Point.Key()]; ok {
			if cells[k].Planned == 0 || t.Repeat == 1 {
				cells[k].Spec = t.Spec
			}
			cells[k].Planned++
		}
	}
	measured := make([][]*runner.Result, len(cells))
	for i := range results {
		if k, ok := byKey[results[i].Trial.Point.Key()]; ok {
			measured[k] = append(measured[k], &results[i])
		}
	}
	for i := range cells {
		cells[i].add(measured[i])
	}
	setServices(cells)
	for i := range cells {
		cells[i].compare(measured[i])
	}
	return cells
}

// add sums and summarises what does not depend on the service time.
func (c *Cell) add(results []*runner.Result) {
	c.Repeats = len(results)
	c.Classes, c.Statuses = make(map[string]int64), make(map[int]int64)
	c.Latency = merged(results, func(r *runner.Result) *stats.Histogram { return r.Latency })
	if c.Spec.Load.Open() {
		c.ServiceTimes = merged(results, func(r *runner.Result) *stats.Histogram { return r.Service })
	}
	var elapsed, throughput, peak, pulled []float64
	for _, r := range results {
		c.Requests += r.Requests
		c.OK += r.OK
		c.Errors += r.Errors
		c.Bytes += r.Bytes
		c.Dials += r.Dials
		c.Late += r.Late
		c.Skipped += r.Skipped
		c.Preconnected += r.Preconnected
		c.Redials += r.Redials
		c.SlowConnects += r.SlowConnects
		if r.Cut {
			c.Cut++
		}
		for class, n := range r.Classes {
			c.Classes[class] += n
		}
		for status, n := range r.Statuses {
			c.Statuses[status] += n
		}
		elapsed = append(elapsed, r.Elapsed.Seconds())
		throughput = append(throughput, r.Throughput())
		peak = append(peak, float64(r.Peak))
		pulled = append(pulled, float64(r.PulledAtFirst))
	}
	c.Elapsed, c.Throughput = stats.Summarize(elapsed), stats.Summarize(throughput)
	c.Peak, c.PulledAtFirst = stats.Summarize(peak), stats.Summarize(pulled)
}

// merged is a histogram of all results together. A single one is taken as it is:
// a large sweep has one per point, and merging needs room for all buckets.
func merged(results []*runner.Result, of func(*runner.Result) *stats.Histogram) *stats.Histogram {
	if len(results) == 1 && of(results[0]) != nil {
		return of(results[0])
	}
	all := new(stats.Histogram)
	for _, r := range results {
		all.Merge(of(r))
	}
	all.Pack()
	return all
}
