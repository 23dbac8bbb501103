package config_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"runexp/config"
)

func TestAFileThatSaysLittleGetsTheDefaults(t *testing.T) {
	e := mustRead(t, "path: /x")
	if e.Name != "x" || e.File != "x.yaml" || !e.Target.Demo || e.Repeats != (config.Repetition{Min: 3, Max: 3}) || e.Order != config.RandomBlocks || e.Seed != nil ||
		e.Warmup != (config.Warmup{}) || e.Cooldown != 250*time.Millisecond || e.Samples != config.SamplesNone || e.Expect.Status.String() != "2xx" ||
		e.ServiceTime != nil || e.Hosts != nil || e.Targets != nil || e.Start != nil || e.Hooks != (config.Hooks{Timeout: time.Minute}) || e.Pairing != config.ABBA || e.Budget != 0 ||
		e.Thresholds != nil || e.Gate != nil || e.Search != nil || e.Inconclusive != config.InconclusiveWarns || e.Checks != config.DefaultChecks() || e.Analysis.Rows != "concurrency" || e.Reports != nil || e.PerSlot != 0 ||
		e.Request.Method != "" || e.Request.MaxBody != 1<<30 || !e.Request.Body.Empty() || e.Request.Raw != nil {
		t.Errorf("defaults are %+v", e)
	}
}

