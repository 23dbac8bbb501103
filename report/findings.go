package report

import (
	"fmt"
	"slices"
	"strings"

	"runexp/judge"
)

// This file says what the numbers of a table should not be taken for.

// openLoop tells from when the latencies of an open loop are timed.
func (v *view) openLoop(shown []column) []note {
	timed := func(q quantity) bool { return q.needs > 0 || q.name == "mean" || q.name == "max" }
	if v.loops() == closedLoop || !slices.ContainsFunc(quantitiesOf(shown), timed) {
		return nil
	}
	where := ""
	if v.loops() == bothLoops {
		where = "in rows with a rate "
	}
	return []note{{text: where + "latency is from the planned start (response time), service from the real one"}}
}

// slowConnects tells of connections that were not answered at first.
func (v *view) slowConnects() []note {
	var notes []note
	if n := v.sum(func(c *judge.Cell) int64 { return c.SlowConnects }); n > 0 {
		notes = append(notes, note{
			text: fmt.Sprintf("slow connects: %s waited about a second or more for a connection: the server's listen backlog "+
				"was probably full, and packets that open connections were dropped and sent again after 1 s; "+
				"raise its backlog (and somaxconn), or use connections: preconnected, or redial: 25ms", plural(int(n), "request")),
			quote: v.slowRows(),
		})
	}
	if n := v.sum(func(c *judge.Cell) int64 { return c.Redials }); n > 0 {
		notes = append(notes, note{
			text:  fmt.Sprintf("redials: %s gave up an unanswered connection and dialled anew", times(n)),
			quote: v.rowsWith(func(c *judge.Cell) bool { return c.Redials > 0 }),
		})
	}
	return notes
}

// slowRows names the rows with slow connects, unless a verdict does so already.
func (v *view) slowRows() string {
	if slices.ContainsFunc(v.reasons.list, func(r reason) bool { return r.flag == judge.Backlog }) {
		return ""
	}
	return v.rowsWith(func(c *judge.Cell) bool { return c.SlowConnects > 0 })
}

// coldStarts tells of slots that were to be connected beforehand and were not.
func (v *view) coldStarts() []note {
	cold := func(c *judge.Cell) bool { return c.Preconnected < slotsOf(c) }
	if !slices.ContainsFunc(v.cells, cold) {
		return nil
	}
	had := v.sum(func(c *judge.Cell) int64 { return only(cold(c), c.Preconnected) })
	return []note{{
		text:  fmt.Sprintf("preconnected: %s of %s slots had a connection when their trial started", prose(had), prose(v.sum(func(c *judge.Cell) int64 { return only(cold(c), slotsOf(c)) }))),
		quote: v.rowsWith(cold),
	}}
}

// slotsOf is how many slots were to be connected before the trials of a cell.
func slotsOf(c *judge.Cell) int64 {
	l := &c.Spec.Load
	if l.Connections != "preconnected" {
		return 0
	}
	slots := l.Concurrency
	if l.Iterations > 0 {
		slots = min(slots, l.Iterations)
	}
	return int64(slots) * int64(c.Repeats)
}

// noticeable is the part of an open loop's requests, one in so many, that is late
// before it is worth a word.
const noticeable = 1000

// lateStarts tells of open loops that did not keep their rate, and why.
func (v *view) lateStarts() []note {
	behind := func(c *judge.Cell) bool { return c.Skipped > 0 || c.Late > 0 && c.Late*noticeable >= c.Requests }
	full := func(c *judge.Cell) bool { return behind(c) && c.Peak.Max >= float64(c.Spec.Load.Concurrency) }
	slow := func(c *judge.Cell) bool { return behind(c) && !full(c) }
	var notes []note
	for _, cause := range []struct {
		is  func(*judge.Cell) bool
		why string
	}{
		{full, "all slots were taken: the server did not keep up, or concurrency is too small for it"},
		{slow, "the client could not keep the rate: a lower rate, or a machine with less to do"},
	} {
		if !slices.ContainsFunc(v.cells, cause.is) {
			continue
		}
		late := v.sum(func(c *judge.Cell) int64 { return only(cause.is(c), c.Late) })
		skipped := v.sum(func(c *judge.Cell) int64 { return only(cause.is(c), c.Skipped) })
		of := v.sum(func(c *judge.Cell) int64 { return only(cause.is(c), c.Requests+c.Skipped) })
		text := fmt.Sprintf("late: %s of %s starts", prose(late), prose(of))
		if skipped > 0 {
			text += fmt.Sprintf(", and %s skipped", prose(skipped))
		}
		notes = append(notes, note{
			text:  text + "; " + cause.why,
			quote: v.rowsWith(cause.is),
		})
	}
	return notes
}

// only is n where something is so, else nothing.
func only(so bool, n int64) int64 {
	if so {
		return n
	}
	return 0
}

// times is how often something happened.
func times(n int64) string {
	if n == 1 {
		return "once"
	}
	return prose(n) + " times"
}

// rowsWith names the rows of which something is true, unless that is all or too
// many of them.
func (v *view) rowsWith(is func(*judge.Cell) bool) string {
	var rows []*judge.Cell
	for _, c := range v.cells {
		if is(c) {
			rows = append(rows, c)
		}
	}
	return v.rowsNamed(rows)
}

// rowsNamed names rows, unless that is all or too many of them.
func (v *view) rowsNamed(rows []*judge.Cell) string {
	if len(rows) == len(v.cells) || len(rows) > mostRows {
		return ""
	}
	names := make([]string, len(rows))
	for i, c := range rows {
		names[i] = v.where(c)
	}
	return strings.Join(names, "; ")
}
