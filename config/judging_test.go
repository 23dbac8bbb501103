package config_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"runexp/config"
)

// told is a threshold in words.
func told(t config.Threshold) string {
	text := t.Check.Source
	if t.When != nil {
		text += " | " + t.When.Source
	}
	if t.Abort {
		text += fmt.Sprintf(" | abort after %s", t.After)
	}
	return fmt.Sprintf("%d:%d %s", t.At.Line, t.At.Column, text)
}

func TestThresholdsAreRead(t *testing.T) {
	for _, test := range []struct{ name, item, want string }{
		{"a condition", "p99 < 900ms", "2:5 p99 < 900ms"},
		{"a condition with when", "p99 < 900ms when concurrency <= 64", "2:5 p99 < 900ms | concurrency <= 64"},
		{"blanks around when", "'p99 < 1s  when\tconcurrency == 1 '", "2:5 p99 < 1s | concurrency == 1"},
		{"when in quotes is no when", `p99 < 1s or symbol == "when"`, `2:5 p99 < 1s or symbol == "when"`},
		{"when behind quotes", `symbol != "when" or p99 < 1s when symbol == "when"`, `2:5 symbol != "when" or p99 < 1s | symbol == "when"`},
		{"when within a word is no when", "p99 < 1s or whenever == 5", "2:5 p99 < 1s or whenever == 5"},
		{"several lines", ">\n    p99 < 1s\n    when\n    concurrency == 1", "2:5 p99 < 1s | concurrency == 1"},
		{"a map", "{check: p99 < 900ms}", "2:13 p99 < 900ms"},
		{"a map with when inside", "{check: p99 < 900ms when concurrency == 1}", "2:13 p99 < 900ms | concurrency == 1"},
		{"a map with when beside", "{check: p99 < 900ms, when: concurrency == 1}", "2:13 p99 < 900ms | concurrency == 1"},
		{"when beside, before check", "{when: concurrency == 1, check: p99 < 900ms}", "2:37 p99 < 900ms | concurrency == 1"},
		{"one that aborts", "{check: p99 < 900ms, abort: true, after: 2s}", "2:13 p99 < 900ms | abort after 2s"},
		{"one that aborts at once", "{check: p99 < 900ms, abort: true}", "2:13 p99 < 900ms | abort after 0s"},
		{"one that does not abort", "{check: p99 < 900ms, abort: false, after: 0}", "2:13 p99 < 900ms"},
		{"metrics in when", "p99 < 900ms when error_rate == 0 and throughput > 5/s", "2:5 p99 < 900ms | error_rate == 0 and throughput > 5/s"},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := mustRead(t, "thresholds:\n  - "+test.item+"\nconcurrency: [1, 2]\nparams: {symbol: [when, a], whenever: [1, 5]}\npath: /${symbol}${whenever}\n")
			if got := told(e.Thresholds[0]); got != test.want {
				t.Errorf("read as %s\nwant    %s", got, test.want)
			}
		})
	}
}

// The places of a condition and of its when are those of the parts.
func TestPlacesOfThresholds(t *testing.T) {
	e := mustRead(t, "thresholds:\n  - p99 < 900ms when concurrency <= 64\n  - >\n    p95 < 1s\n    when   concurrency == 1\n")
	for i, want := range []string{"2:5 2:22", "3:5 5:12"} {
		threshold := e.Thresholds[i]
		if got := fmt.Sprintf("%d:%d %d:%d", threshold.At.Line, threshold.At.Column, threshold.When.At.Line, threshold.When.At.Column); got != want {
			t.Errorf("places are %s, want %s", got, want)
		}
	}
	if got := e.Thresholds[0].Check.At; got.Line != 2 || got.Column != 5 {
		t.Errorf("the check is at %d:%d", got.Line, got.Column)
	}
}