func TestAFileThatSaysMuchIsReadWhole(t *testing.T) {
	e := mustRead(t, string(readFile(t, "testdata/accept/every-key.yaml")))
	seed, service := uint64(7), 60*time.Millisecond
	type told struct {
		Name, Description string
		Labels            []config.Label
		Repeats           int
		Order             config.Order
		Seed              *uint64
		Warmup            config.Warmup
		Cooldown          time.Duration
		Samples           config.Samples
		ServiceTime       *time.Duration
		Hosts             []string
		Analysis          config.Analysis
		Status            string
		MaxBody           int64
	}
	want := told{
		"every-key", "Every key that is built, with a value that is not its default.",
		[]config.Label{{Name: "commit", Value: "4f2a9c"}, {Name: "attempt", Value: "2"}, {Name: "nightly", Value: "true"}},
		5, config.Sequential, &seed,
		config.Warmup{Requests: 20},
		time.Second, config.SamplesChronology, &service,
		[]string{"staging.example.com"},
		config.Analysis{Rows: "concurrency", By: "delay", Metrics: []string{"elapsed", "ratio", "p95"}},
		"2xx,404", 64 << 10,
	}
	got := told{
		e.Name, e.Description, e.Labels, e.Repeats.Max, e.Order, e.Seed, e.Warmup, e.Cooldown, e.Samples, e.ServiceTime, e.Hosts, e.Analysis,
		e.Expect.Status.String(), e.Request.MaxBody,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var reports []string
	for _, r := range e.Reports {
		reports = append(reports, r.Format+":"+r.Path)
	}
	if got := strings.Join(reports, " "); got != "table: csv:out/every-key.csv markdown:out/every-key.md json:out/every-key.json" {
		t.Errorf("reports are %s", got)
	}
}

func TestPointsAreRead(t *testing.T) {
	e := mustRead(t, "concurrency: [1, 2]\nparams: {q: [1.0, \"a b\"]}\npath: /${q.url}\nexclude: [{q: a b, concurrency: [1, 2]}, {q: 1.0}]\ninclude: [{concurrency: [3, 4], q: new, timeout: 5s}]\n")
	words := func(choices []config.Choice) string {
		var b strings.Builder
		for _, c := range choices {
			b.WriteString(c.Name)
			for _, v := range c.Values {
				b.WriteString(" " + v.String())
			}
			b.WriteString("; ")
		}
		return b.String()
	}
	if got := words(e.Exclude[0].Choices); got != "q a b; concurrency 1 2; " {
		t.Errorf("the first excluded point is %s", got)
	}
	if got := words(e.Exclude[1].Choices); got != "q 1.0; " {
		t.Errorf("the second excluded point is %s", got)
	}
	if got := words(e.Include[0].Choices); got != "concurrency 3 4; q new; timeout 5s; " {
		t.Errorf("the included point is %s", got)
	}
}

func TestSerialNeedsNoConcurrency(t *testing.T) {
	in := input("base_url: demo\niterations: 1\ndiscipline: serial\nanalysis: {rows: concurrency}\n")
	if _, err := config.Read(in); err != nil {
		t.Error(err)
	}
}

// What is only shown may speak of placeholders; what is sent may not.
func TestProseMaySpeakOfPlaceholders(t *testing.T) {
	e := mustRead(t, "description: uses ${random} and ${env:NUMBER}, for $5\nlabels: {a: \"${trial}\"}\n")
	if e.Description != "uses ${random} and 8, for $5" || e.Labels[0].Value != "${trial}" {
		t.Errorf("description is %q, labels are %v", e.Description, e.Labels)
	}
}

func TestAnExperimentIsNamedAfterItsFile(t *testing.T) {
	for file, want := range map[string]string{
		"a.yaml": "a", "dir/sub.dir/b-1.yml": "b-1", `C:\x\c.yaml`: "c", "noext": "noext", "two.dots.yaml": "two.dots",
		"<stdin>": "stdin", "my exp (1).yaml": "my-exp--1", "größe.yaml": "gr--e", "漢字.yaml": "experiment", ".hidden": "hidden", "": "experiment", "..": "experiment", "a/": "a", "-": "experiment",
		strings.Repeat("x", 300) + ".yaml": strings.Repeat("x", 100),
	} {
		in := input(experiment(""))
		in.Name = file
		e, err := config.Read(in)
		if err != nil {
			t.Fatal(err)
		}
		if e.Name != want {
			t.Errorf("%q names it %q, want %q", file, e.Name, want)
		}
		// The name must do as one that is written.
		if got := mustRead(t, "name: "+mustQuote(e.Name)).Name; got != e.Name {
			t.Errorf("name is %q", got)
		}
	}
}

func TestAQuickLookIsShort(t *testing.T) {
	e := mustRead(t, "concurrency: [1, 2, 4, 8, 16]\niterations: [1, 2, 3, 4, 5]\nzip: [[concurrency, iterations]]\ntimeout: [1s, 2s, 3s]\nkeepalive: [true, false]\nwarmup: {requests: 5}\nrepeats: 9\nthresholds: [errors == 0]\ngate: {baseline: main, fail_if: [{metric: p99, worse_by: 5%}]}\n")
	whole := e.Factor("concurrency").Levels
	e.Quick()
	for name, want := range map[string]string{"concurrency": "1 4 16", "iterations": "1 3 5", "timeout": "1s 2s 3s", "keepalive": "true false"} {
		if got := levels(t, e, name); got != want {
			t.Errorf("%s has %s, want %s", name, got, want)
		}
	}
	if e.Repeats.Min != 1 || e.Repeats.Max != 1 || e.PerSlot != 5 || e.Warmup != (config.Warmup{}) {
		t.Errorf("repeats %v, per slot %d, warm-up %v", e.Repeats, e.PerSlot, e.Warmup)
	}
	if e.Thresholds != nil || e.Gate != nil {
		t.Error("a quick look judges")
	}
	if whole[1].Value.Int() != 2 {
		t.Error("the levels of the file were overwritten")
	}
}

// A quick look at a search takes its ends and the level halfway in ratio.
func TestAQuickLookAtASearch(t *testing.T) {
	for search, want := range map[string]string{
		"find: concurrency, from: 4, to: 512":     "4 45 512",
		"find: concurrency, from: 4, to: 5":       "4 5",
		"find: concurrency, from: 1, to: 1000000": "1 1000 1000000",
		"find: rate, from: 10/s, to: 300/s":       "10/s 55/s 300/s",
		"find: rate, from: 1/m, to: 4/m":          "1/m 2/m 4/m",
	} {
		e := mustRead(t, "search: {"+search+", under: p99 < 1s}\nparams: {q: [a, b]}\npath: /${q}\n")
		field := e.Search.Find
		e.Quick()
		if got := levels(t, e, field); got != want || e.Search != nil || levels(t, e, "q") != "a b" {
			t.Errorf("%s: %s, want %s", search, got, want)
		}
	}
}
