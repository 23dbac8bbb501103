package crawl

import (
	"iter"
	"math"
	"math/rand/v2"
	"time"
)

// fastest is the highest rate of arrivals, a second: one each nanosecond. At
// any rate an instant is then reached after finitely many.
const fastest = 1e9

// Constant yields the instants 0, 1/perSecond, 2/perSecond and so on, each
// rounded to the nearest nanosecond on its own, so that no error adds up. It
// ends where a [time.Duration] does, after 292 years.
//
// The rate must be positive and finite, otherwise there is no instant at all;
// one above 1e9 counts as 1e9.
func Constant(perSecond float64) iter.Seq[time.Duration] {
	return func(yield func(time.Duration) bool) {
		if !positive(perSecond) {
			return
		}
		rate := min(perSecond, fastest)
		for k := 0.0; ; k++ {
			if at, ok := instant(k * 1e9 / rate); !ok || !yield(at) {
				return
			}
		}
	}
}

// Poisson yields the arrivals of a Poisson process that begins at 0: all gaps
// are independent and exponential with the mean 1/perSecond, also the one
// before the first arrival. So the number of arrivals in a span of time has the
// Poisson distribution, wherever the span lies. They follow from the rate and
// the seed alone.
//
// The rate must be as for [Constant]; the sequence ends as that one does.
func Poisson(perSecond float64, seed uint64) iter.Seq[time.Duration] {
	return func(yield func(time.Duration) bool) {
		if !positive(perSecond) {
			return
		}
		mean := 1e9 / min(perSecond, fastest)
		random := rand.New(rand.NewPCG(seed, 0))
		for sum := random.ExpFloat64() * mean; ; sum += random.ExpFloat64() * mean {
			if at, ok := instant(sum); !ok || !yield(at) {
				return
			}
		}
	}
}

func positive(rate float64) bool { return rate > 0 && !math.IsInf(rate, 1) }

// instant rounds nanoseconds to a [time.Duration]; false if there is none.
func instant(ns float64) (time.Duration, bool) {
	if ns >= math.MaxInt64 {
		return 0, false
	}
	return time.Duration(math.Round(ns)), true
}
