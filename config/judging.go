package config

import "time"

// This file holds what an experiment says about judging its results.

// Threshold is a condition that each cell must fulfil.
type Threshold struct {
	// Check is the condition; When, where it is not nil, says which cells it is
	// about.
	Check, When *Expression
	// Abort ends the run as soon as a trial under way breaks Check, looked at from
	// After its start on.
	Abort bool
	After time.Duration
	At    Pos
}

// Gate compares targets, or a run with stored ones.
type Gate struct {
	// Baseline is a target's name where there are targets, the first unless given;
	// else the name of stored runs.
	Baseline string
	FailIf   []Criterion
	// Confidence is 0.95 by default.
	Confidence float64
	// Uncorrected leaves the p-values of several criteria and cells as they are;
	// by default they are corrected by Holm's method.
	Uncorrected bool
	// Looks are the numbers of repeats after which the gate is looked at, rising;
	// empty for a single look at the end.
	Looks []int
	At    Pos
}

// Criterion is a change that a gate does not let through.
type Criterion struct {
	Metric string
	// WorseBy is the tolerated share, such as 0.05.
	WorseBy float64
	// Floor is the smallest change that counts, in the metric's base unit
	// (nanoseconds, per second, a share); 0 for none.
	Floor float64
	// When says which cells it is about; nil for all.
	When *Expression
	At   Pos
}

// Search looks for the largest level that keeps a condition.
type Search struct {
	// Find is concurrency or rate.
	Find string
	// From and To bound the levels.
	From, To Value
	// Under is what must hold; nil with Maximise alone.
	Under *Expression
	// Maximise is the metric of which the best is wanted among the levels where
	// Under holds; empty for the largest such level.
	Maximise string
	// AtLeast is the level that must be reached; nil for none.
	AtLeast *Value
	// Trials bounds how many are run at one point of the other factors.
	Trials int
	// Precision is how narrow the answer's 90 % interval gets before the search
	// ends, as a share to either side.
	Precision float64
	At        Pos
}

// Repetition says how often each point is measured.
type Repetition struct {
	// Min and Max are equal where the number is fixed.
	Min, Max int
	// Given says that the file says so itself.
	Given bool
	// StopWhen ends the repeats between Min and Max; nil runs Max.
	StopWhen *Width
	At       Pos
}

// Width is a bound on the width of an interval: the half width of the metric's
// confidence interval, as a share of its value, is below Limit.
type Width struct {
	Metric string
	// Confidence is 0.90, 0.95 or 0.99.
	Confidence float64
	Limit      float64
	At         Pos
}

// Checks are the limits of the validity verdict; all are shares except Reruns.
type Checks struct {
	// Lag is how much of a latency the client's own delay may be, CPU how much of
	// its processors the client may use, Ceiling how much of the client's
	// calibrated throughput a trial may reach.
	Lag, CPU, Ceiling float64
	// Pressure is how much of the time something may wait for a processor, Steal
	// how much of it another machine may take, GC how much of it the garbage
	// collector may pause the client.
	Pressure, Steal, GC float64
	// Errors is how many requests may fail before their latencies are in doubt.
	Errors float64
	// Reruns is how often a block that failed the client's or the machine's checks
	// is measured again, where targets are compared.
	Reruns int
}

// Pairing says how the targets of a pair are ordered.
type Pairing string

// The pairings.
const (
	// ABBA runs the targets of a point next to each other, in an order that turns
	// round from block to block, from a random start.
	ABBA Pairing = "abba"
	// RandomPairs shuffles points and targets together.
	RandomPairs Pairing = "random"
)

// Inconclusive says what becomes of a run that something could not be judged of.
type Inconclusive string

// The answers.
const (
	InconclusiveWarns Inconclusive = "warn"
	InconclusiveFails Inconclusive = "fail"
)
