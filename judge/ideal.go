package judge

import (
	"time"

	"runexp/runner"
	"runexp/stats"
)

// compare holds each repeat against its ideal.
func (c *Cell) compare() {
	var ideal, ratio []float64
	for _, r := range c.valid {
		if d, ok := c.IdealOf(r); ok {
			ideal = append(ideal, d.Seconds())
			ratio = append(ratio, r.Elapsed.Seconds()/d.Seconds())
		}
	}
	c.Ideal, c.Ratio = stats.Summarize(ideal), stats.Summarize(ratio)
}

// IdealOf is the least time that the requests of r, a trial of this cell, can
// take: ceil(n/C)*(service+think) - think, or (n-1)/rate + service for an open
// loop, n the requests really made. It is false when the service time is not
// known or a request failed.
func (c *Cell) IdealOf(r *runner.Result) (time.Duration, bool) {
	if c.Service <= 0 || r.Errors > 0 || r.Requests == 0 {
		return 0, false
	}
	return r.Trial.Spec.Load.Ideal(r.Requests, c.Service), true
}

// setShares says what each cell's throughput is of what the client can do, and of
// what any client could get: min(C/(service+think), the largest throughput among
// the cells that send the same), the asymptotic bounds of Denning and Buzen (The
// operational analysis of queueing network models, 1978). An open loop has no such
// bound.
func (r *Rules) setShares(cells []Cell) {
	largest := make(map[place]float64)
	for i := range cells {
		c := &cells[i]
		if key := c.sent(); !c.Unusable() {
			largest[key] = max(largest[key], c.Throughput.Center)
		}
	}
	for i := range cells {
		c := &cells[i]
		if ceiling := r.ceiling(&c.Spec); ceiling > 0 {
			c.Ceiling = c.Throughput.Center / ceiling
		}
		round := (c.Service + c.Spec.Load.ThinkTime).Seconds()
		if c.Service <= 0 || c.Spec.Load.Open() || c.Unusable() {
			continue
		}
		if bound := min(float64(c.Spec.Load.Concurrency)/round, largest[c.sent()]); bound > 0 {
			c.Bound = c.Throughput.Center / bound
		}
	}
}
