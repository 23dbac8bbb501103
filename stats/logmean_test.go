package stats_test

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"runexp/stats"
)

func TestLogMeanAndPredictionInterval(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	three := []float64{math.Exp(2), 1, math.E} // ln: mean 1, s = 1
	// Quantiles of Student's t from tables.
	const t975, t95, t995 = 4.302652729911275, 2.919985580353726, 9.924843200918287
	around := func(half float64) stats.Estimate {
		return stats.Estimate{N: 3, Value: math.E, Lo: math.Exp(1 - half), Hi: math.Exp(1 + half)}
	}
	mean, next := math.Sqrt(1./3), math.Sqrt(4./3)
	tests := []struct {
		name       string
		xs         []float64
		confidence float64
		mean, next stats.Estimate
	}{
		{"three numbers at 95 %", three, 0.95, around(t975 * mean), around(t975 * next)},
		{"three numbers at 90 %", three, 0.90, around(t95 * mean), around(t95 * next)},
		{"three numbers at 99 %", three, 0.99, around(t995 * mean), around(t995 * next)},
		{"a confidence of 0 is 95 %", three, 0, around(t975 * mean), around(t975 * next)},
		{"a confidence of 1 is 95 %", three, 1, around(t975 * mean), around(t975 * next)},
		{"a confidence of NaN is 95 %", three, nan, around(t975 * mean), around(t975 * next)},
		{"what is no number is left out", append([]float64{nan, inf, -inf}, three...), 0.95, around(t975 * mean), around(t975 * next)},
		{"one number has no interval", []float64{8}, 0.95, stats.Estimate{N: 1, Value: 8, Lo: 8, Hi: 8}, stats.Estimate{N: 1, Value: 8, Lo: 8, Hi: 8}},
		{"equal numbers", []float64{8, 8, 8}, 0.95, stats.Estimate{N: 3, Value: 8, Lo: 8, Hi: 8}, stats.Estimate{N: 3, Value: 8, Lo: 8, Hi: 8}},
		{"nothing", nil, 0.95, stats.Estimate{}, stats.Estimate{}},
		{"a zero claims nothing", []float64{1, 0, 2}, 0.95, stats.Estimate{}, stats.Estimate{}},
		{"a number below zero claims nothing", []float64{1, -1, 2}, 0.95, stats.Estimate{}, stats.Estimate{}},
		{"bounds stay finite", []float64{1e-300, 1e300}, 0.95, stats.Estimate{N: 2, Value: 1, Hi: math.MaxFloat64}, stats.Estimate{N: 2, Value: 1, Hi: math.MaxFloat64}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := slices.Clone(tt.xs)
			near := cmpopts.EquateApprox(1e-9, 0)
			if diff := cmp.Diff(tt.mean, stats.LogMean(tt.xs, tt.confidence), near); diff != "" {
				t.Errorf("LogMean (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.next, stats.PredictionInterval(tt.xs, tt.confidence), near); diff != "" {
				t.Errorf("PredictionInterval (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(before, tt.xs, cmpopts.EquateNaNs()); diff != "" {
				t.Errorf("the sample was changed:\n%s", diff)
			}
		})
	}
}

// The interval of a Summary is that of LogMean, told as its half width.
func TestSummaryAndLogMeanAgree(t *testing.T) {
	xs := []float64{0.524, 0.517, 0.531, 0.519, 0.602}
	s, e := stats.Summarize(xs), stats.LogMean(xs, 0.95)
	if off := max(math.Abs(s.Center-e.Value), math.Abs(s.Half-(e.Hi/e.Value-1)), math.Abs(s.Half-(e.Value/e.Lo-1))); off > 1e-12 {
		t.Errorf("%+v and %+v differ by %v", s, e, off)
	}
}
