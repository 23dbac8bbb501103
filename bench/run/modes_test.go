//go:build unix

package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"runexp/bench/internal/client"
	"runexp/bench/internal/rig"
	"runexp/bench/internal/server"
)

func TestPlannedStartsKnowTheStall(t *testing.T) {
	o := server.Options{Delay: time.Millisecond, FreezeAt: 3 * time.Second, FreezeFor: time.Second}
	p50, p99, p999 := planned(o)
	// 500 of 5000 wait between 0 and 1 s: a hundredth of all waits 0.9 s and more.
	if p50 != time.Millisecond || p99 != 901*time.Millisecond || p999 != 991*time.Millisecond {
		t.Errorf("p50 %v, p99 %v, p99.9 %v", p50, p99, p999)
	}
	// Those that wait for their delay when it begins wait for its end.
	o = server.Options{Delay: 10 * time.Millisecond, FreezeAt: 3005 * time.Millisecond, FreezeFor: time.Second}
	if _, _, p999 = planned(o); p999 != 1005*time.Millisecond {
		t.Errorf("with a delay of 10ms p99.9 is %v", p999)
	}
	o.FreezeFor = 0
	if _, _, p999 = planned(o); p999 != o.Delay {
		t.Errorf("without a stall p99.9 is %v", p999)
	}
}

func TestFlags(t *testing.T) {
	s, err := parse([]string{"-modes", "truth,delay", "-peers", "wrk,runexp-raw", "-c", "1,10"}, &bytes.Buffer{})
	if err != nil || !slices.Equal(s.modes, []string{"truth", "delay"}) || !slices.Equal(s.concurrencies, []int{1, 10}) || s.rounds != 5 {
		t.Errorf("%+v, %v", s, err)
	}
	for name, want := range map[string]bool{"wrk": true, "wrk2": false, "runexp-raw-window": true, "runexp-std-window": false, "hey": false} {
		if s.wants(name) != want {
			t.Errorf("%s is wanted: %v", name, !want)
		}
	}
	if !(settings{}).wants("anything") {
		t.Error("without a list something is not wanted")
	}
	for _, wrong := range [][]string{{"-modes", "all"}, {"-servers", "apache"}, {"-c", "0"}, {"-c", "x"}, {"-c", "20000"}, {"-n", "0"}, {"-rounds", "0"}, {"more"}} {
		if _, err := parse(wrong, &bytes.Buffer{}); err == nil {
			t.Errorf("%q is taken", wrong)
		}
	}
}

func TestEachPaceHasItsNumberOfRequests(t *testing.T) {
	h := harness{settings: settings{fast: 200_000, slow: 50_000}}
	tests := []struct {
		pace              client.Pace
		concurrency, want int
	}{
		{client.Fast, 100, 200_000},
		{client.Fast, 1, 50_000},
		{client.Fast, 300, 199_800},
		{client.Slow, 100, 50_000},
		{client.Creeping, 100, 5000},
		{client.Creeping, 10_000, 10_000},
	}
	for _, tt := range tests {
		if got := h.requests(&client.Client{Pace: tt.pace}, tt.concurrency); got != tt.want {
			t.Errorf("pace %d, C = %d: %d, want %d", tt.pace, tt.concurrency, got, tt.want)
		}
	}
}

// lone is a harness in which everything was found, and nothing runs.
func lone(t *testing.T) *harness {
	t.Helper()
	s, err := parse(nil, &bytes.Buffer{})
	if err != nil {
		t.Fatal(err)
	}
	return &harness{
		settings: s, clients: client.Peers(), found: make(map[string]rig.Found), files: 20_000, openLoop: true,
		variants: []client.Variant{{Engine: "raw", Discipline: "window"}, {Engine: "std", Discipline: "window"}},
		workshop: &rig.Workshop{Root: t.TempDir(), Temp: t.TempDir()},
	}
}

func names(c *contest) string {
	var all []string
	for _, x := range c.contestants {
		all = append(all, x.name())
	}
	return strings.Join(all, " ")
}

