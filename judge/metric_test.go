package judge_test

import (
	"math"
	"testing"

	"runexp/config"
	"runexp/judge"
	"runexp/runner"
	"runexp/stats"
)

// near reports whether two numbers are equal within 1 %.
func near(a, b float64) bool { return math.Abs(a-b) <= 0.01*math.Abs(b)+1e-12 }

func TestMetricsAreInBaseUnits(t *testing.T) {
	p := planOf(3, "concurrency=10 iterations=1000 delay=20ms")
	results := all(p, func(t runner.Trial) runner.Result {
		r := behaviour{median: 20 * ms, tail: 0.985, tailBy: 5}.run(t)
		r.Bytes, r.Dials, r.Late = 4000, 10, 1
		return r
	})
	results[1] = behaviour{median: 22 * ms, tail: 0.985, tailBy: 5}.run(p.Trials[1])
	results[1].Dials, results[1].Peak, results[1].Elapsed = 13, 8, results[1].Elapsed*10/8
	results[2].OK, results[2].Errors = 997, 3
	c := judge.Cells(p, results)[0]
	for name, want := range map[string]float64{
		"p50": 20e6, "p90": 22e6, "p95": 22e6, "p99": 100e6, "mean": 21.9e6, "max": 110e6, "elapsed": 2.38e9,
		"ideal": 2e9, "ratio": 1.23, "throughput": 421, "error_rate": 0.001, "ok": 2997, "errors": 3, "requests": 3000,
		"bytes": 8000, "peak_in_flight": 10, "dials": 33, "late": 2,
	} {
		e, ok := c.Metric(name)
		if !ok || math.Abs(e.Value-want) > 0.03*want || e.Lo > e.Value || e.Hi < e.Value {
			t.Errorf("%s is %+v (%v), want %v", name, e, ok, want)
		}
	}
	for _, name := range []string{"p999", "nonsense"} { // 3000 requests are too few for p999
		if e, ok := c.Metric(name); ok {
			t.Errorf("%s is %+v", name, e)
		}
	}
	if e, _ := c.Metric("ratio"); e.N != 2 {
		t.Errorf("the ratio is of %d trials, one of three has errors", e.N)
	}
	for _, name := range config.Metrics() {
		if _, ok := c.Metric(name); !ok && name != "p999" {
			t.Errorf("%s is not known", name)
		}
		if e, ok := new(judge.Cell).Metric(name); ok {
			t.Errorf("an empty cell has a %s of %+v", name, e)
		}
	}
}

// The value of a percentile is that of the merged histogram; its interval comes
// from the spread between the repeats.
func TestIntervalsOfPercentilesComeFromTheRepeats(t *testing.T) {
	p := planOf(4, "concurrency=10 iterations=500")
	medians := []float64{10, 11, 12, 13}
	k := 0
	c := judge.Cells(p, all(p, func(t runner.Trial) runner.Result {
		k++
		return behaviour{median: scaled(ms, medians[k-1]), spread: 0.1}.run(t)
	}))[0]
	want := stats.LogMean(medians, 0.95)
	got := c.Quantiles["p50"]
	if got.N != 4 || !near(got.Lo/got.Value, want.Lo/want.Value) || !near(got.Hi/got.Value, want.Hi/want.Value) {
		t.Errorf("p50 is %+v, the repeats say %+v", got, want)
	}
	if want := float64(c.Latency.Quantile(0.5)); got.Value != want {
		t.Errorf("p50 is %v, of the merged histogram %v", got.Value, want)
	}
	if _, ok := c.Quantiles["p99"]; !ok {
		t.Error("four times 500 requests are enough for p99")
	}
	if p := planOf(1, "iterations=99"); judge.Cells(p, all(p, behaviour{median: ms}.run))[0].Quantiles["p90"].N != 0 {
		t.Error("99 requests have a p90")
	}
}

func TestASingleRepeatHasNoInterval(t *testing.T) {
	p := planOf(1, "concurrency=10 iterations=500")
	c := judge.Cells(p, all(p, behaviour{median: 10 * ms, spread: 0.1}.run))[0]
	for _, name := range []string{"p50", "mean", "elapsed", "throughput", "ratio"} {
		if e, ok := c.Metric(name); !ok || e.N != 1 || e.Lo != e.Value || e.Hi != e.Value {
			t.Errorf("%s is %+v, %v", name, e, ok)
		}
	}
}

func TestSharesOfTheCeilingAndTheBound(t *testing.T) {
	s := sceneOf(t, "base_url: http://127.0.0.1:1\niterations: 1000\nservice_time: 20ms\nconcurrency: [1, 10, 100]\n")
	s.Ceilings = func(spec *runner.Spec) float64 { return 100 * float64(spec.Load.Concurrency) }
	j := s.Judge(s.plan, s.results(func(t runner.Trial) runner.Result {
		// Ten at once is all that the server does.
		return behaviour{median: scaled(20*ms, max(1, float64(t.Spec.Load.Concurrency)/10))}.run(t)
	}))
	for i, want := range []struct{ ceiling, bound float64 }{{0.5, 1}, {0.5, 1}, {0.05, 1}} {
		c := &j.Cells[i]
		if !near(c.Ceiling, want.ceiling) || !near(c.Bound, want.bound) {
			t.Errorf("at %d the throughput is %v of the ceiling, %v of the bound; want %+v", c.Spec.Load.Concurrency, c.Ceiling, c.Bound, want)
		}
	}
}
