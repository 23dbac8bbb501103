package config_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"runexp/config"
)

func TestKeysAreSortedAndAll(t *testing.T) {
	want := strings.Fields(`analysis.by analysis.metrics analysis.rows arrivals base_url concurrency connections cooldown delay description discipline duration engine exclude expect.status
		include iterations keepalive labels limits.hosts name order params path protocol rate redial repeats report request.body request.body_file request.form request.headers
		request.json request.max_body request.method samples seed service_time think_time timeout warmup.duration warmup.requests where zip`)
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

func TestWordsAreAccepted(t *testing.T) {
	mustRead(t, "analysis: {metrics: ["+strings.Join(config.Metrics(), ", ")+"]}")
	for _, format := range config.Formats() {
		mustRead(t, "report: ["+format+", {"+format+": out/}]")
	}
}
