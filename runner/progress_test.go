package runner_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"runexp/runner"
)

// report is a progress and when it came.
type report struct {
	runner.Progress

	at time.Time
}

// reports collects the progress of a trial.
func (s *site) reports(t *testing.T, trial runner.Trial) []report {
	t.Helper()
	var all []report
	s.execute(t, trial, runner.Watch{Progress: func(p runner.Progress) { all = append(all, report{p, time.Now()}) }})
	return all
}

func TestProgressComesTenTimesASecondAndAtTheEnd(t *testing.T) {
	answer := func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("i") == "3" {
			w.WriteHeader(http.StatusTeapot)
		}
		waits(130*time.Millisecond)(w, r)
	}
	inBubble(t, answer, func(s *site) {
		t := s.T
		began := time.Now()
		all := s.reports(t, trialOf(70, 7))
		// Ten rounds of 130 ms: reports after 100, 200 ... 1300 ms.
		if n := len(all); n != 13 && n != 14 {
			t.Errorf("%d reports in 1.3 s", n)
		}
		for i, p := range all[:12] {
			after := p.at.Sub(began)
			rounds := int64((after - 1) / (130 * time.Millisecond))
			if want := time.Duration(i+1) * 100 * time.Millisecond; after != want || p.Elapsed != want {
				t.Errorf("report %d comes after %v with %v elapsed", i+1, after, p.Elapsed)
			}
			if p.OK != p.Done-p.Errors || p.Bytes != p.OK {
				t.Errorf("report %d: %d ok of %d with %d bytes", i+1, p.OK, p.Done, p.Bytes)
			}
			if p.Done != 7*rounds || p.Errors != min(rounds, 1) || p.Total != 70 || p.Warmup || p.Trial.Name() != "p1r1" {
				t.Errorf("report %d: %+v", i+1, p)
			}
			if i >= 4 != (p.P99 == 130*time.Millisecond) {
				t.Errorf("report %d has a p99 of %v", i+1, p.P99)
			}
		}
		last := all[len(all)-1]
		if last.Done != 70 || last.Errors != 1 || last.Elapsed != 1300*time.Millisecond || last.P99 != 130*time.Millisecond {
			t.Errorf("the last report is %+v", last)
		}
	})
}

// The latencies are those of the percentile beside them, at every report.
func TestProgressHasTheLatenciesSoFar(t *testing.T) {
	for _, more := range []func(*runner.Trial){func(*runner.Trial) {}, warmup(runner.Warmup{Requests: 15}), rate(20, "constant")} {
		inBubble(t, uneven, func(s *site) {
			var counts []int64
			s.execute(s.T, trialOf(60, 4, more), runner.Watch{Progress: func(p runner.Progress) {
				if p.Latency.Quantile(0.99) != p.P99 || p.Latency.Count() > p.Total {
					s.Errorf("p99 %v of %d latencies up to %v, %d ok", p.P99, p.Latency.Count(), p.Latency.Max(), p.OK)
				}
				if !p.Warmup {
					counts = append(counts, p.Latency.Count())
				}
			}})
			// After 100 to 400 ms nothing is refreshed yet.
			if !slices.Equal(counts[:4], []int64{0, 0, 0, 0}) || counts[4] == 0 || counts[len(counts)-1] != 60 || !slices.IsSorted(counts) {
				s.Errorf("latencies at each report: %v", counts)
			}
		})
	}
}

func TestAShortTrialReportsOnce(t *testing.T) {
	inBubble(t, waits(5*time.Millisecond), func(s *site) {
		t := s.T
		all := s.reports(t, trialOf(10, 10))
		if len(all) != 1 || all[0].Done != 10 || all[0].Total != 10 || all[0].P99 != 5*time.Millisecond {
			t.Errorf("reports are %+v", all)
		}
	})
}

func TestProgressTellsAWarmUp(t *testing.T) {
	for _, c := range []struct {
		warmup runner.Warmup
		total  int64
	}{{runner.Warmup{Requests: 6}, 6}, {runner.Warmup{Duration: 250 * time.Millisecond}, -1}} {
		inBubble(t, nil, func(s *site) {
			t := s.T
			var ends []report
			for _, p := range s.reports(t, trialOf(8, 2, warmup(c.warmup))) {
				total := int64(8)
				if p.Warmup {
					total = c.total
				}
				if p.Total != total {
					t.Errorf("total is %d of %+v", p.Total, p)
				}
				if len(ends) > 0 && ends[len(ends)-1].Warmup == p.Warmup {
					ends = ends[:len(ends)-1]
				}
				ends = append(ends, p)
			}
			if len(ends) != 2 || !ends[0].Warmup || ends[0].Done != 6 || ends[1].Warmup || ends[1].Done != 8 {
				t.Errorf("the last reports of warm-up and measurement are %+v", ends)
			}
		})
	}
}
