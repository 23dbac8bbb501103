package config_test

import (
	"net/http"
	"strings"
	"testing"

	"runexp/config"
)

func overridden(t *testing.T, lines string, unset []string, set ...string) *config.Experiment {
	t.Helper()
	in := input(experiment(lines))
	in.Set, in.Unset = set, unset
	e, err := config.Read(in)
	if err != nil {
		t.Fatalf("refused: %v", err)
	}
	return e
}

func headersOf(e *config.Experiment) string {
	var all []string
	for _, h := range e.Request.Header {
		all = append(all, h.Name+"="+h.Value.String())
	}
	return strings.Join(all, " ")
}

func TestSetReplacesLevels(t *testing.T) {
	for setting, want := range map[string]string{
		"concurrency=8":                           "8",
		"concurrency=1,8,64":                      "1 8 64",
		"concurrency= 1 , 8":                      "1 8",
		"concurrency=[1, 8]":                      "1 8",
		"concurrency={from: 1, to: 9, step: 4}":   "1 5 9",
		"concurrency=${env:NUMBER}":               "8",
		"concurrency=\n- 1\n- 2\n":                "1 2",
		"concurrency=8 # as it was":               "8",
		"concurrency={from: 1, to: 8, steps: 2,}": "1 8",
	} {
		if got := levels(t, overridden(t, "concurrency: [5, 6]", nil, setting), "concurrency"); got != want {
			t.Errorf("%s: %s, want %s", setting, got, want)
		}
	}
}

func TestSetReachesAllOfAFile(t *testing.T) {
	e := overridden(t, "labels: {a: b}\nrequest: {headers: {A: 1}}\nwarmup:\nparams: {q: 1}\npath: /${q}${s}", nil,
		"name=new", "path=/y?${q}&${s.url}&a=b", "request.method=PUT", "request.headers.A=2", "request.headers.X-B.C=3", "labels.c.d=e", "warmup.requests=5",
		"params.q=x,y", "params.s='a, b'", "labels.e[0]=f", "repeats=7", "repeats=8", "expect.status=[200, 404]", "limits={hosts: [a.example]}", "x-free=1", "timeout=1s,2s", "request.json={a: [1, {b: c}]}")
	if e.Name != "new" || e.Request.Method != http.MethodPut || e.Warmup.Requests != 5 || e.Repeats.Max != 8 || e.Expect.Status.String() != "200,404" || e.Hosts[0] != "a.example" {
		t.Errorf("%+v", e)
	}
	if got := e.Path.String(); got != "/y?${q}&${s.url}&a=b" {
		t.Errorf("path is %s", got)
	}
	if got := headersOf(e); got != "A=2 X-B.C=3 Content-Type=application/json" {
		t.Errorf("headers are %s", got)
	}
	if len(e.Labels) != 3 || e.Labels[1].Name != "c.d" || e.Labels[2].Name != "e[0]" {
		t.Errorf("labels are %v", e.Labels)
	}
	if levels(t, e, "q") != "x y" || levels(t, e, "s") != "a, b" || levels(t, e, "timeout") != "1s 2s" {
		t.Errorf("levels are %s; %s; %s", levels(t, e, "q"), levels(t, e, "s"), levels(t, e, "timeout"))
	}
	if got := e.Request.Body.String(); got != `{"a":[1,{"b":"c"}]}` {
		t.Errorf("body is %s", got)
	}
}

// A factor that is overridden keeps its place among the factors.
func TestSetKeepsTheOrderOfFactors(t *testing.T) {
	e := overridden(t, "timeout: 1s\nconcurrency: 1\niterations: 1", nil, "concurrency=1,2", "keepalive=true")
	var names []string
	for _, f := range e.Factors {
		names = append(names, f.Name)
	}
	if got := strings.Join(names, " "); got != "timeout concurrency iterations keepalive" {
		t.Errorf("factors are %s", got)
	}
}

func TestUnsetRemoves(t *testing.T) {
	e := overridden(t, "repeats: 9\nrequest: {method: PUT, headers: {A.B: 1, C: 2}}\nlabels: {a: b}", []string{"repeats", "request.headers.A.B", "labels"})
	if e.Repeats.Max != 3 || headersOf(e) != "C=2" || e.Labels != nil || e.Request.Method != http.MethodPut {
		t.Errorf("repeats %v, headers %s, labels %v", e.Repeats, headersOf(e), e.Labels)
	}
	// What is removed may be set anew.
	if e := overridden(t, "repeats: 9", []string{"repeats"}, "repeats=4"); e.Repeats.Max != 4 {
		t.Errorf("repeats %v", e.Repeats)
	}
}

// An override changes one place, even where an anchor is used in several.
func TestSetDoesNotChangeWhatAnAnchorSharesWith(t *testing.T) {
	const lines = "x-h: &h {A: 1}\nrequest: {headers: *h, form: *h}\nlabels: *h"
	e := overridden(t, lines, nil, "request.headers.A=2", "request.headers.B=3")
	if headersOf(e) != "A=2 B=3 Content-Type=application/x-www-form-urlencoded" || e.Request.Body.String() != "A=1" || e.Labels[0].Value != "1" || len(e.Labels) != 1 {
		t.Errorf("headers %s, body %s, labels %v", headersOf(e), e.Request.Body, e.Labels)
	}
	e = overridden(t, lines, []string{"request.form.A"})
	if headersOf(e) != "A=1 Content-Type=application/x-www-form-urlencoded" || e.Request.Body.String() != "" {
		t.Errorf("headers %s, body %s", headersOf(e), e.Request.Body)
	}
}

func TestSetMayBeginAGroup(t *testing.T) {
	e := overridden(t, "request:\n", nil, "request.headers.A=1", "request.body=x")
	if headersOf(e) != "A=1" || e.Request.Body.String() != "x" {
		t.Errorf("headers %s, body %s", headersOf(e), e.Request.Body)
	}
}

// Columns of faults are those of the argument, whatever the key is made of.
func TestFaultsOfArgumentsCountCharacters(t *testing.T) {
	for setting, column := range map[string]int{
		"timeout=5":            9,
		"timeout=  5":          11,
		"timeout=1s,5":         12,
		"params.größe=5":       8,
		"request.headers.漢=5":  17,
		"x-漢字=[1":              6,
		"x-漢字=${env:NOSUCH":    0,
		"labels.漢字={a: ${b}}":  15,
		"request.max_body='5'": 18,
	} {
		in := input(experiment(""))
		in.Set = []string{setting}
		_, err := config.Read(in)
		if column == 0 {
			if err != nil {
				t.Errorf("%s: %v", setting, err)
			}
			continue
		}
		faults := faultsOf(t, in)
		if at := faults[0].At; at.File() != "--set" || at.Line != 1 || at.Column != column {
			t.Errorf("%s: told at %s:%d:%d, want column %d", setting, at.File(), at.Line, at.Column, column)
		}
		harmless(t, faults)
	}
}

func TestArgumentsThatAreNoText(t *testing.T) {
	for setting, want := range map[string]string{
		"name=\xff":      "--set:1:6: the argument is not UTF-8",
		"name=a\x00":     `--set:1:7: a control character stands here: \u0000`,
		"a\nb=1":         "--set:1:1: --set takes KEY=VALUE",
		"name=a\n---\nb": "--set:2:1: a second document: one experiment per file",
	} {
		in := input(experiment(""))
		in.Set = []string{setting}
		if got := faultsOf(t, in)[0].Error(); got != want {
			t.Errorf("%q: %s, want %s", setting, got, want)
		}
	}
}
