package report_test

import (
	"errors"
	"io"
	"math"
	"strings"
	"testing"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"

	"runexp/report"
	"runexp/runner"
)

// families reads a text with the parser of Prometheus, strictly as OpenMetrics.
func families(t *testing.T, text string) map[string]*dto.MetricFamily {
	t.Helper()
	all := make(map[string]*dto.MetricFamily)
	decoder := expfmt.NewDecoder(strings.NewReader(text), expfmt.FmtOpenMetrics_1_0_0)
	for {
		f := new(dto.MetricFamily)
		err := decoder.Decode(f)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if all[f.GetName()] != nil {
			t.Fatalf("%s is there twice", f.GetName())
		}
		all[f.GetName()] = f
	}
}

func TestPrometheusReadsOpenMetrics(t *testing.T) {
	odd := sceneNamed("seed")
	odd.name, odd.targets = hostile, []runner.Target{{Name: hostile}, {Name: `head "2" \`}}
	odd.fields = append(odd.fields, param("q"+hostile, `"{a="b"} # 靴 \`))
	for name, d := range map[string]*report.Data{ // its parser takes a second for 20 KB
		"session-per-call": sceneNamed("session-per-call").data(), "hostile": odd.data(), "nothing": {Plan: new(runner.Plan)},
	} {
		text := written(t, "openmetrics", d)
		mine, read := metricsOf(t, text), families(t, text)
		samples := 0
		for _, f := range read {
			samples += len(f.GetMetric())
			if f.GetType() != dto.MetricType_GAUGE || f.GetHelp() == "" {
				t.Errorf("%s: %v", name, f)
			}
		}
		if samples != len(mine) || (samples == 0) != (name == "nothing") {
			t.Errorf("%s: %d samples were read of %d", name, samples, len(mine))
		}
	}
}

func TestPrometheusReadsTheValuesAndLabels(t *testing.T) {
	s := sceneNamed("seed")
	s.fields = append(s.fields, param("q", "red shoes", "=cmd|' /C calc'!A0"))
	d := s.data()
	f := families(t, written(t, "openmetrics", d))["runexp_latency_seconds"]
	if f.GetUnit() != "seconds" {
		t.Errorf("the unit is %q", f.GetUnit())
	}
	found := false
	for _, m := range f.GetMetric() {
		labels := make(map[string]string)
		for _, l := range m.GetLabel() {
			labels[l.GetName()] = l.GetValue()
		}
		if labels["param_q"] != "=cmd|' /C calc'!A0" || labels["quantile"] != "0.5" {
			continue
		}
		found = true
		want := d.Cells[1].Latency.Quantile(0.5).Seconds()
		if got := m.GetGauge().GetValue(); math.Abs(got/want-1) > 0.0005 || labels["experiment"] != "seed" {
			t.Errorf("%v is %v, want about %v", labels, got, want)
		}
	}
	if !found {
		t.Errorf("the cell is not there: %v", f)
	}
}
