package runner_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"runexp/config"
	"runexp/runner"
)

func TestSpecHasLevelsFilledInAndLeavesTheRest(t *testing.T) {
	p := planOf(t, `
name: fill
base_url: http://127.0.0.1:8080/${q.url}/
path: /${p.url}?d=${delay}&us=${delay.us}&s=${delay.s}&n=${name}&c=${concurrency}&t=${trial}&r=${run}&x=${random}&i=${index}&m=$$
request:
  headers:
    X-P: "${p} ${secret:TOKEN} ${trial}"
    X-J: ${p.json}
  body: '{"p": ${p.json}, "i": ${index}, "r": ${random.json}, "s": "${secret:TOKEN.jsontext}"}'
params: {p: 'a "b" $ 5', q: x/y}
delay: 1500ms
iterations: 5
concurrency: 2
`)
	got := p.Trials[0].Spec
	delay, service := 1500*time.Millisecond, 1500*time.Millisecond
	want := runner.Spec{
		Experiment: "fill",
		BaseURL:    "http://127.0.0.1:8080/x%2Fy/",
		Request: runner.Request{
			Method: "POST",
			Path:   "/a%20%22b%22%20%24%205?d=1500&us=1500000&s=1.5&n=fill&c=2&t=${trial}&r=${run}&x=${random}&i=${index}&m=$$",
			Header: []runner.Header{
				{Name: "X-P", Value: `a "b" $$ 5 ${secret:TOKEN} ${trial}`},
				{Name: "X-J", Value: `"a \"b\" $$ 5"`},
			},
			Body:    `{"p": "a \"b\" $$ 5", "i": ${index}, "r": ${random.json}, "s": "${secret:TOKEN.jsontext}"}`,
			MaxBody: 1 << 30,
		},
		Load:        runner.Load{Iterations: 5, Concurrency: 2, Discipline: "window", Delay: &delay, Timeout: 30 * time.Second, KeepAlive: true, Connections: "fresh", Protocol: "http1", Engine: "auto"},
		ServiceTime: &service,
		Cooldown:    250 * time.Millisecond,
		Accept:      "2xx",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("spec (-want +got):\n%s", diff)
	}
}

func TestSpecCarriesTheWholeLoad(t *testing.T) {
	p := planOf(t, load("iterations: 7", "concurrency: 3", "discipline: chunk", "think_time: 2ms", "timeout: 9s", "keepalive: false",
		"service_time: 4ms", "warmup: {duration: 3s}", "cooldown: 1s", "expect: {status: [2xx, 404]}",
		"request: {method: PUT, max_body: 4KiB}", "samples: all"))
	got, service := p.Trials[0].Spec, 4*time.Millisecond
	want := runner.Spec{
		Experiment: "test", BaseURL: "http://127.0.0.1:8080",
		Request: runner.Request{Method: "PUT", MaxBody: 4096},
		Load: runner.Load{
			Iterations: 7, Concurrency: 3, Discipline: "chunk", ThinkTime: 2 * time.Millisecond, Timeout: 9 * time.Second,
			Connections: "fresh", Protocol: "http1", Engine: "auto",
		},
		ServiceTime: &service, Warmup: &runner.Warmup{Duration: 3 * time.Second}, Cooldown: time.Second,
		Accept: "2xx,404", Samples: true,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("spec (-want +got):\n%s", diff)
	}
}

