package runner_test

import (
	"slices"
	"testing"
	"time"

	"runexp/runner"
)

// rate makes a trial an open loop.
func rate(perSecond float64, arrivals string) func(*runner.Trial) {
	return func(t *runner.Trial) {
		t.Spec.Load.Discipline, t.Spec.Load.Rate, t.Spec.Load.Arrivals = "rate", perSecond, arrivals
	}
}

// lasting ends a trial by the clock.
func lasting(d time.Duration) func(*runner.Trial) {
	return func(t *runner.Trial) { t.Spec.Load.Duration = d }
}

func TestAnOpenLoopStartsByTheClock(t *testing.T) {
	inBubble(t, waits(250*time.Millisecond), func(s *site) {
		t := s.T
		r := s.execute(t, trialOf(20, 100, rate(10, "constant"), func(t *runner.Trial) { t.Spec.Samples = true }), runner.Watch{})
		if r.OK != 20 || r.Elapsed != 1900*time.Millisecond+250*time.Millisecond || r.Late != 0 || r.Skipped != 0 || r.Cut || r.Peak != 3 {
			t.Errorf("%d ok in %v, %d late, %d skipped, cut %t, peak %d", r.OK, r.Elapsed, r.Late, r.Skipped, r.Cut, r.Peak)
		}
		if r.Service == nil || r.Service.Count() != 20 || r.Service.Max() != r.Latency.Max() || r.Latency.Max() != 250*time.Millisecond {
			t.Errorf("service %v, latency %v", r.Service, r.Latency)
		}
		for i, span := range r.Chronology {
			if span.Start != time.Duration(i)*100*time.Millisecond {
				t.Errorf("request %d starts at %v", i, span.Start)
			}
		}
	})
}

// With one slot for requests of 300 ms, of which one is due every 100 ms, the
// k-th begins at 300k ms, 200k ms late.
func TestLatenessIsPartOfTheLatency(t *testing.T) {
	inBubble(t, waits(300*time.Millisecond), func(s *site) {
		t := s.T
		r := s.execute(t, trialOf(5, 1, rate(10, "constant")), runner.Watch{})
		if r.Late != 4 || r.Latency.Max() != 1100*time.Millisecond || r.Latency.Min() != 300*time.Millisecond {
			t.Errorf("%d late, latencies %v to %v", r.Late, r.Latency.Min(), r.Latency.Max())
		}
		if r.Service.Max() != 300*time.Millisecond || r.Elapsed != 1500*time.Millisecond {
			t.Errorf("service %v, elapsed %v", r.Service.Max(), r.Elapsed)
		}
	})
}

func TestTheClockEndsTrials(t *testing.T) {
	for _, c := range []struct {
		name          string
		trial         runner.Trial
		requests      int64
		elapsed       time.Duration
		skipped, late int64
		cut           bool
	}{
		{"by duration alone", trialOf(0, 2, lasting(time.Second)), 20, time.Second, 0, 0, true},
		{"what is under way is finished", trialOf(0, 2, lasting(950*time.Millisecond)), 20, time.Second, 0, 0, true},
		{"by duration before its iterations", trialOf(500, 2, lasting(time.Second)), 20, time.Second, 0, 0, true},
		{"by iterations before its duration", trialOf(5, 2, lasting(time.Second)), 5, 300 * time.Millisecond, 0, 0, false},
		{"at both at once", trialOf(20, 2, lasting(time.Second)), 20, time.Second, 0, 0, false},
		{"serial", trialOf(0, 1, discipline("serial"), lasting(time.Second)), 10, time.Second, 0, 0, true},
		{"chunk", trialOf(0, 3, discipline("chunk"), lasting(time.Second)), 30, time.Second, 0, 0, true},
		{"static", trialOf(0, 3, discipline("static"), lasting(time.Second)), 30, time.Second, 0, 0, true},
		{"semaphore", trialOf(500, 3, discipline("semaphore"), lasting(time.Second)), 30, time.Second, 0, 0, true},
		{"an open loop", trialOf(0, 50, rate(20, "constant"), lasting(time.Second)), 20, 1050 * time.Millisecond, 0, 0, true},
		{"an open loop without enough slots", trialOf(0, 1, rate(20, "constant"), lasting(time.Second)), 10, time.Second, 10, 9, true},
		{"an open loop by iterations", trialOf(5, 50, rate(20, "constant"), lasting(time.Second)), 5, 300 * time.Millisecond, 0, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, nil, func(s *site) {
				t := s.T
				r := s.execute(t, c.trial, runner.Watch{})
				if r.Requests != c.requests || r.OK != c.requests || r.Elapsed != c.elapsed || r.Cut != c.cut {
					t.Errorf("%d requests in %v, cut %t; want %d, %v, %t", r.Requests, r.Elapsed, r.Cut, c.requests, c.elapsed, c.cut)
				}
				if r.Skipped != c.skipped || r.Late != c.late {
					t.Errorf("%d skipped, %d late; want %d, %d", r.Skipped, r.Late, c.skipped, c.late)
				}
			})
		})
	}
}

func TestRandomArrivalsFollowFromTheSeed(t *testing.T) {
	starts := func(seed uint64) []time.Duration {
		var all []time.Duration
		inBubble(t, nil, func(s *site) {
			r := s.execute(s.T, trialOf(30, 100, rate(20, "poisson"), func(t *runner.Trial) { t.Seed, t.Spec.Samples = seed, true }), runner.Watch{})
			for _, span := range r.Chronology {
				all = append(all, span.Start)
			}
		})
		return all
	}
	first := starts(7)
	if len(first) != 30 || !slices.Equal(first, starts(7)) {
		t.Errorf("the same seed gives other starts, or not all of them: %v", first)
	}
	if slices.Equal(first, starts(8)) {
		t.Error("another seed gives the same starts")
	}
}

func TestWarmUpOfAnOpenLoop(t *testing.T) {
	for _, c := range []struct {
		name string
		warm runner.Warmup
	}{{"by count", runner.Warmup{Requests: 6}}, {"by the clock", runner.Warmup{Duration: 300 * time.Millisecond}}} {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, nil, func(s *site) {
				t := s.T
				r := s.execute(t, trialOf(0, 50, rate(20, "constant"), lasting(time.Second), warmup(c.warm)), runner.Watch{})
				if r.Requests != 20 || r.Warmup != 6 || r.Late != 0 || len(s.visits) != 26 {
					t.Errorf("%d requests, %d of the warm-up, %d late, %d seen", r.Requests, r.Warmup, r.Late, len(s.visits))
				}
			})
		})
	}
}

func TestProgressByTheClock(t *testing.T) {
	inBubble(t, nil, func(s *site) {
		t := s.T
		var last runner.Progress
		s.execute(t, trialOf(0, 2, lasting(2*time.Second)), runner.Watch{Progress: func(p runner.Progress) { last = p }})
		if last.Total != -1 || last.Limit != 2*time.Second || last.Done != 40 || last.Elapsed < 2*time.Second {
			t.Errorf("last progress is %+v", last)
		}
	})
}
