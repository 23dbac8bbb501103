package judge_test

import (
	"fmt"
	"time"

	"runexp/judge"
	"runexp/runner"
)

func ExampleCells() {
	plan := planOf(2, "concurrency=1 iterations=40", "concurrency=8 iterations=40")
	results := []runner.Result{
		resultOf(plan.Trials[0], 1000*time.Millisecond, 25*time.Millisecond),
		resultOf(plan.Trials[1], 150*time.Millisecond, 30*time.Millisecond),
		resultOf(plan.Trials[3], 130*time.Millisecond, 26*time.Millisecond),
	}
	for _, c := range judge.Cells(plan, results) {
		fmt.Printf("%s: %d of %d repeats, %.2f s, ideal %.3f s, ratio %.1f\n",
			c.Point.Key(), c.Repeats, c.Planned, c.Elapsed.Median, c.Ideal.Median, c.Ratio.Median)
	}
	// Output:
	// concurrency=1 iterations=40: 1 of 2 repeats, 1.00 s, ideal 1.000 s, ratio 1.0
	// concurrency=8 iterations=40: 2 of 2 repeats, 0.14 s, ideal 0.125 s, ratio 1.1
}
