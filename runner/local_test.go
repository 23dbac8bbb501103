package runner_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"runexp/crawl"
	"runexp/runner"
)

func TestTrialTakesExactlyItsIdealTime(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		discipline     string
		concurrency    int
		elapsed        time.Duration
		pulled, opened int
	}{
		{"serial", 1, 50 * time.Second, 1, 1},
		{"window", 1, 50 * time.Second, 1, 1},
		{"window", 26, 2000 * ms, 26, 26},
		{"window", 100, 500 * ms, 100, 100},
		{"window", 126, 400 * ms, 126, 126},
		{"window", 500, 100 * ms, 500, 500},
		{"window", 900, 100 * ms, 500, 500},
		{"semaphore", 100, 500 * ms, 500, 100},
		{"chunk", 100, 500 * ms, 100, 100},
		{"chunk", 126, 400 * ms, 126, 126},
		{"static", 100, 500 * ms, 100, 100},
	} {
		t.Run(fmt.Sprintf("%s of %d at once", c.discipline, c.concurrency), func(t *testing.T) {
			inBubble(t, nil, func(s *site) {
				t := s.T
				trial := trialOf(500, c.concurrency, discipline(c.discipline))
				began := time.Now()
				r := s.execute(t, trial, runner.Watch{})
				want := runner.Result{
					Trial: trial, Engine: "raw-plain", Started: began, Elapsed: c.elapsed,
					Requests: 500, OK: 500, Bytes: 500, Statuses: map[int]int64{200: 500},
					Dials: int64(c.opened), Peak: min(c.opened, c.concurrency), PulledAtFirst: c.pulled,
					Latency: r.Latency, Failed: r.Failed, Course: r.Course,
				}
				if diff := cmp.Diff(want, r, histograms()); diff != "" {
					t.Errorf("result (-want +got):\n%s", diff)
				}
				if r.Latency.Count() != 500 || r.Latency.Min() != 100*ms || r.Latency.Max() != 100*ms || r.Failed.Count() != 0 {
					t.Errorf("%d latencies of %v to %v, %d of failures", r.Latency.Count(), r.Latency.Min(), r.Latency.Max(), r.Failed.Count())
				}
				if got := r.Elapsed.Seconds() / runner.Ideal(500, c.concurrency, 100*ms, 0).Seconds(); got != 1 {
					t.Errorf("elapsed is %v times the ideal", got)
				}
				if s.conns != c.opened || len(s.visits) != 500 {
					t.Errorf("the server saw %d connections and %d requests", s.conns, len(s.visits))
				}
			})
		})
	}
}

func TestRequestsAreThoseOfTheTrial(t *testing.T) {
	inBubble(t, nil, func(s *site) {
		t := s.T
		trial := trialOf(3, 2, header("X-A", "${trial} ${run} ${index}"), header("User-Agent", "mine"),
			func(t *runner.Trial) {
				t.Spec.Request.Path = "/p$$?t=${trial}&r=${run}&i=${index}&x=${random}&x=${random}"
				t.Spec.Request.Body = `[${index.json}, ${trial.json}, ${random.json}]`
				t.Spec.Request.Method = "PUT"
				t.Target = "head"
			})
		s.execute(t, trial, runner.Watch{})
		words := make(map[string]bool)
		for _, v := range s.visits {
			i := strings.TrimPrefix(v.header.Get("X-A"), "p1r1-head run-1 ")
			word := v.uri[strings.LastIndex(v.uri, "=")+1:]
			words[word] = true
			if want := "/p$?t=p1r1-head&r=run-1&i=" + i + "&x=" + word + "&x=" + word; v.uri != want {
				t.Errorf("asked for %s, want %s", v.uri, want)
			}
			if want := `["` + i + `", "p1r1-head", "` + word + `"]`; v.body != want {
				t.Errorf("body is %s, want %s", v.body, want)
			}
			if len(word) != 10 || v.header.Get("User-Agent") != "mine" {
				t.Errorf("word %q, agent %s", word, v.header.Get("User-Agent"))
			}
		}
		if len(words) != 3 {
			t.Errorf("%d different words in 3 requests", len(words))
		}
		for i := range 3 {
			r, err := s.local.Request(&trial, i)
			if err != nil {
				t.Fatal(err)
			}
			sent := strings.TrimPrefix(string(r.URL), "http://site")
			if !slices.Contains(s.uris(), sent) {
				t.Errorf("Request(%d) is %s, which was not sent", i, sent)
			}
		}
	})
}

