package judge_test

import (
	"testing"
	"time"

	"runexp/judge"
	"runexp/runner"
	"runexp/stats"
)

// openPlan has one point per rate, measured n times, of requests whose service
// time is not given. Rate 0 is a closed loop of two slots.
func openPlan(n int, rates ...float64) *runner.Plan {
	p := &runner.Plan{Repeats: n}
	for i, rate := range rates {
		point := runner.Point{Number: i + 1, Settings: []runner.Setting{{Name: "concurrency", Value: "2"}}}
		load := runner.Load{Concurrency: 2, Discipline: "window", Iterations: 101}
		if rate > 0 {
			value := time.Duration(rate).String() // any text that tells rates apart
			point.Settings = append(point.Settings, runner.Setting{Name: "rate", Value: value})
			load.Discipline, load.Rate, load.Arrivals = "rate", rate, "constant"
		}
		p.Points = append(p.Points, point)
		for r := range n {
			p.Trials = append(p.Trials, runner.Trial{Repeat: r + 1, Point: point, Spec: runner.Spec{Load: load}})
		}
	}
	return p
}

// measured is a result of 101 requests with one latency and one service time.
func measured(t runner.Trial, latency, service time.Duration) runner.Result {
	r := runner.Result{Trial: t, Requests: 101, OK: 101, Elapsed: 3 * time.Second, Latency: stats.NewHistogram(), Failed: new(stats.Histogram)}
	for range 101 {
		r.Latency.Record(latency)
	}
	if t.Spec.Load.Open() {
		r.Service = stats.NewHistogram()
		for range 101 {
			r.Service.Record(service)
		}
	}
	return r
}

func TestAnOpenLoopIsHeldAgainstItsSchedule(t *testing.T) {
	p := openPlan(2, 50)
	results := []runner.Result{measured(p.Trials[0], 500*ms, 100*ms), measured(p.Trials[1], 500*ms, 100*ms)}
	c := judge.Cells(p, results)[0]
	// 100 gaps of 20 ms and the service time, not the response time.
	if !c.Measured || c.Service.Round(ms) != 100*ms || c.Ideal.Median < 2.099 || c.Ideal.Median > 2.101 || c.Ratio.N != 2 {
		t.Errorf("service %v, ideal %v, ratio %v", c.Service, c.Ideal, c.Ratio)
	}
	if c.ServiceTimes.Count() != 202 || c.Latency.Count() != 202 {
		t.Errorf("%d service times, %d latencies", c.ServiceTimes.Count(), c.Latency.Count())
	}
}

func TestServiceTimesAreMeasuredWhereRequestsAreMostAlone(t *testing.T) {
	for _, c := range []struct {
		name  string
		rates []float64
		want  time.Duration // of point k it is k * 100 ms
	}{
		{"at the lowest rate", []float64{80, 20, 50}, 200 * ms},
		{"in a closed loop before an open one", []float64{20, 0, 50}, 200 * ms},
	} {
		p := openPlan(1, c.rates...)
		var results []runner.Result
		for k, trial := range p.Trials {
			d := time.Duration(k+1) * 100 * ms
			results = append(results, measured(trial, d, d))
		}
		for _, cell := range judge.Cells(p, results) {
			if got := cell.Service.Round(ms); got != c.want || !cell.Measured {
				t.Errorf("%s: service time of point %d is %v, want %v", c.name, cell.Point.Number, got, c.want)
			}
		}
	}
}

func TestACellSumsUpWhatAnOpenLoopCounts(t *testing.T) {
	p := openPlan(3, 50)
	var results []runner.Result
	for i, trial := range p.Trials {
		r := measured(trial, 100*ms, 100*ms)
		r.Late, r.Skipped, r.Preconnected, r.Redials, r.SlowConnects, r.Cut = 1, 2, 3, 4, 5, i > 0
		results = append(results, r)
	}
	c := judge.Cells(p, results)[0]
	if c.Late != 3 || c.Skipped != 6 || c.Preconnected != 9 || c.Redials != 12 || c.SlowConnects != 15 || c.Cut != 2 {
		t.Errorf("%d late, %d skipped, %d preconnected, %d redials, %d slow, %d cut", c.Late, c.Skipped, c.Preconnected, c.Redials, c.SlowConnects, c.Cut)
	}
}
