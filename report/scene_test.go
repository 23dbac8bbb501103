package report_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"runexp/judge"
	"runexp/report"
	"runexp/runner"
	"runexp/stats"
)

// A scene is a made-up experiment whose results follow the staircase of the
// closed loop with some noise, the same on every run of the tests.
type scene struct {
	name    string
	seed    uint64
	repeats int
	fields  []runner.Field
	// keep says which combinations of the fields stay; nil for all.
	keep     func(values map[string]string) bool
	baseURL  string
	service  time.Duration // 0: delay, else not known
	alone    time.Duration // what a request really takes where there is no delay
	analysis runner.Analysis
	// targets are servers that are compared, the reference first.
	targets []runner.Target
	// fail spoils a result.
	fail func(*runner.Result)
	// judged says what is to be said of the data; nil where nothing judged them.
	judged func(*report.Data) *judge.Judgement
	// done says which trials have a result; nil for all.
	done func(runner.Trial) bool
	note []string
}

func field(name string, values ...string) runner.Field {
	return runner.Field{Name: name, Values: values}
}

func param(name string, values ...string) runner.Field {
	return runner.Field{Name: name, Param: true, Values: values}
}

// defaults are the load fields that a point leaves out.
var defaults = map[string]string{"discipline": "window", "keepalive": "true", "think_time": "0s", "timeout": "30s"}

func (s scene) data() *report.Data {
	p := s.plan()
	d := &report.Data{
		Plan: p, Version: "0.1.0", Notes: s.note,
		Again: "runexp run experiments/" + s.name + ".yaml --seed " + strconv.FormatUint(p.Seed, 10),
	}
	d.Samples = samplesOf(d)
	for _, t := range p.Trials {
		if s.done != nil && !s.done(t) {
			d.Interrupted = true
			continue
		}
		r := s.measure(t)
		if s.fail != nil {
			s.fail(&r)
		}
		d.Results = append(d.Results, r)
	}
	if s.judged == nil {
		d.Cells = judge.Cells(p, d.Results)
		return d
	}
	d.Judgement = s.judged(d)
	d.Cells = d.Judgement.Cells
	return d
}

func (s scene) plan() *runner.Plan {
	p := &runner.Plan{
		Name: s.name, File: s.name + ".yaml", Seed: s.seed, Order: "random-blocks", Repeats: s.repeats,
		BaseURL: cmp.Or(s.baseURL, "demo"), Fields: s.fields, Analysis: s.analysis,
		Steps: []runner.Step{{What: "product", Text: "concurrency", Points: 1}},
	}
	if p.Analysis.Rows == "" {
		p.Analysis.Rows = "concurrency"
	}
	for _, values := range s.combinations() {
		point := runner.Point{Number: len(p.Points) + 1}
		for i, f := range s.fields {
			if v := values[i]; f.Param || v != "" && defaults[f.Name] != v {
				point.Settings = append(point.Settings, runner.Setting{Name: f.Name, Param: f.Param, Value: v})
			}
		}
		p.Points = append(p.Points, point)
	}
	names := []string{""}
	if len(s.targets) > 0 {
		p.BaseURL, p.Pairing, p.Targets, names = "", "abba", s.targets, nil
		for _, t := range s.targets {
			names = append(names, t.Name)
		}
	}
	for repeat := range s.repeats {
		for _, point := range p.Points {
			for _, name := range names {
				p.Trials = append(p.Trials, runner.Trial{
					Seq: len(p.Trials) + 1, Repeat: repeat + 1, Block: repeat + 1, Point: point, Target: name,
					Seed: s.seed + uint64(len(p.Trials)), Spec: s.spec(point),
				})
			}
		}
	}
	return p
}

// combinations multiplies the fields, the first slowest.
func (s scene) combinations() [][]string {
	all := [][]string{nil}
	for _, f := range s.fields {
		var longer [][]string
		for _, c := range all {
			for _, v := range f.Values {
				longer = append(longer, append(slices.Clone(c), v))
			}
		}
		all = longer
	}
	if s.keep == nil {
		return all
	}
	return slices.DeleteFunc(all, func(values []string) bool {
		named := make(map[string]string)
		for i, f := range s.fields {
			named[f.Name] = values[i]
		}
		return !s.keep(named)
	})
}

