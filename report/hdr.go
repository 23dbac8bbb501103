package report

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"runexp/judge"
	"runexp/runner"
	"runexp/stats"
)

// HDR writes a histogram log of format 1.3, which the HDR tools of other languages
// and their plotters read: an interval per trial and kind of time, in the order of
// their starts, values in nanoseconds. The trials are those of [CSV].
//
// A reader adds up the intervals of a tag, so the tag names the cell: all repeats
// together are the latency that tables show. It begins with the point, p3 or
// p3-head with targets, and the fields that tell cells apart follow, such as
// p3-head;concurrency=100;q=red_shoes. What follows them tells other times than the
// latency of ok requests: service (of an open loop, from the real start), failed
// (the requests that failed), and of invalid trials invalid.
func HDR(w io.Writer, d *Data) error {
	if d.Plan == nil {
		return errNoPlan
	}
	swept := d.Plan.Swept()
	var entries []stats.LogEntry
	for _, r := range d.counted() {
		tag := cellTag(&r.Trial, swept)
		if v := d.verdictOn(r); v.Level == judge.Invalid {
			tag += ";invalid"
		}
		start := r.Started
		if start.IsZero() {
			start = time.Unix(0, 0)
		}
		for _, times := range []struct {
			tag string
			of  *stats.Histogram
		}{{tag, r.Latency}, {tag + ";service", r.Service}, {tag + ";failed", r.Failed}} {
			if times.of != nil && times.of.Count() > 0 {
				entries = append(entries, stats.LogEntry{Tag: times.tag, Start: start, End: start.Add(r.Elapsed), Histogram: times.of})
			}
		}
	}
	slices.SortStableFunc(entries, func(a, b stats.LogEntry) int { return a.Start.Compare(b.Start) })
	if err := stats.WriteLog(w, entries...); err != nil {
		return fmt.Errorf("hdr: %w", err)
	}
	if d.Again == "" {
		return nil
	}
	if _, err := fmt.Fprintf(w, "# again: %s\n", clean(d.Again)); err != nil {
		return fmt.Errorf("hdr: %w", err)
	}
	return nil
}

// cellTag names the cell of a trial.
func cellTag(t *runner.Trial, swept []runner.Field) string {
	words := []string{"p" + strconv.Itoa(t.Point.Number)}
	if t.Target != "" {
		words[0] += "-" + t.Target
	}
	for _, f := range swept {
		value, ok := t.Point.Value(f.Name)
		if !ok {
			value = defaultOf(&t.Spec.Load, f.Name)
		}
		if value != "" {
			words = append(words, f.Name+"="+value)
		}
	}
	for i, word := range words {
		words[i] = strings.ReplaceAll(word, ";", "_")
	}
	return strings.Join(words, ";")
}
