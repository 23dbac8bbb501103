package origin_test

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"runexp/origin"
)

func TestWorkersServeInOrderOfArrival(t *testing.T) {
	const ms = time.Millisecond
	tests := []struct {
		workers, requests int
		want              []time.Duration
	}{
		{1, 3, []time.Duration{100 * ms, 200 * ms, 300 * ms}},
		{2, 10, []time.Duration{100 * ms, 100 * ms, 200 * ms, 200 * ms, 300 * ms, 300 * ms, 400 * ms, 400 * ms, 500 * ms, 500 * ms}},
		{3, 4, []time.Duration{100 * ms, 100 * ms, 100 * ms, 200 * ms}},
		{9, 3, []time.Duration{100 * ms, 100 * ms, 100 * ms}},
	}
	for _, test := range tests {
		t.Run(fmt.Sprintf("%d requests at %d workers", test.requests, test.workers), func(t *testing.T) {
			inBubble(t, origin.Options{}, func(s *site) {
				t := s.t
				ends := make([]time.Duration, test.requests)
				path := fmt.Sprintf("/add?name=q&delay=100&workers=%d", test.workers)
				start := time.Now()
				var all sync.WaitGroup
				for i := range test.requests {
					all.Go(func() {
						s.get(path)
						ends[i] = time.Since(start)
					})
					synctest.Wait() // it stands in line before the next one comes
				}
				if got := s.tally("q").InFlight; got != int64(test.requests) {
					t.Errorf("%d in flight, want those in line too: %d", got, test.requests)
				}
				all.Wait()
				if !slices.Equal(ends, test.want) {
					t.Errorf("ended at %v, want %v", ends, test.want)
				}
				got := s.tally("q")
				if got.Peak != int64(test.requests) || got.InFlight != 0 || got.Workers != test.workers {
					t.Errorf("counted %+v", got)
				}
			})
		})
	}
}

func TestNobodyOvertakesWhoWasInLineBefore(t *testing.T) {
	inBubble(t, origin.Options{}, func(s *site) {
		t := s.t
		var all sync.WaitGroup
		all.Go(func() { s.get("/add?name=q&delay=100&workers=1") })
		synctest.Wait()
		all.Go(func() {
			if g := s.get("/add?name=q&delay=100&workers=1"); g.took != 200*time.Millisecond {
				t.Errorf("the second took %v, want 200ms", g.took)
			}
		})
		synctest.Wait()
		// At 100 ms the worker is free for an instant, and somebody new comes in the same instant.
		time.Sleep(100 * time.Millisecond)
		all.Go(func() {
			if g := s.get("/add?name=q&delay=0&workers=1"); g.took != 100*time.Millisecond {
				t.Errorf("the third took %v, want 100ms", g.took)
			}
		})
		all.Wait()
	})
}

func TestWorkersMakeAKnee(t *testing.T) {
	const workers, requests, delay = 4, 48, 100 * time.Millisecond
	inBubble(t, origin.Options{}, func(s *site) {
		t := s.t
		for _, concurrency := range []int{1, 2, 4, 8, 16} {
			path := fmt.Sprintf("/add?name=c%d&delay=100&workers=%d", concurrency, workers)
			start := time.Now()
			var clients sync.WaitGroup
			for range concurrency {
				clients.Go(func() {
					for range requests / concurrency {
						s.get(path)
					}
				})
			}
			clients.Wait()
			want := time.Duration(requests/min(concurrency, workers)) * delay
			if got := time.Since(start); got != want {
				t.Errorf("concurrency %d took %v, want %v", concurrency, got, want)
			}
		}
	})
}

func TestTheFirstNumberOfWorkersStays(t *testing.T) {
	inBubble(t, origin.Options{}, func(s *site) {
		t := s.t
		s.get("/add?name=a&delay=0")
		s.get("/add?name=a&delay=0&workers=2")
		if g := s.get("/add?name=a&delay=0&workers=3"); g.status != 400 || g.body != "the name has workers=2 already\n" {
			t.Errorf("got %d %q", g.status, g.body)
		}
		if g := s.get("/add?name=b&delay=0&workers=3"); g.status != 200 {
			t.Errorf("another name: %d %q", g.status, g.body)
		}
		var all sync.WaitGroup
		for range 2 {
			all.Go(func() { s.get("/add?name=a&delay=1000&workers=2") })
		}
		synctest.Wait()
		if g := s.get("/add?name=a&delay=10"); g.took != 10*time.Millisecond {
			t.Errorf("a request without workers stood in line: %v", g.took)
		}
		all.Wait()
	})
}

