package runner

import (
	"time"

	"runexp/runner/vitals"
	"runexp/stats"
)

// Result is what a trial measured. It takes a few kilobytes, however many
// requests there were; maps without an entry are nil.
type Result struct {
	Trial Trial `json:"trial"`
	// Engine names the engine that ran: std; raw, raw-epoll where it served many
	// slots from few goroutines, or raw-plain where the system lacks its fast path.
	Engine string `json:"engine"`
	// Started is the wall-clock time of the first start.
	Started time.Time `json:"started"`
	// Elapsed is the time from the first start to the last byte.
	Elapsed time.Duration `json:"elapsed_ns"`

	// Requests counts what was attempted; OK and Errors add up to it.
	Requests int64 `json:"requests"`
	OK       int64 `json:"ok"`
	Errors   int64 `json:"errors"`
	// Classes counts the failures by class.
	Classes map[string]int64 `json:"classes,omitempty"`
	// Statuses counts the responses by status code.
	Statuses map[int]int64 `json:"statuses,omitempty"`
	// Causes is one example of an error text per class of failure.
	Causes map[string]string `json:"causes,omitempty"`
	// Bytes is the sum of the body bytes of successful fetches.
	Bytes int64 `json:"bytes"`
	// Dials counts the connections opened by requests, and Preconnected those
	// that slots had before the first one.
	Dials        int64 `json:"dials"`
	Preconnected int64 `json:"preconnected,omitempty"`
	// Redials counts the connections given up unanswered and dialled anew.
	// SlowConnects counts the requests that waited 900 ms or longer for their
	// connection: its first packet was dropped, and sent again after a second.
	Redials      int64 `json:"redials,omitempty"`
	SlowConnects int64 `json:"slow_connects,omitempty"`
	// Cut says that the clock ended the trial, before its iterations where it has
	// such.
	Cut bool `json:"cut,omitempty"`
	// Late counts the requests of an open loop that started later than they
	// should by more than 1 ms and more than a tenth of the mean time between
	// starts. Skipped counts those that were due but had not started when the
	// clock ended the trial; they are in no other number.
	Late    int64 `json:"late,omitempty"`
	Skipped int64 `json:"skipped,omitempty"`
	// Peak is the largest number of requests in flight at once; of shards, the
	// sum of theirs.
	Peak int `json:"peak_in_flight"`
	// PulledAtFirst is how many URLs had been pulled when the first response
	// came; of shards, the sum of theirs.
	PulledAtFirst int `json:"urls_pulled_at_first"`

	// Latency is of successful fetches, Failed of the others. Both are timed from
	// the start that was planned. In a closed loop that is the real start: the sums
	// of the two over Elapsed are the requests in flight on average, by Little's
	// law, and never more than Peak. In an open loop they hold what requests waited
	// for a slot, which no bound holds; there Service takes the place of Latency, and
	// no histogram has the real times of failures.
	Latency *stats.Histogram `json:"latency"`
	Failed  *stats.Histogram `json:"failed"`
	// Service is of successful fetches, timed from the real start; nil for a
	// closed loop, where Latency is the same.
	Service *stats.Histogram `json:"service,omitempty"`

	// Client is how this side of the measurement fared.
	Client vitals.Report `json:"client"`
	// Course is how the successful fetches were spread over the trial; nil where
	// there was none.
	Course *Course `json:"course,omitempty"`

	// Warmup counts the requests that were sent before the measurement.
	Warmup int64 `json:"warmup_requests,omitempty"`
	// Chronology holds single requests, the earliest starts first, when the
	// trial asks for samples; Dropped counts those above its bound.
	Chronology []Span `json:"chronology,omitempty"`
	Dropped    int64  `json:"chronology_dropped,omitempty"`
}

// Course counts the successful fetches in windows of equal width, by their ends:
// in at most 256 windows, of 1 ms or that doubled some times. The trial's first
// start lies in the first one, its last byte in the last, so both may be cut short.
type Course struct {
	Width  time.Duration `json:"width_ns"`
	Counts []int64       `json:"counts"`
}

// Span is one request on the trial's time line, from the first start.
type Span struct {
	Index int64         `json:"index"`
	Start time.Duration `json:"start_ns"`
	End   time.Duration `json:"end_ns"`
	// Class is ok or the class of the failure.
	Class string `json:"class"`
}

// Throughput is successful fetches per second; 0 when no time passed.
func (r *Result) Throughput() float64 {
	if r.Elapsed <= 0 {
		return 0
	}
	return float64(r.OK) / r.Elapsed.Seconds()
}
