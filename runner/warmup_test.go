package runner_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"runexp/runner"
)

// uneven answers after 100 to 300 ms, by index.
func uneven(w http.ResponseWriter, r *http.Request) {
	i, _ := strconv.Atoi(r.URL.Query().Get("i"))
	waits(time.Duration(100*(1+i%3))*time.Millisecond)(w, r)
}

func TestWarmUpIsDrainedAndNotCounted(t *testing.T) {
	for _, name := range []string{"serial", "window", "semaphore", "chunk", "static"} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, uneven, func(s *site) {
				t := s.T
				trial := trialOf(9, 3, discipline(name), warmup(runner.Warmup{Requests: 7}), path("/?t=${trial}&i=${index}&x=${random}"),
					func(t *runner.Trial) { t.Spec.Samples = true })
				if name == "serial" {
					trial.Spec.Load.Concurrency = 1
				}
				r := s.execute(t, trial, runner.Watch{})
				if r.Requests != 9 || r.OK != 9 || r.Warmup != 7 || r.Latency.Count() != 9 || len(r.Chronology) != 9 || r.Bytes != 9 {
					t.Errorf("%d requests, %d ok, %d of the warm-up, %d latencies, %d in the chronology, %d bytes",
						r.Requests, r.OK, r.Warmup, r.Latency.Count(), len(r.Chronology), r.Bytes)
				}
				if r.Dials != 0 || s.conns != trial.Spec.Load.Concurrency {
					t.Errorf("%d dials are measured, the server saw %d connections", r.Dials, s.conns)
				}
				checkApart(t, s, r, 7, 9)
			})
		})
	}
}

// checkApart holds what the server saw against a warm-up of w and a
// measurement of n requests.
func checkApart(t *testing.T, s *site, r runner.Result, w, n int) {
	t.Helper()
	var warmed, measured []visit
	words := make(map[string]bool)
	uris := strings.Join(s.uris(), "\n")
	for _, v := range s.visits {
		words[v.uri[strings.Index(v.uri, "&x=")+3:]] = true
		if strings.HasPrefix(v.uri, "/?t=p1r1w&") {
			warmed = append(warmed, v)
		} else {
			measured = append(measured, v)
		}
	}
	for i := range w {
		if !strings.Contains(uris, fmt.Sprintf("/?t=p1r1w&i=%d&", i)) {
			t.Errorf("the warm-up lacks index %d", i)
		}
	}
	for i := range n {
		if !strings.Contains(uris, fmt.Sprintf("/?t=p1r1&i=%d&", i)) {
			t.Errorf("the measurement lacks index %d", i)
		}
	}
	if len(warmed) != w || len(measured) != n || len(words) != w+n {
		t.Fatalf("%d and %d requests, %d different words; want %d and %d", len(warmed), len(measured), len(words), w, n)
	}
	for _, v := range warmed {
		if v.end.After(r.Started) {
			t.Errorf("%s of the warm-up ends %v after the first start", v.uri, v.end.Sub(r.Started))
		}
	}
	var last time.Time
	for _, v := range measured {
		if v.start.Before(r.Started) {
			t.Errorf("%s starts %v before Started", v.uri, r.Started.Sub(v.start))
		}
		if v.end.After(last) {
			last = v.end
		}
	}
	if got := last.Sub(r.Started); got != r.Elapsed {
		t.Errorf("elapsed is %v, the server saw %v", r.Elapsed, got)
	}
}

func TestWarmUpByTheClock(t *testing.T) {
	for _, c := range []struct {
		discipline string
		requests   int64
	}{{"serial", 4}, {"window", 8}, {"semaphore", 8}, {"chunk", 8}, {"static", 8}} {
		t.Run(c.discipline, func(t *testing.T) {
			inBubble(t, waits(300*time.Millisecond), func(s *site) {
				t := s.T
				began := time.Now()
				r := s.execute(t, trialOf(4, 2, discipline(c.discipline), warmup(runner.Warmup{Duration: time.Second})), runner.Watch{})
				// Requests start after 0, 300, 600 and 900 ms; the last ones are waited for.
				if got := r.Started.Sub(began); got != 1200*time.Millisecond {
					t.Errorf("the measurement starts after %v, want 1.2s", got)
				}
				if r.Warmup != c.requests || r.Requests != 4 || r.Dials != 0 {
					t.Errorf("%d requests of the warm-up, want %d; %d measured, %d dials", r.Warmup, c.requests, r.Requests, r.Dials)
				}
			})
		})
	}
}

func TestWarmUpOpensOnlyTheSlotsThatItNeeds(t *testing.T) {
	inBubble(t, nil, func(s *site) {
		t := s.T
		r := s.execute(t, trialOf(50, 10, warmup(runner.Warmup{Requests: 4})), runner.Watch{})
		if r.Dials != 6 || s.conns != 10 || r.Warmup != 4 {
			t.Errorf("%d dials are measured, the server saw %d connections", r.Dials, s.conns)
		}
	})
}

func TestAFailedWarmUpIsNoFailure(t *testing.T) {
	answer := func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("t") == "p1r1w" {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}
	inBubble(t, answer, func(s *site) {
		t := s.T
		r := s.execute(t, trialOf(5, 2, warmup(runner.Warmup{Requests: 3})), runner.Watch{})
		if r.OK != 5 || r.Errors != 0 || r.Warmup != 3 {
			t.Errorf("%d ok, %d errors, %d of the warm-up", r.OK, r.Errors, r.Warmup)
		}
	})
}

func TestAWarmUpOfNothingIsNone(t *testing.T) {
	inBubble(t, nil, func(s *site) {
		t := s.T
		r := s.execute(t, trialOf(5, 2, warmup(runner.Warmup{})), runner.Watch{})
		if r.Warmup != 0 || len(s.visits) != 5 {
			t.Errorf("%d requests of the warm-up, %d in all", r.Warmup, len(s.visits))
		}
	})
}

func TestTheWarmUpOfATargetNamesIt(t *testing.T) {
	inBubble(t, nil, func(s *site) {
		t := s.T
		s.execute(t, trialOf(1, 1, warmup(runner.Warmup{Requests: 1}), func(t *runner.Trial) { t.Target = "headw" }), runner.Watch{})
		if got := strings.Join(s.uris(), " "); got != "/?t=p1r1-headw&i=0 /?t=p1r1w-headw&i=0" {
			t.Errorf("asked for %s", got)
		}
	})
}

func TestNamesOfWarmUps(t *testing.T) {
	for name, c := range map[string]runner.Trial{
		"p1r2w":        {Repeat: 2},
		"p1r2w-head":   {Repeat: 2, Target: "head"},
		"p1r2a1w-head": {Repeat: 2, Attempt: 1, Target: "head"},
		"p1w1w":        {Repeat: 1, Discarded: true},
	} {
		inBubble(t, nil, func(s *site) {
			s.execute(s.T, trialOf(1, 1, warmup(runner.Warmup{Requests: 1}), func(t *runner.Trial) {
				t.Repeat, t.Target, t.Attempt, t.Discarded = c.Repeat, c.Target, c.Attempt, c.Discarded
			}), runner.Watch{})
			if got := s.visits[0].uri; !strings.Contains(got, "?t="+name+"&") {
				s.Errorf("%s asks for %s", name, got)
			}
		})
	}
}
