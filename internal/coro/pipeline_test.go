package coro_test

import "testing"

// pipeline sums n values through three stages.
func pipeline(n int) int {
	even := Filter(Range(n), func(v int) bool { return v%2 == 0 })
	tripled := Map(even, func(v int) int { return 3 * v })
	halves := Map(tripled, func(v int) int { return v / 2 })
	sum := 0
	for v := range halves {
		sum += v
	}
	return sum
}

const pipelineLength = 1_000_000

func TestAPipelineAllocatesNothing(t *testing.T) {
	sum := 0
	if allocs := testing.AllocsPerRun(3, func() { sum = pipeline(pipelineLength) }); allocs != 0 {
		t.Errorf("%v objects allocated for %d values, want 0 in total", allocs, pipelineLength)
	}
	if want := 3 * (pipelineLength / 2) * (pipelineLength/2 - 1) / 2; sum != want {
		t.Errorf("sum is %d, want %d", sum, want)
	}
}

func BenchmarkPipeline(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		pipeline(pipelineLength)
	}
}
