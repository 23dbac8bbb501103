package judge

import (
	"runexp/runner"
	"runexp/stats"
)

// Cells summarises the results by point and target, in the order of the plan's
// points, the targets of a point in that of the plan. Points without a result yet
// have a cell with no repeats. A result belongs to the point of the same canonical
// text, whatever its number was in the plan that it was measured under; results of
// points that are not in this plan are left out, and so are passes that warm up
// and blocks that were measured again. It checks with the default limits; with
// others, and a calibrated client, it is [Rules.Judge] that makes the cells.
func Cells(plan *runner.Plan, results []runner.Result) []Cell {
	return new(Rules).cells(plan, results)
}

// place is what a cell is known by: the canonical text of its point, and its target.
type place struct{ point, target string }

func placeOf(t *runner.Trial) place { return place{t.Point.Key(), t.Target} }

// cells makes the cells of a plan.
func (r *Rules) cells(plan *runner.Plan, results []runner.Result) []Cell {
	cells, at := emptyCells(plan)
	kept, superseded := standing(results)
	for _, result := range kept {
		if k, ok := at[placeOf(&result.Trial)]; ok {
			c := &cells[k]
			c.trials = append(c.trials, result)
			c.verdicts = append(c.verdicts, r.Inspect(result))
		}
	}
	for _, result := range superseded {
		if k, ok := at[placeOf(&result.Trial)]; ok {
			cells[k].Rerun++
		}
	}
	for i := range cells {
		cells[i].trust()
		cells[i].add()
	}
	setServices(cells)
	for i := range cells {
		cells[i].compare()
	}
	r.setShares(cells)
	return cells
}

// emptyCells makes a cell for each point at each target.
func emptyCells(plan *runner.Plan) (cells []Cell, at map[place]int) {
	targets := []string{""}
	if len(plan.Targets) > 0 {
		targets = nil
		for _, t := range plan.Targets {
			targets = append(targets, t.Name)
		}
	}
	cells = make([]Cell, 0, len(plan.Points)*len(targets))
	at = make(map[place]int, cap(cells))
	for _, p := range plan.Points {
		key := p.Key()
		for _, target := range targets {
			at[place{key, target}] = len(cells)
			cells = append(cells, Cell{Point: p, Target: target})
		}
	}
	for i := range plan.Trials {
		t := &plan.Trials[i]
		k, ok := at[placeOf(t)]
		if !ok || t.Discarded || t.Attempt > 0 {
			continue
		}
		if cells[k].Planned == 0 || t.Repeat == 1 {
			cells[k].Spec = t.Spec
		}
		cells[k].Planned++
	}
	return cells, at
}

// trust sums up the verdicts and says which trials are in the numbers.
func (c *Cell) trust() {
	c.Repeats = len(c.trials)
	c.Verdict, c.Invalid = summed(c.verdicts)
	for i, r := range c.trials {
		if c.verdicts[i].Level < Invalid || c.Invalid == c.Repeats {
			c.valid = append(c.valid, r)
		}
	}
}

// add sums and summarises what does not depend on the service time.
func (c *Cell) add() {
	c.Classes, c.Statuses = make(map[string]int64), make(map[int]int64)
	c.Latency = merged(c.valid, func(r *runner.Result) *stats.Histogram { return r.Latency })
	if c.Spec.Load.Open() {
		c.ServiceTimes = merged(c.valid, func(r *runner.Result) *stats.Histogram { return r.Service })
	}
	var elapsed, throughput, peak, pulled []float64
	for _, r := range c.valid {
		c.count(r)
		elapsed = append(elapsed, r.Elapsed.Seconds())
		throughput = append(throughput, r.Throughput())
		peak = append(peak, float64(r.Peak))
		pulled = append(pulled, float64(r.PulledAtFirst))
	}
	c.Elapsed, c.Throughput = stats.Summarize(elapsed), stats.Summarize(throughput)
	c.Peak, c.PulledAtFirst = stats.Summarize(peak), stats.Summarize(pulled)
	c.Quantiles = c.quantiles()
}

// count adds what a result counts.
func (c *Cell) count(r *runner.Result) {
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
