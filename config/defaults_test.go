package config_test

import (
	"fmt"
	"testing"

	"runexp/config"
)

func percent(share float64) string { return fmt.Sprintf("%g%%", 100*share) }

func TestSchemaNamesTheDefaultsOfTheDecoder(t *testing.T) {
	e, err := config.Read(config.Input{Name: "minimal.yaml", Text: []byte(complete(""))})
	if err != nil {
		t.Fatal(err)
	}
	gate := mustRead(t, "gate: {baseline: main, fail_if: [{metric: p99, worse_by: 5%}]}").Gate
	search := mustRead(t, "search: {find: concurrency, from: 1, to: 2, under: p99 < 1s}").Search
	start := mustRead(t, "base_url: http://127.0.0.1:1\nstart: {run: [a]}").Start
	schema := properties(t)
	for key, got := range map[string]any{
		"request.max_body": fmt.Sprintf("%dGiB", e.Request.MaxBody>>30),
		"repeats":          e.Repeats.Max,
		"pairing":          e.Pairing,
		"inconclusive":     e.Inconclusive,
		"hooks.timeout":    config.FormatDuration(e.Hooks.Timeout),
		"checks.lag":       percent(e.Checks.Lag),
		"checks.cpu":       percent(e.Checks.CPU),
		"checks.ceiling":   percent(e.Checks.Ceiling),
		"checks.psi":       percent(e.Checks.Pressure),
		"checks.steal":     percent(e.Checks.Steal),
		"checks.gc":        percent(e.Checks.GC),
		"checks.errors":    percent(e.Checks.Errors),
		"checks.reruns":    e.Checks.Reruns,
		"gate.confidence":  percent(gate.Confidence),
		"search.trials":    search.Trials,
		"search.precision": percent(search.Precision),
		"start.within":     config.FormatDuration(start.Within),
		"order":            e.Order,
		"cooldown":         config.FormatDuration(e.Cooldown),
		"samples":          e.Samples,
		"expect.status":    e.Expect.Status,
		"analysis.rows":    e.Analysis.Rows,
	} {
		if want := fmt.Sprint(schema[key]["default"]); fmt.Sprint(got) != want {
			t.Errorf("%s: the decoder's default is %v, the schema's %s", key, got, want)
		}
	}
}
