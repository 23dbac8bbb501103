package judge_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	"runexp/config"
	"runexp/judge"
	"runexp/runner"
	"runexp/runner/vitals"
	"runexp/stats"
)

// scene is an experiment as its file says it, with its plan and rules.
type scene struct {
	*judge.Rules

	plan *runner.Plan
}

// sceneOf reads an experiment.
func sceneOf(tb testing.TB, text string) *scene {
	tb.Helper()
	s, err := readScene(text, 7)
	if err != nil {
		tb.Fatalf("the experiment is wrong: %v", err)
	}
	return s
}

func readScene(text string, seed uint64) (*scene, error) {
	e, err := config.Read(config.Input{Name: "test.yaml", Text: []byte(text)})
	if err != nil {
		return nil, err
	}
	plan, err := runner.NewPlan(e, seed)
	return &scene{Rules: judge.RulesOf(e), plan: plan}, err
}

// pair is the head of an experiment with two targets.
const pair = `
targets: {base: "http://127.0.0.1:1", head: "http://127.0.0.1:2"}
cooldown: 0s
`

// behaviour is how a server answers in a trial.
type behaviour struct {
	n      int           // requests; 0 for those of the trial
	median time.Duration // of the latencies
	spread float64       // sd of their logarithms
	failed int64
	// tail slows the requests beyond this share by tailBy.
	tail, tailBy float64
	client       *vitals.Report
}

// run is the result of a trial of a server that behaves so. Its throughput is that
// of so many slots that are always busy.
func (b behaviour) run(t runner.Trial) runner.Result {
	n := b.n
	if n == 0 {
		n = t.Spec.Load.Iterations
	}
	r := runner.Result{
		Trial: t, Engine: "raw", Requests: int64(n), OK: int64(n) - b.failed, Errors: b.failed,
		Latency: stats.NewHistogram(), Failed: stats.NewHistogram(), Peak: min(t.Spec.Load.Concurrency, n),
		Statuses: map[int]int64{200: int64(n) - b.failed}, Client: quiet(),
	}
	normal := distuv.Normal{Sigma: 1}
	for i := range r.OK {
		q := (float64(i) + 0.5) / float64(r.OK)
		d := float64(b.median)
		if b.spread > 0 {
			d *= math.Exp(b.spread * normal.Quantile(q))
		}
		if b.tailBy > 0 && q >= b.tail {
			d *= b.tailBy
		}
		r.Latency.Record(time.Duration(d))
	}
	for range b.failed {
		r.Failed.Record(b.median)
	}
	if b.failed > 0 {
		r.Classes = map[string]int64{"status": b.failed}
	}
	r.Elapsed = (r.Latency.Sum()+r.Failed.Sum())/time.Duration(max(r.Peak, 1)) + time.Microsecond
	r.Latency.Pack()
	r.Failed.Pack()
	if b.client != nil {
		r.Client = *b.client
	}
	return r
}

// quiet is a client that has nothing to complain of.
func quiet() vitals.Report {
	return vitals.Report{
		Wall: time.Second, CPU: 100 * ms, Processors: 2, Lag: lagOf(1000, 10*time.Microsecond),
		Pressure: new(0.01), Steal: new(0.0), Throttled: new(time.Duration),
	}
}

// lagOf is the lag of a canary that was late by the same so many times.
func lagOf(n int, lag time.Duration) *stats.Histogram {
	h := stats.NewHistogram()
	for range n {
		h.Record(lag)
	}
	h.Pack()
	return h
}

// noisy is a machine with something else to do.
func noisy() *vitals.Report {
	v := quiet()
	v.Pressure = new(0.8)
	return &v
}

// results makes a result of each trial of the plan that is no warm-up.
func (s *scene) results(of func(runner.Trial) runner.Result) []runner.Result {
	var all []runner.Result
	for _, t := range s.plan.Trials {
		if !t.Discarded {
			all = append(all, of(t))
		}
	}
	return all
}

// wobble is a factor around 1 that depends on the trial alone, with so much spread.
func wobble(t *runner.Trial, spread float64) float64 {
	h := t.Seed
	for _, r := range t.Target {
		h = h*1099511628211 + uint64(r)
	}
	h ^= h >> 29
	h *= 0xbf58476d1ce4e5b9
	h ^= h >> 32
	u := (float64(h>>11) + 0.5) / (1 << 53)
	return math.Exp(spread * distuv.Normal{Sigma: 1}.Quantile(u))
}

// scaled is a duration times a factor.
func scaled(d time.Duration, by float64) time.Duration { return time.Duration(float64(d) * by) }

// replaced is a text with one word in the place of another.
func replaced(text, old, with string) string { return strings.ReplaceAll(text, old, with) }
