package runner

import "time"

// Sample is one measured request as it is kept where single requests are asked
// for.
type Sample struct {
	// Index is the request's index in its crawl.
	Index int64
	// Start is when the request started, and Intended when it should have: the same
	// in a closed loop. Both count from the crawl's start.
	Start, Intended time.Duration
	// Latency is from Intended to the end of the response.
	Latency time.Duration
	// Status is the response's status code; 0 where there was no response.
	Status int
	// Class is ok or the class of the failure.
	Class string
	// Bytes is what the body held.
	Bytes int64
}
