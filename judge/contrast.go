package judge

import (
	"time"

	"runexp/runner"
	"runexp/runner/vitals"
)

// Side is one of the runs that are compared.
type Side struct {
	// Name is how the run was asked for or is called, Taken when it began.
	Name  string
	Taken time.Time
	Plan  *runner.Plan
	// Cells are the run's, judged by its own rules.
	Cells []Cell
	// Machine and Build are what it was measured with; zero where that is not known.
	Machine vitals.Machine
	Build   vitals.Build
	// Commit is that of the repository of the experiment file; may be empty.
	Commit string
}

// Contrast is what sets runs apart: each candidate against the base, at each point
// and target that both have measured.
type Contrast struct {
	Base       Side
	Candidates []Side
	// Comparisons name the base in Reference and the candidate in Candidate; where
	// runs have targets, Target says which is compared with itself. Their points are
	// those of the base.
	Comparisons []Comparison
	// Missing are the points that only one side has measured.
	Missing []Missing
	// Warnings are what a reader must know before believing any of it, such as that
	// the machines differ.
	Warnings []string
	// Notes are what holds for any such contrast: what the test cannot see, and what
	// was left out.
	Notes []string
	// Tolerance is the share of change for the worse that does not fail.
	Tolerance float64
	// Confidence is that of the intervals and of the whole contrast.
	Confidence float64
}

// Missing is a point that one side of a contrast has not measured.
type Missing struct {
	Point  runner.Point
	Target string
	// In is the name of the side that lacks it.
	In string
}

// Contrasting says how runs are compared. The zero value is ready to use.
type Contrasting struct {
	// Metrics are those that are compared, by name: throughput, p50 and p99 where
	// there is none.
	Metrics []string
	// Confidence is that of the intervals, 0.95 where it is not between 0 and 1. What is left of it to
	// 1 is the chance that one comparison or more of the whole contrast finds
	// a difference where there is none.
	Confidence float64
	// Tolerance is the share of change for the worse that does not fail; with 0 any
	// that is proven does.
	Tolerance float64
}

// Comparable reports whether a metric of two runs can be compared: it has to be
// a number that each trial has, and that a change of the server may change.
func Comparable(metric string) bool {
	return spreads(metric) || metric == "max" || metric == "error_rate"
}

// Compare compares each candidate with the base, at each point and target that both
// have measured. Two runs that were made one after the other are two independent
// samples of trials, and [stats.MannWhitney] tests them; trials that are invalid are
// left out. A change is Worse or Better where its p, corrected for the number of all
// comparisons by Holm's method, leaves no more than the confidence allows.
//
// Sides whose names are equal get a number each.
func Compare(base Side, candidates []Side, o Contrasting) *Contrast {
	c := &Contrast{Base: base, Candidates: numbered(base.Name, candidates), Tolerance: max(o.Tolerance, 0), Confidence: o.Confidence}
	if !(c.Confidence > 0 && c.Confidence < 1) {
		c.Confidence = 0.95
	}
	w := newWeigher(c, o.Metrics)
	w.weigh()
	w.settle()
	c.Warnings = w.warnings()
	c.Notes = w.notes()
	return c
}

// Outcome is what the contrast comes to: failed where a change for the worse beyond
// the tolerance is proven, nothing where nothing could be compared, undecided where
// a comparison has too few repeats or shows nothing for certain, passed where all are
// the same or better, or worse within the tolerance.
func (c *Contrast) Outcome() Outcome {
	outcome, judged := Passed, false
	for i := range c.Comparisons {
		one := &c.Comparisons[i]
		judged = judged || one.Word != NotComparable
		switch one.Word {
		case Worse:
			if one.Regression {
				return Failed
			}
		case Unclear, TooFew, NotRandomized, NotComparable:
			outcome = Undecided
		case Same, Better:
		}
	}
	if !judged {
		return Nothing
	}
	return outcome
}
