package report

import (
	"bufio"
	"bytes"
	_ "embed" // for the schema
	"encoding/json"
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"runexp/judge"
	"runexp/stats"
)

// schemaName names the form of the document, and is its first member. A document
// of the same name may gain members, but none changes its meaning.
const schemaName = "runexp/result/v1"

//go:embed result.schema.json
var resultSchema string

// ResultSchema returns the JSON Schema (draft 2020-12) of what [JSON] writes.
func ResultSchema() []byte { return []byte(resultSchema) }

// JSON writes everything that is known of the run: the plan, each trial's result
// with its histograms, and the cells. It is one JSON document, described by
// [ResultSchema], with a result or cell per line. [ReadJSON] reads it back.
//
// Characters that a terminal would obey or not show are escaped, so the document
// can be printed.
func JSON(w io.Writer, d *Data) error {
	if d.Plan == nil {
		return errNoPlan
	}
	j := &jsonWriter{out: bufio.NewWriter(w)}
	j.text("{\n")
	j.member("schema", schemaName)
	j.member("version", d.Version)
	j.member("again", d.Again)
	j.member("interrupted", d.Interrupted)
	j.member("notes", append([]string{}, d.Notes...))
	j.member("plan", d.Plan)
	j.list("results", len(d.Results), func(i int) any { return &d.Results[i] })
	j.text(",\n")
	j.list("cells", len(d.Cells), func(i int) any { return cellForm(&d.Cells[i]) })
	j.text("\n}\n")
	if j.err == nil {
		j.err = j.out.Flush()
	}
	if j.err != nil {
		return fmt.Errorf("json: %w", j.err)
	}
	return nil
}

// jsonWriter writes a document piece by piece, so that not all of it is in memory
// twice. The first error stays and ends the writing.
type jsonWriter struct {
	out *bufio.Writer
	err error
}

func (j *jsonWriter) text(s string) {
	if j.err == nil {
		_, j.err = j.out.WriteString(s)
	}
}

func (j *jsonWriter) value(v any) {
	if j.err != nil {
		return
	}
	var b []byte
	if b, j.err = json.Marshal(v); j.err == nil {
		_, j.err = j.out.Write(escapeHidden(b))
	}
}

// member writes a name and a value that another member follows.
func (j *jsonWriter) member(name string, v any) {
	j.text(`"` + name + `": `)
	j.value(v)
	j.text(",\n")
}

// list writes a name and n values, a line each.
func (j *jsonWriter) list(name string, n int, at func(int) any) {
	j.text(`"` + name + `": [`)
	for i := range n {
		if i > 0 {
			j.text(",")
		}
		j.text("\n")
		j.value(at(i))
	}
	if n > 0 {
		j.text("\n")
	}
	j.text("]")
}

// escapeHidden replaces the characters that encoding/json leaves as they are
// though no terminal should get them. They occur only within strings.
func escapeHidden(b []byte) []byte {
	if bytes.IndexFunc(b, hidden) < 0 {
		return b
	}
	var out []byte
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case !hidden(r):
			out = append(out, b[:n]...)
		case r > 0xffff:
			r -= 0x10000
			out = fmt.Appendf(out, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		b = b[n:]
	}
	return out
}

// jsonCell is a cell as the document tells it: derived from the results, for those
// who would not derive it themselves.
type jsonCell struct {
	Point    int               `json:"point"`
	Key      string            `json:"key"`
	Settings map[string]string `json:"settings"`
	Repeats  int               `json:"repeats"`
	Planned  int               `json:"planned"`

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
}

// jsonSummary is a sample of one number per repeat.
type jsonSummary struct {
	N      int     `json:"n"`
	Median float64 `json:"median"`
	Min    float64 `json:"min"`
	Max    float64 `json:"max"`
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

func cellForm(c *judge.Cell) *jsonCell {
	settings := make(map[string]string, len(c.Point.Settings))
	for _, s := range c.Point.Settings {
		name := s.Name
		if s.Param {
			name = "param." + name
		}
		settings[name] = s.Value
	}
	return &jsonCell{
		Point: c.Point.Number, Key: c.Point.Key(), Settings: settings, Repeats: c.Repeats, Planned: c.Planned,
		Requests: c.Requests, OK: c.OK, Errors: c.Errors, Bytes: c.Bytes, Dials: c.Dials,
		Classes: c.Classes, Statuses: c.Statuses,
		Cut: c.Cut, Late: c.Late, Skipped: c.Skipped,
		Preconnected: c.Preconnected, Redials: c.Redials, SlowConnects: c.SlowConnects,
		Elapsed: summaryForm(c.Elapsed), Throughput: summaryForm(c.Throughput),
		Peak: summaryForm(c.Peak), PulledAtFirst: summaryForm(c.PulledAtFirst),
		Ideal: summaryForm(c.Ideal), Ratio: summaryForm(c.Ratio),
		Service: ms(c.Service), Measured: c.Measured, Latency: latencyForm(c.Latency), ServiceTimes: latencyForm(c.ServiceTimes),
	}
}

// summaryForm is nil where there is nothing to summarise.
func summaryForm(s stats.Summary) *jsonSummary {
	if s.N == 0 {
		return nil
	}
	return &jsonSummary{N: s.N, Median: s.Median, Min: s.Min, Max: s.Max}
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
