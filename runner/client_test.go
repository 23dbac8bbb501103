package runner_test

import (
	"fmt"
	"net/http"
	"reflect"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"runexp/runner"
	"runexp/runner/vitals"
	"runexp/stats"
)

// disturbed is what a client tells that was so many times as disturbed as another.
func disturbed(times int64) vitals.Report {
	lag := stats.NewHistogram()
	lag.Record(time.Duration(times) * time.Millisecond)
	share := func(percent int64) *float64 { x := float64(percent) / 100; return &x }
	throttled := time.Duration(times) * 7
	return vitals.Report{
		Wall: time.Duration(times) * time.Second, CPU: time.Duration(times) * 3, Processors: float64(times) * 2, Lag: lag,
		Collections: times, Paused: time.Duration(times) * 5, LongestPause: time.Duration(times) * 4,
		Pressure: share(times * 3), PressureBefore: share(times * 2), Steal: share(times), Throttled: &throttled,
	}
}

func TestTheClientIsWatchedWhileItMeasuresAndNoLonger(t *testing.T) {
	for _, c := range []struct {
		name     string
		change   func(*runner.Trial)
		from, to time.Duration
	}{
		{"without a warm-up", func(*runner.Trial) {}, 0, 500 * time.Millisecond},
		{"after a warm-up", warmup(runner.Warmup{Requests: 8}), 400 * time.Millisecond, 900 * time.Millisecond},
	} {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, nil, func(s *site) {
				began := time.Now()
				var watched []time.Duration
				s.local.Vitals = func() func() vitals.Report {
					watched = append(watched, time.Since(began))
					return func() vitals.Report {
						watched = append(watched, time.Since(began))
						return disturbed(2)
					}
				}
				r := s.execute(s.T, trialOf(10, 2, c.change), runner.Watch{})
				if !slices.Equal(watched, []time.Duration{c.from, c.to}) {
					s.Errorf("watched from and to %v", watched)
				}
				if diff := cmp.Diff(disturbed(2), r.Client, histograms()); diff != "" {
					s.Errorf("client (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// A trial that is given up must not leave a watch behind.
func TestTheWatchEndsWithATrialThatCannotRun(t *testing.T) {
	inBubble(t, nil, func(s *site) {
		begun, ended := 0, 0
		s.local.Vitals = func() func() vitals.Report {
			begun++
			return func() vitals.Report { ended++; return vitals.Report{} }
		}
		if _, err := s.local.Execute(s.Context(), trialOf(5, 0), runner.Watch{}); err == nil || begun != 1 || ended != 1 {
			s.Errorf("%v; begun %d times, ended %d times", err, begun, ended)
		}
	})
}

func TestTheClientIsThatOfThisProcess(t *testing.T) {
	r := onSockets(t, &runner.Local{}, trialOf(300, 8))
	if c := r.Client; c.Wall < r.Elapsed || c.CPU <= 0 || c.Processors <= 0 || c.Lag == nil {
		t.Errorf("client %+v of a trial of %v", c, r.Elapsed)
	}
}

func TestClientsOfShards(t *testing.T) {
	merged := func(reports ...vitals.Report) vitals.Report {
		_, shards := sharded(madeUp(30, 12), 3, 0, false)
		for i := range shards {
			shards[i].Client = reports[i]
		}
		r, err := runner.Merge(shards)
		if err != nil {
			t.Fatal(err)
		}
		return r.Client
	}
	worst := disturbed(3)
	worst.CPU, worst.Processors, worst.Collections = 18, 12, 6
	for _, order := range [][3]int64{{1, 2, 3}, {3, 1, 2}, {2, 3, 1}, {3, 2, 1}} {
		t.Run(fmt.Sprint(order), func(t *testing.T) {
			got := merged(disturbed(order[0]), disturbed(order[1]), disturbed(order[2]))
			if diff := cmp.Diff(worst, got, histograms()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	t.Run("what one does not know, another does", func(t *testing.T) {
		plain := vitals.Report{Wall: time.Second, CPU: 1, Processors: 1}
		want := disturbed(2)
		want.CPU, want.Processors = want.CPU+2, want.Processors+2
		if diff := cmp.Diff(want, merged(plain, disturbed(2), plain), histograms()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if got := merged(plain, plain, plain); got.Lag != nil || got.Steal != nil || got.Throttled != nil {
			t.Errorf("known of nothing: %+v", got)
		}
	})
}

// No field of a report is forgotten when shards are merged.
func TestEveryFieldOfAReportIsMerged(t *testing.T) {
	_, shards := sharded(madeUp(30, 12), 3, 0, false)
	shards[1].Client = disturbed(1)
	r, err := runner.Merge(shards)
	if err != nil {
		t.Fatal(err)
	}
	for field, value := range reflect.ValueOf(r.Client).Fields() {
		if value.IsZero() {
			t.Errorf("%s is lost", field.Name)
		}
	}
}

// No trial pays for the garbage of another.
func TestGarbageIsCollectedBeforeEachTrial(t *testing.T) {
	forced := func() uint32 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.NumForcedGC
	}
	inBubble(t, nil, func(s *site) {
		before, started := forced(), uint32(0)
		s.answer = func(w http.ResponseWriter, r *http.Request) {
			if started == 0 {
				started = forced()
			}
			waits(0)(w, r)
		}
		s.execute(s.T, trialOf(3, 1, warmup(runner.Warmup{Requests: 2})), runner.Watch{})
		if started != before+1 || forced() != started {
			s.Errorf("%d collections before the first request, %d after", started-before, forced()-started)
		}
	})
}
