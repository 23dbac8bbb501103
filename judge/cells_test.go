package judge_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"runexp/judge"
	"runexp/runner"
	"runexp/stats"
)

func TestACellSumsUpItsRepeats(t *testing.T) {
	p := planOf(3, "concurrency=4 delay=50ms", "concurrency=8 delay=50ms")
	results := []runner.Result{
		resultOf(p.Trials[0], 1300*ms, 50*ms, 52*ms),
		resultOf(p.Trials[1], 700*ms, 51*ms),
		resultOf(p.Trials[2], 1250*ms, 50*ms),
		resultOf(p.Trials[4], 1400*ms, 40*ms),
	}
	results[3].Peak, results[3].PulledAtFirst = 3, 1
	all := judge.Cells(p, results)

	ideal := 1.25 // a variable, to divide as the code does
	latency := new(stats.Histogram)
	for range 100 {
		latency.Record(50 * ms)
		latency.Record(40 * ms)
	}
	for range 50 {
		latency.Record(50 * ms)
		latency.Record(52 * ms)
	}
	want := judge.Cell{
		Point: p.Points[0], Spec: p.Trials[0].Spec, Repeats: 3, Planned: 3,
		Verdict: judge.Verdict{Level: judge.Suspect, Reasons: []judge.Reason{{
			Flag: judge.NotInFlight, Level: judge.Suspect, Text: "at most 3 requests were in flight at once, of 4 asked for, in 1 of 3 repeats",
			Times: 1, Of: 3,
		}}},
		Requests: 300, OK: 300, Bytes: 900, Dials: 12,
		Classes: map[string]int64{}, Statuses: map[int]int64{200: 300}, Latency: latency,
		Elapsed:       stats.Summarize([]float64{1.3, 1.25, 1.4}),
		Throughput:    stats.Summarize([]float64{100 / 1.3, 100 / 1.25, 100 / 1.4}),
		Peak:          stats.Summarize([]float64{4, 4, 3}),
		PulledAtFirst: stats.Summarize([]float64{5, 5, 1}),
		Quantiles: map[string]stats.Estimate{
			"p50": {N: 3, Value: 50e6, Lo: 36.6e6, Hi: 68.2e6},
			"p90": {N: 3, Value: 52e6, Lo: 36.9e6, Hi: 73.2e6},
			"p95": {N: 3, Value: 52e6, Lo: 36.9e6, Hi: 73.2e6},
		},
		Bound:   0.950,
		Service: 50 * ms,
		Ideal:   stats.Summarize([]float64{1.25, 1.25, 1.25}),
		Ratio:   stats.Summarize([]float64{1.3 / ideal, 1.25 / ideal, 1.4 / ideal}),
	}
	if diff := cmp.Diff(want, all[0], cells(), cmpopts.IgnoreFields(judge.Reason{}, "Form", "Found"), cmpopts.EquateApprox(0.01, 0)); diff != "" {
		t.Errorf("cell (-want +got):\n%s", diff)
	}
	if c := all[1]; c.Repeats != 1 || c.Planned != 3 || c.Elapsed.N != 1 || c.Latency.Quantile(1) != 51*ms {
		t.Errorf("the other cell has %d of %d repeats, %+v", c.Repeats, c.Planned, c.Elapsed)
	}
}

func TestPercentilesAreOfAllRepeatsTogether(t *testing.T) {
	p := planOf(2, "iterations=100")
	results := []runner.Result{resultOf(p.Trials[0], time.Second, 10*ms), resultOf(p.Trials[1], 100*time.Second, 1000*ms)}
	h := judge.Cells(p, results)[0].Latency
	// The mean of both medians would be 505 ms.
	if p50, p51 := h.Quantile(0.5), h.Quantile(0.51); h.Count() != 200 || p50 > 11*ms || p51 < 990*ms {
		t.Errorf("%d latencies, p50 %v, p51 %v", h.Count(), p50, p51)
	}
	if h := results[0].Latency; h.Count() != 100 || h.Max() != 10*ms {
		t.Error("the first result is changed")
	}
}

func TestCellsAreInTheOrderOfThePoints(t *testing.T) {
	p := planOf(2, "concurrency=3", "concurrency=1", "concurrency=2")
	results := all(p, func(t runner.Trial) runner.Result {
		return resultOf(t, time.Duration(t.Point.Number)*time.Second, 10*ms)
	})
	results[0], results[5] = results[5], results[0]
	for i, c := range judge.Cells(p, results) {
		if c.Point.Number != i+1 || c.Elapsed.Median != float64(i+1) || c.Repeats != 2 {
			t.Errorf("cell %d is of point %d with %+v", i, c.Point.Number, c.Elapsed)
		}
	}
}

func TestCellsWithoutResults(t *testing.T) {
	p := planOf(3, "concurrency=1", "concurrency=2 delay=5ms")
	for i, c := range judge.Cells(p, nil) {
		want := judge.Cell{
			Point: p.Points[i], Spec: p.Trials[i].Spec, Planned: 3,
			Classes: map[string]int64{}, Statuses: map[int]int64{}, Latency: new(stats.Histogram),
		}
		if i == 1 {
			want.Service = 5 * ms
		}
		if diff := cmp.Diff(want, c, cells()); diff != "" {
			t.Errorf("cell %d (-want +got):\n%s", i, diff)
		}
	}
	if cells := judge.Cells(&runner.Plan{}, nil); len(cells) != 0 {
		t.Errorf("an empty plan has %d cells", len(cells))
	}
}

