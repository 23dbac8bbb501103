package report_test

import (
	"os"
	"time"

	"runexp/judge"
	"runexp/report"
	"runexp/runner"
	"runexp/stats"
)

// The least there is to show: one point, one repeat, two requests of 100 ms at
// once.
func Example() {
	service := 100 * time.Millisecond
	point := runner.Point{Number: 1, Settings: []runner.Setting{{Name: "iterations", Value: "40"}, {Name: "concurrency", Value: "2"}}}
	trial := runner.Trial{Seq: 1, Repeat: 1, Block: 1, Point: point, Spec: runner.Spec{
		Load: runner.Load{Iterations: 40, Concurrency: 2, Discipline: "window"}, ServiceTime: &service,
	}}
	plan := &runner.Plan{
		Name: "two-at-once", Seed: 7, Repeats: 1, BaseURL: "demo",
		Fields: []runner.Field{{Name: "iterations", Values: []string{"40"}}, {Name: "concurrency", Values: []string{"2"}}},
		Points: []runner.Point{point}, Trials: []runner.Trial{trial},
	}
	result := runner.Result{Trial: trial, Elapsed: 2020 * time.Millisecond, Requests: 40, OK: 40, Dials: 2, Peak: 2, Latency: new(stats.Histogram)}
	for range 40 {
		result.Latency.Record(101 * time.Millisecond)
	}
	results := []runner.Result{result}
	data := &report.Data{
		Plan: plan, Results: results, Cells: judge.Cells(plan, results),
		Again: "runexp run two-at-once.yaml --seed 7",
	}
	if err := report.Table(os.Stdout, data, report.Layout{Width: 80}); err != nil {
		panic(err)
	}
	// Output:
	// two-at-once  1 trial  iterations 40  concurrency 2  service_time 100ms  window
	//   closed loop (service times)  seed 7
	//  requests  err  elapsed s  ideal s  ratio  req/s  p50 ms  max ms  peak  verdict
	// ────────────────────────────────────────────────────────────────────────────────
	//        40    0      2.020    2.000  1.01x   19.8   101.0   101.0     2  ok
	// too few ok requests in all rows: p90 needs 100, p99 needs 1,000
	// no interval: 1 repeat
	// again:   runexp run two-at-once.yaml --seed 7
}
