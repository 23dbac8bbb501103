package report

import (
	"math"
	"time"

	"runexp/judge"
	"runexp/runner"
	"runexp/stats"
)

// jsonCell is a cell as the document tells it: derived from the results, for those
// who would not derive it themselves.
type jsonCell struct {
	Point    int               `json:"point"`
	Target   string            `json:"target,omitempty"`
	Key      string            `json:"key"`
	Settings map[string]string `json:"settings"`
	Repeats  int               `json:"repeats"`
	Planned  int               `json:"planned"`

	Verdict string       `json:"verdict"`
	Reasons []jsonReason `json:"reasons,omitempty"`
	Invalid int          `json:"invalid_trials,omitempty"`
	Rerun   int          `json:"rerun_trials,omitempty"`

	Requests int64 `json:"requests"`
	OK       int64 `json:"ok"`
	Errors   int64 `json:"errors"`
	Bytes    int64 `json:"bytes"`
	Dials    int64 `json:"dials"`
	Cut      int   `json:"cut,omitempty"`
	Late     int64 `json:"late,omitempty"`
	Skipped  int64 `json:"skipped,omitempty"`

	Preconnected int64 `json:"preconnected,omitempty"`
	Redials      int64 `json:"redials,omitempty"`
	SlowConnects int64 `json:"slow_connects,omitempty"`

	Classes  map[string]int64 `json:"classes,omitempty"`
	Statuses map[int]int64    `json:"statuses,omitempty"`

	Elapsed       *jsonSummary `json:"elapsed_s,omitempty"`
	Throughput    *jsonSummary `json:"throughput_rps,omitempty"`
	Peak          *jsonSummary `json:"peak_in_flight,omitempty"`
	PulledAtFirst *jsonSummary `json:"urls_pulled_at_first,omitempty"`
	Ideal         *jsonSummary `json:"ideal_s,omitempty"`
	Ratio         *jsonSummary `json:"ratio,omitempty"`

	Service  float64      `json:"service_time_ms,omitempty"`
	Measured bool         `json:"service_time_measured,omitempty"`
	Latency  *jsonLatency `json:"latency_ms,omitempty"`
	// ServiceTimes are only of an open loop: in a closed one they are Latency.
	ServiceTimes *jsonLatency `json:"service_ms,omitempty"`
	// Quantiles are of the latency, with the intervals between repeats.
	Quantiles map[string]jsonEstimate `json:"quantiles_ns,omitempty"`
	Ceiling   float64                 `json:"ceiling,omitempty"`
	Bound     float64                 `json:"bound,omitempty"`

	// LatencyHistogram and ServiceHistogram are in judged cells: which trials count
	// in them is part of the judgement.
	LatencyHistogram *stats.Histogram `json:"latency,omitempty"`
	ServiceHistogram *stats.Histogram `json:"service,omitempty"`
}

// jsonSummary is a sample of one number per repeat: [stats.Summary] with names.
type jsonSummary struct {
	N      int     `json:"n"`
	Median float64 `json:"median"`
	Min    float64 `json:"min"`
	Max    float64 `json:"max"`
	Center float64 `json:"center"`
	Half   float64 `json:"half"`
	CV     float64 `json:"cv"`
}

// jsonEstimate is a [stats.Estimate] with names.
type jsonEstimate struct {
	N     int     `json:"n"`
	Value float64 `json:"value"`
	Lo    float64 `json:"lo"`
	Hi    float64 `json:"hi"`
}

// jsonReason is a [judge.Reason].
type jsonReason struct {
	Flag  string `json:"flag"`
	Level string `json:"level"`
	Text  string `json:"text"`
}

// jsonLatency is the latency of the successful fetches of all repeats.
type jsonLatency struct {
	Mean float64 `json:"mean"`
	Min  float64 `json:"min"`
	P50  float64 `json:"p50"`
	P90  float64 `json:"p90"`
	P95  float64 `json:"p95"`
	P99  float64 `json:"p99"`
	P999 float64 `json:"p999"`
	Max  float64 `json:"max"`
}

