package browser_test

import (
	"cmp"
	"testing"
	"time"

	"runexp/config"
	"runexp/judge"
	"runexp/report"
	"runexp/runner"
	"runexp/runner/vitals"
)

// hostile is what a server, a file or a command line may be full of. Each would do
// something on a page that let it: call alert, or leave an element pwned.
var hostile = []string{
	`<script>alert('pwned')</script>`,
	`"><img src=x onerror="alert('pwned')"><pwned x="`,
	`</script><script>alert('pwned')</script><pwned>`,
	`<!--<script>alert('pwned')//`,
	`' onfocus='alert(1)' autofocus tabindex='1' data-pwned='`,
	"javascript:alert('pwned')",
	"{{constructor.constructor('alert(1)')()}}",
	"=HYPERLINK(\"http://pwned.example/\",\"pwned\") \u2028 \u2029 \x1b[31m \u202e dewnp",
	`</style><style>body{display:none}</style><pwned>`,
	`<svg onload=alert(1)><pwned>`,
}

// sweep is 4 delays by 20 concurrencies by 3 repeats, with failures, suspects, and
// a time line of single requests.
const sweep = `
name: four-by-twenty
description: How many requests at once, for servers that take 50 to 800 ms?
base_url: http://127.0.0.1:8080
path: /add?delay=${delay}&${random}
iterations: 500
delay: {from: 50ms, to: 800ms, step: 250ms}
concurrency: {from: 1, to: 476, step: 25}
repeats: 3
samples: chronology
thresholds: [p99 < 3s, error_rate < 5%]
analysis: {rows: concurrency, by: delay, metrics: [throughput, elapsed, ratio, p99]}
`

const gate = `
name: gate
targets:
  base: {base_url: "http://127.0.0.1:8081", path: "/?${random}"}
  head: {base_url: "http://127.0.0.1:8082", path: "/?${random}"}
iterations: 600
concurrency: [4, 8, 16, 32]
thresholds: [error_rate < 1%]
gate: {fail_if: [{metric: throughput, worse_by: 2%}, {metric: p99, worse_by: 5%}]}
`

const search = `
name: search
base_url: http://127.0.0.1:8080
path: /?${random}
duration: 500ms
search: {find: concurrency, from: 4, to: 256, under: p95 < 50ms and error_rate < 1%}
`

const words = `
name: words
base_url: http://127.0.0.1:8080
path: /?q=${q.url}
params: {q: [red, green, blue]}
iterations: 60
concurrency: [1, 2, 4, 8, 16, 32]
repeats: 6
samples: chronology
analysis: {rows: concurrency, by: q}
`

// judged reads an experiment, runs it in a world and judges the results.
func judged(tb testing.TB, text string, w world) *report.Data {
	tb.Helper()
	e, err := config.Read(config.Input{Name: "experiment.yaml", Text: []byte(text)})
	if err != nil {
		tb.Fatal(err)
	}
	plan, err := runner.NewPlan(e, 1922)
	if err != nil {
		tb.Fatal(err)
	}
	rules := judge.RulesOf(e)
	began := time.Date(2026, 11, 22, 13, 10, 0, 0, time.UTC)
	p := rules.Planner(plan, func() time.Time { return began })
	d := &report.Data{Version: "0.5.0", Again: "runexp run " + e.Name + ".yaml --seed 1922"}
	for t, ok := p.Next(nil); ok; {
		r := w.run(t)
		d.Results = append(d.Results, r)
		t, ok = p.Next(&r)
	}
	d.Plan = p.Plan()
	d.Notes = p.Notes()
	d.Judgement = rules.Judge(d.Plan, d.Results)
	d.Cells = d.Judgement.Cells
	d.Record = &report.Record{
		Run: "20261122T131000Z-" + e.Name + "-4f2a9c", Started: began, Ended: began.Add(17 * time.Minute), Experiment: text,
		Overrides: []string{"--set repeats=3"}, Commit: "8d3b9afc0ffee", Branch: "main",
		Machine: vitals.Machine{OS: "linux", Arch: "amd64", Kernel: "6.1.0", CPU: "Example CPU @ 3.00GHz", CPUs: 8, Processors: 8, Memory: 16 << 30, Host: "bench"},
		Build:   vitals.Build{Version: "0.5.0", Go: "go1.26.0"},
	}
	return d
}

// unwell fails from 401 slots on, with what a hostile server says, and is suspect at
// some of the loads.
func unwell() world {
	return world{
		workers: 150,
		fail: func(t *runner.Trial, i int) (string, int, string) {
			if t.Spec.Load.Concurrency > 400 && i%37 == 5 {
				k := (t.Seq + i) % len(hostile)
				return []string{"status", "reset"}[k%2], []int{503, 0}[k%2], "the server said: " + hostile[k]
			}
			return "", 0, ""
		},
		spoil: func(r *runner.Result) {
			if r.Trial.Spec.Load.Concurrency == 301 && r.Trial.Repeat == 2 {
				r.SlowConnects = 3
			}
		},
	}
}

// hostileData has a hostile string wherever a text stands.
func hostileData(tb testing.TB) *report.Data {
	tb.Helper()
	w := world{workers: 8, service: 20 * time.Millisecond, fail: func(t *runner.Trial, i int) (string, int, string) {
		if i%9 == 2 {
			return hostile[t.Seq%len(hostile)], 599, hostile[(t.Seq+1)%len(hostile)]
		}
		return "", 0, ""
	}}
	d := judged(tb, words, w)
	p := d.Plan
	p.Name, p.File, p.Description = hostile[0], hostile[1]+".yaml", hostile[2]
	p.BaseURL, p.Hosts = "http://127.0.0.1/"+hostile[1], hostile[:2]
	for i, h := range hostile {
		p.Labels = append(p.Labels, runner.Label{Name: h, Value: hostile[(i+1)%len(hostile)]})
	}
	renamed := map[string]string{"red": hostile[0], "green": hostile[1], "blue": hostile[2]}
	rename := func(point *runner.Point) {
		settings := append([]runner.Setting(nil), point.Settings...)
		for i, s := range settings {
			settings[i].Value = cmp.Or(renamed[s.Value], s.Value)
		}
		point.Settings = settings
	}
	for i := range p.Fields {
		for k, v := range p.Fields[i].Values {
			p.Fields[i].Values[k] = cmp.Or(renamed[v], v)
		}
	}
	for i := range p.Points {
		rename(&p.Points[i])
	}
	for i := range p.Trials {
		rename(&p.Trials[i].Point)
	}
	for i := range d.Results {
		rename(&d.Results[i].Trial.Point)
	}
	d.Judgement = new(judge.Rules).Judge(p, d.Results)
	d.Cells = d.Judgement.Cells
	d.Judgement.Notes, d.Notes = hostile, hostile
	d.Version, d.Again = hostile[3], hostile[0]
	d.Record.Run, d.Record.Experiment, d.Record.Overrides = hostile[2], words+"# "+hostile[2], hostile
	d.Record.Machine.Host, d.Record.Machine.CPU, d.Record.Commit, d.Record.Branch = hostile[0], hostile[1], hostile[4], hostile[5]
	return d
}
