package config_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"runexp/config"
)

func TestKeysAreSortedAndAll(t *testing.T) {
	want := strings.Fields(`analysis.by analysis.metrics analysis.rows arrivals base_url budget
		checks.ceiling checks.cpu checks.errors checks.gc checks.lag checks.psi checks.reruns checks.steal
		concurrency connections cooldown delay description discipline duration engine exclude expect.status
		gate.baseline gate.confidence gate.correction gate.fail_if gate.looks
		hooks.after_all hooks.after_trial hooks.before_all hooks.before_trial hooks.timeout
		include inconclusive iterations keepalive labels limits.hosts name order pairing params path protocol rate redial repeats report
		request.body request.body_file request.form request.headers request.json request.max_body request.method samples
		search.at_least search.find search.from search.maximise search.precision search.to search.trials search.under
		seed service_time start.dir start.each start.env start.ready start.run start.within targets think_time thresholds timeout
		warmup.blocks warmup.duration warmup.requests where zip`)
	got := config.Keys()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
	if !slices.IsSorted(got) {
		t.Error("keys are not sorted")
	}
}

// Every key that the loader knows can be given; others can't.
func TestKeysAreKnown(t *testing.T) {
	for _, key := range config.Keys() {
		if key == "request.json" {
			continue // it takes anything
		}
		in := input(experiment(""))
		in.Set = []string{key + "=[[[]]]"}
		for _, f := range faultsOf(t, in) {
			if strings.Contains(f.Message, "unknown field") || strings.Contains(f.Message, "not supported") {
				t.Errorf("%s: %v", key, f)
			}
		}
	}
}

// Every key stands in some file that schema and loader accept.
func TestEveryKeyIsInTheCorpus(t *testing.T) {
	used := make(map[string]bool)
	var walk func(prefix string, value any)
	walk = func(prefix string, value any) {
		used[prefix] = true
		group, _ := value.(map[string]any)
		for name, below := range group {
			walk(strings.TrimPrefix(prefix+"."+name, "."), below)
		}
	}
	for _, file := range corpus(t, "testdata/accept") {
		document, err := decodeYAML(readFile(t, file))
		if err != nil {
			t.Fatal(err)
		}
		walk("", document)
	}
	for _, key := range config.Keys() {
		if !used[key] {
			t.Errorf("no file of testdata/accept has %s", key)
		}
	}
}

func TestWordsAreAccepted(t *testing.T) {
	mustRead(t, "analysis: {metrics: ["+strings.Join(config.Metrics(), ", ")+"]}")
	for _, format := range config.Formats() {
		mustRead(t, "report: ["+format+", {"+format+": out/}]")
	}
}
