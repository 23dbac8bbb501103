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
	// runs have targets, Target says which is compared with itself.
	Comparisons []Comparison
	// Missing are the points that only one side has measured.
	Missing []Missing
	// Warnings are what a reader must know before believing any of it, such as that
	// the machines differ.
	Warnings []string
	// Tolerance is the share of change for the worse that does not fail.
	Tolerance float64
}

// Missing is a point that one side of a contrast has not measured.
type Missing struct {
	Point  runner.Point
	Target string
	// In is the name of the side that lacks it.
	In string
}
