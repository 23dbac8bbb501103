package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"runexp/crawl"
	"runexp/judge"
	"runexp/runner"
)

// CSV writes the tidy form: one row per trial, in the order of points and
// repeats, one column per variable, units in the names. A column that does not
// apply to a trial is empty there. Passes that warm up have no row, and a trial that
// was measured again has that of its last attempt alone: the number of the attempt,
// from 1, is then in the column of this name, which is 0 for the first run. JSON has
// them all.
//
// The verdict is ok, suspect or invalid; reasons are the flags that stand behind it,
// joined by semicolons. Rows of invalid trials are there too: who reads the file
// decides.
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
	for _, r := range d.counted() {
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

// tidy makes the rows of the tidy CSV.
type tidy struct {
	*Data
	cells    map[place]*judge.Cell
	params   []runner.Field
	classes  []string
	statuses []int
}

func newTidy(d *Data) *tidy {
	cells := d.judged()
	t := &tidy{Data: d, cells: make(map[place]*judge.Cell, len(cells))}
	for i := range cells {
		t.cells[place{cells[i].Point.Number, cells[i].Target}] = &cells[i]
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
	trialColumns = "experiment trial point repeat block attempt target"
	loadColumns  = "iterations duration_s concurrency discipline rate_rps arrivals delay_ms think_time_ms " +
		"timeout_ms redial_ms keepalive connections protocol engine"
	measureColumns = "requests ok errors error_rate bytes elapsed_s cut ideal_s ratio throughput_rps " +
		"latency_mean_ms latency_p50_ms latency_p90_ms latency_p95_ms latency_p99_ms latency_p999_ms latency_max_ms " +
		"service_p50_ms service_p99_ms late skipped peak_in_flight dials preconnected redials slow_connects urls_pulled_at_first " +
		"client_cpu lag_p99_ms pressure steal verdict reasons"
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
		strconv.Itoa(r.Trial.Repeat), strconv.Itoa(r.Trial.Block), strconv.Itoa(r.Trial.Attempt), cellText(r.Trial.Target),
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
