package report

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"runexp/judge"
	"runexp/runner"
	"runexp/runner/vitals"
	"runexp/stats"
)

// This file fills the cells of the tidy CSV.

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
	if c := t.cells[place{r.Trial.Point.Number, r.Trial.Target}]; c != nil {
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
	cells = append(cells, service[1], service[4], late, skipped,
		strconv.Itoa(r.Peak), integer(r.Dials), integer(r.Preconnected), integer(r.Redials), integer(r.SlowConnects),
		strconv.Itoa(r.PulledAtFirst))
	cells = append(cells, clientCells(&r.Client)...)
	return append(cells, t.verdictCells(r)...)
}

// clientCells tell how the client fared: the share of its processors that it used,
// by how much its own timers were late, the share of the time in which something
// waited for a processor, and that which another machine took.
func clientCells(c *vitals.Report) []string {
	cpu, lag := "", ""
	if all := float64(c.Wall) * c.Processors; all > 0 {
		cpu = number(float64(c.CPU) / all)
	}
	if c.Lag != nil && c.Lag.Count() > 0 {
		lag = inMillis(c.Lag.Quantile(0.99))
	}
	return []string{cpu, lag, known(c.Pressure), known(c.Steal)}
}

// known writes a number that the system may not tell.
func known(x *float64) string {
	if x == nil {
		return ""
	}
	return number(*x)
}

// verdictOn is the verdict on a trial, by the default limits where nothing judged it.
func (d *Data) verdictOn(r *runner.Result) judge.Verdict {
	if d.Judgement != nil {
		if v, ok := d.Judgement.Verdicts[r.Trial.Name()]; ok {
			return v
		}
	}
	return judge.Inspect(r, judge.Rules{}.Checks, 0)
}

// verdictCells are the verdict on a trial and the flags behind it, each once. A
// trial that nothing judged is checked by the default limits.
func (t *tidy) verdictCells(r *runner.Result) []string {
	verdict := t.verdictOn(r)
	var flags []string
	for _, reason := range verdict.Reasons {
		if flag := clean(string(reason.Flag)); !slices.Contains(flags, flag) {
			flags = append(flags, flag)
		}
	}
	return []string{verdict.Level.String(), cellText(strings.Join(flags, ";"))}
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
