package runner_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"runexp/config"
	"runexp/runner"
)

// capacity searches for a concurrency, which its requests write.
func capacity(tb testing.TB) *config.Experiment {
	tb.Helper()
	e := lookingFor(tb, "concurrency", 4, 512, "name: cap", "keepalive: [true, false]", "service_time: 10ms",
		"path: /${keepalive}/${name}?${trial}&${random}", "request: {method: PUT, headers: {X-A: '${keepalive}', X-B: b}, body: '${keepalive} $$'}", "warmup: {requests: 3}")
	for _, text := range []*config.Template{&e.Path, &e.Request.Body, &e.Request.Header[0].Value, &e.Target.URL} {
		*text = template(tb, text.String()+"/${concurrency}")
	}
	return e
}

func TestAProbeIsAStemAtALevel(t *testing.T) {
	p := planned(t, capacity(t))
	if len(p.Points) != 0 || len(p.Trials) != 0 || len(p.Search.Stems) != 2 || p.Order != "search" || p.Least != 1 || p.Repeats != 30 {
		t.Errorf("%d points, %d trials, %d stems, order %s, %d to %d repeats", len(p.Points), len(p.Trials), len(p.Search.Stems), p.Order, p.Least, p.Repeats)
	}
	before, _ := json.Marshal(p)
	got := p.Probe(1, 64.3, 2, 9)
	want := runner.Trial{
		Seq: 9, Repeat: 2, Block: 2, Seed: got.Seed,
		Point: runner.Point{Number: 1064, Settings: []runner.Setting{
			{Name: "iterations", Value: "5"}, {Name: "keepalive", Value: "false"}, {Name: "concurrency", Value: "64"},
		}},
		Spec: runner.Spec{
			Experiment: "cap", BaseURL: "http://127.0.0.1:8080/64", Accept: "2xx",
			Request: runner.Request{
				Method: "PUT", Path: "/false/cap?${trial}&${random}/64", Body: "false $$/64", MaxBody: 1 << 30,
				Header: []runner.Header{{Name: "X-A", Value: "false/64"}, {Name: "X-B", Value: "b"}},
			},
			Load: runner.Load{
				Iterations: 5, Concurrency: 64, Discipline: "window", Timeout: 30 * time.Second,
				Connections: "fresh", Protocol: "http1", Engine: "auto",
			},
			ServiceTime: got.Spec.ServiceTime, Warmup: &runner.Warmup{Requests: 3}, Cooldown: 250 * time.Millisecond,
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("trial (-want +got):\n%s", diff)
	}
	got.Spec.Request.Header[0].Value, got.Point.Settings[0].Value = "spoilt", "spoilt"
	if after, _ := json.Marshal(p); string(before) != string(after) {
		t.Errorf("a probe shares memory with its plan:\n%s", after)
	}
}

func TestAProbeOfARate(t *testing.T) {
	e := lookingFor(t, "rate", 20, 500, "arrivals: poisson", "params: {p: [a, b]}", "path: /${p}/${trial}", "rate: 5/s")
	e.Path = template(t, "/${p}/${rate}")
	p := planned(t, e)
	trial := p.Probe(1, 100.04, 1, 1)
	l := trial.Spec.Load
	if l.Rate != 100 || l.Discipline != "rate" || l.Arrivals != "poisson" || l.Concurrency != 1 || trial.Spec.Request.Path != "/b/100/s" {
		t.Errorf("%+v, path %s", l, trial.Spec.Request.Path)
	}
	if got := trial.Point.Key(); got != "arrivals=poisson concurrency=1 iterations=5 param.p=b rate=100/s" {
		t.Errorf("point %s", got)
	}
	for _, stem := range p.Search.Stems {
		if stem.Spec.Load.Rate != 0 || slices.ContainsFunc(stem.Settings, func(s runner.Setting) bool { return s.Name == "rate" }) {
			t.Errorf("the stem %+v has a rate", stem)
		}
	}
}

// A probe is the trial of the same point in a sweep: the same requests come of the
// same seed.
func TestAProbeIsTheTrialOfASweep(t *testing.T) {
	p := planned(t, lookingFor(t, "concurrency", 1, 100, "timeout: [1s, 2s]"))
	sweep := planOf(t, load("iterations: 5", "concurrency: [7, 50]", "timeout: [1s, 2s]", "repeats: 2"))
	found := 0
	for _, want := range sweep.Trials {
		for stem := range 2 {
			got := p.Probe(stem, float64(want.Spec.Load.Concurrency), want.Repeat, want.Seq)
			if got.Point.Key() != want.Point.Key() {
				continue
			}
			found++
			got.Point, got.Block = want.Point, want.Block
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-sweep +search):\n%s", want.Name(), diff)
			}
		}
	}
	if found != 8 {
		t.Errorf("%d of 8 trials found", found)
	}
}

