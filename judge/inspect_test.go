package judge_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"runexp/config"
	"runexp/judge"
	"runexp/runner"
	"runexp/runner/vitals"
	"runexp/stats"
)

// healthy is a trial of 2000 requests of 20 ms, ten at once, for 4 s.
func healthy() *runner.Result {
	t := runner.Trial{Repeat: 1, Block: 1, Spec: runner.Spec{Load: runner.Load{Iterations: 2000, Concurrency: 10, Discipline: "window", KeepAlive: true}}}
	r := behaviour{median: 20 * ms, spread: 0.05}.run(t)
	r.Client.Wall = 4 * time.Second
	return &r
}

// openLoop makes a trial one of an open loop.
func openLoop(r *runner.Result) {
	r.Trial.Spec.Load.Discipline, r.Trial.Spec.Load.Rate = "rate", 500
	r.Service = r.Latency
}

// steps is the course of a trial of a duration, in windows of 40 ms: so many
// responses in each of the first, then so many in each of the others.
func steps(r *runner.Result, first, then int64, windows int) {
	r.Trial.Spec.Load.Duration, r.Cut = 10*time.Second, true
	r.Course = &runner.Course{Width: 40 * ms}
	for i := range 250 {
		n := then
		if i < windows {
			n = first
		}
		r.Course.Counts = append(r.Course.Counts, n+int64(i%3))
	}
}

func TestInspect(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(*runner.Result)
		want  string // flag, level and text; nothing for ok
	}{
		{"a healthy trial is ok", func(*runner.Result) {}, ""},
		{"a report without anything is no fault", func(r *runner.Result) { r.Client = vitals.Report{} }, ""},

		{"a tenth of the latency may be the client's", func(r *runner.Result) { r.Client.Lag = lagOf(1000, 1900*time.Microsecond) }, ""},
		{"more than a tenth is suspect", func(r *runner.Result) { r.Client.Lag = lagOf(1000, 3*ms) }, "client-limited suspect: the client's own delay is 15 % of p50 (limit 10 %)"},
		{"more than half is invalid", func(r *runner.Result) { r.Client.Lag = lagOf(1000, 12*ms) }, "client-limited invalid: the client's own delay is 60 % of p50 (limit 10 %)"},
		{"a rare delay shows at p99", func(r *runner.Result) {
			r.Client.Lag = lagOf(970, time.Microsecond)
			r.Client.Lag.Merge(lagOf(30, 8*ms))
		}, "client-limited suspect: the client's own delay is 36 % of p99 (limit 10 %)"},
		{"the canary needs a second to speak of p99", func(r *runner.Result) {
			r.Client.Lag = lagOf(190, time.Microsecond)
			r.Client.Lag.Merge(lagOf(8, 8*ms))
		}, ""},
		{"p99 needs a thousand requests", func(r *runner.Result) {
			*r = behaviour{n: 900, median: 20 * ms}.run(r.Trial)
			r.Client.Lag = lagOf(970, time.Microsecond)
			r.Client.Lag.Merge(lagOf(30, 8*ms))
		}, ""},
		{"a few ticks of the canary say nothing", func(r *runner.Result) { r.Client.Lag = lagOf(19, 12*ms) }, ""},

		{"a client may use 70 % of its processors", func(r *runner.Result) { r.Client.CPU = 5500 * ms }, ""},
		{"80 % of its processors are suspect", func(r *runner.Result) { r.Client.CPU = 6400 * ms }, "client-limited suspect: the client used 80 % of its processors (limit 70 %)"},
		{"all of its processors are invalid", func(r *runner.Result) { r.Client.CPU = 7900 * ms }, "client-limited invalid: the client used 99 % of its processors (limit 70 %)"},

		{"pressure of a quarter is allowed", func(r *runner.Result) { r.Client.Pressure = new(0.25) }, ""},
		{"pressure above a quarter is suspect", func(r *runner.Result) { r.Client.Pressure = new(0.94) }, "noisy-host suspect: something on this machine waited for a processor 94 % of the time (limit 25 %)"},
		{"steal above 2 % is suspect", func(r *runner.Result) { r.Client.Steal = new(0.035) }, "noisy-host suspect: another machine took 3.5 % of the processor time (limit 2 %)"},
		{"throttling is suspect", func(r *runner.Result) { d := 120 * ms; r.Client.Throttled = &d }, "noisy-host suspect: the quota of its cgroup held the client back for 120ms (limit 0s)"},

		{"pauses above 1 % of the time are suspect", func(r *runner.Result) { r.Client.Paused = 60 * ms }, "gc suspect: the garbage collector paused the client 1.5 % of the time (limit 1 %)"},
		{"pauses that p99 cannot see are none", func(r *runner.Result) { r.Client.LongestPause, r.Client.Collections = 9*ms, 1 }, ""},
		{"a long pause that meets one request in a hundred is suspect", func(r *runner.Result) { r.Client.LongestPause, r.Client.Collections = 9*ms, 2 }, "gc suspect: the garbage collector paused the client for 9ms at once, 40 % of p99 (limit 10 %)"},

		{"1 % of failures is allowed", func(r *runner.Result) { r.OK, r.Errors = 1980, 20 }, ""},
		{"more failures are suspect", func(r *runner.Result) { r.OK, r.Errors = 1936, 64 }, "errors suspect: 3.2 % of the requests failed (limit 1 %)"},
		{"no success is invalid", func(r *runner.Result) { r.OK, r.Errors, r.Latency, r.Failed = 0, 2000, r.Failed, r.Latency }, "no-success invalid: none of 2000 requests succeeded"},
		{"no request is invalid", func(r *runner.Result) { *r = runner.Result{Trial: r.Trial} }, "no-success invalid: no request was made"},

		{"fewer in flight than asked for are suspect", func(r *runner.Result) { r.Peak, r.Elapsed = 9, r.Elapsed*10/8 }, "in-flight suspect: at most 9 requests were in flight at once, of 10 asked for"},
		{"an average in flight above the peak is invalid", func(r *runner.Result) { r.Elapsed = r.Elapsed * 100 / 102 }, "little invalid: on average 10.2 requests were in flight, but never more than 10 at once: the clock or the count is wrong (limit 1 %)"},
		{"an average within 1 % of the peak is rounding", func(r *runner.Result) { r.Elapsed = r.Elapsed * 1000 / 1009 }, ""},
		{"times of failures count for the average", func(r *runner.Result) { r.Failed.Merge(lagOf(10, 100*ms)) }, "little invalid: on average 10.2 requests were in flight, but never more than 10 at once: the clock or the count is wrong (limit 1 %)"},
		{"failures of an open loop wait before they are in flight", func(r *runner.Result) { openLoop(r); r.Failed.Merge(lagOf(10, 100*ms)) }, ""},

		{"a trial of a duration that settles is ok", func(r *runner.Result) { steps(r, 5, 20, 20) }, ""},
		{"one that settles only in its second half is suspect", func(r *runner.Result) { steps(r, 5, 60, 140) }, "unsteady suspect: the throughput had not settled after half of 9.92s"},
		{"a fixed count has its ramp", func(r *runner.Result) { steps(r, 5, 60, 140); r.Cut = false }, ""},
		{"few windows with responses say nothing", func(r *runner.Result) { steps(r, -2, 60, 160) }, ""},

		{"one late start in a thousand is allowed", func(r *runner.Result) { openLoop(r); r.Late = 2 }, ""},
		{"more late starts are suspect", func(r *runner.Result) { openLoop(r); r.Late, r.Skipped = 10, 6 }, "late suspect: 0.8 % of the starts were late or skipped (limit 0.1 %)"},
		{"a closed loop has no plan to be late for", func(r *runner.Result) { r.Late = 100 }, ""},
		{"slow connects are suspect", func(r *runner.Result) { r.SlowConnects = 3 }, "backlog suspect: 3 requests waited 900ms or longer for a connection: the server's listen backlog was full (limit 0)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := healthy()
			c.spoil(r)
			var got []string
			v := judge.Inspect(r, config.Checks{}, 0)
			worst := judge.OK
			for _, reason := range v.Reasons {
				got = append(got, fmt.Sprintf("%s %s: %s", reason.Flag, reason.Level, reason.Text))
				worst = max(worst, reason.Level)
			}
			if text := strings.Join(got, "\n"); text != c.want {
				t.Errorf("reasons are\n%s\nwant\n%s", text, c.want)
			}
			if v.Level != worst {
				t.Errorf("the level is %v, of the reasons %v", v.Level, worst)
			}
		})
	}
}

