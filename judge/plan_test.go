package judge_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"runexp/judge"
	"runexp/runner"
	"runexp/stats"
)

const ms = time.Millisecond

// planOf makes a plan of points given as words, such as
// "concurrency=4 iterations=100 q=a". What is no load field is a param.
func planOf(repeats int, points ...string) *runner.Plan {
	p := &runner.Plan{Name: "test", Repeats: repeats}
	for i, words := range points {
		p.Points = append(p.Points, pointOf(i+1, words))
	}
	for repeat := range repeats {
		for _, point := range p.Points {
			t := runner.Trial{Seq: len(p.Trials) + 1, Repeat: repeat + 1, Point: point, Spec: specOf(point)}
			t.Spec.Samples = repeat == 0
			p.Trials = append(p.Trials, t)
		}
	}
	return p
}

func pointOf(number int, words string) runner.Point {
	p := runner.Point{Number: number}
	for word := range strings.FieldsSeq(words) {
		name, value, _ := strings.Cut(word, "=")
		load := strings.Contains(" concurrency iterations discipline delay think_time timeout keepalive ", " "+name+" ")
		p.Settings = append(p.Settings, runner.Setting{Name: name, Param: !load, Value: value})
	}
	return p
}

func specOf(p runner.Point) runner.Spec {
	s := runner.Spec{Load: runner.Load{Iterations: 100, Concurrency: 1, Discipline: "window", KeepAlive: true}}
	for _, setting := range p.Settings {
		switch setting.Name {
		case "iterations":
			s.Load.Iterations, _ = strconv.Atoi(setting.Value)
		case "concurrency":
			s.Load.Concurrency, _ = strconv.Atoi(setting.Value)
		case "discipline":
			s.Load.Discipline = setting.Value
		case "think_time":
			s.Load.ThinkTime, _ = time.ParseDuration(setting.Value)
		case "delay":
			d, _ := time.ParseDuration(setting.Value)
			s.Load.Delay, s.ServiceTime = &d, &d
		}
	}
	return s
}

// resultOf is a result of a trial that took so long, each request as long as
// one of the latencies in turn.
func resultOf(t runner.Trial, elapsed time.Duration, latencies ...time.Duration) runner.Result {
	n := t.Spec.Load.Iterations
	r := runner.Result{
		Trial: t, Engine: "std", Elapsed: elapsed, Requests: int64(n), OK: int64(n), Bytes: 3 * int64(n),
		Dials: int64(t.Spec.Load.Concurrency), Peak: t.Spec.Load.Concurrency, PulledAtFirst: t.Spec.Load.Concurrency + 1,
		Statuses: map[int]int64{200: int64(n)}, Latency: new(stats.Histogram), Failed: new(stats.Histogram),
	}
	for i := range n {
		r.Latency.Record(latencies[i%len(latencies)])
	}
	r.Latency.Pack()
	return r
}

// fail turns n requests of a result into failures.
func fail(r runner.Result, n int64, class string) runner.Result {
	latency := new(stats.Histogram)
	for range r.OK - n {
		latency.Record(r.Latency.Quantile(0.5))
	}
	r.OK, r.Errors, r.Latency = r.OK-n, r.Errors+n, latency
	r.Classes = map[string]int64{class: n}
	return r
}

// all makes a result of each trial.
func all(p *runner.Plan, result func(runner.Trial) runner.Result) []runner.Result {
	var results []runner.Result
	for _, t := range p.Trials {
		results = append(results, result(t))
	}
	return results
}

// cellOf is the cell of the point given as words.
func cellOf(cells []judge.Cell, words string) *judge.Cell {
	key := pointOf(0, words).Key()
	for i := range cells {
		if cells[i].Point.Key() == key {
			return &cells[i]
		}
	}
	return new(judge.Cell)
}

// cells compares what cells show, histograms by their form without loss.
func cells() cmp.Options {
	return cmp.Options{
		cmpopts.IgnoreUnexported(judge.Cell{}),
		cmp.Comparer(func(a, b *stats.Histogram) bool {
			x, errA := json.Marshal(a)
			y, errB := json.Marshal(b)
			return errA == nil && errB == nil && string(x) == string(y)
		}),
	}
}