func TestWhoTakesPart(t *testing.T) {
	h := lone(t)
	peers := "floor wrk ab h2load fortio hey autocannon siege aiohttp gevent grequests k6"
	tests := []struct {
		name    string
		contest *contest
		want    string
	}{
		{"throughput", h.unhindered(server.Fixed(), 100, false), peers + " runexp-raw-window runexp-std-window runexp-raw-static runexp-raw-chunk runexp-raw-semaphore"},
		{"https: who speaks it", h.https(), "wrk ab h2load fortio hey autocannon siege k6 runexp-raw-window runexp-std-window runexp-raw-static runexp-raw-chunk runexp-raw-semaphore"},
		{"delay: who counts requests", h.delayBound()[0], strings.Replace(peers, " wrk", "", 1) + " runexp-raw-window runexp-std-window runexp-raw-static"},
		{"memory: who holds so many connections", h.memory(t.Context())[2], "floor wrk ab h2load fortio hey runexp-raw-window runexp-std-window"},
		{"truth: who tells percentiles", h.truth()[0], "wrk ab fortio hey autocannon aiohttp gevent grequests k6 runexp-raw-window runexp-std-window"},
		{"stall: who keeps a rate", h.stall()[0], "fortio hey autocannon k6 runexp-raw-rate runexp-std-rate"},
		{"features: ourselves, and the reference", h.features()[0], "wrk runexp-raw-window runexp-std-window runexp-raw-static runexp-raw-chunk " +
			"runexp-raw-window-bare runexp-raw-window-full runexp-std-window-bare runexp-std-window-full"},
	}
	for _, tt := range tests {
		if got := names(tt.contest); got != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", tt.name, got, tt.want)
		}
	}
	grown := h.memory(t.Context())[3]
	for _, x := range grown.contestants {
		if len(x.loads) != 2 || x.loads[0].Requests != 10_000 || x.loads[1].Requests != 1_000_000 {
			t.Errorf("%s: loads %+v", x.name(), x.loads)
		}
	}
	h.openLoop = false
	if got := names(h.stall()[0]); strings.Contains(got, "runexp") {
		t.Errorf("a runexp without a rate keeps one: %s", got)
	}
	h.files = 500
	if c := h.unhindered(server.Fixed(), 1000, false); len(c.contestants) > 0 || len(c.notes) == 0 {
		t.Errorf("1000 connections with 500 files: %s", names(c))
	}
}

// The whole way of a contest, at its smallest: a server, two rounds, a failure,
// a table. The client is a shell.
func TestAContestIsHeld(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a server")
	}
	h := lone(t)
	var progress bytes.Buffer
	h.rounds, h.progress, h.warm = 2, &progress, make(map[string]bool)
	h.workshop.Root, h.workshop.Log = "../..", &progress
	says := func(name, script string, ok int) *contestant {
		return &contestant{
			client: &client.Client{
				Name:    name,
				Command: func(l client.Load) rig.Command { return rig.Command{Words: []string{"-c", script, l.Base}} },
				Read:    func(string) (client.Said, error) { return client.Said{OK: ok, Elapsed: time.Second}, nil },
			},
			found: rig.Found{Words: []string{"sh"}}, loads: []client.Load{{Requests: 10, Concurrency: 1}},
		}
	}
	c := &contest{
		title: "small", kind: server.Fixed(), references: []string{"good"},
		columns:     []column{{head: "requests/s", verb: "%.0f", of: rate, paired: true}},
		contestants: []*contestant{says("good", "exit 0", 10), says("bad", "exit 7", 10), says("short", "exit 0", 9)},
	}
	var out bytes.Buffer
	if err := h.hold(t.Context(), c, &out); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"| good | 10 | 10 | 10 to 10 | 1.000 | 1.000 to 1.000 |", "| bad ! | 10 |  |  |  |  |", "! bad, round 2: sh: exit status 7. That round is not in its row.",
		"! short, round 1: 9 of 10 requests succeeded. That round is not in its row.",
	} {
		if !strings.Contains(out.String(), line+"\n") {
			t.Errorf("no line %q in\n%s%s", line, out.String(), progress.String())
		}
	}
	if len(h.rows) != 6 {
		t.Errorf("%d rows of the CSV, want 6", len(h.rows))
	}
}
