package config

// Truth is the answer to a condition that measurements may leave open.
type Truth int8

// The answers.
const (
	No     Truth = -1
	Unsure Truth = 0
	Yes    Truth = 1
)

// Claim is a comparison of a metric with a number, such as p99 < 900ms: what an
// interval can prove or disprove.
type Claim struct {
	Metric string
	// Op is one of < <= > >= == !=, the metric on its left.
	Op string
	// Limit is in base units: nanoseconds, per second, bytes, a share.
	Limit float64
}
