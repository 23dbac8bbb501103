package runner_test

import (
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"runexp/crawl"
	"runexp/internal/memnet"
	"runexp/runner"
	"runexp/runner/vitals"
)

// site is a server in a bubble: it answers as told and keeps what it saw.
type site struct {
	*testing.T // of the bubble

	// answer writes the response; nil waits 100 ms and writes one byte.
	answer http.HandlerFunc
	local  *runner.Local

	mu       sync.Mutex
	visits   []visit
	inFlight int
	conns    int
}

// visit is one request as the server saw it.
type visit struct {
	uri, body  string
	header     http.Header
	start, end time.Time
}

// unwatched stands in for vitals, which look at the real clock.
func unwatched() func() vitals.Report { return func() vitals.Report { return vitals.Report{} } }

// inBubble runs f against a site that is reached over a network in memory, in
// a bubble of time. Whatever f leaves running makes the test fail.
func inBubble(t *testing.T, answer http.HandlerFunc, f func(s *site)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		listener := memnet.Listen()
		s := &site{T: t, answer: answer, local: &runner.Local{Dial: listener.DialContext, RunID: "run-1", UserAgent: "runexp/test", Pacer: crawl.Timers, Vitals: unwatched}}
		server := &http.Server{Handler: s, ConnState: func(_ net.Conn, state http.ConnState) {
			if state == http.StateNew {
				s.mu.Lock()
				s.conns++
				s.mu.Unlock()
			}
		}}
		var serving sync.WaitGroup
		serving.Go(func() { _ = server.Serve(listener) })
		f(s)
		synctest.Wait()
		if s.inFlight != 0 {
			t.Errorf("%d requests are still in flight", s.inFlight)
		}
		_ = server.Close()
		serving.Wait()
	})
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v := visit{uri: r.RequestURI, header: r.Header, start: time.Now()}
	body := make([]byte, 4096)
	n, _ := r.Body.Read(body)
	v.body = string(body[:n])
	s.mu.Lock()
	s.inFlight++
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.inFlight--
		v.end = time.Now()
		s.visits = append(s.visits, v)
		s.mu.Unlock()
	}()
	if s.answer != nil {
		s.answer(w, r)
		return
	}
	waits(100*time.Millisecond)(w, r)
}

// waits is an answer of one byte after a while.
func waits(d time.Duration) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(d):
		case <-r.Context().Done():
		}
		_, _ = w.Write([]byte("."))
	}
}

// uris lists what was asked for, sorted.
func (s *site) uris() []string {
	var all []string
	for _, v := range s.visits {
		all = append(all, v.uri)
	}
	slices.Sort(all)
	return all
}

// execute runs a trial that must not fail.
func (s *site) execute(t *testing.T, trial runner.Trial, w runner.Watch) runner.Result {
	t.Helper()
	r, err := s.local.Execute(t.Context(), trial, w)
	if err != nil {
		t.Fatalf("%s: %v", trial.Name(), err)
	}
	return r
}

// trialOf is a trial of n requests, c at once, with changes.
func trialOf(n, c int, changes ...func(*runner.Trial)) runner.Trial {
	t := runner.Trial{
		Seq: 1, Repeat: 1, Block: 1, Seed: 42,
		Point: runner.Point{Number: 1, Settings: []runner.Setting{
			{Name: "iterations", Value: strconv.Itoa(n)}, {Name: "concurrency", Value: strconv.Itoa(c)},
		}},
		Spec: runner.Spec{
			Experiment: "test", BaseURL: "http://site", Accept: "2xx",
			Request: runner.Request{Method: "GET", Path: "/?t=${trial}&i=${index}", MaxBody: 1 << 20},
			Load:    runner.Load{Iterations: n, Concurrency: c, Discipline: "window", Timeout: 30 * time.Second, KeepAlive: true},
		},
	}
	for _, change := range changes {
		change(&t)
	}
	return t
}

func discipline(name string) func(*runner.Trial) {
	return func(t *runner.Trial) { t.Spec.Load.Discipline = name }
}

func engine(name string) func(*runner.Trial) {
	return func(t *runner.Trial) { t.Spec.Load.Engine = name }
}

func warmup(w runner.Warmup) func(*runner.Trial) {
	return func(t *runner.Trial) { t.Spec.Warmup = &w }
}

func path(p string) func(*runner.Trial) {
	return func(t *runner.Trial) { t.Spec.Request.Path = p }
}

func header(name, value string) func(*runner.Trial) {
	return func(t *runner.Trial) {
		t.Spec.Request.Header = append(t.Spec.Request.Header, runner.Header{Name: name, Value: value})
	}
}
