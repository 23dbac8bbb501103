package judge_test

import (
	"cmp"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"runexp/judge"
	"runexp/runner"
	"runexp/stats"
)

const searching = `
base_url: http://127.0.0.1:1
duration: 10s
search: {find: concurrency, from: FROM, to: TO, under: "UNDER", MORE}
`

func searchFor(tb testing.TB, from, to, under, more string) *scene {
	tb.Helper()
	r := strings.NewReplacer("FROM", from, "TO", to, "UNDER", under, ", MORE", more)
	return sceneOf(tb, r.Replace(searching))
}

// wall is a server whose p99 is the limit of 250 ms at n0 slots, and grows as the
// power beta of the load; single trials are off by the noise, and some of them by
// far.
type wall struct {
	n0, beta        float64
	noise, outliers float64
	requests        int
	seed            uint64
	failedAbove     float64 // from this load on every tenth request fails
}

func (w wall) run(t runner.Trial) runner.Result {
	n := float64(t.Spec.Load.Concurrency)
	if t.Spec.Load.Open() {
		n = t.Spec.Load.Rate
	}
	rng := rand.New(rand.NewPCG(w.seed, uint64(t.Seq)))
	y := w.beta*math.Log(n/w.n0) + w.noise*rng.NormFloat64()
	if rng.Float64() < w.outliers {
		y += 0.4 + 0.6*rng.Float64()
	}
	b := behaviour{n: cmp.Or(w.requests, 400), median: scaled(250*ms, math.Exp(max(y, -2)))}
	if w.failedAbove > 0 && n >= w.failedAbove {
		b.failed = int64(b.n / 10)
	}
	r := b.run(t)
	r.Peak = max(t.Spec.Load.Concurrency, 1)
	r.Elapsed = max(r.Elapsed, 10*time.Second)
	if t.Spec.Load.Open() {
		r.Service = r.Latency
		r.Peak = 10000
	}
	return r
}

// hunted runs a search and judges it.
func hunted(tb testing.TB, s *scene, server func(runner.Trial) runner.Result) (judge.Found, []runner.Result) {
	tb.Helper()
	now := new(clock)
	p := s.Planner(s.plan, now.read)
	results := drive(tb, p, now, 10*time.Second, server)
	j := s.Judge(p.Plan(), results)
	if len(j.Answer.Found) != 1 {
		tb.Fatalf("%+v", j.Answer)
	}
	if f := j.Answer.Found[0]; f.Trials != len(results) {
		tb.Errorf("the judge has seen %d of %d trials: %+v", f.Trials, len(results), f)
	}
	return j.Answer.Found[0], results
}

