package runner

import (
	"context"
	"net"
	"runtime"

	"runexp/config"
	"runexp/crawl"
	"runexp/runner/vitals"
)

// Local is an [Executor] on this machine, for one trial at a time. Its zero value
// runs trials against public addresses of their own; what trials only name is
// bound here. Close gives up what it keeps for later trials.
type Local struct {
	// Demo is the base URL of the built-in server, for trials whose base URL
	// is demo.
	Demo string
	// Secret looks the value of ${secret:NAME} up.
	Secret func(name string) (string, bool)
	// RunID is what ${run} writes: unique per run.
	RunID string
	// UserAgent is sent unless a trial sets its own.
	UserAgent string
	// Dial opens connections; nil dials the network.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Pacer is the clock that starts the requests of open loops; nil is
	// [crawl.HighResolution].
	Pacer crawl.Pacer
	// Vitals begins to watch this process and its machine, and returns what ends
	// that and tells how they fared; nil is [vitals.Start].
	Vitals func() (stop func() vitals.Report)

	cells map[string]*kept // whose connections are reused, by cell
	plain *bool            // whether the raw engine has no fast path here; nil until asked
}

var _ Executor = (*Local)(nil)

// Execute runs the trial's warm-up and its crawl. It collects garbage before, so
// that no trial pays for another's.
func (l *Local) Execute(ctx context.Context, t Trial, w Watch) (Result, error) {
	runtime.GC()
	accept, err := acceptance(t.Spec.Accept)
	if err != nil {
		return Result{}, err
	}
	source, err := l.bind(&t, t.Name(), t.Seed, t.Spec.Load.length())
	if err != nil {
		return Result{}, err
	}
	engine, done, err := l.slots(ctx, &t)
	if err != nil {
		return Result{}, err
	}
	r, err := l.crawl(ctx, &t, w, crawl.Crawl{
		Source: source, Engine: engine,
		Concurrency: t.Spec.Load.Concurrency, Timeout: t.Spec.Load.Timeout, Think: t.Spec.Load.ThinkTime,
		Pacer: l.Pacer, Accept: accept, KeepOpen: true,
	}, engine)
	done(err)
	if err != nil {
		return Result{}, err
	}
	for class, cause := range r.Causes {
		r.Causes[class] = source.secrets.Hide(cause)
	}
	return r, nil
}

// length is how many requests a source of the load has; -1 for no end.
func (l *Load) length() int {
	if l.Iterations == 0 {
		return -1
	}
	return l.Iterations
}

// crawl warms up and measures.
func (l *Local) crawl(ctx context.Context, t *Trial, w Watch, c crawl.Crawl, engine *kept) (Result, error) {
	if c.Pacer == nil {
		c.Pacer = crawl.HighResolution
	}
	warmed, err := l.warmUp(ctx, t, c, w)
	if err != nil {
		return Result{}, err
	}
	if c.Discipline, err = disciplineOf(&t.Spec.Load, t.Seed); err != nil {
		return Result{}, err
	}
	c.Duration = t.Spec.Load.Duration
	c.Preconnect = t.Spec.Load.Connections == "preconnected"
	r, totals, err := l.measure(ctx, t, c, w)
	if err != nil {
		return Result{}, err
	}
	r.Engine, r.Warmup = engine.ran(totals), warmed
	return r, nil
}

// disciplineOf is the discipline of a load. The seed decides when the requests
// of random arrivals are due.
func disciplineOf(l *Load, seed uint64) (crawl.Discipline, error) {
	switch {
	case !l.Open():
		return crawl.DisciplineNamed(l.Discipline)
	case l.Arrivals == "poisson":
		return crawl.Rate(crawl.Poisson(l.Rate, seed)), nil
	}
	return crawl.Rate(crawl.Constant(l.Rate)), nil
}

// measure runs the crawl that counts, and watches the client meanwhile.
func (l *Local) measure(ctx context.Context, t *Trial, c crawl.Crawl, w Watch) (Result, crawl.Totals, error) {
	load := &t.Spec.Load
	tally := newTally(load, t.Spec.Samples)
	c.Record = tally.record
	if w.Fetch != nil {
		c.Record = func(slot int, f crawl.Fetch) {
			tally.record(slot, f)
			w.Fetch(f)
		}
	}
	stop := l.watch()
	totals, err := watched(ctx, Progress{Trial: t}, tally, w, c)
	client := stop()
	if err != nil {
		return Result{}, totals, err
	}
	r := tally.result(totals.Epoch)
	r.Trial, r.Client = *t, client
	r.Peak, r.PulledAtFirst = totals.Peak, totals.PulledAtFirst
	r.Preconnected, r.Skipped = int64(totals.Preconnected), int64(totals.Skipped)
	r.Cut = load.Duration > 0 && (load.Iterations == 0 || r.Requests < int64(load.Iterations))
	for class, cause := range totals.Causes {
		if r.Causes == nil {
			r.Causes = make(map[string]string)
		}
		r.Causes[class.String()] = cause
	}
	return r, totals, nil
}

// watch begins to watch this process and its machine.
func (l *Local) watch() (stop func() vitals.Report) {
	if l.Vitals != nil {
		return l.Vitals()
	}
	return vitals.Start().Stop
}

// warmUp runs the load before the measurement and waits for its last response.
// Its connections stay for the measurement, its requests are their own.
func (l *Local) warmUp(ctx context.Context, t *Trial, c crawl.Crawl, w Watch) (int64, error) {
	warm := t.Spec.Warmup
	if warm == nil || warm.Requests <= 0 && warm.Duration <= 0 {
		return 0, nil
	}
	load := t.Spec.Load
	n := warm.Requests
	if n <= 0 {
		n = -1
		c.Duration = warm.Duration
		if load.Discipline == "semaphore" { // it would create requests without end
			load.Discipline = "window"
		}
	}
	source, err := l.bind(t, t.warmupName(), ^t.Seed, n)
	if err != nil {
		return 0, err
	}
	if c.Discipline, err = disciplineOf(&load, ^t.Seed); err != nil {
		return 0, err
	}
	tally := newTally(&load, false)
	c.Source, c.Record = source, tally.record
	_, err = watched(ctx, Progress{Trial: t, Warmup: true}, tally, w, c)
	return tally.count().done, err
}

// acceptance turns the accepted statuses into a table, since it is looked at
// for each fetch.
func acceptance(text string) (func(status int) bool, error) {
	statuses, err := config.ParseStatuses(text)
	if err != nil {
		return nil, err
	}
	var accepted [600]bool // no status of a higher class can be listed
	for status := range accepted {
		accepted[status] = statuses.Accepts(status)
	}
	return func(status int) bool { return 0 <= status && status < len(accepted) && accepted[status] }, nil
}
