package judge

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"runexp/config"
	"runexp/runner"
)

// Inspect says how far a result can be trusted, and why not further. Checks that
// are zero are the defaults. The ceiling is the client's calibrated throughput
// under the trial's load, 0 where it is not known.
func Inspect(r *runner.Result, c config.Checks, ceiling float64) Verdict {
	e := examination{Result: r, checks: limits(c), ceiling: ceiling}
	e.success()
	e.lag()
	e.processors()
	e.capacity()
	e.host()
	e.collector()
	if r.OK > 0 {
		e.failures()
		e.flight()
		e.settling()
	}
	e.little()
	e.starts()
	e.backlog()
	slices.SortStableFunc(e.verdict.Reasons, func(a, b Reason) int { return cmp.Compare(b.Level, a.Level) })
	return e.verdict
}

// examination is the inspection of one result.
type examination struct {
	*runner.Result

	checks  config.Checks
	ceiling float64
	verdict Verdict
}

// find notes what a check has found.
func (e *examination) find(flag Flag, level Level, format string, args ...any) {
	r := Reason{Flag: flag, Level: level, Text: fmt.Sprintf(format, args...)}
	if len(args) > 0 {
		r.Found = fmt.Sprint(args[0])
		args[0] = Place
		r.Form = fmt.Sprintf(format, args...)
	}
	e.verdict.add(r)
}

// above is the level of a value that has a limit, and another that makes the
// measurement worthless.
func above(value, suspect, invalid float64) Level {
	switch {
	case value > max(suspect, invalid):
		return Invalid
	case value > suspect:
		return Suspect
	}
	return OK
}

// success finds a trial without any.
func (e *examination) success() {
	switch {
	case e.Requests == 0:
		e.find(NoSuccess, Invalid, "no request was made")
	case e.OK == 0:
		e.find(NoSuccess, Invalid, "none of %s succeeded", count(e.Requests, "request"))
	}
}

// failures finds more failed requests than leave the latencies of the others in
// order.
func (e *examination) failures() {
	if rate := float64(e.Errors) / float64(max(e.Requests, 1)); rate > e.checks.Errors {
		e.find(Failures, Suspect, "%s of the requests failed (limit %s)", percent(rate), percent(e.checks.Errors))
	}
}

// lateShare is how many of the starts of an open loop may be late or skipped.
const lateShare = 0.001

// starts finds an open loop that did not keep to its schedule.
func (e *examination) starts() {
	if !e.Trial.Spec.Load.Open() {
		return
	}
	share := float64(e.Late+e.Skipped) / float64(max(e.Requests+e.Skipped, 1))
	if share > lateShare {
		e.find(LateStarts, Suspect, "%s of the starts were late or skipped (limit %s)", percent(share), percent(lateShare))
	}
}

// backlog finds connections whose first packet was dropped.
func (e *examination) backlog() {
	if n := e.SlowConnects; n > 0 {
		e.find(Backlog, Suspect, "%s waited %s or longer for a connection: the server's listen backlog was full (limit 0)",
			count(n, "request"), span(slowConnect))
	}
}

// slowConnect is from when on a connection counts as slow.
const slowConnect = 900 * time.Millisecond