func TestRequestsDependOnTheSeedOnly(t *testing.T) {
	sent := func(t *testing.T, trial runner.Trial) (uris []string) {
		t.Helper()
		inBubble(t, nil, func(s *site) {
			t := s.T
			s.execute(t, trial, runner.Watch{})
			uris = s.uris()
		})
		return uris
	}
	one := sent(t, trialOf(20, 1, path("/${random}")))
	if diff := cmp.Diff(one, sent(t, trialOf(20, 7, path("/${random}"), discipline("static")))); diff != "" {
		t.Errorf("another load sends other requests:\n%s", diff)
	}
	other := trialOf(20, 1, path("/${random}"))
	other.Seed++
	for _, uri := range sent(t, other) {
		if slices.Contains(one, uri) {
			t.Errorf("%s comes with both seeds", uri)
		}
	}
}

func TestFailedRequestsAreData(t *testing.T) {
	answer := func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Query().Get("i") {
		case "0", "1":
			time.Sleep(10 * time.Millisecond)
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte("not here"))
		case "2":
			time.Sleep(20 * time.Millisecond)
			conn, _, _ := http.NewResponseController(w).Hijack()
			_ = conn.Close()
		case "3":
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte("0123456789"))
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		case "4":
			waits(time.Hour)(w, r)
		case "5":
			_, _ = w.Write(make([]byte, 2000))
		default:
			waits(30*time.Millisecond)(w, r)
		}
	}
	for _, c := range []struct {
		accept  string
		classes map[string]int64
		bytes   int64
		slowest time.Duration
	}{
		{"2xx", map[string]int64{"status": 2, "reset": 1, "truncated": 1, "timeout": 1, "body_limit": 1}, 4, 30 * time.Millisecond},
		{"2xx,404", map[string]int64{"reset": 1, "truncated": 1, "timeout": 1, "body_limit": 1}, 4 + 16, 30 * time.Millisecond},
		{"404", map[string]int64{"status": 4, "reset": 1, "truncated": 1, "timeout": 1, "body_limit": 1}, 16, 10 * time.Millisecond},
	} {
		t.Run("accepting "+c.accept, func(t *testing.T) {
			inBubble(t, answer, func(s *site) {
				t := s.T
				trial := trialOf(10, 2, func(t *runner.Trial) {
					t.Spec.Accept = c.accept
					t.Spec.Request.MaxBody = 1000
					t.Spec.Load.Timeout = time.Second
				})
				r := s.execute(t, trial, runner.Watch{})
				if diff := cmp.Diff(c.classes, r.Classes); diff != "" {
					t.Errorf("classes (-want +got):\n%s", diff)
				}
				var failed int64
				for _, n := range c.classes {
					failed += n
				}
				if r.Requests != 10 || r.Errors != failed || r.OK != 10-failed {
					t.Errorf("%d requests, %d ok, %d errors", r.Requests, r.OK, r.Errors)
				}
				if diff := cmp.Diff(map[int]int64{200: 6, 404: 2}, r.Statuses); diff != "" {
					t.Errorf("statuses (-want +got):\n%s", diff)
				}
				if r.Latency.Count() != r.OK || r.Failed.Count() != r.Errors || r.Failed.Max() != time.Second || r.Latency.Max() != c.slowest {
					t.Errorf("%d latencies up to %v, %d of failures up to %v", r.Latency.Count(), r.Latency.Max(), r.Failed.Count(), r.Failed.Max())
				}
				if r.Bytes != c.bytes {
					t.Errorf("%d bytes of successful fetches, want %d", r.Bytes, c.bytes)
				}
			})
		})
	}
}

func TestAServerThatIsDownIsAResult(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	trial := trialOf(20, 4)
	trial.Spec.BaseURL = server.URL
	r, err := (&runner.Local{}).Execute(t.Context(), trial, runner.Watch{})
	if err != nil {
		t.Fatal(err)
	}
	if r.OK != 0 || r.Errors != 20 || r.Classes["connect"] != 20 || r.Statuses != nil || r.PulledAtFirst != 0 || r.Elapsed <= 0 {
		t.Errorf("result is %+v", r)
	}
}

