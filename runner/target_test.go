package runner_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"runexp/config"
	"runexp/runner"
)

// target is a server under test.
func target(tb testing.TB, name, url string, changes ...func(*config.NamedTarget)) config.NamedTarget {
	tb.Helper()
	n := config.NamedTarget{Name: name, Target: config.Target{URL: template(tb, url)}}
	if url == "demo" {
		n.Target = config.Target{Demo: true}
	}
	for _, change := range changes {
		change(&n)
	}
	return n
}

// against is an experiment file with these targets instead of its own.
func against(tb testing.TB, file string, targets ...config.NamedTarget) *config.Experiment {
	tb.Helper()
	e := read(tb, file)
	e.Target, e.Targets, e.Pairing = config.Target{}, targets, config.ABBA
	return e
}

// planned plans an experiment with seed 1.
func planned(tb testing.TB, e *config.Experiment) *runner.Plan {
	tb.Helper()
	p, err := runner.NewPlan(e, 1)
	if err != nil {
		tb.Fatalf("plan:\n%v", err)
	}
	return p
}

func TestEachTargetHasItsOwnSpec(t *testing.T) {
	e := against(t,
		load("path: /a?q=${concurrency}&${delay}", "request: {headers: {X-A: one, X-B: '${concurrency}'}, body: b}", "iterations: 5", "concurrency: [1, 2]", "repeats: 1", "delay: 5ms", "name: n"),
		target(t, "base", "http://127.0.0.1:81/${target}"),
		target(t, "head", "http://10.0.0.7:82", func(n *config.NamedTarget) {
			path := template(t, "/b/${target}/${name}/${concurrency}?${trial}&${random}")
			n.Path = &path
			n.Header = []config.Header{{Name: "x-a", Value: template(t, "two ${target}")}, {Name: "X-C", Value: template(t, "${secret:TOKEN}")}}
		}),
		target(t, "built-in", "demo"),
	)
	p := planned(t, e)
	want := map[string]runner.Spec{
		"base":     {BaseURL: "http://127.0.0.1:81/base", Request: runner.Request{Path: "/a?q=2&5", Header: []runner.Header{{Name: "X-A", Value: "one"}, {Name: "X-B", Value: "2"}}}},
		"head":     {BaseURL: "http://10.0.0.7:82", Request: runner.Request{Path: "/b/head/n/2?${trial}&${random}", Header: []runner.Header{{Name: "X-B", Value: "2"}, {Name: "x-a", Value: "two head"}, {Name: "X-C", Value: "${secret:TOKEN}"}}}},
		"built-in": {BaseURL: "demo", Request: runner.Request{Path: "/a?q=2&5", Header: []runner.Header{{Name: "X-A", Value: "one"}, {Name: "X-B", Value: "2"}}}},
	}
	seen := 0
	for _, trial := range p.Trials {
		if trial.Point.Number != 2 {
			continue
		}
		seen++
		got := runner.Spec{BaseURL: trial.Spec.BaseURL, Request: runner.Request{Path: trial.Spec.Request.Path, Header: trial.Spec.Request.Header}}
		if diff := cmp.Diff(want[trial.Target], got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", trial.Name(), diff)
		}
		if l := trial.Spec.Load; l.Concurrency != 2 || l.Iterations != 5 || *l.Delay != 5*time.Millisecond || trial.Spec.Request.Body != "b" {
			t.Errorf("%s: %+v", trial.Name(), trial.Spec)
		}
		if !strings.HasSuffix(trial.Name(), "p2r1-"+trial.Target) {
			t.Errorf("%s is the name of a trial at %s", trial.Name(), trial.Target)
		}
	}
	if seen != 3 || len(p.Trials) != 6 || len(p.Points) != 2 {
		t.Errorf("%d trials, %d points, %d trials of point 2", len(p.Trials), len(p.Points), seen)
	}
	wantTargets := []runner.Target{{Name: "base", BaseURL: "http://127.0.0.1:81/${target}"}, {Name: "head", BaseURL: "http://10.0.0.7:82"}, {Name: "built-in", BaseURL: "demo"}}
	if diff := cmp.Diff(wantTargets, p.Targets); diff != "" {
		t.Errorf("targets (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"10.0.0.7", "127.0.0.1"}, p.Hosts); diff != "" || p.BaseURL != "" {
		t.Errorf("base URL %q, hosts (-want +got):\n%s", p.BaseURL, diff)
	}
}

func TestTargetsAreCheckedOneByOne(t *testing.T) {
	path := template(t, "/%zz")
	e := against(t, load("path: /a", "iterations: 5", "concurrency: [1, 2]"),
		target(t, "base", "http://127.0.0.1:81"),
		target(t, "head", "http://example.com"),
		target(t, "other", "http://127.0.0.1:83", func(n *config.NamedTarget) { n.Path = &path }),
		target(t, "last", "ftp://127.0.0.1"),
	)
	p, err := runner.NewPlan(e, 1)
	if p != nil || err == nil {
		t.Fatalf("planned: %v", err)
	}
	for _, want := range []string{"example.com is a public host", "make no URL", "not http or https"} {
		if strings.Count(err.Error(), want) != 1 {
			t.Errorf("%q is not there once in:\n%v", want, err)
		}
	}
}

// Each target stands on a line of its own, and so does what is wrong with it.
func TestTheSameFaultOfTwoTargetsIsToldOfBoth(t *testing.T) {
	places := read(t, load("iterations: 5", "concurrency: 1")).Factors
	on := func(line int) func(*config.NamedTarget) {
		return func(n *config.NamedTarget) { n.URL.At = places[line].At }
	}
	e := against(t, load("iterations: 5", "concurrency: [1, 2]"), target(t, "a", "http://example.com", on(0)), target(t, "b", "http://example.com", on(1)))
	_, err := runner.NewPlan(e, 1)
	if faults, ok := errors.AsType[config.Faults](err); !ok || len(faults) != 2 || faults[0].At.Line != 2 || faults[1].At.Line != 3 {
		t.Errorf("faults are:\n%v", err)
	}
}

func TestServersToStart(t *testing.T) {
	start := func(port string) *config.Start {
		return &config.Start{
			Run:    config.Command{Args: []config.Template{template(t, "./api"), template(t, "-port="+port), template(t, "${target}")}},
			Ready:  template(t, "/healthz?${name}"),
			Within: time.Minute, EachTrial: true, Dir: "srv",
			Env: []config.Variable{{Name: "A", Value: template(t, "${secret:TOKEN} ${delay} ${concurrency} ${trial} ${run} $$")}},
		}
	}
	e := against(t, load("path: /${delay}", "iterations: 5", "concurrency: [1, 2]", "delay: 5ms", "name: n"), target(t, "base", "demo"),
		target(t, "head", "http://127.0.0.1:82", func(n *config.NamedTarget) { n.Start = start("82") }))
	p := planned(t, e)
	want := []runner.Target{{Name: "base", BaseURL: "demo"}, {Name: "head", BaseURL: "http://127.0.0.1:82", Start: &runner.Start{
		Run: runner.Command{Args: []string{"./api", "-port=82", "head"}}, Ready: "/healthz?n", Within: time.Minute, EachTrial: true, Dir: "srv",
		Env: []runner.Pair{{Name: "A", Value: "${secret:TOKEN} 5 ${concurrency} ${trial} ${run} $$"}},
	}}}
	if diff := cmp.Diff(want, p.Targets); diff != "" {
		t.Errorf("targets (-want +got):\n%s", diff)
	}
	if p.Start != nil || p.Hooks != nil {
		t.Errorf("start %v, hooks %v", p.Start, p.Hooks)
	}

	single := read(t, load("iterations: 5", "concurrency: [1, 2]", "name: n"))
	single.Start = start("80")
	want[1].Start.Run.Args = []string{"./api", "-port=80", "${target}"}
	want[1].Start.Env[0].Value = "${secret:TOKEN} ${delay} ${concurrency} ${trial} ${run} $$"
	if diff := cmp.Diff(want[1].Start, planned(t, single).Start); diff != "" {
		t.Errorf("start (-want +got):\n%s", diff)
	}
}

func TestHooks(t *testing.T) {
	// The places of two lines of a file.
	places := read(t, load("iterations: 5", "concurrency: 1", "discipline: window"))
	e := read(t, load("iterations: 5", "concurrency: [1, 2]", "name: n"))
	e.Hooks = config.Hooks{
		BeforeAll:   &config.Command{Shell: "echo ${HOME} $$ > '${trial}'", At: places.Factors[0].At},
		BeforeTrial: &config.Command{Args: []config.Template{template(t, "redis-cli"), template(t, "${concurrency}-${iterations}-${target}-${trial}-${name}")}, At: places.Factors[2].At},
		Timeout:     time.Minute,
	}
	want := &runner.Hooks{
		BeforeAll:   &runner.Command{Shell: "echo ${HOME} $$ > '${trial}'", At: "test.yaml:2"},
		BeforeTrial: &runner.Command{Args: []string{"redis-cli", "${concurrency}-5-${target}-${trial}-n"}, At: "test.yaml:4"},
		Timeout:     time.Minute,
	}
	if diff := cmp.Diff(want, planned(t, e).Hooks); diff != "" {
		t.Errorf("hooks (-want +got):\n%s", diff)
	}
}

func TestAFormThatAConstantDoesNotHave(t *testing.T) {
	e := read(t, load("iterations: 5", "concurrency: [1, 2]"))
	e.Hooks.AfterAll = &config.Command{Args: []config.Template{template(t, "${iterations.us}")}}
	if _, err := runner.NewPlan(e, 1); err == nil || !strings.Contains(err.Error(), "only a duration") {
		t.Errorf("planned: %v", err)
	}
}
