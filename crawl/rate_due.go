package crawl

import "time"

// await waits until the next request is due and pulls its index.
func (r *run) await(at time.Duration) (int, bool) {
	i := int(r.pulled.Load())
	if i >= r.n || r.ended() || r.crawl.Duration > 0 && at >= r.crawl.Duration {
		return 0, false
	}
	for time.Since(r.epoch) < at {
		r.until(r.epoch.Add(at))
		if r.ended() {
			return 0, false
		}
	}
	r.pulled.Add(1)
	return i, true
}

// until waits for an instant by the crawl's pacer, which is opened here since
// only open loops have a use for it.
func (r *run) until(at time.Time) {
	if r.pace == nil {
		pacer := r.crawl.Pacer
		if pacer == nil {
			pacer = Timers
		}
		r.pace, r.unpace = pacer(r.ctx)
	}
	r.pace(at)
}

// skip counts a request that was due before the end of the clock and has not
// started. What a context has ended is interrupted and counts nothing.
func (r *run) skip() {
	if !r.ended() {
		r.skipped.Add(1)
	}
}
