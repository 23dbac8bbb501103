package judge

import (
	"strings"
	"time"

	"runexp/stats"
)

// This file checks that a trial was what it was asked to be: so many requests in
// flight, by a clock and a count that agree, and steady.

// What starting a request in another slot takes at most, the connection included.
const (
	startUp    = 250 * time.Microsecond
	startUpTLS = 2 * time.Millisecond
)

// flight finds a closed loop that never had as many requests in flight as it was
// to. It looks only at crawls that had time for it: two rounds or more, of requests
// that typically take longer than starting all slots does. Where requests are over
// sooner, the first slots are free again before the last ones start, and nothing
// is wrong.
func (e *examination) flight() {
	l := &e.Trial.Spec.Load
	wanted := int(min(int64(l.Concurrency), e.Requests))
	if l.Open() || l.ThinkTime > 0 || e.Peak >= wanted || e.Requests < 2*int64(wanted) {
		return
	}
	each := startUp
	if strings.HasPrefix(strings.ToLower(e.Trial.Spec.BaseURL), "https:") {
		each = startUpTLS
	}
	if e.Latency.Quantile(0.5) < time.Duration(wanted)*each {
		return
	}
	e.find(NotInFlight, Suspect, "at most %s in flight at once, of %d asked for", count(int64(e.Peak), "request")+were(e.Peak), wanted)
}

func were(n int) string {
	if n == 1 {
		return " was"
	}
	return " were"
}

// littleSlack is by how much the mean number in flight may be above the largest.
const littleSlack = 0.01

// little holds two measurements against each other that cannot contradict: the
// requests in flight on average, by the times that they took, and those at once, by
// counting. In an open loop failures are timed from the start that was planned: they
// are left out, which only makes the mean less.
func (e *examination) little() {
	times := []*stats.Histogram{e.Latency, e.Failed}
	if e.Trial.Spec.Load.Open() {
		times = []*stats.Histogram{e.Service}
	}
	var busy float64
	for _, h := range times {
		if h != nil {
			busy += h.Sum().Seconds()
		}
	}
	if e.Elapsed <= 0 || e.Peak <= 0 {
		return
	}
	mean := busy / e.Elapsed.Seconds()
	if mean > float64(e.Peak)*(1+littleSlack) {
		e.find(Little, Invalid, "on average %s requests were in flight, but never more than %d at once: the clock or the count is wrong (limit %s)",
			number(mean), e.Peak, percent(littleSlack))
	}
}

// leastWindows is how many windows of a trial must have seen a response for the
// trial to be looked at over its time.
const leastWindows = 100

// settling finds a trial that had no steady state, by MSER-5 on the throughput
// over its time. It looks only at trials that the clock ended: the ramp of a fixed
// number of requests is part of the work.
func (e *examination) settling() {
	if e.Course == nil || !e.Cut {
		return
	}
	var ys []float64
	seen := 0
	for i, n := range e.Course.Counts {
		// The first and the last window may be cut, and after the last start the
		// trial only runs dry.
		end := time.Duration(i+1) * e.Course.Width
		if i == 0 || i == len(e.Course.Counts)-1 || end > e.Trial.Spec.Load.Duration {
			continue
		}
		ys = append(ys, float64(n))
		if n > 0 {
			seen++
		}
	}
	if seen < leastWindows {
		return
	}
	if _, steady := stats.MSER5(ys); !steady {
		e.find(Unsteady, Suspect, "the throughput had not settled after half of %s", span(time.Duration(len(ys))*e.Course.Width))
	}
}
