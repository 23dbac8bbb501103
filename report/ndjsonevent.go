package report

import (
	"math"
	"time"

	"runexp/judge"
	"runexp/runner"
	"runexp/runner/vitals"
)

// This file holds the forms of the events.

type startForm struct {
	Event      string `json:"event"`
	Schema     string `json:"schema"`
	Version    string `json:"version,omitempty"`
	Experiment string `json:"experiment"`
	File       string `json:"file,omitempty"`
	// Started, Run and the last members are those of [Record].
	Started time.Time `json:"started,omitzero"`
	Run     string    `json:"run,omitempty"`
	Seed    uint64    `json:"seed"`
	Order   string    `json:"order,omitempty"`
	Pairing string    `json:"pairing,omitempty"`
	Quick   bool      `json:"quick,omitempty"`
	Points  int       `json:"points"`
	Repeats int       `json:"repeats"`
	// Planned is how many trials are to count, as far as that is known now.
	Planned int             `json:"planned_trials"`
	Targets []string        `json:"targets,omitempty"`
	Again   string          `json:"again,omitempty"`
	Machine *vitals.Machine `json:"machine,omitempty"`
	Build   *vitals.Build   `json:"build,omitempty"`
	Commit  string          `json:"commit,omitempty"`
	Branch  string          `json:"branch,omitempty"`
	Dirty   bool            `json:"dirty,omitempty"`
}

func startEvent(d *Data) *startForm {
	v := view{Data: d}
	form := &startForm{
		Event: "run-start", Schema: eventSchemaName, Version: d.Version, Experiment: d.Plan.Name, File: d.Plan.File,
		Seed: d.Plan.Seed, Order: d.Plan.Order, Pairing: d.Plan.Pairing, Quick: v.quick(),
		Points: len(d.Plan.Points), Repeats: d.Plan.Repeats, Planned: v.trials(), Again: d.Again,
	}
	for i := range d.Plan.Targets {
		form.Targets = append(form.Targets, d.Plan.Targets[i].Name)
	}
	if r := d.Record; r != nil {
		form.Started, form.Run, form.Machine, form.Build = inUTC(r.Started), r.Run, &r.Machine, &r.Build
		form.Commit, form.Branch, form.Dirty = r.Commit, r.Branch, r.Dirty
	}
	return form
}

// trialForm has the numbers of a trial under the names of the tidy CSV.
type trialForm struct {
	Event     string            `json:"event"`
	Trial     string            `json:"trial"`
	Point     int               `json:"point"`
	Repeat    int               `json:"repeat"`
	Block     int               `json:"block"`
	Attempt   int               `json:"attempt,omitempty"`
	Discarded bool              `json:"discarded,omitempty"`
	Target    string            `json:"target,omitempty"`
	Settings  map[string]string `json:"settings"`
	Engine    string            `json:"engine,omitempty"`
	Started   time.Time         `json:"started,omitzero"`

	Requests   int64   `json:"requests"`
	OK         int64   `json:"ok"`
	Errors     int64   `json:"errors"`
	ErrorRate  float64 `json:"error_rate"`
	Bytes      int64   `json:"bytes"`
	Elapsed    float64 `json:"elapsed_s"`
	Cut        bool    `json:"cut,omitempty"`
	Throughput float64 `json:"throughput_rps"`

	Mean float64 `json:"latency_mean_ms,omitempty"`
	P50  float64 `json:"latency_p50_ms,omitempty"`
	P90  float64 `json:"latency_p90_ms,omitempty"`
	P95  float64 `json:"latency_p95_ms,omitempty"`
	P99  float64 `json:"latency_p99_ms,omitempty"`
	P999 float64 `json:"latency_p999_ms,omitempty"`
	Max  float64 `json:"latency_max_ms,omitempty"`
	openForm

	Peak         int   `json:"peak_in_flight"`
	Dials        int64 `json:"dials"`
	Preconnected int64 `json:"preconnected,omitempty"`
	Redials      int64 `json:"redials,omitempty"`
	SlowConnects int64 `json:"slow_connects,omitempty"`

	Verdict  string            `json:"verdict"`
	Reasons  []jsonReason      `json:"reasons,omitempty"`
	Classes  map[string]int64  `json:"classes,omitempty"`
	Causes   map[string]string `json:"causes,omitempty"`
	Statuses map[int]int64     `json:"statuses,omitempty"`
}