func TestServiceTimeComesFromTheFileThenFromDelay(t *testing.T) {
	for _, c := range []struct {
		name, file string
		want       string
	}{
		{"neither", load("iterations: 5", "concurrency: 1"), "none"},
		{"delay", load("path: /${delay}", "delay: 5ms", "iterations: 5", "concurrency: 1"), "5ms"},
		{"both", load("path: /${delay}", "delay: 5ms", "service_time: 7ms", "iterations: 5", "concurrency: 1"), "7ms"},
		{"service_time", load("service_time: 7ms", "iterations: 5", "concurrency: 1"), "7ms"},
	} {
		got := "none"
		if s := planOf(t, c.file).Trials[0].Spec.ServiceTime; s != nil {
			got = s.String()
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestMethodIsPostWhereThereIsABody(t *testing.T) {
	for _, c := range []struct{ name, request, want string }{
		{"nothing", "{}", "GET"},
		{"a body", "{body: x}", "POST"},
		{"an empty body", "{body: ''}", "GET"},
		{"a file", "{body_file: f}", "POST"},
		{"a method of its own", "{method: DELETE, body: x}", "DELETE"},
	} {
		e, err := config.Read(config.Input{
			Name: "test.yaml", Text: []byte(load("iterations: 5", "concurrency: 1", "request: "+c.request)),
			ReadFile: func(string) ([]byte, error) { return []byte("\x00raw ${random}"), nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		p, err := runner.NewPlan(e, 1)
		if err != nil {
			t.Fatal(err)
		}
		r := p.Trials[0].Spec.Request
		if r.Method != c.want {
			t.Errorf("%s: %s, want %s", c.name, r.Method, c.want)
		}
		if c.name == "a file" && string(r.Raw) != "\x00raw ${random}" {
			t.Errorf("raw body is %q", r.Raw)
		}
	}
}

func TestBaseURLAndPathAreJoined(t *testing.T) {
	for _, c := range []struct{ base, path, want string }{
		{"http://127.0.0.1:8080", "x", "http://127.0.0.1:8080/x"},
		{"http://127.0.0.1:8080", "/x", "http://127.0.0.1:8080/x"},
		{"http://127.0.0.1:8080/", "/x", "http://127.0.0.1:8080/x"},
		{"http://127.0.0.1:8080/v1/", "x?y", "http://127.0.0.1:8080/v1/x?y"},
		{"http://127.0.0.1:8080/v1", "?y=1", "http://127.0.0.1:8080/v1?y=1"},
		{"http://127.0.0.1:8080/v1/", "", "http://127.0.0.1:8080/v1/"},
		{"http://127.0.0.1:8080/?a=b&", "c/d", "http://127.0.0.1:8080/?a=b&c/d"},
		{"http://127.0.0.1:8080/${p}", "${q}", "http://127.0.0.1:8080/b/c"},
		{"demo", "/${p}$$", "http://127.0.0.1:9/b$"},
		{"https://[::1]:9", "/", "https://[::1]:9/"},
	} {
		file := "base_url: " + c.base + "\npath: '" + c.path + "'\nparams: {p: b, q: c}\nrequest: {headers: {A: '${p}${q}'}}\niterations: 5\nconcurrency: 1\n"
		p := planOf(t, file)
		r, err := (&runner.Local{Demo: "http://127.0.0.1:9"}).Request(&p.Trials[0], 0)
		if err != nil {
			t.Fatal(err)
		}
		if string(r.URL) != c.want {
			t.Errorf("%s and %s make %s, want %s", c.base, c.path, r.URL, c.want)
		}
	}
}

func TestHostsAreThoseOfAllLevels(t *testing.T) {
	p := planOf(t, "base_url: http://${host}:8080/\nparams: {host: [localhost, 10.0.0.7, example.com, 127.0.0.1], port: ['1', '2']}\n"+
		"path: ${port}\niterations: 5\nconcurrency: 1\nlimits: {hosts: [example.com]}\n")
	if diff := cmp.Diff([]string{"10.0.0.7", "127.0.0.1", "example.com", "localhost"}, p.Hosts); diff != "" {
		t.Errorf("hosts (-want +got):\n%s", diff)
	}
	if p.BaseURL != "http://${host}:8080/" {
		t.Errorf("base URL is %s", p.BaseURL)
	}
	if p := planOf(t, "base_url: demo\niterations: 5\nconcurrency: 1\n"); len(p.Hosts) != 0 || p.BaseURL != "demo" || p.Trials[0].Spec.BaseURL != "demo" {
		t.Errorf("demo: hosts %v, base URL %s, %s", p.Hosts, p.BaseURL, p.Trials[0].Spec.BaseURL)
	}
}

func TestPlanTellsWhatItIsOf(t *testing.T) {
	p := planOf(t, load("name: n", "description: d", "labels: {b: '1', a: '2'}", "iterations: 5", "concurrency: [1, 2]", "repeats: 4",
		"keepalive: [true, false]", "analysis: {rows: concurrency, by: keepalive, metrics: [p50, elapsed]}"))
	want := runner.Plan{
		Name: "n", File: "test.yaml", Description: "d", Labels: []runner.Label{{Name: "b", Value: "1"}, {Name: "a", Value: "2"}},
		Seed: 1, Order: "random-blocks", Repeats: 4, Least: 4, BaseURL: "http://127.0.0.1:8080", Hosts: []string{"127.0.0.1"},
		Analysis: runner.Analysis{Rows: "concurrency", By: "keepalive", Metrics: []string{"p50", "elapsed"}},
		Fields:   p.Fields, Steps: p.Steps, Points: p.Points, Trials: p.Trials,
	}
	if diff := cmp.Diff(&want, p); diff != "" {
		t.Errorf("plan (-want +got):\n%s", diff)
	}
}

// What the levels write is never read as a template again.
func TestLevelsAreNoTemplates(t *testing.T) {
	e := read(t, load("path: /?p=${p.url}", "request: {headers: {P: '${p}'}, body: 'x ${p}'}", "params: {p: [a]}", "iterations: 5", "concurrency: 1"))
	levels := []string{"${secret:TOKEN}", "$${x}", "${", "$", "${random}", "$$", "${p}", "$$$${index}"}
	e.Factor("p").Levels = nil
	for _, level := range levels {
		e.Factor("p").Levels = append(e.Factor("p").Levels, config.Level{Value: config.TextValue(level)})
	}
	p, err := runner.NewPlan(e, 1)
	if err != nil {
		t.Fatal(err)
	}
	for i := range p.Trials {
		trial := &p.Trials[i]
		want, _ := trial.Point.Value("p")
		r, err := (&runner.Local{}).Request(trial, 0)
		if err != nil {
			t.Errorf("%q: %v", want, err)
			continue
		}
		if got := string(r.Header[0].Value); got != want {
			t.Errorf("%q is sent as %q", want, got)
		}
		if got := string(r.Body); got != "x "+want {
			t.Errorf("body of %q is %q", want, got)
		}
		if got := string(r.URL); !strings.HasSuffix(got, "?p="+config.Escape(want, config.URLForm)) {
			t.Errorf("URL of %q is %q", want, got)
		}
	}
}
