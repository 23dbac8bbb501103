package judge

import (
	"runexp/runner"
	"runexp/stats"
)

// Answer is what a sweep was run for.
type Answer struct {
	// Curves are throughput against concurrency (or rate), one for each combination
	// of the other fields.
	Curves []Curve
	// Best compares disciplines where they are swept; nil where they are not, or
	// nothing can be said.
	Best *Best
	// Found is the answer of a search, one for each stem.
	Found []Found
}

// Curve is throughput against load at one combination of the other fields.
type Curve struct {
	// Rest are the settings that tell the curve from the others.
	Rest []runner.Setting
	// Load is the field along the curve: concurrency or rate.
	Load  string
	Shape stats.Scalability
	// Levels is how many loads were measured, Left how many of these were left out
	// because they are invalid.
	Levels, Left int
	// Next are loads worth measuring to know better.
	Next []float64
}

// Best is the discipline that is fastest, and by how much the others are slower.
type Best struct {
	Discipline  string
	Concurrency int
	Others      []Comparison
}

// Found is what a search came to at one stem.
type Found struct {
	Rest []runner.Setting
	// Find is the field that was searched, Under the condition.
	Find, Under string
	// Safe is the largest level that meets the condition with 95 % confidence, 0
	// where none does; Likely is the best guess, with its 90 % interval.
	Safe   float64
	Likely stats.Estimate
	// Confirmed says that the trials at Safe proved it.
	Confirmed bool
	// Ended tells why the search ended where it did not by an answer, such as
	// "client-limited at 128" or "holds up to 512, the end of the range".
	Ended  string
	Trials int
	Levels []Tried

	// open says that the search could not go on: more trials, or another client,
	// might have found a higher level.
	open bool
}

// Tried is a level that a search has measured.
type Tried struct {
	Level  float64
	Trials int
	Cell   *Cell
	Holds  stats.Verdict
	// Answer marks the level that the search settled on.
	Answer bool
}
