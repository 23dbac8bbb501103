package judge

import (
	"time"

	"runexp/runner"
	"runexp/stats"
)

// compare holds each repeat against its ideal.
func (c *Cell) compare(results []*runner.Result) {
	var ideal, ratio []float64
	for _, r := range results {
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
