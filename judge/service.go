package judge

import (
	"cmp"
	"slices"

	"runexp/runner"
)

// setServices gives each cell its service time: the one its spec names, else
// the median measured where requests are most alone, among the points that send
// the same ones.
func setServices(cells []Cell) {
	alone := make(map[place]*Cell) // by what is sent where
	for i := range cells {
		c := &cells[i]
		if s := c.Spec.ServiceTime; s != nil {
			c.Service = *s
			continue
		}
		key := c.sent()
		if c.OK > 0 && c.aloneRather(alone[key]) {
			alone[key] = c
		}
	}
	for i := range cells {
		c := &cells[i]
		if c.Spec.ServiceTime != nil {
			continue
		}
		if from := alone[c.sent()]; from != nil {
			times := from.Latency
			if from.ServiceTimes != nil {
				times = from.ServiceTimes
			}
			c.Service, c.Measured = times.Quantile(0.5), true
		}
	}
}

// aloneRather reports whether a request of c is alone rather than one of o: in a
// closed loop before an open one, at the lowest concurrency, at the lowest rate;
// where these are equal the cell that measured more of them knows better.
func (c *Cell) aloneRather(o *Cell) bool {
	if o == nil {
		return true
	}
	mine, other := &c.Spec.Load, &o.Spec.Load
	crowd := func(l *runner.Load) int { // an open loop has slots to spare
		if l.Open() {
			return 0
		}
		return l.Concurrency
	}
	order := cmp.Or(cmp.Compare(mine.Rate, other.Rate), cmp.Compare(crowd(mine), crowd(other)), cmp.Compare(o.OK, c.OK))
	return order < 0
}

// sent is what decides what one request takes alone: the target, and the part of
// the point's settings that is not how many requests there are and how they are
// sent.
func (c *Cell) sent() place {
	rest := slices.DeleteFunc(slices.Clone(c.Point.Settings), func(s runner.Setting) bool { return !s.Param && dispatches(s.Name) })
	return place{runner.Point{Settings: rest}.Key(), c.Target}
}

// dispatches reports whether a load field says only how many requests there are,
// when they are sent and by which client.
func dispatches(field string) bool {
	switch field {
	case "iterations", "duration", "concurrency", "discipline", "rate", "arrivals", "think_time", "timeout", "redial", "connections", "engine":
		return true
	}
	return false
}
