package stats_test

import (
	"fmt"
	"math"

	"runexp/stats"
)

// A server is swept over concurrencies, each measured in three blocks.
func ExampleScale() {
	levels := []stats.Level{
		{Load: 1, Throughput: []float64{97.9, 101.6, 99.8}},
		{Load: 4, Throughput: []float64{361, 366, 360}},
		{Load: 8, Throughput: []float64{620, 645, 633}},
		{Load: 16, Throughput: []float64{941, 957, 951}},
		{Load: 32, Throughput: []float64{1079, 1120, 1090}},
		{Load: 64, Throughput: []float64{909, 938, 929}},
		{Load: 128, Throughput: []float64{597, 619, 602}},
	}
	s := stats.Scale(levels, 0.95)
	fmt.Printf("%v (%v): %.0f/s at %.1f (%.1f to %.1f)\n", s.Shape, s.Best.Kind, s.Throughput, s.At, s.Lo, s.Hi)
	fmt.Printf("retrograde at %.0f: %v, lack of fit p = %.2f\n", s.Tested, s.Retrograde, s.LackOfFit)
	// Output:
	// peak (usl): 1098/s at 31.1 (30.8 to 31.4)
	// retrograde at 128: true, lack of fit p = 0.99
}

// A search for the largest concurrency at which p99 stays below 300 ms, on a server
// whose p99 grows with the square of the concurrency.
func ExamplePosterior() {
	p99 := func(load float64) float64 { return 300 * load / 47 * load / 47 }

	p := stats.NewPosterior(1, 1000)
	for load := 4.0; load <= 64; load *= 2 { // a ramp, until the limit is violated
		p.Observe(load, math.Log(p99(load)/300))
	}
	for !p.Narrow() && p.Trials() < 30 {
		load := math.Round(p.Next())
		p.Observe(load, math.Log(p99(load)/300))
	}
	fmt.Printf("%d trials: best guess %.0f, safe %.0f\n", p.Trials(), p.Quantile(0.5), math.Floor(p.Quantile(0.05)))
	// Output:
	// 10 trials: best guess 47, safe 45
}
