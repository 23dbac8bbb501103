package judge

import (
	"runexp/runner"
	"runexp/stats"
)

// Word is what a comparison comes to.
type Word uint8

// The words.
const (
	// Unclear is a change that was neither shown nor ruled out.
	Unclear Word = iota
	// Same is no change within the tolerance: the interval holds zero, and a change
	// as large as the tolerance would have been seen.
	Same
	// Better and Worse are changes that were shown.
	Better
	Worse
	// TooFew is too few repeats for any statement.
	TooFew
	// NotRandomized is an order that was not drawn, so that nothing can be tested.
	NotRandomized
	// NotComparable is a pair of which one side is invalid, or fails far more often.
	NotComparable
)

// Comparison is one metric of one point, the candidate against the reference.
type Comparison struct {
	Point     runner.Point
	Metric    string
	Reference string
	Candidate string
	// Target is the target that runs are compared at, where they have such.
	Target string
	// Base and Value are in the metric's base unit.
	Base, Value stats.Estimate
	// HigherIsBetter is the metric's direction. Effect has the change as the
	// logarithm of a ratio, positive where the candidate is worse.
	HigherIsBetter bool
	Effect         stats.Effect
	// Tolerance is the share of change that does not matter.
	Tolerance float64
	// Adjusted is the p of the effect, corrected for all comparisons of a contrast of
	// runs; 0 elsewhere. Regression says that a change for the worse beyond what the
	// contrast tolerates is proven.
	Adjusted   float64
	Regression bool
	Word       Word
	// Why tells in words what stands behind TooFew, NotRandomized, NotComparable, and
	// in a contrast of runs behind Unclear.
	Why string
}
