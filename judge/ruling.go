package judge

import (
	"slices"

	"runexp/config"
	"runexp/stats"
)

// Ruling is what became of one threshold, gate criterion or other demand of the
// file, over all cells that it is about.
type Ruling struct {
	// Kind is threshold, gate or at_least.
	Kind string
	// At is the line in the file, Text the demand as written there, such as
	// "p99 < 900ms when concurrency <= 64" or "p99 worse_by 10% floor 5ms".
	At   config.Pos
	Text string
	// Verdict is the worst of the cases: fail, then undecided, then invalid, then
	// pass. It is undecided where there is none.
	Verdict stats.Verdict
	Cases   []Case
}

// Case is a ruling on one cell.
type Case struct {
	Cell    *Cell
	Verdict stats.Verdict
	// Metric is what was judged, empty for a condition that is no comparison of a
	// metric with a number. Value is its value with its interval, Limit what it was
	// held against, both in base units; of a gate criterion they are shares, the
	// change and what is tolerated.
	Metric string
	Value  stats.Estimate
	Limit  float64
	// P is the p-value of a gate criterion, corrected where the gate says so.
	P float64
	// Needs is how many repeats would probably decide an undecided case; 0 where
	// that is not known.
	Needs int
	// Why tells in words why a case is undecided or invalid, or that no interval
	// stands behind a verdict.
	Why string

	// Blind says that there was nothing to judge by: no trial, or too few requests.
	Blind bool
}

// sum makes the verdict from the cases.
func (r *Ruling) sum() {
	r.Verdict = stats.Undecided
	if len(r.Cases) == 0 {
		return
	}
	for _, v := range []stats.Verdict{stats.Fail, stats.Undecided, stats.Invalid, stats.Pass} {
		if slices.ContainsFunc(r.Cases, func(c Case) bool { return c.Verdict == v }) {
			r.Verdict = v
			return
		}
	}
}

// judged reports whether there was something to judge any case by.
func (r *Ruling) judged() bool {
	return slices.ContainsFunc(r.Cases, func(c Case) bool { return c.Verdict != stats.Invalid && !c.Blind })
}