// cellForm is the form of a cell; whole says that its histograms are wanted.
func cellForm(c *judge.Cell, whole bool) *jsonCell {
	form := &jsonCell{
		Point: c.Point.Number, Target: c.Target, Key: c.Point.Key(), Settings: settingForms(&c.Point), Repeats: c.Repeats, Planned: c.Planned,
		Verdict: c.Verdict.Level.String(), Reasons: reasonForms(c.Verdict.Reasons), Invalid: c.Invalid, Rerun: c.Rerun,
		Requests: c.Requests, OK: c.OK, Errors: c.Errors, Bytes: c.Bytes, Dials: c.Dials,
		Classes: c.Classes, Statuses: c.Statuses,
		Cut: c.Cut, Late: c.Late, Skipped: c.Skipped,
		Preconnected: c.Preconnected, Redials: c.Redials, SlowConnects: c.SlowConnects,
		Elapsed: summaryForm(c.Elapsed), Throughput: summaryForm(c.Throughput),
		Peak: summaryForm(c.Peak), PulledAtFirst: summaryForm(c.PulledAtFirst),
		Ideal: summaryForm(c.Ideal), Ratio: summaryForm(c.Ratio),
		Service: ms(c.Service), Measured: c.Measured, Latency: latencyForm(c.Latency), ServiceTimes: latencyForm(c.ServiceTimes),
		Quantiles: quantileForms(c.Quantiles), Ceiling: finite(c.Ceiling), Bound: finite(c.Bound),
	}
	if whole {
		form.LatencyHistogram, form.ServiceHistogram = c.Latency, c.ServiceTimes
	}
	return form
}

// settingForms are the settings of a point by name; those of params begin with
// "param.".
func settingForms(p *runner.Point) map[string]string {
	forms := make(map[string]string, len(p.Settings))
	for _, s := range p.Settings {
		name := s.Name
		if s.Param {
			name = "param." + name
		}
		forms[name] = s.Value
	}
	return forms
}

func quantileForms(quantiles map[string]stats.Estimate) map[string]jsonEstimate {
	forms := make(map[string]jsonEstimate, len(quantiles))
	for name, e := range quantiles {
		forms[name] = estimateForm(e)
	}
	return forms
}

func reasonForms(reasons []judge.Reason) []jsonReason {
	forms := make([]jsonReason, len(reasons))
	for i, r := range reasons {
		forms[i] = jsonReason{Flag: string(r.Flag), Level: r.Level.String(), Text: r.Text}
	}
	return forms
}

func estimateForm(e stats.Estimate) jsonEstimate {
	allFinite(&e.Value, &e.Lo, &e.Hi)
	return jsonEstimate(e)
}

// summaryForm is nil where there is nothing to summarise.
func summaryForm(s stats.Summary) *jsonSummary {
	if s.N == 0 {
		return nil
	}
	allFinite(&s.Median, &s.Min, &s.Max, &s.Center, &s.Half, &s.CV)
	form := jsonSummary(s)
	return &form
}

// allFinite makes numbers finite.
func allFinite(xs ...*float64) {
	for _, x := range xs {
		*x = finite(*x)
	}
}

// finite is x, or what JSON can say instead of it.
func finite(x float64) float64 {
	if x != x {
		return 0
	}
	return max(min(x, math.MaxFloat64), -math.MaxFloat64)
}

// latencyForm is nil where nothing succeeded.
func latencyForm(h *stats.Histogram) *jsonLatency {
	if h == nil || h.Count() == 0 {
		return nil
	}
	return &jsonLatency{
		Mean: ms(h.Mean()), Min: ms(h.Min()), Max: ms(h.Max()),
		P50: ms(h.Quantile(0.5)), P90: ms(h.Quantile(0.9)), P95: ms(h.Quantile(0.95)),
		P99: ms(h.Quantile(0.99)), P999: ms(h.Quantile(0.999)),
	}
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
