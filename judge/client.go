package judge

import (
	"runexp/config"
	"runexp/runner"
	"runexp/stats"
)

// This file checks the client and its machine: what makes a server look slower
// than it is.

// Far above a limit the client measures itself.
const (
	// hopelessLag times the limit on the client's own delay: with the default of a
	// tenth, half of the latency.
	hopelessLag = 5
	// hopelessCPU and hopelessCeiling are shares of what there is.
	hopelessCPU     = 0.95
	hopelessCeiling = 0.90
)

// leastTicks is from how many wake-ups of the canary on, a second's worth, their
// 99th percentile is held against that of the latencies.
const leastTicks = 200

// lag holds the delay that the client itself adds to whatever it waits for against
// the latencies, quantile by quantile.
func (e *examination) lag() {
	lag := e.Client.Lag
	if lag == nil || e.OK == 0 {
		return
	}
	var worst float64
	var of string
	for _, name := range []string{"p50", "p99"} {
		q, _ := quantileOf(name)
		ticks := stats.NeedsRequests(q)
		if name == "p99" {
			ticks = leastTicks
		}
		latency := e.Latency.Quantile(q)
		if e.OK < stats.NeedsRequests(q) || lag.Count() < ticks || latency <= 0 {
			continue
		}
		if share := float64(lag.Quantile(q)) / float64(latency); share > worst {
			worst, of = share, name
		}
	}
	if level := above(worst, e.checks.Lag, hopelessLag*e.checks.Lag); level > OK {
		e.find(ClientLimited, level, "the client's own delay is %s of %s (limit %s)", percent(worst), of, percent(e.checks.Lag))
	}
}

// processors finds a client that is short of them.
func (e *examination) processors() {
	c := &e.Client
	if c.Wall <= 0 || c.Processors <= 0 {
		return
	}
	used := c.CPU.Seconds() / (c.Wall.Seconds() * c.Processors)
	if level := above(used, e.checks.CPU, hopelessCPU); level > OK {
		e.find(ClientLimited, level, "the client used %s of its processors (limit %s)", percent(used), percent(e.checks.CPU))
	}
}

// capacity holds the throughput against what the client can do at most.
func (e *examination) capacity() {
	if e.ceiling <= 0 {
		return
	}
	share := e.Throughput() / e.ceiling
	if level := above(share, e.checks.Ceiling, hopelessCeiling); level > OK {
		e.find(ClientLimited, level, "the throughput is %s of what this client can do (limit %s)", percent(share), percent(e.checks.Ceiling))
	}
}

// host finds a machine that was busy with something else. Where the server runs on
// the same machine it is part of what waits for a processor.
func (e *examination) host() {
	c := &e.Client
	if p := c.Pressure; p != nil && *p > e.checks.Pressure {
		e.find(NoisyHost, Suspect, "something on this machine waited for a processor %s of the time (limit %s)", percent(*p), percent(e.checks.Pressure))
	}
	if s := c.Steal; s != nil && *s > e.checks.Steal {
		e.find(NoisyHost, Suspect, "another machine took %s of the processor time (limit %s)", percent(*s), percent(e.checks.Steal))
	}
	if t := c.Throttled; t != nil && *t > 0 {
		e.find(NoisyHost, Suspect, "the quota of its cgroup held the client back for %s (limit 0s)", span(*t))
	}
}

// collector finds garbage collections that took too much of the time, or of the
// slowest requests. A pause shows in the 99th percentile only where pauses meet one
// request in a hundred.
func (e *examination) collector() {
	c := &e.Client
	if c.Wall > 0 {
		if share := c.Paused.Seconds() / c.Wall.Seconds(); share > e.checks.GC {
			e.find(Collected, Suspect, "the garbage collector paused the client %s of the time (limit %s)", percent(share), percent(e.checks.GC))
			return
		}
	}
	met := c.Collections * int64(e.Peak)
	if e.OK < stats.NeedsRequests(0.99) || met < e.Requests/100 {
		return
	}
	if share := float64(c.LongestPause) / float64(max(e.Latency.Quantile(0.99), 1)); share > e.checks.Lag {
		e.find(Collected, Suspect, "the garbage collector paused the client for %s at once, %s of p99 (limit %s)",
			span(c.LongestPause), percent(share), percent(e.checks.Lag))
	}
}

// disturbed reports whether the client or its machine was not fit to measure:
// what calls for a rerun. It asks for nothing that the server has a say in, neither
// failures nor throughput; latencies only measure what the client added to them,
// and the same on all sides.
func disturbed(r *runner.Result, c config.Checks) bool {
	e := examination{Result: r, checks: limits(c)}
	e.lag()
	e.processors()
	e.host()
	e.collector()
	return e.verdict.Level > OK
}
