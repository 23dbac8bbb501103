package report_test

import (
	"testing"

	"runexp/report"
)

func TestPrometheusReadsComparisonsOfRuns(t *testing.T) {
	for _, s := range contrastScenes() {
		c := s.contrast()
		all := families(t, string(contrastText(t, c, "openmetrics", report.Layout{})))
		if got := len(all["runexp_compare_repeats"].GetMetric()); got != len(c.Comparisons) {
			t.Errorf("%s: %d samples of %d comparisons", s.name, got, len(c.Comparisons))
		}
	}
}