func (s scene) spec(p runner.Point) runner.Spec {
	value := func(name string) string {
		if v, ok := p.Value(name); ok {
			return v
		}
		return defaults[name]
	}
	spec := runner.Spec{
		Experiment: s.name, BaseURL: cmp.Or(s.baseURL, "demo"), Accept: "2xx", Cooldown: 250 * time.Millisecond,
		Request: runner.Request{
			Method: "GET", Path: "/add?name=${trial}&delay=${delay}&${random}", MaxBody: 1 << 30,
			Header: []runner.Header{{Name: "Accept", Value: "*/*"}},
		},
		Load: runner.Load{
			Iterations: atoi(value("iterations")), Concurrency: max(atoi(value("concurrency")), 1),
			Discipline: value("discipline"), Timeout: 30 * time.Second, KeepAlive: value("keepalive") == "true",
		},
	}
	if per, ok := strings.CutSuffix(value("rate"), "/s"); ok {
		spec.Load.Rate, spec.Load.Arrivals, spec.Load.Discipline = float64(atoi(per)), value("arrivals"), "rate"
	}
	spec.Load.Duration, _ = time.ParseDuration(value("duration"))
	if s.service > 0 {
		spec.ServiceTime = &s.service
	}
	if d, err := time.ParseDuration(value("delay")); err == nil {
		spec.Load.Delay = &d
		if spec.ServiceTime == nil {
			spec.ServiceTime = &d
		}
	}
	return spec
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// measure makes up a result: requests that take a little longer than the service
// time, in rounds.
func (s scene) measure(t runner.Trial) runner.Result {
	rng := rand.New(rand.NewPCG(t.Seed, 7))
	l := t.Spec.Load
	cut := l.Iterations == 0
	if cut && l.Open() {
		l.Iterations = int(l.Rate * l.Duration.Seconds())
	} else if cut {
		l.Iterations = l.Concurrency * int(l.Duration/s.alone)
	}
	service := s.alone
	if t.Spec.ServiceTime != nil {
		service = *t.Spec.ServiceTime
	}
	if !l.KeepAlive {
		service += service / 50
	}
	r := runner.Result{
		Trial: t, Engine: "std", Started: time.Date(2026, 11, 22, 13, 10, 0, 0, time.UTC).Add(time.Duration(t.Seq) * time.Second),
		Requests: int64(l.Iterations), OK: int64(l.Iterations), Bytes: 42 * int64(l.Iterations),
		Dials: int64(min(l.Concurrency, l.Iterations)), Peak: min(l.Concurrency, l.Iterations),
		PulledAtFirst: min(l.Concurrency, l.Iterations),
		Latency:       stats.NewHistogram(), Failed: new(stats.Histogram),
		Statuses: map[int]int64{200: int64(l.Iterations)},
	}
	if !l.KeepAlive {
		r.Dials = r.Requests
	}
	for range l.Iterations {
		r.Latency.Record(service + time.Duration(float64(service)*(0.002+0.01*rng.ExpFloat64())))
	}
	rounds := (l.Iterations + l.Concurrency - 1) / l.Concurrency
	slower := 1.0
	if l.Discipline == "chunk" {
		slower = 1.08
	}
	r.Elapsed = time.Duration(slower*float64(time.Duration(rounds)*service)*(1.008+0.01*rng.Float64())) +
		time.Duration(l.Concurrency)*200*time.Microsecond
	r.Cut = cut
	if l.Open() {
		s.open(&r, &l, service)
	}
	r.Latency.Pack()
	r.Failed.Pack()
	return r
}

// open makes a result one of an open loop: its requests wait the longer, the
// nearer the rate comes to 100 a second.
func (s scene) open(r *runner.Result, l *runner.Load, service time.Duration) {
	rng := rand.New(rand.NewPCG(uint64(l.Rate), 8))
	busy := l.Rate / 105
	r.Service, r.Latency = stats.NewHistogram(), stats.NewHistogram()
	for range r.OK {
		wait := time.Duration(busy / (1 - busy) * rng.ExpFloat64() * float64(service) / 20)
		r.Service.Record(service + wait/2)
		r.Latency.Record(service + wait)
	}
	r.Elapsed = time.Duration(float64(r.OK-1)/l.Rate*float64(time.Second)) + service
	r.Peak = int(l.Rate*service.Seconds()*2) + 5
	r.Dials = int64(r.Peak)
	r.Service.Pack()
}

// failing turns the last n requests of a result into failures of a class.
func failing(r *runner.Result, n int64, class string, status int, cause string) {
	if r.Classes == nil {
		r.Classes, r.Causes = map[string]int64{}, map[string]string{}
	}
	r.OK -= n
	r.Errors += n
	r.Classes[class] += n
	r.Causes[class] = cause
	r.Statuses[200] -= n
	if status > 0 {
		r.Statuses[status] += n
	}
	ok := r.Latency.Quantile(0.5)
	r.Latency = stats.NewHistogram()
	for i := range r.OK {
		r.Latency.Record(ok + time.Duration(i%50)*100*time.Microsecond)
	}
	for range n {
		r.Failed.Record(time.Millisecond)
	}
}

// scenes are the experiments of the golden files.
func scenes() []scene {
	window := func(v map[string]string) bool { return v["discipline"] != "serial" || v["concurrency"] == "1" }
	return []scene{
		{
			name: "seed", seed: 71, repeats: 1, service: 100 * time.Millisecond,
			fields: []runner.Field{field("iterations", "500"), field("concurrency", "100")},
		},
		{
			name: "book-sweep", seed: 1922, repeats: 1,
			fields: []runner.Field{
				field("iterations", "500"), field("delay", "50ms", "300ms", "550ms", "800ms"),
				field("concurrency", "1", "26", "51", "101", "126", "151", "476"),
			},
			analysis: runner.Analysis{Rows: "concurrency", By: "delay", Metrics: []string{"elapsed", "ratio"}},
		},
		{
			name: "disciplines", seed: 4, repeats: 3,
			fields: []runner.Field{
				field("iterations", "500"), field("discipline", "serial", "window", "semaphore", "chunk", "static"),
				field("concurrency", "1", "26", "100"), field("delay", "100ms"),
			},
			keep: func(v map[string]string) bool {
				return window(v) && (v["concurrency"] != "1" || v["discipline"] == "serial")
			},
			note: []string{"the server saw 13,500 requests: agrees"},
		},
		{
			name: "session-per-call", seed: 88, repeats: 5,
			fields: []runner.Field{
				field("delay", "100ms"), field("iterations", "500"), field("concurrency", "100"), field("keepalive", "false", "true"),
			},
		},
		{
			name: "book-log", seed: 9, repeats: 3, alone: 21 * time.Millisecond, baseURL: "http://user:pw@10.0.3.17:8080/v1/?key=abc",
			fields: []runner.Field{
				param("symbol", "ACME", "BRK.B"), param("depth", "10", "100"), field("iterations", "1000"), field("concurrency", "1", "64"),
			},
		},
		{
			name: "keepalive", seed: 12, repeats: 3, alone: 5 * time.Millisecond, baseURL: "https://10.0.3.17:8443",
			fields: []runner.Field{
				field("keepalive", "true", "false"), field("concurrency", "1", "10", "100"), field("iterations", "200", "2000", "20000"),
			},
			keep: func(v map[string]string) bool {
				return map[string]string{"1": "200", "10": "2000", "100": "20000"}[v["concurrency"]] == v["iterations"]
			},
			analysis: runner.Analysis{Rows: "concurrency", By: "keepalive", Metrics: []string{"throughput", "p99", "dials"}},
		},
		{
			name: "trouble", seed: 3, repeats: 3,
			fields: []runner.Field{
				field("iterations", "500"), field("delay", "20ms"), field("concurrency", "1", "10", "100"),
				param("q", "red shoes", "=cmd|' /C calc'!A0", "靴 を さがす \x1b[31m\u202e"),
			},
			fail: func(r *runner.Result) {
				if r.Trial.Spec.Load.Concurrency == 100 && r.Trial.Repeat == 1 {
					r.SlowConnects = 14
				}
				if r.Trial.Spec.Load.Concurrency == 100 {
					failing(r, 21, "status", 503, "status 503")
					failing(r, 4, "reset", 0, "read tcp 127.0.0.1:50512->127.0.0.1:9: \x1b[2Jconnection reset | by `peer` <b>")
				}
			},
			done: func(t runner.Trial) bool { return t.Seq < 18 },
		},
		{
			name: "partner-rate", seed: 5, repeats: 3, service: 80 * time.Millisecond, baseURL: "https://api.partner.example",
			fields: []runner.Field{
				field("rate", "20/s", "50/s", "80/s", "100/s"), field("arrivals", "poisson"), field("concurrency", "200"), field("duration", "12s"),
			},
			fail: func(r *runner.Result) {
				if r.Trial.Spec.Load.Rate == 100 {
					r.Late, r.Skipped, r.Peak = 204, 17, 200
				}
				if r.Trial.Spec.Load.Rate == 80 {
					r.Late, r.Redials = 12, 3
				}
			},
		},
		{
			name: "both-loops", seed: 6, repeats: 2, alone: 20 * time.Millisecond,
			fields: []runner.Field{
				field("discipline", "window", "rate"), field("rate", "", "50/s"), field("arrivals", "", "constant"), field("concurrency", "4"), field("duration", "1500ms"),
				field("engine", "raw", "std"),
			},
			keep: func(v map[string]string) bool {
				return (v["discipline"] == "rate") == (v["rate"] != "") && (v["rate"] != "") == (v["arrivals"] != "")
			},
		},
	}
}

func sceneNamed(name string) scene {
	all := scenes()
	if i := slices.IndexFunc(all, func(s scene) bool { return s.name == name }); i < 0 {
		all = judgedScenes()
	}
	return all[slices.IndexFunc(all, func(s scene) bool { return s.name == name })]
}
