package runner

import (
	"context"
	"time"

	"runexp/crawl"
	"runexp/stats"
)

// Executor carries trials out, one at a time.
type Executor interface {
	// Execute runs a trial. Failed requests are part of the Result; an error
	// means that the trial has no result and, unless it is a [NotRun], that the
	// run cannot go on. Canceling ctx aborts the trial; the error is then the
	// cause.
	Execute(ctx context.Context, t Trial, w Watch) (Result, error)
}

// Watch is how a trial is looked at while it runs. Nil functions are skipped.
type Watch struct {
	// Progress is called from one goroutine at a time, at most ten times a
	// second while requests are under way, and once when all have ended.
	Progress func(Progress)
	// Fetch is called for each measured fetch on its slot's goroutine, so
	// concurrently for different slots.
	Fetch func(crawl.Fetch)
}

// Progress is a trial under way.
type Progress struct {
	Trial *Trial
	// Warmup says that the requests are not measured yet.
	Warmup bool
	// Done and Errors count finished and failed requests. Total is how many
	// there will be; -1 where only the clock ends the crawl.
	Done, Errors, Total int64
	// OK counts the successful requests, Bytes what their bodies hold.
	OK, Bytes int64
	// Limit is when the clock ends the crawl, if it does not end before; 0 where
	// only Total does.
	Limit time.Duration
	// Elapsed is the time since the crawl began.
	Elapsed time.Duration
	// Latency is of the successful requests so far, P99 its 99th percentile, 0 when
	// there is none. They are refreshed less often than the counts, but always at
	// the end. Latency is to be read during the call only.
	Latency *stats.Histogram
	P99     time.Duration
}