func TestInspectKnowsTheClientsCeiling(t *testing.T) {
	r := healthy() // 500 a second
	for _, c := range []struct {
		ceiling float64
		want    judge.Level
	}{{0, judge.OK}, {1100, judge.OK}, {900, judge.Suspect}, {520, judge.Invalid}} {
		v := judge.Inspect(r, config.Checks{}, c.ceiling)
		if v.Level != c.want || v.Has(judge.ClientLimited) != (c.want > judge.OK) {
			t.Errorf("under a ceiling of %v/s the verdict is %+v", c.ceiling, v)
		}
	}
}

func TestLimitsAreThoseOfTheFile(t *testing.T) {
	s := sceneOf(t, "base_url: http://127.0.0.1:1\niterations: 2000\nconcurrency: 10\nchecks: {lag: 40%, cpu: 97%, psi: 90%, errors: 0%, gc: 5%, steal: 20%}\n")
	r := healthy()
	r.Client.Lag, r.Client.CPU, r.Client.Pressure, r.Client.Steal, r.Client.Paused = lagOf(1000, 7*ms), 7700*ms, new(0.8), new(0.1), 100*ms
	if v := judge.Inspect(r, s.Checks, 0); v.Level != judge.OK {
		t.Errorf("within the file's limits the verdict is %+v", v)
	}
	r.OK, r.Errors, r.Client.CPU = 1999, 1, 7900*ms
	v := judge.Inspect(r, s.Checks, 0)
	if !v.Has(judge.Failures) || !v.Has(judge.ClientLimited) || v.Level != judge.Invalid || len(v.Reasons) != 2 || v.Reasons[0].Flag != judge.ClientLimited {
		t.Errorf("beyond them it is %+v", v)
	}
}

