package judge_test

import (
	"fmt"
	"time"

	"runexp/config"
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

func ExampleInspect() {
	r := behaviour{n: 2000, median: 20 * ms}.run(runner.Trial{Spec: runner.Spec{Load: runner.Load{Concurrency: 10}}})
	r.Client.Lag = lagOf(1000, 3*ms)
	v := judge.Inspect(&r, config.Checks{}, 0)
	fmt.Println(v.Level)
	for _, reason := range v.Reasons {
		fmt.Println(reason.Flag+":", reason.Text)
	}
	// Output:
	// suspect
	// client-limited: the client's own delay is 15 % of p50 (limit 10 %)
}

// Two targets, a gate and a threshold: the head is a quarter slower.
func ExampleRules_Judge() {
	s, err := readScene(`
targets: {base: "http://127.0.0.1:1", head: "http://127.0.0.1:2"}
iterations: 200
concurrency: 8
thresholds: [errors == 0]
gate: {fail_if: [{metric: throughput, worse_by: 5%}]}
`, 7)
	if err != nil {
		fmt.Println(err)
		return
	}
	j := s.Judge(s.plan, s.results(noise(0.01, 1.25)))
	for _, c := range j.Comparisons {
		fmt.Printf("%s: %.0f/s, then %.0f/s, n=%d\n", c.Metric, c.Base.Value, c.Value.Value, c.Effect.N)
	}
	for _, r := range j.Rulings {
		fmt.Println(r.Verdict, r.Kind, r.Text)
	}
	fmt.Println(j.Outcome())
	// Output:
	// throughput: 397/s, then 318/s, n=10
	// pass threshold errors == 0
	// fail gate throughput worse_by 5%
	// failed
}

// A planner is driven as any other: results go in, trials come out.
func ExampleRules_Planner() {
	s, err := readScene(`
base_url: http://127.0.0.1:1
duration: 10s
search: {find: concurrency, from: 4, to: 512, under: p90 < 250ms}
`, 7)
	if err != nil {
		fmt.Println(err)
		return
	}
	p := s.Planner(s.plan, time.Now)
	defer p.Close()
	server := wall{n0: 60, beta: 1.5, noise: 0.03}
	var results []runner.Result
	var last *runner.Result
	for trial, ok := p.Next(nil); ok; trial, ok = p.Next(last) {
		r := server.run(trial)
		results, last = append(results, r), &r
	}
	found := s.Judge(p.Plan(), results).Answer.Found[0]
	fmt.Printf("%v %s holds up to %v, confirmed: %v\n", found.Under, found.Find, found.Safe, found.Confirmed)
	// Output:
	// p90 < 250ms concurrency holds up to 60, confirmed: true
}
