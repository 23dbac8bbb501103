package runner_test

import (
	"math"
	"testing"
	"time"

	"runexp/runner"
)

func TestIdealIsAStaircase(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		n              int64
		c              int
		service, think time.Duration
		want           time.Duration
	}{
		{500, 1, 100 * ms, 0, 50 * time.Second},
		{500, 100, 100 * ms, 0, 500 * ms},
		{500, 126, 100 * ms, 0, 400 * ms},
		{500, 151, 100 * ms, 0, 400 * ms},
		{500, 166, 100 * ms, 0, 400 * ms},
		{500, 167, 100 * ms, 0, 300 * ms},
		{500, 500, 100 * ms, 0, 100 * ms},
		{500, 9999, 100 * ms, 0, 100 * ms},
		{501, 100, 100 * ms, 0, 600 * ms},
		{1, 1, 100 * ms, 50 * ms, 100 * ms},
		{4, 2, 100 * ms, 50 * ms, 250 * ms},
		{0, 2, 100 * ms, 50 * ms, 0},
		{4, 0, 100 * ms, 50 * ms, 0},
		{4, 2, 0, 50 * ms, 50 * ms},
		{4, 2, 0, 0, 0},
		{1e12, 1, time.Hour, 0, math.MaxInt64},
		{3, 1, math.MaxInt64, math.MaxInt64, math.MaxInt64},
		{math.MaxInt64, 2, 1, 0, 1 << 62},
	} {
		if got := runner.Ideal(c.n, c.c, c.service, c.think); got != c.want {
			t.Errorf("Ideal(%d, %d, %v, %v) is %v, want %v", c.n, c.c, c.service, c.think, got, c.want)
		}
	}
	if got := (&runner.Spec{Load: runner.Load{Iterations: 5, Concurrency: 1}}).Ideal(); got != 0 {
		t.Errorf("without a service time: %v", got)
	}
}

func TestExpectedTimeOfAPlan(t *testing.T) {
	base := []string{"iterations: 500", "service_time: 100ms", "cooldown: 0s", "repeats: 1"}
	for _, c := range []struct {
		name string
		more []string
		want time.Duration
	}{
		{"one trial", []string{"concurrency: 100"}, 500 * time.Millisecond},
		{"trials add up", []string{"concurrency: [100, 250, 1]"}, 50_700 * time.Millisecond},
		{"a pause between trials, on average the cooldown", []string{"concurrency: [100, 250, 500]", "cooldown: 1s"}, 2800 * time.Millisecond},
		{"think time, but not after the last response", []string{"concurrency: 100", "think_time: 10ms"}, 540 * time.Millisecond},
		{"a warm-up of so many requests", []string{"concurrency: 100", "warmup: {requests: 101}"}, 700 * time.Millisecond},
		{"a warm-up by the clock ends with its last response", []string{"concurrency: 100", "warmup: {duration: 250ms}"}, 800 * time.Millisecond},
		{"a warm-up by the clock that ends with a round", []string{"concurrency: 100", "warmup: {duration: 300ms}"}, 800 * time.Millisecond},
		{"a warm-up by the clock that ends in a pause", []string{"concurrency: 500", "think_time: 100ms", "warmup: {duration: 350ms}"}, 450 * time.Millisecond},
	} {
		lines := append([]string(nil), c.more...)
		for _, line := range base {
			if line != "cooldown: 0s" || len(c.more) < 2 || c.more[1] != "cooldown: 1s" {
				lines = append(lines, line)
			}
		}
		got, ok := planOf(t, load(lines...)).Expected()
		if got != c.want || !ok {
			t.Errorf("%s: %v, %v; want %v", c.name, got, ok, c.want)
		}
	}
}

func TestExpectedTimeIsNotKnownWithoutServiceTimes(t *testing.T) {
	if d, ok := planOf(t, load("iterations: 5", "concurrency: 1", "warmup: {duration: 9s}")).Expected(); ok {
		t.Errorf("it is %v", d)
	}
}

func TestExpectedTimeDoesNotWrap(t *testing.T) {
	got, ok := planOf(t, load("iterations: 1000000000000", "concurrency: [1, 2]", "service_time: 1000h", "repeats: 100", "cooldown: 2000000h")).Expected()
	if got != math.MaxInt64 || !ok {
		t.Errorf("%v, %v", got, ok)
	}
}

func TestRequestsOfAPlan(t *testing.T) {
	p := planOf(t, load("iterations: [5, 1000000000000]", "concurrency: [1, 2]", "repeats: 3", "warmup: {requests: 7}"))
	got, sure := p.Requests()
	if want := int64(3 * 2 * (5 + 1_000_000_000_000)); got != want || sure != runner.Exactly {
		t.Errorf("%d requests (%d), want exactly %d", got, sure, want)
	}
}

func TestThroughputIsOfSuccesses(t *testing.T) {
	r := runner.Result{OK: 30, Errors: 5, Requests: 35, Elapsed: 2 * time.Second}
	if got := r.Throughput(); got != 15 {
		t.Errorf("%v", got)
	}
	if got := (&runner.Result{OK: 30}).Throughput(); got != 0 {
		t.Errorf("in no time: %v", got)
	}
}
