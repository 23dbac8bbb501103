package runner

import (
	"math"
	"runtime"
	"sync"
	"time"

	"runexp/crawl"
	"runexp/stats"
)

// maxStripes bounds a tally's memory on machines with many processors.
const maxStripes = 32

// tally folds the fetches of a crawl as they come. It is striped by slot: a few
// histograms under a lock each, rather than one per slot, so that memory stays
// flat and the locks are hardly ever contended.
type tally struct {
	all   stats.Histogram // of latency
	spans bool
	// late is how much later than planned a request of an open loop may start;
	// 0 for a closed loop.
	late    time.Duration
	stripes []stripe
}

type stripe struct {
	mu       sync.Mutex
	latency  *stats.Histogram
	service  *stats.Histogram // nil for a closed loop
	failed   stats.Histogram  // takes no memory before the first failure
	classes  [crawl.Canceled + 1]int64
	statuses map[int16]int64
	bytes    int64
	dials    int64
	redials  int64
	slow     int64
	late     int64
	first    time.Duration
	last     time.Duration
	spans    chronology
	course   course   // of successful fetches
	_        [64]byte // keeps neighbours off this stripe's cache line
}

// slowConnect is the least time to connect that tells of a dropped first packet:
// it is sent again after a second.
const slowConnect = 900 * time.Millisecond

// lateAfter is how much later than planned a request may start before it counts
// as late: a tenth of the mean time between starts, but what a scheduler needs in
// any case. It is 0 for a closed loop, where nothing is planned.
func lateAfter(l *Load) time.Duration {
	if !l.Open() {
		return 0
	}
	return max(time.Millisecond, within(float64(time.Second)/l.Rate/10))
}

// newTally makes a tally for a crawl under a load. Spans says that single
// requests are kept.
func newTally(l *Load, spans bool) *tally {
	n := min(l.Concurrency, 4*runtime.GOMAXPROCS(0), maxStripes)
	t := &tally{spans: spans, late: lateAfter(l), stripes: make([]stripe, max(n, 1))}
	for i := range t.stripes {
		s := &t.stripes[i]
		s.latency = stats.NewHistogram()
		if t.late > 0 {
			s.service = stats.NewHistogram()
		}
		s.statuses = make(map[int16]int64)
		s.first = math.MaxInt64
	}
	return t
}

// record folds one fetch; it is called on the slot's goroutine.
func (t *tally) record(slot int, f crawl.Fetch) {
	s := &t.stripes[slot%len(t.stripes)]
	s.mu.Lock()
	defer s.mu.Unlock()
	s.classes[f.Class]++
	if f.Status != 0 {
		s.statuses[f.Status]++
	}
	s.dials += int64(f.Dials)
	s.redials += int64(f.Redials)
	if f.Connect >= slowConnect {
		s.slow++
	}
	s.first, s.last = min(s.first, f.Start), max(s.last, f.End)
	if f.OK() {
		s.latency.Record(f.Latency())
		s.course.add(f.End, 1)
		s.bytes += f.Bytes
	} else {
		s.failed.Record(f.Latency())
	}
	if t.spans {
		s.spans.add(&f)
	}
	if t.late > 0 {
		s.planned(&f, t.late)
	}
}

// planned folds what only an open loop has.
func (s *stripe) planned(f *crawl.Fetch, late time.Duration) {
	if f.Start-f.Intended > late {
		s.late++
	}
	if f.OK() {
		s.service.Record(f.Service())
	}
}

// count is what a crawl has come to so far.
type count struct{ done, failed, bytes int64 }

// count sums the stripes' counts up.
func (t *tally) count() (c count) {
	for i := range t.stripes {
		s := &t.stripes[i]
		s.mu.Lock()
		for class, n := range s.classes {
			c.done += n
			if class != int(crawl.OK) {
				c.failed += n
			}
		}
		c.bytes += s.bytes
		s.mu.Unlock()
	}
	return c
}

// latency merges the latencies so far. It is asked again and again while a crawl
// runs, so it keeps its memory: the histogram holds until it is asked again.
func (t *tally) latency() *stats.Histogram {
	t.all.Reset()
	for i := range t.stripes {
		s := &t.stripes[i]
		s.mu.Lock()
		t.all.Merge(s.latency)
		s.mu.Unlock()
	}
	return &t.all
}

// result sums the stripes up; began is the wall-clock time that the fetches
// count from. It is called once, when no more fetches come in.
func (t *tally) result(began time.Time) Result {
	r := Result{Latency: new(stats.Histogram), Failed: new(stats.Histogram)}
	if t.late > 0 {
		r.Service = new(stats.Histogram)
	}
	first, last := time.Duration(math.MaxInt64), time.Duration(0)
	var spans []Span
	var course course
	for i := range t.stripes {
		s := &t.stripes[i]
		for class, n := range s.classes {
			r.count(crawl.Class(class), n)
		}
		for status, n := range s.statuses {
			put(&r.Statuses, int(status), n)
		}
		r.Bytes += s.bytes
		r.Dials += s.dials
		r.Redials += s.redials
		r.SlowConnects += s.slow
		r.Late += s.late
		r.Latency.Merge(s.latency)
		if r.Service != nil {
			r.Service.Merge(s.service)
		}
		r.Failed.Merge(&s.failed)
		spans = append(spans, s.spans.spans()...)
		course.merge(&s.course)
		r.Dropped += s.spans.dropped
		first, last = min(first, s.first), max(last, s.last)
	}
	r.pack()
	if r.Requests == 0 {
		return r
	}
	r.Started, r.Elapsed = began.Add(first), last-first
	if r.OK > 0 {
		r.Course = course.between(first, last)
	}
	for i := range spans {
		spans[i].Start -= first
		spans[i].End -= first
	}
	r.chronicle(spans)
	return r
}

// pack makes the histograms small: a plan may hold many results.
func (r *Result) pack() {
	r.Latency.Pack()
	r.Failed.Pack()
	if r.Service != nil {
		r.Service.Pack()
	}
}

func (r *Result) count(class crawl.Class, n int64) {
	if n == 0 {
		return
	}
	r.Requests += n
	if class == crawl.OK {
		r.OK += n
		return
	}
	r.Errors += n
	put(&r.Classes, class.String(), n)
}

// put adds to an entry of a map that is made when there is something to put in.
func put[K comparable](m *map[K]int64, key K, n int64) {
	if *m == nil {
		*m = make(map[K]int64)
	}
	(*m)[key] += n
}
