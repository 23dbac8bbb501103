package report

import (
	"errors"
	"fmt"

	"runexp/judge"
	"runexp/runner"
	"runexp/stats"
)

// check makes sure that the parts belong together, so that whoever works with them
// need not ask.
func check(d *Data) error {
	if d.Plan == nil {
		return errors.New("has no plan")
	}
	points := make(map[int]bool, len(d.Plan.Points))
	for _, p := range d.Plan.Points {
		if points[p.Number] {
			return fmt.Errorf("plan: point %d is there twice", p.Number)
		}
		points[p.Number] = true
	}
	for i := range d.Plan.Trials {
		if n := d.Plan.Trials[i].Point.Number; !points[n] {
			return fmt.Errorf("plan: trial %d is of point %d, which is not there", i+1, n)
		}
	}
	for i := range d.Results {
		r := &d.Results[i]
		if !points[r.Trial.Point.Number] {
			return fmt.Errorf("result %d is of point %d, which is not in the plan", i+1, r.Trial.Point.Number)
		}
		if err := checkResult(r); err != nil {
			return fmt.Errorf("result %d: %w", i+1, err)
		}
	}
	return nil
}

// checkResult holds the counts of a result against each other. A histogram that
// is not there is an empty one.
func checkResult(r *runner.Result) error {
	if r.OK < 0 || r.Errors < 0 || r.Requests != r.OK+r.Errors {
		return fmt.Errorf("%d requests are not %d ok and %d errors", r.Requests, r.OK, r.Errors)
	}
	if r.Elapsed < 0 {
		return fmt.Errorf("elapsed is %v", r.Elapsed)
	}
	if min(r.Late, r.Skipped, r.Preconnected, r.Redials, r.SlowConnects) < 0 || r.Late > r.Requests || r.SlowConnects > r.Requests {
		return fmt.Errorf("%d late, %d skipped, %d preconnected, %d redials, %d slow connects of %d requests",
			r.Late, r.Skipped, r.Preconnected, r.Redials, r.SlowConnects, r.Requests)
	}
	if r.Latency == nil {
		r.Latency = new(stats.Histogram)
	}
	if r.Failed == nil {
		r.Failed = new(stats.Histogram)
	}
	if n := r.Latency.Count(); n != r.OK {
		return fmt.Errorf("%d latencies of %d ok requests", n, r.OK)
	}
	if r.Service != nil && r.Service.Count() != r.OK {
		return fmt.Errorf("%d service times of %d ok requests", r.Service.Count(), r.OK)
	}
	return nil
}

// checkCell holds the counts of a judged cell against each other.
func checkCell(c *judge.Cell) error {
	if c.OK < 0 || c.Errors < 0 || c.Requests != c.OK+c.Errors {
		return fmt.Errorf("%d requests are not %d ok and %d errors", c.Requests, c.OK, c.Errors)
	}
	if c.Repeats < 0 || c.Invalid < 0 || c.Invalid > c.Repeats || c.Planned < 0 {
		return fmt.Errorf("%d repeats of %d, %d of them invalid", c.Repeats, c.Planned, c.Invalid)
	}
	if min(c.Late, c.Skipped, c.Preconnected, c.Redials, c.SlowConnects) < 0 {
		return errors.New("a count is below zero")
	}
	if c.Latency == nil {
		c.Latency = new(stats.Histogram)
	}
	if n := c.Latency.Count(); n != c.OK {
		return fmt.Errorf("%d latencies of %d ok requests", n, c.OK)
	}
	if c.ServiceTimes != nil && c.ServiceTimes.Count() != c.OK {
		return fmt.Errorf("%d service times of %d ok requests", c.ServiceTimes.Count(), c.OK)
	}
	return nil
}
