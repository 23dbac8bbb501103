package runner_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"runexp/runner"
)

// moody answers after a time of its own for each request, and not always well.
func moody(seed uint64) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var i uint64
		_, _ = fmt.Sscan(r.URL.Query().Get("i"), &i)
		rng := rand.New(rand.NewPCG(seed, i))
		took := time.Duration(rng.ExpFloat64() * float64(40*time.Millisecond))
		switch rng.IntN(12) {
		case 0:
			w.WriteHeader(http.StatusTeapot)
		case 1:
			waits(took)(httptest.NewRecorder(), r)
			conn, _, _ := http.NewResponseController(w).Hijack()
			_ = conn.Close()
			return
		case 2:
			took = time.Second // more than the timeout
		}
		waits(took)(w, r)
	}
}

// inFlight is how many requests were in flight on average, by Little's law, from
// what a result says of their times.
func inFlight(r *runner.Result) float64 {
	busy := r.Latency.Sum() + r.Failed.Sum()
	if r.Service != nil {
		busy = r.Service.Sum()
	}
	return float64(busy) / float64(r.Elapsed)
}

func TestNoMoreAreInFlightThanThePeak(t *testing.T) {
	for seed, name := range []string{"serial", "window", "semaphore", "chunk", "static", "rate", "poisson"} {
		for _, engine := range []string{"raw", "std"} {
			t.Run(name+" "+engine, func(t *testing.T) {
				for _, c := range []int{1, 3, 17} {
					for _, more := range []func(*runner.Trial){
						func(*runner.Trial) {},
						func(t *runner.Trial) { t.Spec.Load.KeepAlive = false },
						func(t *runner.Trial) { t.Spec.Load.ThinkTime = 7 * time.Millisecond },
						warmup(runner.Warmup{Requests: 5}),
						lasting(150 * time.Millisecond),
					} {
						trial := trialOf(120, c, discipline(name), more, func(t *runner.Trial) {
							t.Spec.Load.Timeout, t.Spec.Load.Engine = 300*time.Millisecond, engine
						})
						switch name {
						case "serial":
							trial.Spec.Load.Concurrency = 1
						case "rate", "poisson":
							rate(200, map[string]string{"rate": "constant", "poisson": "poisson"}[name])(&trial)
						}
						inBubble(t, moody(uint64(seed)), func(s *site) {
							r := s.execute(s.T, trial, runner.Watch{})
							if got := inFlight(&r); got > float64(r.Peak) || got <= 0 {
								s.Errorf("%+v: %v in flight on average, peak %d", trial.Spec.Load, got, r.Peak)
							}
							if r.Peak > trial.Spec.Load.Concurrency {
								s.Errorf("%d at once on %d slots", r.Peak, trial.Spec.Load.Concurrency)
							}
						})
					}
				}
			})
		}
	}
}

// Where all slots are busy all the time, the bound is reached.
func TestAFullLoopHasItsConcurrencyInFlight(t *testing.T) {
	for _, name := range []string{"window", "semaphore", "chunk", "static"} {
		inBubble(t, nil, func(s *site) {
			r := s.execute(s.T, trialOf(60, 6, discipline(name)), runner.Watch{})
			if got := inFlight(&r); got != 6 || r.Peak != 6 {
				s.Errorf("%s: %v in flight on average, peak %d", name, got, r.Peak)
			}
		})
	}
}

// What requests of an open loop wait for a slot is in their latency: that is no
// measure of what is in flight.
func TestLatenciesOfAnOpenLoopPassThePeak(t *testing.T) {
	inBubble(t, nil, func(s *site) {
		r := s.execute(s.T, trialOf(50, 2, rate(1000, "constant")), runner.Watch{})
		if got := float64(r.Latency.Sum()) / float64(r.Elapsed); got < 10 {
			s.Errorf("only %v by latency", got)
		}
		if got := inFlight(&r); got > 2 || got < 1.99 || r.Peak != 2 { // the second is due 1 ms after the first
			s.Errorf("%v in flight on average, peak %d", got, r.Peak)
		}
	})
}

// onSockets runs a trial against a server on this machine.
func onSockets(t *testing.T, local *runner.Local, trial runner.Trial) runner.Result {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("x")) }))
	defer server.Close()
	trial.Spec.BaseURL = server.URL
	r, err := local.Execute(t.Context(), trial, runner.Watch{})
	if err != nil || r.Errors > 0 {
		t.Fatalf("%d of %d failed, %v", r.Errors, r.Requests, err)
	}
	return r
}

// On real sockets an engine may serve many slots from one goroutine, with a clock
// of its own.
func TestNoMoreAreInFlightThanThePeakOnSockets(t *testing.T) {
	for _, name := range []string{"window", "semaphore", "chunk", "static"} {
		for _, c := range []int{1, 4, 40} {
			r := onSockets(t, &runner.Local{Vitals: unwatched}, trialOf(800, c, discipline(name)))
			if got := inFlight(&r); got > float64(r.Peak) {
				t.Errorf("%s with %d slots on %s: %v in flight on average, peak %d", name, c, r.Engine, got, r.Peak)
			}
		}
	}
}
