package browser_test

import (
	"container/heap"
	"math/rand/v2"
	"time"

	"runexp/runner"
	"runexp/runner/vitals"
	"runexp/stats"
)

// world is a server, made up, of so many workers: what is more waits in line. It
// makes results without a network, the same on every run of the tests.
type world struct {
	workers int
	service time.Duration // where the trial has no delay
	// slower makes every request of a trial longer by a share; nil: none.
	slower func(*runner.Trial) float64
	// fail gives request i of a trial a class, a status and a cause of failure; ok
	// where it doesn't fail.
	fail func(t *runner.Trial, i int) (class string, status int, cause string)
	// spoil makes a result suspect.
	spoil func(*runner.Result)
}

// times are points in time, the earliest first.
type times []time.Duration

func (t times) Len() int           { return len(t) }
func (t times) Less(i, j int) bool { return t[i] < t[j] }
func (t times) Swap(i, j int)      { t[i], t[j] = t[j], t[i] }
func (t *times) Push(x any)        { *t = append(*t, x.(time.Duration)) }
func (t *times) Pop() any {
	last := len(*t) - 1
	x := (*t)[last]
	*t = (*t)[:last]
	return x
}

// mostSpans is how many requests a chronology holds.
const mostSpans = 10_000

// run is the result of a closed loop against the server.
func (w world) run(t runner.Trial) runner.Result {
	rng := rand.New(rand.NewPCG(t.Seed, uint64(t.Seq)))
	load := &t.Spec.Load
	service := w.service
	if load.Delay != nil {
		service = *load.Delay
	}
	slower := 0.02 * rng.Float64()
	if w.slower != nil {
		slower += w.slower(&t)
	}
	service += time.Duration(float64(service) * slower)
	r := runner.Result{
		Trial: t, Engine: "raw", Started: time.Date(2026, 11, 22, 13, 10, t.Seq, 0, time.UTC),
		Latency: stats.NewHistogram(), Failed: stats.NewHistogram(), Statuses: make(map[int]int64), Client: quiet(),
	}
	slots, workers := make(times, load.Concurrency), make(times, w.workers)
	var spans []runner.Span
	for i := 0; load.Iterations == 0 || i < load.Iterations; i++ {
		start := slots[0]
		if load.Duration > 0 && start >= load.Duration {
			r.Cut = true
			break
		}
		begin := max(start+time.Duration(rng.IntN(200))*time.Microsecond, workers[0])
		end := begin + service + time.Duration(float64(service)*0.03*rng.ExpFloat64())
		slots[0], workers[0] = end, end
		heap.Fix(&slots, 0)
		heap.Fix(&workers, 0)
		span := runner.Span{Index: int64(i), Start: start, End: end, Class: "ok"}
		w.count(&r, &span)
		spans = append(spans, span)
	}
	r.Peak = min(load.Concurrency, len(spans))
	r.Dials, r.PulledAtFirst = int64(r.Peak), r.Peak
	r.Course = courseOf(spans, r.Elapsed)
	if t.Repeat == 1 {
		r.Chronology = spans[:min(len(spans), mostSpans)]
		r.Dropped = int64(len(spans) - len(r.Chronology))
	}
	r.Latency.Pack()
	r.Failed.Pack()
	if w.spoil != nil {
		w.spoil(&r)
	}
	return r
}

// count adds a request to a result.
func (w world) count(r *runner.Result, s *runner.Span) {
	r.Requests++
	r.Elapsed = max(r.Elapsed, s.End)
	if w.fail != nil {
		if class, status, cause := w.fail(&r.Trial, int(s.Index)); class != "" {
			if r.Classes == nil {
				r.Classes, r.Causes = make(map[string]int64), make(map[string]string)
			}
			s.Class = class
			r.Errors++
			r.Classes[class]++
			r.Causes[class] = cause
			if status > 0 {
				r.Statuses[status]++
			}
			r.Failed.Record(s.End - s.Start)
			return
		}
	}
	r.OK++
	r.Bytes += 42
	r.Statuses[200]++
	r.Latency.Record(s.End - s.Start)
}

// courseOf counts the successes in at most 256 windows.
func courseOf(spans []runner.Span, elapsed time.Duration) *runner.Course {
	width := time.Millisecond
	for elapsed/width >= 256 {
		width *= 2
	}
	c := &runner.Course{Width: width, Counts: make([]int64, elapsed/width+1)}
	for _, s := range spans {
		if s.Class == "ok" {
			c.Counts[s.End/width]++
		}
	}
	return c
}

// quiet is a client with nothing else to do.
func quiet() vitals.Report {
	lag := stats.NewHistogram()
	for range 1000 {
		lag.Record(10 * time.Microsecond)
	}
	lag.Pack()
	return vitals.Report{
		Wall: time.Second, CPU: 100 * time.Millisecond, Processors: 2, Lag: lag,
		Pressure: new(0.01), Steal: new(0.0), Throttled: new(time.Duration),
	}
}
