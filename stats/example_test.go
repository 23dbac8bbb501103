package stats_test

import (
	"encoding/json"
	"fmt"
	"time"

	"runexp/stats"
)

// Two machines measure; the answer comes from the merged histogram, not from
// the mean of two percentiles.
func ExampleHistogram() {
	fast, slow := stats.NewHistogram(), stats.NewHistogram()
	for i := range 990 {
		fast.Record(100*time.Millisecond + time.Duration(i%100)*time.Microsecond)
	}
	for i := range 10 {
		slow.Record(time.Second + time.Duration(i)*time.Millisecond)
	}

	line, err := json.Marshal(slow) // on its way from there to here
	if err != nil {
		fmt.Println(err)
	}
	var arrived stats.Histogram
	if err := json.Unmarshal(line, &arrived); err != nil {
		fmt.Println(err)
	}

	var all stats.Histogram
	all.Merge(fast)
	all.Merge(&arrived)
	fmt.Println(all.Count(), "fetches, max", all.Max())
	fmt.Println("p50", all.Quantile(0.50).Round(time.Millisecond))
	fmt.Println("p99", all.Quantile(0.99).Round(time.Millisecond))
	fmt.Println("p99.5", all.Quantile(0.995).Round(time.Millisecond))
	// Output:
	// 1000 fetches, max 1.009s
	// p50 100ms
	// p99 100ms
	// p99.5 1.004s
}

func ExampleSummarize() {
	elapsed := []float64{0.524, 0.517, 0.531, 0.519} // seconds, of four repeats
	s := stats.Summarize(elapsed)
	fmt.Printf("%.4f s, %.3f to %.3f, of %d\n", s.Median, s.Min, s.Max, s.N)
	// Output:
	// 0.5215 s, 0.517 to 0.531, of 4
}
