package judge_test

import (
	"testing"
	"time"

	"runexp/judge"
	"runexp/runner"
)

// taking makes results whose requests take as long as told.
func taking(took func(runner.Trial) time.Duration) func(runner.Trial) runner.Result {
	return func(t runner.Trial) runner.Result { return resultOf(t, time.Second, took(t)) }
}

func TestServiceTime(t *testing.T) {
	byConcurrency := func(t runner.Trial) time.Duration { return time.Duration(10+t.Spec.Load.Concurrency) * ms }
	byQ := func(t runner.Trial) time.Duration {
		if q, _ := t.Point.Value("q"); q == "slow" {
			return 500*ms + byConcurrency(t)
		}
		return byConcurrency(t)
	}
	for _, c := range []struct {
		name     string
		points   []string
		took     func(runner.Trial) time.Duration
		of       string
		service  time.Duration
		measured bool
	}{
		{"is the delay where there is one", []string{"concurrency=4 delay=50ms"}, byConcurrency, "concurrency=4 delay=50ms", 50 * ms, false},
		{"is each point's own delay", []string{"concurrency=4 delay=50ms", "concurrency=1 delay=80ms"}, byConcurrency, "concurrency=4 delay=50ms", 50 * ms, false},
		{"is measured at the lowest concurrency", []string{"concurrency=100", "concurrency=2", "concurrency=10"}, byConcurrency, "concurrency=100", 12 * ms, true},
		{"is measured there also for itself", []string{"concurrency=100", "concurrency=2", "concurrency=10"}, byConcurrency, "concurrency=2", 12 * ms, true},
		{"is not that of another param", []string{"concurrency=1 q=slow", "concurrency=2 q=fast", "concurrency=9 q=fast", "concurrency=9 q=slow"}, byQ, "concurrency=9 q=fast", 12 * ms, true},
		{"is that of the same param", []string{"concurrency=1 q=slow", "concurrency=2 q=fast", "concurrency=9 q=fast", "concurrency=9 q=slow"}, byQ, "concurrency=9 q=slow", 511 * ms, true},
		{"is not that of kept connections where none is kept", []string{"concurrency=1", "concurrency=3 keepalive=false", "concurrency=9 keepalive=false"}, byConcurrency, "concurrency=9 keepalive=false", 13 * ms, true},
		{"does not depend on how the requests are dispatched", []string{"concurrency=1 discipline=serial iterations=50", "concurrency=9 iterations=500 think_time=5ms timeout=1s"}, byConcurrency, "concurrency=9 iterations=500 think_time=5ms timeout=1s", 11 * ms, true},
		{"is not taken from a point with a delay of its own", []string{"concurrency=1 delay=80ms", "concurrency=5"}, byConcurrency, "concurrency=5", 15 * ms, true},
		{"is the better measured one at the same concurrency", []string{"concurrency=1 iterations=10", "concurrency=1 iterations=100", "concurrency=1 iterations=20", "concurrency=8"}, func(t runner.Trial) time.Duration { return time.Duration(t.Spec.Load.Iterations) * ms }, "concurrency=8", 100 * ms, true},
		{"of a param called as a load field tells points apart", []string{"concurrency=1 Delay=1", "concurrency=5 Delay=2"}, byConcurrency, "concurrency=5 Delay=2", 15 * ms, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := planOf(2, c.points...)
			got := cellOf(judge.Cells(p, all(p, taking(c.took))), c.of)
			if d := got.Service - c.service; d < 0 || d > c.service/1000 || got.Measured != c.measured {
				t.Errorf("service time is %v (measured %v), want %v (%v)", got.Service, got.Measured, c.service, c.measured)
			}
		})
	}
}

func TestAGivenServiceTimeIsNotMeasured(t *testing.T) {
	p := planOf(1, "concurrency=4 delay=50ms")
	given := 7 * ms
	p.Trials[0].Spec.ServiceTime = &given
	if c := judge.Cells(p, all(p, taking(func(runner.Trial) time.Duration { return 60 * ms })))[0]; c.Service != given || c.Measured {
		t.Errorf("service time is %v, measured %v", c.Service, c.Measured)
	}
}

func TestServiceTimeIsMeasuredWhereSomethingSucceeded(t *testing.T) {
	p := planOf(1, "concurrency=1", "concurrency=5", "concurrency=9")
	results := all(p, taking(func(t runner.Trial) time.Duration { return time.Duration(10+t.Spec.Load.Concurrency) * ms }))
	results[0] = fail(results[0], 100, "connect")
	cells := judge.Cells(p, results)
	if c := cells[2]; c.Service < 15*ms || c.Service > 16*ms || !c.Measured || c.Ratio.N != 1 {
		t.Errorf("service time is %v, measured %v, ratio %+v", c.Service, c.Measured, c.Ratio)
	}
	if c := cells[0]; c.Ratio.N != 0 || c.Latency.Count() != 0 {
		t.Errorf("the failed cell has the ratio %+v", c.Ratio)
	}
	// Without the point at 5 there is only the one at 9.
	if c := judge.Cells(p, results[2:])[2]; c.Service < 19*ms || c.Service > 20*ms {
		t.Errorf("service time is %v", c.Service)
	}
	// With failures alone it is not known.
	for _, c := range judge.Cells(p, results[:1]) {
		if c.Service != 0 || c.Measured || c.Ideal.N != 0 {
			t.Errorf("service time is %v, measured %v", c.Service, c.Measured)
		}
	}
}

func TestADelayOfNothingIsNoServiceTime(t *testing.T) {
	p := planOf(1, "concurrency=4 delay=0ms", "concurrency=4 delay=10ms")
	cells := judge.Cells(p, all(p, taking(func(runner.Trial) time.Duration { return 10 * ms })))
	if c := cells[0]; c.Service != 0 || c.Measured || c.Ideal.N != 0 || c.Ratio.N != 0 {
		t.Errorf("service time %v, ideal %+v", c.Service, c.Ideal)
	}
	if c := cells[1]; c.Service != 10*ms || c.Ratio.N != 1 {
		t.Errorf("service time %v, ratio %+v", c.Service, c.Ratio)
	}
}