func TestALineThatDoesNotMoveIsLeft(t *testing.T) {
	inBubble(t, origin.Options{}, func(s *site) {
		t := s.t
		const path = "/add?name=q&delay=60000&workers=1"
		var all sync.WaitGroup
		all.Go(func() { s.get(path) })
		synctest.Wait()
		time.Sleep(time.Second)
		// The first of these is handed the worker at 60 s, the second gives up at 61 s, and the third, which came
		// later, is not held up by the one that left.
		expect := func(status int, took time.Duration, text, path string) {
			all.Go(func() {
				if g := s.get(path); g.status != status || g.took != took || !strings.HasPrefix(g.body, text) {
					t.Errorf("got %d %q after %v, want %d after %v", g.status, g.body, g.took, status, took)
				}
			})
			synctest.Wait()
		}
		expect(200, 119*time.Second, ".", path)
		expect(503, origin.MaxQueueing, "no worker was free within 1m0s", path)
		time.Sleep(61 * time.Second)
		expect(200, 58*time.Second+5*time.Millisecond, ".", "/add?name=q&delay=5&workers=1")
		all.Wait()
		if got := s.tally("q"); got.Status[200] != 3 || got.Status[503] != 1 || got.InFlight != 0 {
			t.Errorf("counted %+v", got)
		}
	})
}

func TestAWorkerThatComesAsPatienceEndsIsNotLost(t *testing.T) {
	inBubble(t, origin.Options{}, func(s *site) {
		var all sync.WaitGroup
		for i := range 200 {
			path := fmt.Sprintf("/add?name=q%d&delay=%d&workers=1", i, origin.MaxQueueing.Milliseconds())
			for range 2 { // the second is in line for as long as the first is served: both ends are right
				all.Go(func() { s.get(path) })
			}
		}
		all.Wait()
		for i := range 200 {
			if g := s.get(fmt.Sprintf("/add?name=q%d&delay=1&workers=1", i)); g.status != 200 || g.took != time.Millisecond {
				s.t.Errorf("name %d: got %d after %v", i, g.status, g.took)
			}
		}
	})
}

func TestAClientThatLeavesIsWaitedFor(t *testing.T) {
	for _, path := range []string{"/add?name=a&delay=1000", "/add?name=a&delay=500&workers=1"} {
		t.Run(path, func(t *testing.T) {
			inBubble(t, origin.Options{}, func(s *site) {
				t := s.t
				for range 2 {
					ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
					defer cancel()
					request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://origin"+path, nil)
					if err != nil {
						t.Fatal(err)
					}
					if _, err := s.client.Do(request); err == nil {
						t.Error("the client did not leave")
					}
				}
				synctest.Wait()
				if got := s.tally("a"); got.InFlight != 2 || got.Requests != 2 || len(got.Status) != 0 {
					t.Errorf("clients gone, counted %+v", got)
				}
				time.Sleep(1500 * time.Millisecond)
				if got := s.tally("a"); got.InFlight != 0 || got.Peak != 2 || got.Status[200] != 2 {
					t.Errorf("wait over, counted %+v", got)
				}
			})
		})
	}
}

func TestJitterIsUniformAndRepeatable(t *testing.T) {
	const n, most = 10_000, 50 * time.Millisecond
	sum := 0.0
	least, greatest := most, time.Duration(0)
	for i := range int64(n) {
		d := origin.Jitter(7, "a", i, most)
		if d != origin.Jitter(7, "a", i, most) {
			t.Fatal("the same request has another jitter")
		}
		if d < 0 || d > most {
			t.Fatalf("jitter %v is not within 0..%v", d, most)
		}
		least, greatest = min(least, d), max(greatest, d)
		sum += float64(d) / float64(most)
	}
	// The mean of n uniform numbers is off by more than 5 standard errors once in millions; the seed is fixed anyway.
	if mean, limit := sum/n, 5/math.Sqrt(12*n); math.Abs(mean-0.5) > limit {
		t.Errorf("the mean is %.4f of the most, want 0.5 within %.4f", mean, limit)
	}
	if least > most/100 || greatest < most-most/100 {
		t.Errorf("%d jitters are within %v..%v", n, least, greatest)
	}
	if origin.Jitter(7, "a", 0, 0) != 0 {
		t.Error("no jitter is some")
	}
	for _, other := range []time.Duration{origin.Jitter(8, "a", 0, most), origin.Jitter(7, "b", 0, most), origin.Jitter(7, "a", 1, most)} {
		if other == origin.Jitter(7, "a", 0, most) {
			t.Error("another seed, name or number has the same jitter")
		}
	}
}

func TestJitterIsAddedToTheDelay(t *testing.T) {
	inBubble(t, origin.Options{Seed: 3}, func(s *site) {
		t := s.t
		for i := range int64(5) {
			want := 20*time.Millisecond + origin.Jitter(3, "a", i, 30*time.Millisecond)
			if g := s.get("/add?name=a&delay=20&jitter=30"); g.took != want {
				t.Errorf("request %d took %v, want %v", i, g.took, want)
			}
		}
	})
	t.Run("also for names beyond the bound", func(t *testing.T) {
		inBubble(t, origin.Options{Seed: 3, Names: 1}, func(s *site) {
			t := s.t
			s.get("/add?name=a&delay=0")
			for i := range int64(3) {
				want := origin.Jitter(3, "b", i, 30*time.Millisecond)
				if g := s.get("/add?name=b&delay=0&jitter=30"); g.took != want {
					t.Errorf("request %d took %v, want %v", i, g.took, want)
				}
			}
		})
	})
}