// openForm has what only an open loop has.
type openForm struct {
	ServiceP50 float64 `json:"service_p50_ms,omitempty"`
	ServiceP99 float64 `json:"service_p99_ms,omitempty"`
	Late       *int64  `json:"late,omitempty"`
	Skipped    *int64  `json:"skipped,omitempty"`
}

func trialEvent(r *runner.Result, v judge.Verdict) *trialForm {
	t := &r.Trial
	form := &trialForm{
		Event: "trial", Trial: t.Name(), Point: t.Point.Number, Repeat: t.Repeat, Block: t.Block, Attempt: t.Attempt,
		Discarded: t.Discarded, Target: t.Target, Settings: settingForms(&t.Point), Engine: r.Engine, Started: inUTC(r.Started),
		Requests: r.Requests, OK: r.OK, Errors: r.Errors, ErrorRate: float64(r.Errors) / math.Max(1, float64(r.Requests)), Bytes: r.Bytes,
		Elapsed: r.Elapsed.Seconds(), Cut: r.Cut, Throughput: finite(r.Throughput()),
		Peak: r.Peak, Dials: r.Dials, Preconnected: r.Preconnected, Redials: r.Redials, SlowConnects: r.SlowConnects,
		Verdict: v.Level.String(), Reasons: reasonForms(v.Reasons), Classes: r.Classes, Causes: r.Causes, Statuses: r.Statuses,
	}
	if l := latencyForm(r.Latency); l != nil {
		form.Mean, form.P50, form.P90, form.P95, form.P99, form.P999, form.Max = l.Mean, l.P50, l.P90, l.P95, l.P99, l.P999, l.Max
	}
	if t.Spec.Load.Open() {
		form.openForm = openForm{Late: &r.Late, Skipped: &r.Skipped}
		if l := latencyForm(r.Service); l != nil {
			form.ServiceP50, form.ServiceP99 = l.P50, l.P99
		}
	}
	return form
}

// inUTC is a time as RFC 3339 can say it; zero where it can't.
func inUTC(t time.Time) time.Time {
	if t = t.UTC(); t.Year() < 0 || t.Year() > 9999 {
		return time.Time{}
	}
	return t
}

type noteEvent struct {
	Event string `json:"event"`
	Text  string `json:"text"`
}

type endForm struct {
	Event       string    `json:"event"`
	Outcome     string    `json:"outcome"`
	Ended       time.Time `json:"ended,omitzero"`
	Interrupted bool      `json:"interrupted"`
	// Trials is how many of Planned trials have a result that counts.
	Trials   int              `json:"trials"`
	Planned  int              `json:"planned_trials"`
	Requests int64            `json:"requests"`
	OK       int64            `json:"ok"`
	Errors   int64            `json:"errors"`
	Classes  map[string]int64 `json:"classes,omitempty"`
	// Verdicts counts the trials by verdict, Rulings the demands of the file.
	Verdicts map[string]int `json:"verdicts,omitempty"`
	Rulings  map[string]int `json:"rulings,omitempty"`
	Again    string         `json:"again,omitempty"`
}

func endEvent(v *view) *endForm {
	counted := v.counted()
	form := &endForm{
		Event: "run-end", Outcome: v.outcome(), Interrupted: v.Interrupted, Trials: len(counted), Planned: v.trials(), Again: v.Again,
		Classes: make(map[string]int64), Verdicts: make(map[string]int),
	}
	for _, r := range counted {
		form.Requests, form.OK, form.Errors = form.Requests+r.Requests, form.OK+r.OK, form.Errors+r.Errors
		for class, n := range r.Classes {
			form.Classes[class] += n
		}
		verdict := v.verdictOn(r)
		form.Verdicts[verdict.Level.String()]++
	}
	if v.Judgement != nil && !v.quick() {
		form.Rulings = make(map[string]int)
		for i := range v.Judgement.Rulings {
			form.Rulings[v.Judgement.Rulings[i].Verdict.String()]++
		}
	}
	if v.Record != nil {
		form.Ended = inUTC(v.Record.Ended)
	}
	return form
}

// outcome is how the run ended: interrupted; else what its demands came to; done
// where it has none.
func (v *view) outcome() string {
	switch {
	case v.Interrupted:
		return "interrupted"
	case v.Judgement == nil || len(v.Judgement.Rulings) == 0 || v.quick():
		return "done"
	}
	switch v.Judgement.Outcome() {
	case judge.Passed:
		return "passed"
	case judge.Failed:
		return "failed"
	case judge.Nothing:
		return "nothing_judged"
	case judge.Undecided:
	}
	return "undecided"
}
