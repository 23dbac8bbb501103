package report

import "runexp/judge"

// This file writes what a cell holds, as the columns show it. Times, rates and
// ratios are the centers of their samples, so that elapsed is ideal times ratio and
// the interval beside a number is that number's.

func elapsed(c *judge.Cell) string {
	s := center(c.Elapsed, seconds)
	if c.Cut > 0 {
		s += byClock
	}
	return s
}

func late(c *judge.Cell) string {
	if !c.Spec.Load.Open() {
		return ""
	}
	return integer(c.Late)
}

func skipped(c *judge.Cell) string {
	if !c.Spec.Load.Open() {
		return ""
	}
	return integer(c.Skipped)
}

func ideal(c *judge.Cell) string {
	if c.Errors > 0 {
		return ""
	}
	return center(c.Ideal, seconds)
}

func ratio(c *judge.Cell) string {
	if c.Errors > 0 || c.Ratio.N == 0 {
		return ""
	}
	s := tiered(c.Ratio.Center) + "x"
	if c.Measured {
		return s + measured
	}
	return s
}

func mean(c *judge.Cell) string {
	if c.OK == 0 {
		return ""
	}
	return millis(c.Latency.Mean())
}

func largest(c *judge.Cell) string {
	if c.OK == 0 {
		return ""
	}
	return millis(c.Latency.Max())
}

// variation is by how much single trials differ, of the throughput.
func variation(c *judge.Cell) string {
	if c.Throughput.N < 2 {
		return ""
	}
	return tenths(100 * c.Throughput.CV)
}

// shareOf writes a share that is 0 where it is not known.
func shareOf(share float64) string {
	if share <= 0 {
		return ""
	}
	return fixed(100*share, 0)
}