func TestTargetIsAName(t *testing.T) {
	e := mustRead(t, "targets: {base: demo, v1.2: demo}\npath: /x\nthresholds: ['p99 < 1s when target == \"v1.2\"', 'p99 < 1s when target not in [base]']\n")
	for _, threshold := range e.Thresholds {
		for target, want := range map[string]config.Truth{"base": config.No, "v1.2": config.Yes} {
			got, err := threshold.When.Decide(func(string) (config.Value, bool) { return config.TextValue(target), true }, nil, nil)
			if err != nil || got != want {
				t.Errorf("%s on %s is %d, %v", threshold.When.Source, target, got, err)
			}
		}
	}
}

func TestAGateIsRead(t *testing.T) {
	e := mustRead(t, "targets: {base: demo, head: demo}\npath: /x\nconcurrency: [1, 2]\ngate:\n  fail_if:\n    - {metric: throughput, worse_by: 5%}\n"+
		"    - {metric: p99, worse_by: 10.5%, floor: 5ms, when: concurrency == 2}\n    - {metric: throughput, worse_by: 1%, floor: 90/m, when: concurrency == 1}\n"+
		"    - {metric: error_rate, worse_by: 1%, floor: 0.1%}\n    - {metric: errors, worse_by: 150%, floor: 2.5}\n")
	g := e.Gate
	if g.Baseline != "base" || g.Confidence != 0.95 || g.Uncorrected || g.Looks != nil || g.At.Line != 4 || g.At.Column != 1 {
		t.Errorf("the gate is %+v", g)
	}
	var got []string
	for _, c := range g.FailIf {
		when := ""
		if c.When != nil {
			when = c.When.Source
		}
		got = append(got, fmt.Sprintf("%d:%d %s %g %g %s", c.At.Line, c.At.Column, c.Metric, c.WorseBy, c.Floor, when))
	}
	want := []string{"6:7 throughput 0.05 0 ", "7:7 p99 0.105 5e+06 concurrency == 2", "8:7 throughput 0.01 1.5 concurrency == 1", "9:7 error_rate 0.01 0.001 ", "10:7 errors 1.5 2.5 "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("criteria (-want +got):\n%s", diff)
	}
}

// A gate decides how often points are measured, and warms up by a whole pass,
// unless the file says otherwise.
func TestDefaultsOfAGate(t *testing.T) {
	const gate = "gate: {baseline: main, fail_if: [{metric: p99, worse_by: 5%}]}\n"
	for _, test := range []struct {
		name, lines string
		repeats     config.Repetition
		warmup      config.Warmup
	}{
		{"no gate", "", config.Repetition{Min: 3, Max: 3}, config.Warmup{}},
		{"a gate", gate, config.Repetition{Min: 10, Max: 10}, config.Warmup{Blocks: 1}},
		{"repeats", gate + "repeats: 7", config.Repetition{Min: 7, Max: 7, Given: true}, config.Warmup{Blocks: 1}},
		{"a warm-up", gate + "warmup: {requests: 5}", config.Repetition{Min: 10, Max: 10}, config.Warmup{Requests: 5}},
		{"no warm-up", gate + "warmup: {blocks: 0}", config.Repetition{Min: 10, Max: 10}, config.Warmup{}},
		{"more of it", gate + "warmup: {blocks: 2, duration: 1s}", config.Repetition{Min: 10, Max: 10}, config.Warmup{Blocks: 2, Duration: time.Second}},
		{"looks", "gate: {baseline: main, looks: [5, 12], fail_if: [{metric: p99, worse_by: 5%}]}", config.Repetition{Min: 12, Max: 12}, config.Warmup{Blocks: 1}},
	} {
		e := mustRead(t, test.lines)
		e.Repeats.At = config.Pos{}
		if e.Repeats != test.repeats || e.Warmup != test.warmup {
			t.Errorf("%s: repeats %+v, warm-up %+v", test.name, e.Repeats, e.Warmup)
		}
	}
}