func TestSearch(t *testing.T) {
	steady := wall{n0: 60, beta: 1.5, noise: 0.03}
	for _, c := range []struct {
		name, from, to, under string
		more                  string
		server                func(runner.Trial) runner.Result
		safe                  [2]float64
		confirmed             bool
		ended                 string
	}{
		{"finds the load that meets the limit", "4", "512", "p90 < 250ms", "", steady.run, [2]float64{52, 60}, true, ""},
		{"with two conditions the stricter one counts", "4", "512", "p90 < 250ms and error_rate < 1%", "", wall{n0: 60, beta: 1.5, noise: 0.03, failedAbove: 30}.run, [2]float64{24, 29}, true, ""},
		{"either of two is enough", "4", "512", "p90 < 250ms or p50 < 1ms", "", steady.run, [2]float64{52, 60}, true, ""},
		{"the other way round", "4", "512", "p90 <= 250ms and throughput > 1/s", "", steady.run, [2]float64{52, 60}, true, ""},
		{"no failure at all", "4", "512", "errors == 0", "", wall{n0: 1000, beta: 1, failedAbove: 40}.run, [2]float64{33, 39}, true, ""},
		{"all of a range that holds", "4", "32", "p90 < 250ms", "", steady.run, [2]float64{32, 32}, true, "holds up to 32, the end of the range"},
		{"nothing holds", "100", "512", "p90 < 250ms", "", steady.run, [2]float64{0, 0}, false, "does not hold even at 100"},
		{"a client that gives up at 32", "4", "512", "p90 < 250ms", "", func(t runner.Trial) runner.Result {
			r := steady.run(t)
			if t.Spec.Load.Concurrency >= 32 {
				r.Client.CPU = time.Hour
			}
			return r
		}, [2]float64{16, 16}, true, "client-limited at 32"},
		{"a client that gives up at once", "4", "512", "p90 < 250ms", "", func(t runner.Trial) runner.Result {
			r := steady.run(t)
			r.Client.CPU = time.Hour
			return r
		}, [2]float64{0, 0}, false, "client-limited at 4"},
		{"a server that is down", "4", "512", "p90 < 250ms", "", func(t runner.Trial) runner.Result {
			r := steady.run(t)
			r.OK, r.Errors, r.Latency, r.Failed = 0, r.Requests, r.Failed, r.Latency
			return r
		}, [2]float64{0, 0}, false, "does not hold even at 4"},
		{"few trials", "4", "512", "p90 < 250ms", ", trials: 7", steady.run, [2]float64{30, 60}, false, "the 7 trials are spent"},
		{"percentiles of too few requests prove nothing", "4", "512", "p99 < 250ms", "", wall{n0: 60, beta: 1.5, noise: 0.03, requests: 100}.run, [2]float64{45, 60}, false, "p99 needs 1000 requests, 500 were ok at"},
		{"a few slots", "1", "9", "p90 < 250ms", "", wall{n0: 3.4, beta: 2, noise: 0.03}.run, [2]float64{3, 3}, true, ""},
		{"one outlier on the way up does not end it", "4", "512", "p90 < 250ms", "", func(t runner.Trial) runner.Result {
			if t.Seq == 2 {
				return wall{n0: 1, beta: 1}.run(t)
			}
			return steady.run(t)
		}, [2]float64{48, 60}, true, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := searchFor(t, c.from, c.to, c.under, c.more)
			f, results := hunted(t, s, c.server)
			if f.Safe < c.safe[0] || f.Safe > c.safe[1] || f.Confirmed != c.confirmed || !strings.HasPrefix(f.Ended, c.ended) || (f.Ended == "") != (c.ended == "") {
				t.Errorf("safe %v, confirmed %v, ended %q after %d trials, likely %+v", f.Safe, f.Confirmed, f.Ended, f.Trials, f.Likely)
			}
			if f.Find != "concurrency" || f.Under != c.under || f.Trials > 30 || len(f.Rest) != 0 {
				t.Errorf("%+v", f)
			}
			checkLevels(t, &f, results)
		})
	}
}

// checkLevels holds the levels of an answer against the trials.
func checkLevels(t *testing.T, f *judge.Found, results []runner.Result) {
	t.Helper()
	byLevel := make(map[float64]int)
	for _, r := range results {
		byLevel[float64(r.Trial.Spec.Load.Concurrency)]++
	}
	answers, last := 0, 0.0
	for _, l := range f.Levels {
		if l.Trials != byLevel[l.Level] || l.Cell == nil || l.Cell.Repeats != l.Trials || l.Level <= last {
			t.Errorf("level %v has %d trials, there were %d: %+v", l.Level, l.Trials, byLevel[l.Level], l.Cell)
		}
		last = l.Level
		if l.Answer {
			answers++
			if l.Level != f.Safe || f.Confirmed && (l.Holds != stats.Pass || l.Trials < 3) {
				t.Errorf("the answer is %+v of %+v", l, f)
			}
		}
	}
	if len(f.Levels) != len(byLevel) || answers > 1 || f.Confirmed && answers != 1 {
		t.Errorf("%d levels of %d, %d answers", len(f.Levels), len(byLevel), answers)
	}
}
