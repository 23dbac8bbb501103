package runner_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"runexp/crawl"
	"runexp/runner"
)

func TestLateMeansLaterThanATenthOfTheInterval(t *testing.T) {
	const us = time.Microsecond
	for _, c := range []struct {
		rate  float64
		by    time.Duration
		isIt  bool
		about string
	}{
		{10, 10_000 * us, false, "a tenth of 100 ms"},
		{10, 10_001 * us, true, "more than that"},
		{5000, 1000 * us, false, "1 ms, though the interval is shorter"},
		{5000, 1001 * us, true, "more than that"},
	} {
		tally := runner.NewOpenTally(4, c.rate)
		tally.Record(0, crawl.Fetch{Intended: time.Second, Start: time.Second + c.by, End: 2 * time.Second, Status: 200})
		r := tally.Result(time.Now())
		if (r.Late == 1) != c.isIt {
			t.Errorf("at %v/s, %v late (%s): %d", c.rate, c.by, c.about, r.Late)
		}
		if r.Latency.Max() != time.Second || r.Service.Max() != time.Second-c.by {
			t.Errorf("latency %v, service %v", r.Latency.Max(), r.Service.Max())
		}
	}
}

// A failed request has no service time, but it may be late.
func TestFailuresOfAnOpenLoop(t *testing.T) {
	tally := runner.NewOpenTally(4, 10)
	tally.Record(0, crawl.Fetch{Intended: 0, Start: time.Second, End: 2 * time.Second, Class: crawl.Timeout})
	r := tally.Result(time.Now())
	if r.Late != 1 || r.Service == nil || r.Service.Count() != 0 || r.Failed.Max() != 2*time.Second {
		t.Errorf("%d late, service %v, failed %v", r.Late, r.Service, r.Failed)
	}
}

func TestSlowConnectsAndRedialsAreCounted(t *testing.T) {
	tally := runner.NewTally(4, false)
	for i, connect := range []time.Duration{0, 5 * time.Millisecond, 899 * time.Millisecond, 900 * time.Millisecond, 1010 * time.Millisecond} {
		tally.Record(i, crawl.Fetch{Connect: connect, End: 2 * time.Second, Status: 200, Redials: uint8(i)})
	}
	if r := tally.Result(time.Now()); r.SlowConnects != 2 || r.Redials != 10 {
		t.Errorf("%d slow connects, %d redials", r.SlowConnects, r.Redials)
	}
}

// A closed loop has one time for each request, and says nothing of another.
func TestClosedLoopsHaveNoServiceHistogram(t *testing.T) {
	tally := runner.NewTally(4, false)
	tally.Record(0, crawl.Fetch{Intended: 0, Start: time.Second, End: 2 * time.Second, Status: 200})
	r := tally.Result(time.Now())
	text, err := json.Marshal(r)
	if err != nil || r.Service != nil || r.Late != 0 {
		t.Errorf("service %v, %d late, %v", r.Service, r.Late, err)
	}
	for _, name := range []string{"service\"", "late", "skipped", "cut", "redials", "slow_connects", "preconnected"} {
		if strings.Contains(string(text), `"`+strings.TrimSuffix(name, `"`)+`":`) {
			t.Errorf("%s is in %s", name, text)
		}
	}
}

func TestShardsOfAnOpenLoop(t *testing.T) {
	shard := func(requests int, cut bool) runner.Result {
		tally := runner.NewOpenTally(2, 10)
		for i := range requests {
			at := time.Duration(i) * 100 * time.Millisecond
			tally.Record(i, crawl.Fetch{Intended: at, Start: at + 20*time.Millisecond, End: at + 50*time.Millisecond, Status: 200, Redials: 1, Connect: time.Second})
		}
		r := tally.Result(time.Date(2026, 11, 22, 13, 10, 0, 0, time.UTC))
		r.Trial, r.Engine, r.Cut, r.Skipped, r.Preconnected = trialOf(9, 4, rate(20, "constant"), lasting(time.Second)), "raw", cut, 2, 3
		return r
	}
	got, err := runner.Merge([]runner.Result{shard(4, true), shard(3, false)})
	if err != nil {
		t.Fatal(err)
	}
	if got.Requests != 7 || got.Late != 7 || got.Skipped != 4 || got.Preconnected != 6 || got.Redials != 7 || got.SlowConnects != 7 || !got.Cut || got.Service.Count() != 7 {
		t.Errorf("merged: %+v", got)
	}
	if _, err := runner.Merge([]runner.Result{shard(4, false), shard(3, false)}); err == nil {
		t.Error("7 of 9 requests without a cut are taken for all")
	}
	if _, err := runner.Merge([]runner.Result{shard(4, true), shard(6, true)}); err == nil {
		t.Error("10 of 9 requests are taken")
	}
}
