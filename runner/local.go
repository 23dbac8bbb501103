package runner

import (
	"context"
	"net"

	"runexp/config"
	"runexp/crawl"
)

// Local is an [Executor] on this machine. Its zero value runs trials against
// public addresses of their own; what trials only name is bound here.
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
}

var _ Executor = (*Local)(nil)

// Execute runs the trial's warm-up and its crawl.
func (l *Local) Execute(ctx context.Context, t Trial, w Watch) (Result, error) {
	discipline, err := crawl.DisciplineNamed(t.Spec.Load.Discipline)
	if err != nil {
		return Result{}, err
	}
	accept, err := acceptance(t.Spec.Accept)
	if err != nil {
		return Result{}, err
	}
	source, err := l.bind(&t, t.Name(), t.Seed, t.Spec.Load.Iterations)
	if err != nil {
		return Result{}, err
	}
	engine := &kept{engine: &crawl.Std{
		KeepAlive: t.Spec.Load.KeepAlive, MaxBody: t.Spec.Request.MaxBody,
		UserAgent: l.UserAgent, Dial: l.Dial,
	}}
	defer engine.close()
	c := crawl.Crawl{
		Source: source, Engine: engine, Discipline: discipline,
		Concurrency: t.Spec.Load.Concurrency, Timeout: t.Spec.Load.Timeout, Think: t.Spec.Load.ThinkTime,
		Accept: accept, KeepOpen: true,
	}
	warmed, err := l.warmUp(ctx, &t, c, w)
	if err != nil {
		return Result{}, err
	}
	r, err := measure(ctx, &t, c, w)
	if err != nil {
		return Result{}, err
	}
	r.Warmup = warmed
	for class, cause := range r.Causes {
		r.Causes[class] = source.secrets.Hide(cause)
	}
	return r, nil
}

// measure runs the crawl that counts.
func measure(ctx context.Context, t *Trial, c crawl.Crawl, w Watch) (Result, error) {
	tally := newTally(c.Concurrency, t.Spec.Samples)
	c.Record = tally.record
	if w.Fetch != nil {
		c.Record = func(slot int, f crawl.Fetch) {
			tally.record(slot, f)
			w.Fetch(f)
		}
	}
	totals, err := watched(ctx, Progress{Trial: t}, tally, w, c)
	if err != nil {
		return Result{}, err
	}
	r := tally.result(totals.Epoch)
	r.Trial, r.Engine = *t, "std"
	r.Peak, r.PulledAtFirst = totals.Peak, totals.PulledAtFirst
	for class, cause := range totals.Causes {
		if r.Causes == nil {
			r.Causes = make(map[string]string)
		}
		r.Causes[class.String()] = cause
	}
	return r, nil
}

// warmUp runs the load before the measurement and waits for its last response.
// Its connections stay for the measurement, its requests are their own.
func (l *Local) warmUp(ctx context.Context, t *Trial, c crawl.Crawl, w Watch) (int64, error) {
	warm := t.Spec.Warmup
	if warm == nil || warm.Requests <= 0 && warm.Duration <= 0 {
		return 0, nil
	}
	n := warm.Requests
	if n <= 0 {
		n = -1
		c.Duration = warm.Duration
		if t.Spec.Load.Discipline == "semaphore" { // it would create requests without end
			c.Discipline = crawl.Window
		}
	}
	source, err := l.bind(t, t.warmupName(), ^t.Seed, n)
	if err != nil {
		return 0, err
	}
	tally := newTally(c.Concurrency, false)
	c.Source, c.Record = source, tally.record
	_, err = watched(ctx, Progress{Trial: t, Warmup: true}, tally, w, c)
	done, _ := tally.counts()
	return done, err
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