// A plan that gained levels numbers its points anew; what was measured before
// belongs to the points that it was measured at.
func TestResultsOfAnotherNumberingFindTheirPoint(t *testing.T) {
	before := planOf(1, "concurrency=4 q=a", "concurrency=8 q=a", "concurrency=9 q=gone")
	results := all(before, func(t runner.Trial) runner.Result {
		return resultOf(t, time.Duration(t.Spec.Load.Concurrency)*time.Second, 10*ms)
	})
	after := planOf(1, "concurrency=1 q=a", "q=a concurrency=8", "q=a concurrency=4")
	cells := judge.Cells(after, results)
	var got []string
	for _, c := range cells {
		got = append(got, fmt.Sprintf("%d: %d repeats, %v s", c.Point.Number, c.Repeats, c.Elapsed.Median))
	}
	want := []string{"1: 0 repeats, 0 s", "2: 1 repeats, 8 s", "3: 1 repeats, 4 s"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cells (-want +got):\n%s", diff)
	}
}

func TestIdealAndRatioAreOfTrialsWithoutErrors(t *testing.T) {
	p := planOf(3, "concurrency=10 delay=50ms")
	results := all(p, func(t runner.Trial) runner.Result { return resultOf(t, 600*ms, 51*ms) })
	results[1] = fail(results[1], 30, "timeout")
	c := judge.Cells(p, results)[0]
	if c.Requests != 300 || c.OK != 270 || c.Errors != 30 || c.Latency.Count() != 270 || c.Elapsed.N != 3 {
		t.Errorf("%d requests, %d ok, %d errors, %d latencies, %d elapsed", c.Requests, c.OK, c.Errors, c.Latency.Count(), c.Elapsed.N)
	}
	if diff := cmp.Diff(map[string]int64{"timeout": 30}, c.Classes); diff != "" {
		t.Errorf("classes (-want +got):\n%s", diff)
	}
	if c.Ideal != stats.Summarize([]float64{0.5, 0.5}) || c.Ratio != stats.Summarize([]float64{1.2, 1.2}) {
		t.Errorf("ideal %+v, ratio %+v", c.Ideal, c.Ratio)
	}
	for i, ok := range []bool{true, false, true} {
		if _, got := c.IdealOf(&results[i]); got != ok {
			t.Errorf("result %d has an ideal: %v", i, got)
		}
	}
	if _, ok := c.IdealOf(&runner.Result{Trial: p.Trials[0]}); ok {
		t.Error("a result without requests has an ideal")
	}

	for i := range results {
		results[i] = fail(results[i], 1, "reset")
	}
	if c := judge.Cells(p, results)[0]; c.Ideal.N != 0 || c.Ratio.N != 0 || c.Service != 50*ms {
		t.Errorf("with errors everywhere: ideal %+v, ratio %+v, service %v", c.Ideal, c.Ratio, c.Service)
	}
}

// Crawls that take exactly as long as they must have the ratio 1, on every step
// of the staircase.
func TestRatioOnTheStaircase(t *testing.T) {
	points := []string{}
	for _, c := range []int{84, 100, 101, 125, 126, 151, 166, 167, 499, 500, 700} {
		points = append(points, fmt.Sprintf("iterations=500 delay=200ms concurrency=%d", c))
	}
	p := planOf(1, points...)
	cells := judge.Cells(p, all(p, func(t runner.Trial) runner.Result {
		return resultOf(t, t.Spec.Ideal(), 200*ms)
	}))
	want := []float64{1.2, 1, 1, 0.8, 0.8, 0.8, 0.8, 0.6, 0.4, 0.2, 0.2}
	for i, c := range cells {
		if c.Ideal.Median != want[i] || c.Ratio.Median != 1 {
			t.Errorf("%s: ideal %v, ratio %v; want %v and 1", points[i], c.Ideal.Median, c.Ratio.Median, want[i])
		}
	}
}

func TestIdealCountsTheRequestsReallyMade(t *testing.T) {
	p := planOf(1, "iterations=500 delay=100ms concurrency=10 think_time=20ms")
	r := resultOf(p.Trials[0], 3*time.Second, 100*ms)
	r.Requests, r.OK = 245, 245 // cut by the clock
	c := judge.Cells(p, []runner.Result{r})[0]
	if want := (25*120*ms - 20*ms).Seconds(); c.Ideal.Median != want {
		t.Errorf("ideal is %v, want %v", c.Ideal.Median, want)
	}
}

func BenchmarkCells(b *testing.B) {
	for _, repeats := range []int{1, 5} {
		b.Run(fmt.Sprintf("2000 points %d repeats", repeats), func(b *testing.B) {
			var points []string
			for c := range 2000 {
				points = append(points, fmt.Sprintf("concurrency=%d q=a", c+1))
			}
			p := planOf(repeats, points...)
			results := all(p, func(t runner.Trial) runner.Result { return resultOf(t, time.Second, 10*ms, 11*ms, 20*ms) })
			b.ReportAllocs()
			for b.Loop() {
				judge.Cells(p, results)
			}
		})
	}
}
