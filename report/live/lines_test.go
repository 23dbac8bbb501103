package live_test

import (
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"runexp/judge"
	"runexp/report/live"
	"runexp/runner"
)

// told is what a run writes where there is no terminal.
func told(t *testing.T, plan *runner.Plan, options live.Options, act func(*play)) string {
	t.Helper()
	var b strings.Builder
	synctest.Test(t, func(t *testing.T) {
		options.Plan, options.Writer = plan, &b
		p := &play{TB: t, plan: plan, view: live.New(options)}
		act(p)
		p.view.Close()
		p.view.Close()
	})
	if strings.Contains(b.String(), "\x1b") && options.Size == nil {
		t.Errorf("an escape in %q", b.String())
	}
	return b.String()
}

func TestWithoutATerminalThereIsALinePerTrial(t *testing.T) {
	act := func(p *play) {
		p.view.Note("hooks  before_all echo before … done in 0.01s", false)
		p.first(3)
		p.view.Recalled(result(&p.plan.Trials[3]), judge.Verdict{})
		again := p.plan.Trials[2]
		again.Seq, again.Attempt = 25, 1
		p.view.Finished(result(&again), judge.Verdict{Level: judge.Invalid})
		p.view.Note("an\tend\x1b[2J\nof two lines", true)
	}
	want := strings.TrimPrefix(`
pairs  3 points x 2 targets x 4 repeats = 24 trials  seed 7
hooks  before_all echo before … done in 0.01s
pairs  1/24 p3r1-head concurrency=64 rps=1262 p99=19.8ms errors=0 (0.51s)
pairs  2/24 p3r1-base concurrency=64 rps=1245 p99=19.8ms errors=0 (0.51s)
pairs  3/24 p1r1-head concurrency=16 rps=1228 p99=19.8ms errors=0 (0.52s)
pairs    25 p1r1a1-head concurrency=16 rps=1196 p99=19.8ms errors=0 (0.54s)
an end`+"\ufffd"+`[2J
of two lines
`, "\n")
	for name, o := range map[string]live.Options{
		"no terminal":      {},
		"none that is":     {Size: func() (int, int, bool) { return 0, 0, false }},
		"a dumb terminal":  {Size: newTerminal(80, 24).size, Dumb: true},
		"colour is no use": {Color: true},
	} {
		o.Heading = "pairs  3 points x 2 targets x 4 repeats = 24 trials  seed 7"
		if diff := cmp.Diff(want, told(t, planOf(t, pairs), o, act)); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", name, diff)
		}
	}
}

func TestWithoutATerminalThereIsASignOfLifeEvery30Seconds(t *testing.T) {
	counted := told(t, planOf(t, pairs), live.Options{}, func(p *play) {
		for tick := range 700 { // 70 s
			time.Sleep(100 * ms)
			now := progress(&p.plan.Trials[0], tick+1)
			now.Done = int64(tick) / 2
			p.view.Update(now)
		}
		p.view.Finished(result(&p.plan.Trials[0]), judge.Verdict{})
		for tick := range 299 {
			time.Sleep(100 * ms)
			p.view.Update(progress(&p.plan.Trials[1], tick+1))
		}
	})
	want := strings.TrimPrefix(`
pairs  1/24 … still running, 30s, 149 of 640 requests, ETA 1h20m
pairs  1/24 … still running, 1m, 299 of 640 requests, ETA 1h20m
pairs  1/24 p3r1-head concurrency=64 rps=1262 p99=19.8ms errors=0 (0.51s)
`, "\n")
	if diff := cmp.Diff(want, counted); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	timed := told(t, planOf(t, strings.Replace(warm, "10s", "2h", 1)), live.Options{}, func(p *play) {
		now := progress(&p.plan.Trials[2], 1)
		time.Sleep(time.Hour)
		now.Elapsed = time.Hour
		p.view.Update(now)
		now.Warmup = true
		time.Sleep(time.Minute)
		p.view.Update(now)
	})
	want = strings.TrimPrefix(`
warm 3/6 … still running, 1h00m of 2h00m, 160 requests, ETA 11h00m
warm 3/6 … still running, 1h00m of 2h00m, 160 requests, ETA 12h00m
`, "\n")
	if diff := cmp.Diff(want, timed); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// Progress comes from a goroutine of the trial, all else from that of the run.
func TestViewsMayBeToldFromSeveralGoroutines(t *testing.T) {
	for _, options := range []live.Options{{}, {Quiet: true}, {Size: newTerminal(80, 24).size}} {
		plan := planOf(t, sweep)
		told(t, plan, options, func(p *play) {
			var all sync.WaitGroup
			for i := range 4 {
				all.Go(func() {
					for n := range 20 {
						trial := &plan.Trials[(5*i+n)%len(plan.Trials)]
						p.view.Update(progress(trial, n))
						p.view.Finished(result(trial), verdict(trial))
						p.view.Note("a note", i == 0)
						time.Sleep(30 * ms)
					}
				})
			}
			all.Wait()
		})
	}
}
