package crawl_test

import (
	"slices"
	"time"
)

// A second opinion on how long a crawl takes: each discipline's makespan,
// computed without a goroutine. Delay i is what request i takes, think is the
// pause of a slot before its next request.

// serialSpan: one after the other.
func serialSpan(delays []time.Duration, think time.Duration) time.Duration {
	return windowSpan(delays, 1, think)
}

// windowSpan: list scheduling. The next request in order starts where a slot
// becomes free first.
func windowSpan(delays []time.Duration, slots int, think time.Duration) (end time.Duration) {
	free := make([]time.Duration, slots)
	for _, d := range delays {
		slices.Sort(free)
		end = max(end, free[0]+d)
		free[0] += d + think
	}
	return end
}

// staticSpan: the slowest slot's sum.
func staticSpan(delays []time.Duration, slots int, think time.Duration) (end time.Duration) {
	for slot := range slots {
		var sum time.Duration
		for i := slot; i < len(delays); i += slots {
			if sum > 0 {
				sum += think
			}
			sum += delays[i]
		}
		end = max(end, sum)
	}
	return end
}

// chunkSpan: the sum of each batch's slowest.
func chunkSpan(delays []time.Duration, slots int, think time.Duration) (end time.Duration) {
	for batch := range slices.Chunk(delays, slots) {
		if end > 0 {
			end += think
		}
		end += slices.Max(batch)
	}
	return end
}
