package runner_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"runexp/config"
	"runexp/runner"
	"runexp/runner/vitals"
)

const rich = `
name: rich
description: all there is
labels: {team: a}
base_url: demo
path: /add?name=${trial}&delay=${delay}&q=${q.url}&${random}
request:
  headers: {Authorization: "Bearer ${secret:TOKEN}"}
  body: '{"n": ${index}}'
params: {q: [red shoes, "a=\"b\""]}
delay: [20ms, 1500ms]
iterations: 20
concurrency: [1, 4]
discipline: [serial, window]
keepalive: [true, false]
where: delay < 1s or concurrency == 1
exclude: [{q: red shoes, keepalive: false}]
include: [{q: z, delay: 1ms, concurrency: 9, discipline: chunk, keepalive: false, think_time: 3ms}]
warmup: {requests: 3}
samples: chronology
expect: {status: [2xx, 404]}
analysis: {rows: concurrency, by: delay, metrics: [p50]}
repeats: 2
`

func TestPlanSurvivesJSON(t *testing.T) {
	for name, e := range map[string]*config.Experiment{"a sweep": read(t, rich), "pairs": paired(t), "a search": searching(t)} {
		t.Run(name, func(t *testing.T) {
			p := planned(t, e)
			text, err := json.Marshal(p)
			if err != nil {
				t.Fatal(err)
			}
			var got runner.Plan
			if err := json.Unmarshal(text, &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(p, &got); diff != "" {
				t.Errorf("plan (-want +got):\n%s", diff)
			}
			if strings.Contains(string(text), "s3cret") || name != "pairs" && !strings.Contains(string(text), "${secret:TOKEN}") {
				t.Errorf("the plan holds a secret, or not its name: %s", text)
			}
			if p.Search == nil {
				return
			}
			if diff := cmp.Diff(p.Probe(1, 9, 2, 3), got.Probe(1, 9, 2, 3)); diff != "" {
				t.Errorf("a probe (-want +got):\n%s", diff)
			}
			trials := []runner.Trial{p.Probe(2, 9, 1, 1), p.Probe(0, 3, 1, 2)}
			var probed runner.Plan
			round(t, p.Probed(trials), &probed)
		})
	}
}

func TestTrialsAndResultsSurviveJSON(t *testing.T) {
	p := planOf(t, rich)
	inBubble(t, nil, func(s *site) {
		t := s.T
		s.withSecret("s3cret")
		s.local.Demo = "http://127.0.0.1:45678"
		s.local.Vitals = func() func() vitals.Report { return func() vitals.Report { return disturbed(1) } }
		for i := range p.Trials {
			var trial runner.Trial
			round(t, &p.Trials[i], &trial)
			want := s.execute(t, trial, runner.Watch{})
			var got runner.Result
			text := round(t, &want, &got)
			if strings.Contains(text, "s3cret") || strings.Contains(text, "45678") {
				t.Fatalf("the result holds a secret or a port: %s", text)
			}
			if (len(got.Chronology) > 0) != (trial.Repeat == 1) {
				t.Errorf("%s has %d spans", trial.Name(), len(got.Chronology))
			}
			if got.Course == nil || got.Client.Steal == nil || got.Client.Lag.Count() != 1 {
				t.Errorf("%s: course %v, client %+v", trial.Name(), got.Course, got.Client)
			}
		}
	})
}

// round sends a value through JSON and checks that it comes out the same.
func round[T any](t *testing.T, in, out *T) string {
	t.Helper()
	text, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, out); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(in, out, histograms()); diff != "" {
		t.Errorf("through JSON (-before +after):\n%s", diff)
	}
	return string(text)
}