func TestProbedIsThePlanOfWhatRan(t *testing.T) {
	p := planned(t, lookingFor(t, "concurrency", 4, 512, "keepalive: [true, false]", "timeout: [1s, 30s]", "params: {p: [x, y]}", "path: /${p}"))
	var trials []runner.Trial
	for _, c := range []struct {
		stem, repeat int
		level        float64
	}{{4, 1, 100}, {0, 1, 8}, {0, 1, 64}, {0, 2, 8}, {4, 1, 9}, {1, 1, 64}} {
		trials = append(trials, p.Probe(c.stem, c.level, c.repeat, len(trials)+1))
	}
	before, _ := json.Marshal(p)
	q := p.Probed(trials)
	if diff := cmp.Diff(trials, q.Trials); diff != "" {
		t.Errorf("trials (-want +got):\n%s", diff)
	}
	want := []string{
		"concurrency=8 iterations=5 param.p=x timeout=1s", "concurrency=64 iterations=5 param.p=x timeout=1s",
		"concurrency=64 iterations=5 param.p=y timeout=1s",
		"concurrency=9 iterations=5 keepalive=false param.p=x timeout=1s", "concurrency=100 iterations=5 keepalive=false param.p=x timeout=1s",
	}
	if diff := cmp.Diff(want, keysOf(q)); diff != "" {
		t.Errorf("points (-want +got):\n%s", diff)
	}
	for _, point := range q.Points {
		if !slices.ContainsFunc(trials, func(t runner.Trial) bool { return t.Point.Number == point.Number && t.Point.Key() == point.Key() }) {
			t.Errorf("point %d is that of no trial", point.Number)
		}
	}
	values := make(map[string]string)
	for _, f := range q.Fields {
		values[f.Name] = strings.Join(f.Values, " ")
	}
	wantValues := map[string]string{"iterations": "5", "keepalive": "true false", "timeout": "1s", "p": "x y", "concurrency": "8 9 64 100"}
	if diff := cmp.Diff(wantValues, values); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	if len(q.Swept()) != 3 || q.Seed != p.Seed || q.Search == nil {
		t.Errorf("swept %v", q.Swept())
	}
	if after, _ := json.Marshal(p); string(before) != string(after) {
		t.Errorf("the plan is changed:\n%s", after)
	}
	if n, sure := q.Requests(); n != 30 || sure != runner.Exactly {
		t.Errorf("%d requests (%d) of what ran", n, sure)
	}
}

func TestProbedOfOtherDefaults(t *testing.T) {
	p := planned(t, lookingFor(t, "concurrency", 4, 512, "timeout: [1s, 30s]"))
	q := p.Probed([]runner.Trial{p.Probe(1, 8, 1, 1)})
	if f := q.Fields[1]; f.Name != "timeout" || !slices.Equal(f.Values, []string{"30s"}) {
		t.Errorf("the stem of the default has %+v", f)
	}
	none := p.Probed(nil)
	if len(none.Points) != 0 || len(none.Trials) != 0 || len(none.Fields) != len(p.Fields) {
		t.Errorf("of nothing: %+v", none)
	}
}
