package runner

import (
	"math/bits"
	"slices"
	"time"
)

// The windows of a course are a millisecond wide at first, and twice as wide
// whenever they no longer reach to the end. A trial of 128 ms or more so has at
// least half of them.
const (
	narrowest  = time.Millisecond
	maxWindows = 256
)

// course counts instants in windows. The zero value is ready for use.
type course struct {
	counts [maxWindows]int64
	folds  uint8 // how often the windows have been folded in pairs
}

// add counts n at an instant. It takes a few nanoseconds and no memory.
func (c *course) add(at time.Duration, n int64) {
	i := uint64(max(at, 0)) / uint64(narrowest)
	for i>>c.folds >= maxWindows {
		c.fold()
	}
	c.counts[i>>c.folds] += n
}

// fold makes the windows twice as wide.
func (c *course) fold() {
	for i := range maxWindows / 2 {
		c.counts[i] = c.counts[2*i] + c.counts[2*i+1]
	}
	clear(c.counts[maxWindows/2:])
	c.folds++
}

// merge adds another course with the same start. Wide windows hold whole narrow
// ones, so nothing is lost but their width.
func (c *course) merge(o *course) {
	for c.folds < o.folds {
		c.fold()
	}
	for i, n := range o.counts {
		c.counts[i>>(c.folds-o.folds)] += n
	}
}

// between is the course from the window of the first instant to that of the last.
// There must be nothing outside of it.
func (c *course) between(first, last time.Duration) *Course {
	c.add(last, 0) // makes room
	width := narrowest << c.folds
	return &Course{Width: width, Counts: slices.Clone(c.counts[first/width : last/width+1])}
}

// courseOf lays the courses of shards on one time line, each from its own start.
// A window of a shard falls into the one around its middle. It is nil where a shard
// with successful fetches has none.
func courseOf(whole *Result, shards []Result) *Course {
	var all course
	for i := range shards {
		switch c := shards[i].Course; {
		case shards[i].OK == 0:
		case c == nil || c.Width < narrowest:
			return nil
		default:
			all.folds = max(all.folds, uint8(bits.Len64(uint64(c.Width/narrowest))-1))
		}
	}
	if whole.OK == 0 {
		return nil
	}
	last := whole.Elapsed
	for i := range shards {
		late := shards[i].Started.Sub(whole.Started)
		if c := shards[i].Course; c != nil {
			for k, n := range c.Counts {
				at := late + time.Duration(k)*c.Width + c.Width/2
				all.add(at, n)
				last = max(last, at)
			}
		}
	}
	return all.between(0, last)
}
