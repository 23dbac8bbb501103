package runner_test

import (
	"math"
	"testing"
	"time"

	"runexp/runner"
)

func TestForecasts(t *testing.T) {
	for _, c := range []struct {
		name     string
		lines    []string
		requests int64
		sure     runner.Sureness
		expected time.Duration // negative: unknown
	}{
		{"a count", []string{"iterations: 500", "concurrency: 100"}, 500, runner.Exactly, -1},
		{"a count that the clock does not cut", []string{"iterations: 500", "concurrency: 100", "duration: 20s", "service_time: 100ms"}, 500, runner.About, 500 * time.Millisecond},
		{"a count that the clock cuts", []string{"iterations: 500", "concurrency: 2", "duration: 20s", "service_time: 120ms"}, 334, runner.About, 20040 * time.Millisecond},
		{"the clock alone", []string{"concurrency: 10", "duration: 2s", "service_time: 100ms", "think_time: 100ms"}, 100, runner.About, 1900 * time.Millisecond},
		{"the clock alone, of unknown requests", []string{"concurrency: 10", "duration: 2s"}, 0, runner.Unknown, 2 * time.Second},
		{"the clock alone, after a warm-up by the clock", []string{"concurrency: 10", "duration: 2s", "warmup: {duration: 1s}"}, 0, runner.Unknown, 3 * time.Second},
		{"the clock alone, after a warm-up of unknown requests", []string{"concurrency: 10", "duration: 2s", "warmup: {requests: 9}"}, 0, runner.Unknown, -1},
		{"the clock or a count, of unknown requests", []string{"iterations: 500", "concurrency: 10", "duration: 2s"}, 500, runner.AtMost, -1},
		{"a rate and a count", []string{"iterations: 101", "rate: 50/s"}, 101, runner.Exactly, 2 * time.Second},
		{"a rate and a count, of known requests", []string{"iterations: 101", "rate: 50/s", "service_time: 1s"}, 101, runner.Exactly, 3 * time.Second},
		{"a rate and the clock", []string{"duration: 2s", "rate: 50/s"}, 100, runner.About, 1980 * time.Millisecond},
		{"a rate, the clock and a count", []string{"duration: 2s", "rate: 50/s", "iterations: 51"}, 51, runner.About, time.Second},
		{"a rate that does not divide the clock", []string{"duration: 2s", "rate: 1.25/s"}, 3, runner.About, 1600 * time.Millisecond},
		{"a rate after a warm-up of requests", []string{"iterations: 101", "rate: 50/s", "warmup: {requests: 51}"}, 101, runner.Exactly, 3 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := planOf(t, load(append(c.lines, "repeats: 1")...))
			if n, sure := p.Requests(); n != c.requests || sure != c.sure {
				t.Errorf("%d requests (%d), want %d (%d)", n, sure, c.requests, c.sure)
			}
			got, ok := p.Expected()
			if !ok {
				got = -1
			}
			if got != c.expected {
				t.Errorf("expected %v, want %v", got, c.expected)
			}
		})
	}
}

func TestForecastsOfSeveralTrialsAreAsSureAsTheLeast(t *testing.T) {
	n, sure := planOf(t, load("duration: 2s", "discipline: [window, rate]", "concurrency: 5", "rate: 50/s", "repeats: 2")).Requests()
	if n != 200 || sure != runner.Unknown {
		t.Errorf("%d requests (%d)", n, sure)
	}
}

func TestForecastsDoNotWrap(t *testing.T) {
	p := planOf(t, load("duration: 1000000h", "concurrency: 1000000", "service_time: 1ns", "repeats: 9"))
	if n, sure := p.Requests(); n != math.MaxInt64 || sure != runner.About {
		t.Errorf("%d requests (%d)", n, sure)
	}
	if d, ok := planOf(t, load("iterations: 1000000000000", "rate: 1/h", "repeats: 9")).Expected(); d != math.MaxInt64 || !ok {
		t.Errorf("expected %v, %t", d, ok)
	}
}

func TestIdealOfAnOpenLoop(t *testing.T) {
	l := &runner.Load{Rate: 50, Concurrency: 3, ThinkTime: time.Second}
	for n, want := range map[int64]time.Duration{0: 0, 1: 100 * time.Millisecond, 2: 120 * time.Millisecond, 501: 10100 * time.Millisecond} {
		if got := l.Ideal(n, 100*time.Millisecond); got != want {
			t.Errorf("of %d requests it is %v, want %v", n, got, want)
		}
	}
}

func TestConnectionsHeldAtOnce(t *testing.T) {
	for _, c := range []struct {
		name  string
		lines []string
		want  int
	}{
		{"the largest trial", []string{"iterations: 50", "concurrency: [1, 10, 30]"}, 30},
		{"no more than requests", []string{"iterations: 5", "concurrency: [1, 10, 30]"}, 5},
		{"the clock has no number", []string{"duration: 5s", "concurrency: [1, 10, 30]"}, 30},
		{"all points that reuse", []string{"iterations: 50", "concurrency: [1, 10, 30]", "connections: reuse"}, 41},
		{"all that reuse and the largest other", []string{"iterations: 50", "concurrency: [1, 10, 30]", "connections: [reuse, fresh]"}, 71},
		{"a rate", []string{"duration: 5s", "rate: 5/s"}, 10_000},
	} {
		if got := planOf(t, load(c.lines...)).Slots(); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

func TestConnectionsHeldForEachTarget(t *testing.T) {
	for _, c := range []struct {
		connections string
		want        int
	}{{"fresh", 30}, {"reuse", 3 * 41}} {
		e := against(t, load("iterations: 50", "concurrency: [1, 10, 30]", "connections: "+c.connections),
			target(t, "a", "http://127.0.0.1:1"), target(t, "b", "http://127.0.0.1:2"), target(t, "c", "http://127.0.0.1:3"))
		if got := planned(t, e).Slots(); got != c.want {
			t.Errorf("%s: %d, want %d", c.connections, got, c.want)
		}
	}
}
