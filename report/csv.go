package report

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"runexp/crawl"
	"runexp/judge"
	"runexp/runner"
	"runexp/stats"
)

// CSV writes the tidy form: one row per trial, in the order of points and
// repeats, one column per variable, units in the names. A column that does not
// apply to a trial is empty there.
//
// Lines end in LF. Every reader of RFC 4180 takes that (R, pandas, Excel, DuckDB),
// while line tools (cut, join, diff) would take the CR of a CRLF for a part of the
// last column. No cell holds a line break, so a line is always a record. A text
// that a spreadsheet would take for a formula gets a ' before it.
func CSV(w io.Writer, d *Data) error {
	if d.Plan == nil {
		return errNoPlan
	}
	t := newTidy(d)
	out := csv.NewWriter(w)
	if err := out.Write(t.header()); err != nil {
		return fmt.Errorf("csv: %w", err)
	}
	for _, r := range inFileOrder(d.Results) {
		if err := out.Write(t.row(r)); err != nil {
			return fmt.Errorf("csv: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("csv: %w", err)
	}
	return nil
}

// inFileOrder sorts results by point, then repeat, then target.
func inFileOrder(results []runner.Result) []*runner.Result {
	sorted := make([]*runner.Result, len(results))
	for i := range results {
		sorted[i] = &results[i]
	}
	slices.SortStableFunc(sorted, func(a, b *runner.Result) int {
		return cmp.Or(
			cmp.Compare(a.Trial.Point.Number, b.Trial.Point.Number),
			cmp.Compare(a.Trial.Repeat, b.Trial.Repeat),
			cmp.Compare(a.Trial.Target, b.Trial.Target),
		)
	})
	return sorted
}

// tidy makes the rows of the tidy CSV.
type tidy struct {
	*Data
	cells    map[int]*judge.Cell // by number of point
	params   []runner.Field
	classes  []string
	statuses []int
}

func newTidy(d *Data) *tidy {
	t := &tidy{Data: d, cells: make(map[int]*judge.Cell, len(d.Cells))}
	for i := range d.Cells {
		t.cells[d.Cells[i].Point.Number] = &d.Cells[i]
	}
	for _, f := range d.Plan.Fields {
		if f.Param {
			t.params = append(t.params, f)
		}
	}
	for _, c := range crawl.Classes() {
		if c != crawl.OK {
			t.classes = append(t.classes, c.String())
		}
	}
	seen := make(map[int]bool)
	for i := range d.Results {
		for status := range d.Results[i].Statuses {
			seen[status] = true
		}
	}
	t.statuses = slices.Sorted(maps.Keys(seen))
	return t
}

// trialColumns, loadColumns and measureColumns are the columns that every file
// has. They stand in the order of the methods that fill them.
const (
	trialColumns = "experiment trial point repeat block target"
	loadColumns  = "iterations duration_s concurrency discipline rate_rps arrivals delay_ms think_time_ms " +
		"timeout_ms redial_ms keepalive connections protocol engine"
	measureColumns = "requests ok errors error_rate bytes elapsed_s cut ideal_s ratio throughput_rps " +
		"latency_mean_ms latency_p50_ms latency_p90_ms latency_p95_ms latency_p99_ms latency_p999_ms latency_max_ms " +
		"service_p50_ms service_p99_ms late skipped peak_in_flight dials preconnected redials slow_connects urls_pulled_at_first verdict reasons"
)

func (t *tidy) header() []string {
	names := strings.Fields(trialColumns + " " + loadColumns)
	for _, f := range t.params {
		names = append(names, "param_"+clean(f.Name))
	}
	names = append(names, strings.Fields(measureColumns)...)
	for _, class := range t.classes {
		names = append(names, "errors_"+class)
	}
	for _, status := range t.statuses {
		names = append(names, "status_"+strconv.Itoa(status))
	}
	return names
}

func (t *tidy) row(r *runner.Result) []string {
	row := []string{
		cellText(t.Plan.Name), cellText(r.Trial.Name()), strconv.Itoa(r.Trial.Point.Number),
		strconv.Itoa(r.Trial.Repeat), strconv.Itoa(r.Trial.Block), cellText(r.Trial.Target),
	}
	row = append(row, loadCells(r)...)
	for _, f := range t.params {
		row = append(row, cellText(paramOf(r.Trial.Point, f.Name)))
	}
	row = append(row, t.measureCells(r)...)
	for _, class := range t.classes {
		row = append(row, integer(r.Classes[class]))
	}
	for _, status := range t.statuses {
		row = append(row, integer(r.Statuses[status]))
	}
	return row
}

func paramOf(p runner.Point, name string) string {
	for _, s := range p.Settings {
		if s.Param && s.Name == name {
			return s.Value
		}
	}
	return ""
}

// loadCells are the load fields. A closed loop has no rate and no arrivals. The
// engine is the one that ran.
func loadCells(r *runner.Result) []string {
	l := &r.Trial.Spec.Load
	delay, duration, rate := "", "", ""
	if l.Delay != nil {
		delay = inMillis(*l.Delay)
	}
	if l.Duration > 0 {
		duration = number(l.Duration.Seconds())
	}
	if l.Open() {
		rate = number(l.Rate)
	}
	return []string{
		countOf(l), duration, strconv.Itoa(l.Concurrency), cellText(l.Discipline), rate, cellText(l.Arrivals), delay, inMillis(l.ThinkTime),
		inMillis(l.Timeout), inMillis(l.Redial), strconv.FormatBool(l.KeepAlive),
		cellText(connectionsOf(l)), cellText(protocolOf(l)), cellText(r.Engine),
	}
}

// measureCells are the measurements. In a closed loop a request starts when it was
// meant to, so the service time is the latency, and nothing can be late or be
// skipped.
func (t *tidy) measureCells(r *runner.Result) []string {
	errorRate, ideal, ratio, throughput := "", "", "", ""
	if r.Requests > 0 {
		errorRate = number(float64(r.Errors) / float64(r.Requests))
	}
	if c := t.cells[r.Trial.Point.Number]; c != nil {
		if d, ok := c.IdealOf(r); ok && d > 0 {
			ideal, ratio = number(d.Seconds()), number(r.Elapsed.Seconds()/d.Seconds())
		}
	}
	if r.Elapsed > 0 {
		throughput = number(r.Throughput())
	}
	latency, service, late, skipped := timesOf(r.Latency), timesOf(r.Latency), "", ""
	if r.Trial.Spec.Load.Open() {
		service, late, skipped = timesOf(r.Service), integer(r.Late), integer(r.Skipped)
	}
	cells := []string{
		integer(r.Requests), integer(r.OK), integer(r.Errors), errorRate, integer(r.Bytes),
		number(r.Elapsed.Seconds()), strconv.FormatBool(r.Cut), ideal, ratio, throughput,
	}
	cells = append(cells, latency[:]...)
	return append(cells, service[1], service[4], late, skipped,
		strconv.Itoa(r.Peak), integer(r.Dials), integer(r.Preconnected), integer(r.Redials), integer(r.SlowConnects),
		strconv.Itoa(r.PulledAtFirst), "", "")
}

// timesOf is the mean, p50, p90, p95, p99, p999 and largest of a histogram, empty
// where it is.
func timesOf(h *stats.Histogram) (cells [7]string) {
	if h == nil || h.Count() == 0 {
		return cells
	}
	cells[0], cells[6] = inMillis(h.Mean()), inMillis(h.Max())
	for i, q := range []float64{0.5, 0.9, 0.95, 0.99, 0.999} {
		cells[1+i] = inMillis(h.Quantile(q))
	}
	return cells
}

// inMillis writes a duration in milliseconds, to the nanosecond.
func inMillis(d time.Duration) string { return number(float64(d) / float64(time.Millisecond)) }

// number writes x with as many digits as it needs to be read back as the same,
// and never with an exponent.
func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// cellText is a text as a spreadsheet may be given it: on one line, and not a
// formula. A number stays one, though it may begin with a sign.
func cellText(s string) string {
	s = clean(s)
	if s == "" || !strings.ContainsAny(firstLetter(s), "=+-@＝＋－＠") || isDecimal(s) {
		return s
	}
	return "'" + s
}

func firstLetter(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}

// isDecimal reports whether s is a plain number, such as -1.5.
func isDecimal(s string) bool {
	s = strings.TrimLeft(s[:1], "+-") + s[1:]
	whole, part, point := strings.Cut(s, ".")
	return allDigits(whole) && (!point || allDigits(part))
}

func allDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}
