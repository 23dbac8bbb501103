package judge

import (
	"fmt"
	"strconv"
	"time"

	"runexp/config"
	"runexp/runner"
	"runexp/stats"
)

// Watchdog looks at a trial under way, for the thresholds that end the run as soon
// as they are broken. What it returns is called with the trial's progress, and says
// which of them is broken, and by how much. It is nil where none is about the
// trial: passes that warm up, and the reference, are not judged.
func (r *Rules) Watchdog(t *runner.Trial) func(runner.Progress) (broken string, yes bool) {
	if t.Discarded || t.Target != "" && t.Target == r.Reference {
		return nil
	}
	var watched []*config.Threshold
	c := &Cell{Point: t.Point, Target: t.Target, Spec: t.Spec}
	for i := range r.Thresholds {
		if w := &r.Thresholds[i]; w.Abort && c.concerns(w.When) {
			watched = append(watched, w)
		}
	}
	if len(watched) == 0 {
		return nil
	}
	return func(p runner.Progress) (string, bool) { return look(watched, c, &p) }
}

// look says which of some thresholds a trial breaks, the first of them.
func look(watched []*config.Threshold, c *Cell, p *runner.Progress) (string, bool) {
	for _, w := range watched {
		if p.Warmup || p.Elapsed < w.After {
			continue
		}
		if broken, yes := bark(w, c, p); yes {
			return broken, true
		}
	}
	return "", false
}

// bark says how a trial under way breaks a threshold, where it does.
func bark(w *config.Threshold, c *Cell, p *runner.Progress) (string, bool) {
	now := live{p}
	var found []finding
	truth, err := w.Check.Decide(c.value, now.value, func(claim config.Claim) config.Truth {
		f := now.find(claim)
		found = append(found, f)
		return f.truth
	})
	if err != nil || truth != config.No {
		return "", false
	}
	text := w.Check.Source + " is broken"
	for _, f := range found {
		if f.truth == config.No {
			text = fmt.Sprintf("%s is %s", f.Metric, amount(f.Metric, f.value.Value))
			break
		}
	}
	text += " after " + span(p.Elapsed) + ": " + w.Check.Source
	if w.At.Line > 0 {
		text += " (" + w.At.File() + ":" + strconv.Itoa(w.At.Line) + ")"
	}
	return text, true
}

// live is a trial under way.
type live struct{ *runner.Progress }

// value is a metric so far, unless it still grows: what that comes to is not known
// before the end.
func (l live) value(metric string) (float64, bool) {
	if grows(metric) {
		return 0, false
	}
	return l.metric(metric)
}

// grows reports whether a metric only becomes larger while a trial runs.
func grows(metric string) bool {
	switch metric {
	case "elapsed", "max", "ok", "errors", "requests", "bytes":
		return true
	}
	return false
}

// metric is a metric so far. Percentiles need requests enough.
func (l live) metric(metric string) (float64, bool) {
	ok := l.Latency != nil && l.Latency.Count() > 0
	if q, is := quantileOf(metric); is {
		ok = ok && l.Latency.Count() >= stats.NeedsRequests(q)
	}
	switch metric {
	case "elapsed":
		return float64(l.Elapsed), true
	case "ok":
		return float64(l.OK), true
	case "errors":
		return float64(l.Errors), true
	case "requests":
		return float64(l.Done), true
	case "bytes":
		return float64(l.Bytes), true
	case "throughput":
		return float64(l.OK) / max(l.Elapsed, time.Nanosecond).Seconds(), l.Elapsed > 0
	case "error_rate":
		return float64(l.Errors) / float64(max(l.Done, 1)), l.Done > 0
	}
	if !ok || !ofLatency(metric) {
		return 0, false
	}
	return latency(l.Latency, metric), true
}

// find answers a claim so far. What only grows breaks an upper limit for good, and
// a lower one not before the end; of a share of failures the end of its interval
// has to be beyond the limit, since the first requests may be the unlucky ones.
func (l live) find(claim config.Claim) finding {
	f := finding{Claim: claim}
	x, ok := l.metric(claim.Metric)
	if !ok {
		return f
	}
	f.value = stats.Estimate{N: 1, Value: x, Lo: x, Hi: x}
	switch {
	case claim.Metric == "error_rate":
		f.value = stats.Proportion(l.Errors, l.Done, oneSided)
		f.truth = hold(claim, f.value)
	case !grows(claim.Metric):
		f.truth = hold(claim, f.value)
	case (claim.Op == "<" || claim.Op == "<=" || claim.Op == "==") && hold(claim, f.value) == config.No && x >= claim.Limit:
		f.truth = config.No
	case (claim.Op == ">" || claim.Op == ">=") && hold(claim, f.value) == config.Yes:
		f.truth = config.Yes
	}
	return f
}
