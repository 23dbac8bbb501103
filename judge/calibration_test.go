package judge_test

import (
	"math"
	"testing"

	"runexp/judge"
	"runexp/runner"
)

func TestTheCeilingIsThatOfTheNearestCalibratedLoads(t *testing.T) {
	t.Parallel()
	c := &judge.Calibration{Ceilings: []judge.Ceiling{
		{Concurrency: 100, KeepAlive: true, Throughput: 80_000},
		{Concurrency: 1, KeepAlive: true, Throughput: 10_000},
		{Concurrency: 10, KeepAlive: true, Throughput: 60_000},
		{Concurrency: 10, KeepAlive: false, Throughput: 5_000},
		{Concurrency: 20, KeepAlive: true, Throughput: math.NaN()},
	}}
	for _, test := range []struct {
		name string
		spec runner.Spec
		want float64
	}{
		{"a calibrated concurrency", load(10, true, ""), 60_000},
		{"between two, by their logarithms", load(32, true, ""), 60_000 + math.Log10(3.2)*20_000},
		{"above all", load(5000, true, ""), 80_000},
		{"a connection per request has its own", load(50, false, ""), 5_000},
		{"another engine is not calibrated", load(10, true, "std"), 0},
		{"https is not calibrated", runner.Spec{BaseURL: "HTTPS://127.0.0.1", Load: runner.Load{Concurrency: 10, KeepAlive: true}}, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := c.Ceiling(&test.spec); math.Abs(got-test.want) > 1e-6*test.want {
				t.Errorf("the ceiling is %v, not %v", got, test.want)
			}
		})
	}
	spec := load(10, true, "")
	if got := (*judge.Calibration)(nil).Ceiling(&spec); got != 0 {
		t.Errorf("without a calibration the ceiling is %v, not unknown", got)
	}
}

func load(c int, keepAlive bool, engine string) runner.Spec {
	return runner.Spec{BaseURL: "http://127.0.0.1:1", Load: runner.Load{Concurrency: c, KeepAlive: keepAlive, Engine: engine}}
}