func TestBaselinesOfTheCommandLine(t *testing.T) {
	read := func(lines, baseline string) (*config.Experiment, error) {
		in := input(experiment(lines))
		in.Baseline = baseline
		return config.Read(in)
	}
	const criteria = "fail_if: [{metric: p99, worse_by: 5%}]}\n"
	for _, test := range []struct{ name, lines, baseline, want string }{
		{"in place of none", "gate: {" + criteria, "runs/a", "runs/a"},
		{"in place of another", "gate: {baseline: main, " + criteria, "runs/a", "runs/a"},
		{"a target", "targets: {a: demo, b: demo}\ngate: {" + criteria, "b", "b"},
		{"none", "gate: {baseline: main, " + criteria, "", "main"},
		{"a number", "gate: {baseline: 2026, " + criteria, "", "2026"},
		{"from the environment", "gate: {baseline: \"${env:WORD}\", " + criteria, "", "many"},
	} {
		e, err := read(test.lines, test.baseline)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		} else if e.Gate.Baseline != test.want {
			t.Errorf("%s: compares with %s", test.name, e.Gate.Baseline)
		}
	}
	if e, err := read("", "runs/a"); err != nil || e.Gate != nil {
		t.Errorf("without a gate: %v, %v", e, err)
	}
	_, err := read("targets: {a: demo, b: demo}\ngate: {"+criteria, "main")
	if err == nil || err.Error() != "gate.baseline: \"main\" is no target\n       the targets are a, b" {
		t.Errorf("no target: %v", err)
	}
}

func TestASearchIsRead(t *testing.T) {
	e := mustReadWhole(t, "base_url: demo\niterations: 1\nparams: {q: [a, b]}\npath: /${q}?${concurrency}\n"+
		"search: {find: concurrency, from: 4, to: 512, under: p99 < 1s and q == a or concurrency < 5 and p50 < 1s, at_least: 64, trials: 50, precision: 2%, maximise: throughput}\n")
	s := e.Search
	if s.Find != "concurrency" || s.From.Int() != 4 || s.To.Int() != 512 || s.AtLeast.Int() != 64 || s.Trials != 50 || s.Precision != 0.02 || s.Maximise != "throughput" || s.At.Line != 5 {
		t.Errorf("the search is %+v", s)
	}
	if e.Repeats.Given || e.Factor("concurrency") != nil {
		t.Errorf("repeats %+v, factors %v", e.Repeats, e.Factors)
	}
}

func mustReadWhole(t *testing.T, text string) *config.Experiment {
	t.Helper()
	e, err := config.Read(input(text))
	if err != nil {
		t.Fatalf("refused:\n%s\n%v", text, err)
	}
	return e
}

func TestASearchOfARateIsRead(t *testing.T) {
	e := mustReadWhole(t, "base_url: demo\nduration: 1s\narrivals: poisson\ndiscipline: rate\nsearch: {find: rate, from: 10/s, to: 9000/m, under: p99 < 1s and rate < 5/s}\n")
	s := e.Search
	if s.From.PerSecond() != 10 || s.To.PerSecond() != 150 || s.AtLeast != nil || s.Trials != 30 || s.Precision != 0.05 || s.Maximise != "" {
		t.Errorf("the search is %+v", s)
	}
}

func TestRulesThatEndRepeatsAreRead(t *testing.T) {
	for rule, want := range map[string]config.Width{
		"ci95(throughput) < 3%":        {Metric: "throughput", Confidence: 0.95, Limit: 0.03},
		"ci90(p99)<0.5%":               {Metric: "p99", Confidence: 0.90, Limit: 0.005},
		" ci99 ( elapsed ) < 1% ":      {Metric: "elapsed", Confidence: 0.99, Limit: 0.01},
		"ci95(ratio) < ${env:NUMBER}%": {Metric: "ratio", Confidence: 0.95, Limit: 0.08},
	} {
		e := mustRead(t, "repeats: {min: 2, max: 20, stop_when: '"+rule+"'}")
		got := *e.Repeats.StopWhen
		if at := got.At; at.Line != 1 || at.Column != 39 {
			t.Errorf("%s is at %d:%d", rule, at.Line, at.Column)
		}
		got.At = config.Pos{}
		if got != want || e.Repeats.Min != 2 || e.Repeats.Max != 20 || !e.Repeats.Given {
			t.Errorf("%s is read as %+v, %+v", rule, got, e.Repeats)
		}
	}
}