func TestThinkTimeIsSpentBetweenRequestsOnly(t *testing.T) {
	inBubble(t, nil, func(s *site) {
		t := s.T
		r := s.execute(t, trialOf(4, 2, func(t *runner.Trial) { t.Spec.Load.ThinkTime = 50 * time.Millisecond }), runner.Watch{})
		if r.Elapsed != 250*time.Millisecond || r.Latency.Max() != 100*time.Millisecond {
			t.Errorf("took %v, the longest latency %v", r.Elapsed, r.Latency.Max())
		}
	})
}

func TestWithoutKeepAliveEachRequestDials(t *testing.T) {
	inBubble(t, nil, func(s *site) {
		t := s.T
		r := s.execute(t, trialOf(30, 4, warmup(runner.Warmup{Requests: 5}), func(t *runner.Trial) { t.Spec.Load.KeepAlive = false }), runner.Watch{})
		if r.Dials != 30 || s.conns != 35 {
			t.Errorf("%d dials for 30 requests, the server saw %d with the warm-up's", r.Dials, s.conns)
		}
	})
}

func TestFetchIsCalledForEachMeasuredFetch(t *testing.T) {
	inBubble(t, nil, func(s *site) {
		t := s.T
		var mu sync.Mutex
		seen := make(map[int64]crawl.Fetch)
		r := s.execute(t, trialOf(50, 7, warmup(runner.Warmup{Requests: 9})), runner.Watch{Fetch: func(f crawl.Fetch) {
			mu.Lock()
			defer mu.Unlock()
			seen[f.Index] = f
		}})
		if len(seen) != 50 || r.OK != 50 {
			t.Errorf("%d fetches seen of %d", len(seen), r.OK)
		}
		for i := range int64(50) {
			if f := seen[i]; f.Class != crawl.OK || f.Latency() != 100*time.Millisecond || f.Bytes != 1 {
				t.Errorf("fetch %d: %+v", i, f)
			}
		}
	})
}

func TestTrialsThatCannotRun(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*runner.Trial)
		want   string
	}{
		{"an unknown discipline", discipline("carousel"), "carousel"},
		{"statuses that are none", func(t *runner.Trial) { t.Spec.Accept = "2xx,x" }, `"x" is no status`},
		{"no slot", func(t *runner.Trial) { t.Spec.Load.Concurrency = 0 }, "concurrency is 0"},
		{"a level that is not filled in", path("/${delay}"), "nothing binds ${delay}"},
		{"a template that is none", path("/${delay"), "never closed"},
		{"a form that a text has not", path("/${trial.us}"), "only a duration"},
		{"the built-in server, where there is none", func(t *runner.Trial) { t.Spec.BaseURL = "demo" }, "wants the built-in server, and there is none"},
	} {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, nil, func(s *site) {
				t := s.T
				r, err := s.local.Execute(t.Context(), trialOf(5, 1, c.change), runner.Watch{})
				if err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("error is %v, want one that says %q", err, c.want)
				}
				if diff := cmp.Diff(runner.Result{}, r); diff != "" {
					t.Errorf("a result comes with the error:\n%s", diff)
				}
				if len(s.visits) != 0 {
					t.Errorf("%d requests were sent", len(s.visits))
				}
			})
		})
	}
}

// What counts is how many slots are opened, and five requests need five.
func TestManySlotsForFewRequests(t *testing.T) {
	server := httptest.NewServer(waits(0))
	defer server.Close()
	for _, name := range []string{"serial", "window", "chunk", "static", "semaphore"} {
		trial := trialOf(5, 1_000_000_000, discipline(name), warmup(runner.Warmup{Requests: 2}))
		trial.Spec.BaseURL = server.URL
		r, err := (&runner.Local{}).Execute(t.Context(), trial, runner.Watch{})
		if err != nil || r.OK != 5 || r.Peak > 5 {
			t.Errorf("%s: %d ok, peak %d, %v", name, r.OK, r.Peak, err)
		}
	}
}
