package judge

import (
	"fmt"
	"math"
	"slices"

	"runexp/config"
	"runexp/stats"
)

// oneSided is the confidence of a two-sided interval whose ends are one-sided
// bounds of 95 %.
const oneSided = 0.90

// leastForInterval is from how many repeats on a claim is judged by an interval.
const leastForInterval = 3

// finding is what a cell says to a claim.
type finding struct {
	config.Claim

	truth config.Truth
	value stats.Estimate
	// why tells what stands behind an open answer, or that there is no interval.
	why string
	// blind says that there is nothing to judge by.
	blind bool
	// needs is how many repeats would probably give an answer; 0 where unknown.
	needs int
}

// hearing puts the claims of a condition to a cell.
type hearing struct {
	cell *Cell
	// strict says that percentiles need requests enough.
	strict bool
	// typical says that percentiles are those of a typical trial, the geometric mean
	// of the trials' own, rather than that of all requests together, which one trial
	// out of line decides.
	typical bool
	heard   []finding
}

// decide answers a condition for the cell. The findings are those of its claims.
func (h *hearing) decide(condition *config.Expression) (config.Truth, error) {
	return condition.Decide(h.cell.value, h.known, h.claim)
}

// known is the value of a metric in the parts of a condition that are no claims.
func (h *hearing) known(metric string) (float64, bool) {
	if _, known := h.cell.Metric(metric); h.strict && !known {
		return 0, false
	}
	e, ok := h.estimate(metric)
	return e.Value, ok
}

// estimate is a metric of the cell, with one-sided bounds.
func (h *hearing) estimate(metric string) (stats.Estimate, bool) {
	if _, ok := quantileOf(metric); ok && h.typical {
		if e := stats.LogMean(h.cell.sample(metric), oneSided); e.N > 0 {
			return e, true
		}
	}
	return h.cell.estimate(metric, oneSided)
}

// claim answers a claim and keeps the finding.
func (h *hearing) claim(claim config.Claim) config.Truth {
	f := h.find(claim)
	h.heard = append(h.heard, f)
	return f.truth
}

func (h *hearing) find(claim config.Claim) finding {
	c, f := h.cell, finding{Claim: claim}
	if scarce := c.scarce(claim.Metric); scarce != "" && h.strict {
		f.why, f.blind = scarce, true
		if c.OK > 0 {
			q, _ := quantileOf(claim.Metric)
			f.needs = int(math.Ceil(float64(stats.NeedsRequests(q)) / (float64(c.OK) / float64(len(c.valid)))))
		}
		return f
	}
	e, ok := h.estimate(claim.Metric)
	if !ok {
		f.why, f.blind = unknown(claim.Metric), true
		return f
	}
	f.value = e
	byInterval := spreads(claim.Metric) && claim.Op != "==" && claim.Op != "!="
	switch {
	case byInterval && e.N >= leastForInterval:
		f.truth = hold(claim, e)
		if f.truth == config.Unsure {
			f.why = fmt.Sprintf("%s of %s to %s holds the limit", claim.Metric, amount(claim.Metric, e.Lo), amount(claim.Metric, e.Hi))
			f.needs = needed(e, claim.Limit)
		}
	default:
		f.truth = hold(claim, stats.Estimate{Lo: e.Value, Hi: e.Value})
		if byInterval {
			f.why = count(e.N, "repeat") + ": there is no interval"
		}
	}
	return f
}

// unknown says why a metric is not known.
func unknown(metric string) string {
	switch metric {
	case "ideal", "ratio":
		return metric + " needs a trial without errors and a service time"
	}
	return metric + " was not measured"
}

// hold answers a claim for all values of an interval.
func hold(c config.Claim, e stats.Estimate) config.Truth {
	yes, no := false, false
	switch c.Op {
	case "<":
		yes, no = e.Hi < c.Limit, e.Lo >= c.Limit
	case "<=":
		yes, no = e.Hi <= c.Limit, e.Lo > c.Limit
	case ">":
		yes, no = e.Lo > c.Limit, e.Hi <= c.Limit
	case ">=":
		yes, no = e.Lo >= c.Limit, e.Hi < c.Limit
	case "==":
		yes, no = e.Lo == c.Limit && e.Hi == c.Limit, e.Hi < c.Limit || e.Lo > c.Limit
	case "!=":
		yes, no = e.Hi < c.Limit || e.Lo > c.Limit, e.Lo == c.Limit && e.Hi == c.Limit
	}
	switch {
	case yes:
		return config.Yes
	case no:
		return config.No
	}
	return config.Unsure
}

// needed is how many repeats would bring the interval to one side of the limit: its
// width shrinks with their root. It is 0 where the value is the limit, or more
// than anybody would run.
func needed(e stats.Estimate, limit float64) int {
	distance := math.Abs(math.Log(e.Value / limit))
	half := math.Log(e.Hi/e.Lo) / 2
	n := math.Ceil(float64(e.N) * (half / distance) * (half / distance))
	if !(n < 10_000) {
		return 0
	}
	return max(int(n), e.N+1)
}

// telling is the finding that decided, for an answer: the first that says the same,
// else the first.
func (h *hearing) telling(answer config.Truth) finding {
	if len(h.heard) == 0 {
		return finding{}
	}
	return h.heard[max(0, slices.IndexFunc(h.heard, func(f finding) bool { return f.truth == answer }))]
}

// concerns reports whether a cell is one that a demand is about.
func (c *Cell) concerns(when *config.Expression) bool {
	if when == nil {
		return true
	}
	truth, err := when.Decide(c.value, func(name string) (float64, bool) {
		e, ok := c.Metric(name)
		return e.Value, ok
	}, nil)
	return err == nil && truth == config.Yes
}