// A crawl whose requests are over before all slots have started has its slots free
// again: nothing is wrong with it. Neither is with a crawl of one round.
func TestShortHonestCrawlsAreNotFlagged(t *testing.T) {
	for _, c := range []struct {
		name    string
		n, c    int
		latency time.Duration
		think   time.Duration
		base    string
		want    bool
	}{
		{"500 requests of 100 us, 100 slots", 500, 100, 100 * time.Microsecond, 0, "http", false},
		{"500 requests of 5 ms, 250 slots", 500, 250, 5 * ms, 0, "http", false},
		{"120 requests of 1 s, 100 slots", 120, 100, time.Second, 0, "http", false},
		{"500 requests of 100 ms, 100 slots", 500, 100, 100 * ms, 0, "http", true},
		{"500 requests of 100 ms, 100 slots over TLS", 500, 100, 100 * ms, 0, "https", false},
		{"500 requests of 300 ms, 100 slots over TLS", 500, 100, 300 * ms, 0, "HTTPS", true},
		{"slots that pause", 500, 100, 100 * ms, time.Second, "http", false},
	} {
		trial := runner.Trial{Spec: runner.Spec{BaseURL: c.base + "://127.0.0.1", Load: runner.Load{Iterations: c.n, Concurrency: c.c, Discipline: "window", ThinkTime: c.think}}}
		r := behaviour{median: c.latency}.run(trial)
		r.Peak -= 10
		r.Elapsed *= 2
		r.Client = vitals.Report{}
		if v := judge.Inspect(&r, config.Checks{}, 0); v.Has(judge.NotInFlight) != c.want {
			t.Errorf("%s: the verdict is %+v", c.name, v)
		}
	}
}

func TestAnOpenLoopMayHaveAnyNumberInFlight(t *testing.T) {
	r := healthy()
	openLoop(r)
	r.Peak, r.Elapsed = 5, 2*r.Elapsed
	if v := judge.Inspect(r, config.Checks{}, 0); v.Level != judge.OK {
		t.Errorf("the verdict is %+v", v)
	}
}

// The verdict of a cell is the worst, each reason once; invalid repeats are in no
// number unless all are.
func TestInvalidRepeatsAreInNoNumber(t *testing.T) {
	p := planOf(3, "concurrency=10 iterations=2000")
	results := all(p, behaviour{median: 20 * ms}.run)
	results[0].Client.CPU = 2 * time.Second // of 2 in the second
	results[1].Client.CPU = 1600 * ms
	results[0].SlowConnects = 1
	c := judge.Cells(p, results)[0]
	if c.Repeats != 3 || c.Invalid != 1 || c.Throughput.N != 2 || c.Requests != 4000 || c.Verdict.Level != judge.Suspect || c.Unusable() {
		t.Errorf("the cell is %+v", c)
	}
	want := "the client used 100 % of its processors (limit 70 %), in 2 of 3 repeats; 1 request waited 900ms or longer for a connection: the server's listen backlog was full (limit 0), in 1 of 3 repeats"
	if len(c.Verdict.Reasons) != 2 || c.Verdict.Reasons[0].Text+"; "+c.Verdict.Reasons[1].Text != want {
		t.Errorf("reasons are %+v", c.Verdict.Reasons)
	}
	for i := range results {
		results[i].Client.CPU = 2 * time.Second
	}
	c = judge.Cells(p, results)[0]
	if c.Repeats != 3 || c.Invalid != 3 || c.Throughput.N != 3 || c.Verdict.Level != judge.Invalid || !c.Unusable() {
		t.Errorf("with invalid repeats alone the cell is %+v", c)
	}
}

// Whatever the numbers of a result, a verdict comes of it.
func FuzzInspect(f *testing.F) {
	f.Add(int64(10), int64(9), int64(1), 4, 3, int64(1000), int64(5))
	f.Add(int64(0), int64(0), int64(0), 0, 0, int64(0), int64(0))
	f.Fuzz(func(t *testing.T, requests, ok, errors int64, concurrency, peak int, elapsed, wall int64) {
		r := runner.Result{
			Requests: requests, OK: ok, Errors: errors, Peak: peak, Elapsed: time.Duration(elapsed),
			Latency: lagOf(int(ok&1023), time.Duration(elapsed)), Failed: new(stats.Histogram),
			Client: vitals.Report{Wall: time.Duration(wall), CPU: time.Duration(elapsed), Processors: float64(peak), Lag: lagOf(300, ms)},
		}
		r.Trial.Spec.Load.Concurrency = concurrency
		v := judge.Inspect(&r, config.Checks{}, float64(wall))
		if (v.Level == judge.OK) != (len(v.Reasons) == 0) {
			t.Errorf("%+v", v)
		}
	})
}
