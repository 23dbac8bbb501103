package judge_test

import (
	"testing"
	"time"

	"runexp/runner"
)

// progress is a trial under way: so long, so many requests of one latency, so many
// of them failed.
func progress(elapsed time.Duration, done, failed int64, latency time.Duration) runner.Progress {
	return runner.Progress{
		Elapsed: elapsed, Done: done, Errors: failed, OK: done - failed, Bytes: 10 * (done - failed), Total: 5000,
		Latency: lagOf(int(done-failed), latency),
	}
}

func TestWatchdog(t *testing.T) {
	warm := progress(time.Minute, 2000, 1000, time.Second)
	warm.Warmup = true
	for _, c := range []struct {
		name, threshold string
		progress        runner.Progress
		want            string
	}{
		{"a broken percentile", "{check: p99 < 100ms, abort: true}", progress(2*time.Second, 1000, 0, 200*ms), "p99 is 200ms after 2s: p99 < 100ms (test.yaml:5)"},
		{"one that holds", "{check: p99 < 100ms, abort: true}", progress(2*time.Second, 1000, 0, 50*ms), ""},
		{"one of too few requests", "{check: p99 < 100ms, abort: true}", progress(2*time.Second, 900, 0, 200*ms), ""},
		{"too early", "{check: p99 < 100ms, abort: true, after: 5s}", progress(2*time.Second, 1000, 0, 200*ms), ""},
		{"late enough", "{check: p99 < 100ms, abort: true, after: 5s}", progress(5*time.Second, 1000, 0, 200*ms), "p99 is 200ms after 5s: p99 < 100ms (test.yaml:5)"},
		{"a warm-up", "{check: p99 < 100ms, abort: true}", warm, ""},
		{"failures for certain", "{check: error_rate < 1%, abort: true}", progress(time.Second, 100, 10, ms), "error_rate is 10 % after 1s: error_rate < 1% (test.yaml:5)"},
		{"the first request may be the unlucky one", "{check: error_rate < 1%, abort: true}", progress(time.Second, 10, 1, ms), ""},
		{"a failure where there must be none", "{check: errors == 0, abort: true}", progress(time.Second, 10, 1, ms), "errors is 1 after 1s: errors == 0 (test.yaml:5)"},
		{"no failure yet", "{check: errors == 0, abort: true}", progress(time.Second, 10, 0, ms), ""},
		{"what still grows may get there", "{check: requests >= 5000 and ok == 5000, abort: true}", progress(time.Second, 10, 0, ms), ""},
		{"what has grown too far does not come back", "{check: elapsed < 3s, abort: true}", progress(4*time.Second, 10, 0, ms), "elapsed is 4s after 4s: elapsed < 3s (test.yaml:5)"},
		{"the longest so far", "{check: max <= 100ms, abort: true}", progress(time.Second, 10, 0, 200*ms), "max is 200ms after 1s: max <= 100ms (test.yaml:5)"},
		{"a slow server", "{check: throughput > 100/s, abort: true, after: 1s}", progress(10*time.Second, 50, 0, 200*ms), "throughput is 5/s after 10s: throughput > 100/s (test.yaml:5)"},
		{"nothing is known of the ratio before the end", "{check: ratio < 0.1, abort: true}", progress(10*time.Second, 50, 0, 200*ms), ""},
		{"an alternative that holds", "{check: p99 < 100ms or throughput > 1/s, abort: true}", progress(2*time.Second, 1000, 0, 200*ms), ""},
		{"both of two broken", "{check: p99 < 100ms or throughput > 900/s, abort: true}", progress(2*time.Second, 1000, 0, 200*ms), "p99 is 200ms after 2s: p99 < 100ms or throughput > 900/s (test.yaml:5)"},
		{"a condition without a number", "{check: mean < p50, abort: true}", progress(2*time.Second, 1000, 0, 200*ms), "mean < p50 is broken after 2s: mean < p50 (test.yaml:5)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := sceneOf(t, "base_url: http://127.0.0.1:1\niterations: 5000\nconcurrency: 8\nthresholds:\n  - "+c.threshold+"\n")
			watch := s.Watchdog(&s.plan.Trials[0])
			if watch == nil {
				t.Fatal("there is no watchdog")
			}
			if got, broken := watch(c.progress); got != c.want || broken != (c.want != "") {
				t.Errorf("it says %q, want %q", got, c.want)
			}
		})
	}
}

func TestWhatAWatchdogIsAbout(t *testing.T) {
	s := sceneOf(t, pair+`
iterations: 5000
concurrency: [4, 8]
repeats: 2
warmup: {blocks: 1}
thresholds:
  - p99 < 1ms
  - {check: p99 < 100ms when concurrency > 4, abort: true}
`)
	for i := range s.plan.Trials {
		trial := &s.plan.Trials[i]
		watch := s.Watchdog(trial)
		if want := trial.Target == "head" && trial.Spec.Load.Concurrency == 8 && !trial.Discarded; (watch != nil) != want {
			t.Errorf("%s has a watchdog: %v", trial.Name(), watch != nil)
		}
	}
}
