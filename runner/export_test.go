package runner

import (
	"time"

	"runexp/crawl"
)

// Tally lets tests feed a tally without a crawl.
type Tally struct{ tally *tally }

// NewTally makes a tally for so many slots.
func NewTally(slots int, spans bool) Tally {
	return Tally{newTally(&Load{Concurrency: slots}, spans)}
}

// NewOpenTally makes a tally for an open loop.
func NewOpenTally(slots int, perSecond float64) Tally {
	return Tally{newTally(&Load{Concurrency: slots, Rate: perSecond}, false)}
}

// Record folds one fetch.
func (t Tally) Record(slot int, f crawl.Fetch) { t.tally.record(slot, f) }

// Counts is the number of finished and of failed requests so far.
func (t Tally) Counts() (done, failed int64) {
	c := t.tally.count()
	return c.done, c.failed
}

// Bytes is the sum of the body bytes of successful fetches so far.
func (t Tally) Bytes() int64 { return t.tally.count().bytes }

// P99 is the 99th percentile of the latencies so far.
func (t Tally) P99() time.Duration { return t.tally.latency().Quantile(0.99) }

// Result sums up.
func (t Tally) Result(began time.Time) Result { return t.tally.result(began) }
