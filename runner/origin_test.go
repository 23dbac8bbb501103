package runner_test

import (
	"context"
	"net"
	"testing"
	"time"

	"runexp/origin"
	"runexp/runner"
)

// The built-in server keeps books of its own: both must agree.
func TestCountsAgreeWithTheDemoServer(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := origin.New(origin.Options{})
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 30*time.Second)
		defer cancel()
		if err := server.Close(ctx); err != nil {
			t.Error(err)
		}
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	p := planOf(t, `
name: agree
base_url: demo
path: /add?name=${trial}&delay=${delay}&${random}
delay: 2ms
iterations: 60
concurrency: [7, 20]
discipline: [serial, window, semaphore, chunk, static]
keepalive: [true, false]
warmup: {requests: 25}
repeats: 1
cooldown: 0s
`)
	local := &runner.Local{Demo: "http://" + listener.Addr().String()}
	results := 0
	for r, err := range runner.Run(t.Context(), p.Planner(), local, runner.Watch{}) {
		if err != nil {
			t.Fatal(err)
		}
		results++
		name := r.Trial.Name()
		measured, _ := server.Tally(name)
		warmed, _ := server.Tally(name + "w")
		if measured.Requests != 60 || measured.Status[200] != 60 || warmed.Requests != 25 {
			t.Errorf("%s: the server saw %d and %d requests", name, warmed.Requests, measured.Requests)
		}
		if r.OK != 60 || r.Warmup != 25 || r.Bytes == 0 || r.Latency.Min() < 2*time.Millisecond {
			t.Errorf("%s: %d ok, %d of the warm-up, %d bytes, %v at least", name, r.OK, r.Warmup, r.Bytes, r.Latency.Min())
		}
		if int64(r.Peak) < measured.Peak {
			t.Errorf("%s: the server saw a peak of %d, the client of %d", name, measured.Peak, r.Peak)
		}
		l := r.Trial.Spec.Load
		switch dials := r.Dials; {
		case !l.KeepAlive && dials != 60:
			t.Errorf("%s: %d dials for 60 requests", name, dials)
		case l.KeepAlive && dials > int64(l.Concurrency):
			t.Errorf("%s: %d dials for %d slots", name, dials, l.Concurrency)
		}
		if ideal := r.Trial.Spec.Ideal(); r.Elapsed < ideal {
			t.Errorf("%s: took %v, the ideal is %v", name, r.Elapsed, ideal)
		}
	}
	if results != len(p.Trials) || results != 18 {
		t.Errorf("%d results of %d trials", results, len(p.Trials))
	}
}
