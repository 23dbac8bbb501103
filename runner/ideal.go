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

// Ideal is the least time that n requests of the load can take, each of them the
// service time: of a closed loop its staircase, of an open loop the time until
// the last start, on average where arrivals are random, and the service time.
func (l *Load) Ideal(n int64, service time.Duration) time.Duration {
	if n <= 0 || !l.Open() {
		return Ideal(n, l.Concurrency, service, l.ThinkTime)
	}
	return plus(within(float64(n-1)/l.Rate*float64(time.Second)), service)
}

// Ideal is the least time that the spec's requests, as [Spec.Requests] forecasts
// them, can take; 0 when the service time is not known.
func (s *Spec) Ideal() time.Duration {
	if s.ServiceTime == nil {
		return 0
	}
	n, _ := s.Requests()
	return s.Load.Ideal(n, *s.ServiceTime)
}

// warmup is how long the spec's warm-up takes: as many requests as it names, or
// as many rounds as start before its time is over, the last one finished. It is
// false when that is not known.
func (s *Spec) warmup() (time.Duration, bool) {
	switch {
	case s.Warmup == nil:
		return 0, true
	case s.ServiceTime == nil || s.Load.Open():
		n := int64(s.Warmup.Requests)
		return plus(s.Warmup.Duration, s.Load.Ideal(n, 0)), n == 0 || s.Load.Open()
	}
	round := plus(*s.ServiceTime, s.Load.ThinkTime)
	switch n, d := s.Warmup.Requests, s.Warmup.Duration; {
	case n > 0:
		return Ideal(int64(n), s.Load.Concurrency, *s.ServiceTime, s.Load.ThinkTime), true
	case d <= 0 || round <= 0:
		return d, true
	default:
		rounds := int64((d-1)/round) + 1
		return max(d, Ideal(rounds, 1, *s.ServiceTime, s.Load.ThinkTime)), true
	}
}

// Expected is the time that a trial of the spec needs, its warm-up included: by
// the clock where that alone ends it or starts its requests, else by Little's
// law. It is false when that takes a service time and none is known.
func (s *Spec) Expected() (time.Duration, bool) {
	warm, ok := s.warmup()
	if !ok {
		return 0, false
	}
	n, sure := s.Requests()
	switch {
	case s.ServiceTime != nil && sure != Unknown:
		return plus(warm, s.Load.Ideal(n, *s.ServiceTime)), true
	case s.Load.Open():
		return plus(warm, s.Load.Ideal(n, 0)), true
	case sure == Unknown:
		return plus(warm, s.Load.Duration), true
	}
	return 0, false
}

// Expected is the time the trials need, pauses, warm-ups and the passes that warm
// up included. It is false when that of a trial is not known. Of a search it is the
// most that it can take.
func (p *Plan) Expected() (time.Duration, bool) {
	var sum, pause time.Duration
	add := func(n int, d time.Duration, s *Spec) {
		pause = s.Cooldown
		sum = plus(sum, times(int64(n), plus(d, pause)))
	}
	for i := range p.Trials {
		s := &p.Trials[i].Spec
		d, ok := s.Expected()
		if !ok {
			return 0, false
		}
		add(1, d, s)
	}
	for from, to := range p.ends() {
		d, ok := from.Expected()
		longest, known := to.Expected()
		if !ok || !known {
			return 0, false
		}
		add(p.Search.Trials, max(d, longest), from)
	}
	if sum == math.MaxInt64 {
		return sum, true
	}
	return sum - pause, true // none after the last trial
}

// within makes nanoseconds a Duration, at most the longest there is.
func within(ns float64) time.Duration {
	if ns >= math.MaxInt64 {
		return math.MaxInt64
	}
	return time.Duration(ns)
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
