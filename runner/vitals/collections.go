package vitals

import (
	"math"
	"runtime/metrics"
	"time"
)

// collections are the runtime's own counts of its garbage collections, since the
// process began. They are exact at any time, unlike /cpu/classes, which stand
// still between collections.
type collections struct {
	cycles uint64
	pauses *metrics.Float64Histogram // in seconds
}

func readCollections() collections {
	samples := []metrics.Sample{{Name: "/gc/cycles/total:gc-cycles"}, {Name: "/sched/pauses/total/gc:seconds"}}
	metrics.Read(samples)
	var c collections
	if v := samples[0].Value; v.Kind() == metrics.KindUint64 {
		c.cycles = v.Uint64()
	}
	if v := samples[1].Value; v.Kind() == metrics.KindFloat64Histogram {
		c.pauses = v.Float64Histogram()
	}
	return c
}

// until puts what came since into a report.
func (c collections) until(now collections, r *Report) {
	r.Collections = int64(now.cycles - c.cycles)
	if c.pauses != nil && now.pauses != nil {
		r.Paused, r.LongestPause = pausesSince(c.pauses, now.pauses)
	}
}

// pausesSince sums up what a cumulative histogram gained: in total, by the mid
// points of its buckets, and the longest, by the upper edge of its bucket.
func pausesSince(before, now *metrics.Float64Histogram) (total, longest time.Duration) {
	for i, n := range now.Counts {
		if i < len(before.Counts) {
			n -= before.Counts[i]
		}
		if n == 0 {
			continue
		}
		low, high := now.Buckets[i], now.Buckets[i+1]
		if math.IsInf(low, -1) {
			low = 0
		}
		if math.IsInf(high, 1) {
			high = low
		}
		total += seconds(float64(n) * (low + high) / 2)
		longest = seconds(high)
	}
	return total, longest
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