func TestChecksAreRead(t *testing.T) {
	want := config.DefaultChecks()
	if got := mustRead(t, "").Checks; got != want {
		t.Errorf("by default they are %+v", got)
	}
	if want != (config.Checks{Lag: 0.1, CPU: 0.7, Ceiling: 0.5, Pressure: 0.25, Steal: 0.02, GC: 0.01, Errors: 0.01, Reruns: 2}) {
		t.Errorf("the defaults are %+v", want)
	}
	want.CPU, want.GC, want.Reruns = 0.8, 0, 0
	if got := mustRead(t, "checks: {cpu: 80%, gc: 0, reruns: 0}").Checks; got != want {
		t.Errorf("read are %+v", got)
	}
	all := config.Checks{Lag: 0.01, CPU: 0.02, Ceiling: 0.03, Pressure: 0.04, Steal: 0.05, GC: 0.06, Errors: 0.07, Reruns: 8}
	if got := mustRead(t, "checks: {lag: 1%, cpu: 2%, ceiling: 3%, psi: 4%, steal: 5%, gc: 6%, errors: 7%, reruns: 8}").Checks; got != all {
		t.Errorf("read are %+v", got)
	}
}

// A gate compares what can become worse, and knows which way.
func TestMetricsHaveADirection(t *testing.T) {
	for _, name := range config.Metrics() {
		higher, known := config.HigherIsBetter(name)
		_, err := config.Read(input(experiment("gate: {baseline: main, fail_if: [{metric: " + name + ", worse_by: 5%}]}")))
		if known != (err == nil) {
			t.Errorf("%s has a direction: %t; as a criterion it is read so: %v", name, known, err)
		}
		if higher != (name == "throughput" || name == "ok") {
			t.Errorf("more of %s is better: %t", name, higher)
		}
	}
	if _, known := config.HigherIsBetter("p98"); known {
		t.Error("p98 has a direction")
	}
}

func TestSetReachesWhatJudges(t *testing.T) {
	e := overridden(t, "targets: {base: demo, v1.2: demo}\npath: /x\nthresholds: [p99 < 1s, p95 < 1s]\ngate: {fail_if: [{metric: p99, worse_by: 5%}]}\n", nil,
		"gate.confidence=99%", "gate.fail_if[0].worse_by=20%", "gate.fail_if[0].floor=5ms", "thresholds[1]=p50 < 2s when target != base", "targets.v1.2={base_url: demo}",
		"targets.v1.2.path=/y", "checks.cpu=90%", "hooks.timeout=5s", "inconclusive=fail", "warmup.blocks=3", "budget=5m", "repeats.min=6", "repeats.max=7", "gate.looks=[7]", "pairing=random")
	g := e.Gate
	if g.Confidence != 0.99 || g.FailIf[0].WorseBy != 0.2 || g.FailIf[0].Floor != 5e6 || g.Looks[0] != 7 {
		t.Errorf("the gate is %+v", g)
	}
	if told(e.Thresholds[0]) != "3:14 p99 < 1s" || told(e.Thresholds[1]) != "1:15 p50 < 2s | target != base" {
		t.Errorf("thresholds are %s; %s", told(e.Thresholds[0]), told(e.Thresholds[1]))
	}
	if e.Targets[1].Path.String() != "/y" || e.Checks.CPU != 0.9 || e.Hooks.Timeout != 5*time.Second || e.Inconclusive != config.InconclusiveFails ||
		e.Warmup.Blocks != 3 || e.Budget != 5*time.Minute || e.Repeats.Min != 6 || e.Pairing != config.RandomPairs {
		t.Errorf("%+v", e)
	}
	e = overridden(t, "thresholds: [p99 < 1s, p95 < 1s]\nwhere: [concurrency > 0, concurrency < 5]\n", []string{"thresholds[0]", "where[1]"})
	if len(e.Thresholds) != 1 || e.Thresholds[0].Check.Source != "p95 < 1s" || len(e.Where) != 1 {
		t.Errorf("thresholds are %v, conditions %v", e.Thresholds, e.Where)
	}
}
