package runner

import (
	"errors"
	"fmt"
	"reflect"
	"time"

	"runexp/stats"
)

// Merge makes one result of all the shards of one attempt at a trial: shards
// that ran at the same time, each a part of the requests, and that all name the
// whole trial. Counts add up and histograms merge without loss, whatever the
// order of the shards.
//
// Elapsed is from the first start of any shard to the last byte of any, by
// their wall clocks: shards that start one after the other took longer together
// than each of them. Clocks that disagree make it too long by as much, never
// shorter than the longest shard. Peak is the sum of the peaks, which is what
// the server saw at most. Client is one client as large as all together, and as
// disturbed as the worst of them.
//
// Shards of different trials or engines are refused, and so are shards that do
// not add up to the trial's requests: one is missing or there twice. Where the
// clock ended the trial, only too many are told.
func Merge(shards []Result) (Result, error) {
	if len(shards) == 0 {
		return Result{}, errors.New("no shard to merge")
	}
	whole := Result{
		Trial: shards[0].Trial, Engine: shards[0].Engine,
		Latency: new(stats.Histogram), Failed: new(stats.Histogram),
	}
	for i := range shards {
		if err := whole.fits(&shards[i]); err != nil {
			return Result{}, err
		}
		whole.absorb(&shards[i])
	}
	n := int64(whole.Trial.Spec.Load.Iterations)
	if n > 0 && (whole.Requests > n || whole.Requests < n && !whole.Cut) {
		return Result{}, fmt.Errorf("trial %s: shards have %d requests together, not %d", whole.Trial.Name(), whole.Requests, n)
	}
	whole.span(shards)
	whole.Course = courseOf(&whole, shards)
	whole.pack()
	return whole, nil
}

// fits reports whether s is a shard of the same trial.
func (r *Result) fits(s *Result) error {
	a, b := &r.Trial, &s.Trial
	switch {
	case a.Name() != b.Name() || a.Point.Key() != b.Point.Key() || a.Seed != b.Seed:
		return fmt.Errorf("shards of different trials: %s (%s, seed %d) and %s (%s, seed %d)",
			a.Name(), a.Point.Key(), a.Seed, b.Name(), b.Point.Key(), b.Seed)
	case !reflect.DeepEqual(a.Spec.Load, b.Spec.Load):
		return fmt.Errorf("trial %s: shards under different loads", a.Name())
	case r.Engine != s.Engine:
		return fmt.Errorf("trial %s: shards of different engines: %s and %s", a.Name(), r.Engine, s.Engine)
	}
	return nil
}

// absorb adds what a shard counted.
func (r *Result) absorb(s *Result) {
	r.Requests += s.Requests
	r.OK += s.OK
	r.Errors += s.Errors
	r.Bytes += s.Bytes
	r.Dials += s.Dials
	r.Warmup += s.Warmup
	r.Peak += s.Peak
	r.PulledAtFirst += s.PulledAtFirst
	r.Dropped += s.Dropped
	r.Preconnected += s.Preconnected
	r.Redials += s.Redials
	r.SlowConnects += s.SlowConnects
	r.Late += s.Late
	r.Skipped += s.Skipped
	r.Cut = r.Cut || s.Cut
	r.Client = beside(r.Client, s.Client)
	for class, n := range s.Classes {
		put(&r.Classes, class, n)
	}
	for status, n := range s.Statuses {
		put(&r.Statuses, status, n)
	}
	for class, cause := range s.Causes {
		if r.Causes == nil {
			r.Causes = make(map[string]string)
		}
		if old, ok := r.Causes[class]; !ok || cause < old { // whatever the order
			r.Causes[class] = cause
		}
	}
	r.Latency.Merge(s.Latency)
	r.Failed.Merge(s.Failed)
	if s.Service != nil {
		if r.Service == nil {
			r.Service = new(stats.Histogram)
		}
		r.Service.Merge(s.Service)
	}
}

// span lays the shards on one time line. A shard without a request has no place
// on it.
func (r *Result) span(shards []Result) {
	var last time.Time
	for i := range shards {
		s := &shards[i]
		if s.Requests == 0 {
			continue
		}
		if r.Started.IsZero() || s.Started.Before(r.Started) {
			r.Started = s.Started
		}
		if end := s.Started.Add(s.Elapsed); end.After(last) {
			last = end
		}
	}
	if !last.IsZero() {
		r.Elapsed = last.Sub(r.Started)
	}
	var spans []Span
	for i := range shards {
		late := shards[i].Started.Sub(r.Started)
		for _, span := range shards[i].Chronology {
			span.Start += late
			span.End += late
			spans = append(spans, span)
		}
	}
	r.chronicle(spans)
}
