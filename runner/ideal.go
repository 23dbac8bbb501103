package runner

import (
	"math"
	"time"
)

// This file says how long trials take if nothing but the service time counts.

// Ideal is the least time that n requests can take, c at once:
// ceil(n/c)*(service+think) - think, the staircase of the closed loop. It stays
// at the longest Duration once it gets there.
func Ideal(n int64, c int, service, think time.Duration) time.Duration {
	if n <= 0 || c <= 0 {
		return 0
	}
	rounds := (n-1)/int64(c) + 1
	return plus(times(rounds-1, plus(service, think)), service)
}

// Ideal is the least time that the spec's requests can take; 0 when the service
// time is not known.
func (s *Spec) Ideal() time.Duration {
	if s.ServiceTime == nil {
		return 0
	}
	return Ideal(int64(s.Load.Iterations), s.Load.Concurrency, *s.ServiceTime, s.Load.ThinkTime)
}

// warmup is how long the spec's warm-up takes: as many requests as it names, or
// as many rounds as start before its time is over, the last one finished.
func (s *Spec) warmup() time.Duration {
	if s.Warmup == nil || s.ServiceTime == nil {
		return 0
	}
	round := plus(*s.ServiceTime, s.Load.ThinkTime)
	switch n, d := s.Warmup.Requests, s.Warmup.Duration; {
	case n > 0:
		return Ideal(int64(n), s.Load.Concurrency, *s.ServiceTime, s.Load.ThinkTime)
	case d <= 0 || round <= 0:
		return d
	default:
		rounds := int64((d-1)/round) + 1
		return max(d, Ideal(rounds, 1, *s.ServiceTime, s.Load.ThinkTime))
	}
}

// Expected is the time the trials need if each request takes its service time
// and think time, by Little's law, pauses and warm-ups included. It is false
// when a trial's service time is not known.
func (p *Plan) Expected() (time.Duration, bool) {
	var sum time.Duration
	for i := range p.Trials {
		s := &p.Trials[i].Spec
		if s.ServiceTime == nil {
			return 0, false
		}
		sum = plus(plus(sum, s.warmup()), s.Ideal())
		if i < len(p.Trials)-1 {
			sum = plus(sum, s.Cooldown)
		}
	}
	return sum, true
}

// plus adds two durations that are not negative, at most the longest there is.
func plus(a, b time.Duration) time.Duration {
	if b > math.MaxInt64-a {
		return math.MaxInt64
	}
	return a + b
}

// times is n times d, neither negative, at most the longest Duration there is.
func times(n int64, d time.Duration) time.Duration {
	if d > 0 && n > math.MaxInt64/int64(d) {
		return math.MaxInt64
	}
	return time.Duration(n) * d
}
