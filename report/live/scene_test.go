package live_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"runexp/config"
	"runexp/judge"
	"runexp/report/live"
	"runexp/runner"
	"runexp/stats"
)

const ms = time.Millisecond

// planOf is the plan of an experiment.
func planOf(tb testing.TB, text string) *runner.Plan {
	tb.Helper()
	e, err := config.Read(config.Input{Name: "test.yaml", Text: []byte(text)})
	if err != nil {
		tb.Fatalf("the experiment is wrong: %v", err)
	}
	plan, err := runner.NewPlan(e, 7)
	if err != nil {
		tb.Fatal(err)
	}
	return plan
}

// The experiments that are shown.
const (
	single = "name: seed\nbase_url: demo\nconcurrency: 100\niterations: 500\nrepeats: 3\nservice_time: 100ms\n"
	sweep  = "name: sweep\nbase_url: demo\npath: /add?delay=${delay}\nconcurrency: [1, 3, 10, 32, 100, 316, 1000]\ndelay: [10ms, 50ms, 200ms]\niterations: 1000\nrepeats: 3\n"
	pairs  = "name: pairs\ntargets: {base: \"http://127.0.0.1:1\", head: \"http://127.0.0.1:2\"}\nconcurrency: [16, 32, 64]\niterations: 640\nrepeats: 4\nservice_time: 20ms\n"
	warm   = "name: warm\nbase_url: demo\nconcurrency: [1, 2]\nduration: 10s\nrepeats: 2\nwarmup: {blocks: 1, duration: 1s}\n"
	search = "name: search\nbase_url: demo\npath: /add?delay=${delay}\ndelay: [10ms, 20ms]\nduration: 500ms\nsearch: {find: concurrency, from: 4, to: 256, under: p95 < 50ms}\n"
	zipped = "name: zipped\nbase_url: demo\npath: /${what}\nconcurrency: [1, 10, 100]\niterations: [100, 1000, 10000]\nparams: {what: [shoes, hats]}\nzip: [[concurrency, iterations]]\nservice_time: 1ms\n"
	// The cells of these have no room for a sign per repeat, and so on.
	long  = "name: long\nbase_url: demo\nconcurrency: [1, 10, 100]\niterations: 100\nrepeats: 100\nservice_time: 10ms\n"
	broad = "name: broad\nbase_url: demo\npath: /${page}\nconcurrency: [1, 4, 16, 64]\niterations: 100\nrepeats: 4\nservice_time: 10ms\nparams: {page: {from: 1, to: 60, steps: 60}}\n"
	wide  = "name: wide\nbase_url: demo\npath: /${page}\nconcurrency: [1, 4, 16, 64]\niterations: 100\nrepeats: 2\nservice_time: 10ms\nparams: {page: {from: 1, to: 300, steps: 300}}\n"
	large = "name: large\nbase_url: demo\npath: /${page}\nconcurrency: 8\niterations: 100\nrepeats: 20\nservice_time: 10ms\nparams: {page: {from: 1, to: 500, steps: 500}}\n"
)

// play is a run that is shown, in a bubble: time passes as fast as the test does.
type play struct {
	testing.TB

	plan *runner.Plan
	view live.View
	// clock is when something was told last: so it does not matter when a frame is
	// drawn after it.
	clock atomic.Pointer[time.Time]
}

// now is the clock of the view.
func (p *play) now() time.Time { return *p.clock.Load() }

// wait lets time pass.
func (p *play) wait(d time.Duration) {
	time.Sleep(d)
	p.clock.Store(new(time.Now()))
}

// staged runs a play in a window of a terminal.
func staged(t *testing.T, plan *runner.Plan, w *terminal, options live.Options, act func(*play)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		options.Plan, options.Writer, options.Size = plan, w, w.size
		if options.Heading == "" {
			options.Heading = fmt.Sprintf("%s  %d trials  seed %d", plan.Name, len(plan.Trials), plan.Seed)
		}
		p := &play{TB: t, plan: plan}
		p.wait(0)
		if options.Now == nil {
			options.Now = p.now
		}
		p.view = live.New(options)
		defer p.view.Close() // also if the test has seen enough
		act(p)
		p.view.Close()
		synctest.Wait()
		for _, fault := range w.faults {
			t.Error(fault)
		}
		if w.hidden {
			t.Error("the cursor stays hidden")
		}
	})
}

// settle lets what was told be drawn.
func (*play) settle() {
	time.Sleep(150 * ms)
	synctest.Wait()
}

// latencies are spread evenly from 10 to 20 ms.
func latencies(n int64) *stats.Histogram {
	h := stats.NewHistogram()
	for i := range n {
		h.Record(10*ms + time.Duration(i%100)*ms/10)
	}
	return h
}

// progress is a trial of 200 requests per 100 ms, as told after so many of these.
func progress(t *runner.Trial, tick int) runner.Progress {
	done := int64(200*tick - 40*(tick%3))
	if most := int64(t.Spec.Load.Iterations); most > 0 {
		done = min(done, most)
	}
	p := runner.Progress{Trial: t, Done: done, OK: done - 1, Errors: 1, Total: int64(t.Spec.Load.Iterations), Elapsed: time.Duration(tick) * 100 * ms, Limit: t.Spec.Load.Duration}
	if p.Total == 0 {
		p.Total = -1
	}
	p.Latency = latencies(200 * int64(tick/5))
	p.P99 = p.Latency.Quantile(0.99)
	return p
}

// watch tells of the first ticks of a trial.
func (p *play) watch(t *runner.Trial, ticks int) {
	for tick := range ticks {
		p.wait(100 * ms)
		p.view.Update(progress(t, tick+1))
	}
}

// result is what a trial measured.
func result(t *runner.Trial) *runner.Result {
	n := int64(max(t.Spec.Load.Iterations, 1))
	return &runner.Result{Trial: *t, Requests: n, OK: n, Elapsed: 500*ms + time.Duration(t.Seq%10)*7*ms, Latency: latencies(min(n, 1000))}
}

// verdict is ok, but for every fifth and every eleventh trial.
func verdict(t *runner.Trial) judge.Verdict {
	switch {
	case t.Seq%11 == 0:
		return judge.Verdict{Level: judge.Invalid, Reasons: []judge.Reason{{Flag: judge.NoSuccess, Level: judge.Invalid}}}
	case t.Seq%5 == 0:
		return judge.Verdict{Level: judge.Suspect, Reasons: []judge.Reason{{Flag: judge.NoisyHost, Level: judge.Suspect}}}
	}
	return judge.Verdict{}
}

// perform runs a trial to its end.
func (p *play) perform(t *runner.Trial) {
	p.watch(t, 5)
	p.view.Finished(result(t), verdict(t))
	p.wait(20 * ms)
}

// first runs the first trials of the plan.
func (p *play) first(n int) {
	for i := range n {
		p.perform(&p.plan.Trials[i])
	}
}
