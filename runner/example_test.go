package runner_test

import (
	"context"
	"fmt"
	"time"

	"runexp/config"
	"runexp/runner"
	"runexp/stats"
)

// pretend is an Executor that needs no server: every request takes 50 ms.
type pretend struct{}

func (pretend) Execute(_ context.Context, t runner.Trial, _ runner.Watch) (runner.Result, error) {
	n := int64(t.Spec.Load.Iterations)
	r := runner.Result{Trial: t, Requests: n, OK: n, Elapsed: t.Spec.Ideal(), Latency: new(stats.Histogram)}
	for range n {
		r.Latency.Record(50 * time.Millisecond)
	}
	return r, nil
}

func Example() {
	experiment, err := config.Read(config.Input{Name: "sweep.yaml", Text: []byte(`
base_url: demo
path: /add?name=${trial}&delay=${delay}&${random}
delay: 50ms
iterations: 100
discipline: [serial, window]
concurrency: [10, 30]
order: sequential
repeats: 1
cooldown: 0s
`)})
	if err != nil {
		fmt.Println(err)
		return
	}
	plan, err := runner.NewPlan(experiment, 7)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, step := range plan.Steps {
		fmt.Printf("%-8s %s: %d\n", step.What, step.Text, step.Points)
	}
	expected, _ := plan.Expected()
	requests, _ := plan.Requests()
	fmt.Printf("%d trials, %d requests, %v\n", len(plan.Trials), requests, expected)

	for result, err := range runner.Run(context.Background(), plan.Planner(), pretend{}, runner.Watch{}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s  %s  %.0f requests/s\n", result.Trial.Name(), result.Trial.Point.Key(), result.Throughput())
	}
	// Output:
	// product  discipline 2 x concurrency 2: 4
	// collapse serial has one slot: 2 points become 1: 3
	// 3 trials, 300 requests, 5.7s
	// p1r1  concurrency=1 delay=50ms discipline=serial iterations=100  20 requests/s
	// p2r1  concurrency=10 delay=50ms iterations=100  200 requests/s
	// p3r1  concurrency=30 delay=50ms iterations=100  500 requests/s
}
