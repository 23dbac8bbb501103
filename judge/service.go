package judge

import (
	"slices"

	"runexp/runner"
)

// setServices gives each cell its service time: the one its spec names, else
// the median latency measured at the lowest concurrency among the points that
// send the same requests.
func setServices(cells []Cell) {
	alone := make(map[string]*Cell) // by what is sent
	for i := range cells {
		c := &cells[i]
		if s := c.Spec.ServiceTime; s != nil {
			c.Service = *s
			continue
		}
		key := sent(c.Point)
		if c.OK > 0 && c.aloneRather(alone[key]) {
			alone[key] = c
		}
	}
	for i := range cells {
		c := &cells[i]
		if c.Spec.ServiceTime != nil {
			continue
		}
		if from := alone[sent(c.Point)]; from != nil {
			c.Service, c.Measured = from.Latency.Quantile(0.5), true
		}
	}
}

// aloneRather reports whether a request of c is alone rather than one of o; at
// the same concurrency the one that measured more of them knows better.
func (c *Cell) aloneRather(o *Cell) bool {
	if o == nil {
		return true
	}
	mine, other := c.Spec.Load.Concurrency, o.Spec.Load.Concurrency
	return mine < other || mine == other && c.OK > o.OK
}

// sent is the part of a point's settings that decides what one request takes
// alone: all but how many there are and how they are dispatched.
func sent(p runner.Point) string {
	rest := slices.DeleteFunc(slices.Clone(p.Settings), func(s runner.Setting) bool { return !s.Param && dispatches(s.Name) })
	return runner.Point{Settings: rest}.Key()
}

// dispatches reports whether a load field says only how many requests there are
// and when they are sent.
func dispatches(field string) bool {
	switch field {
	case "iterations", "concurrency", "discipline", "think_time", "timeout":
		return true
	}
	return false
}
