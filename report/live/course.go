package live

import (
	"time"

	"runexp/runner"
)

const (
	// samples is how many of the last rates and latencies are kept.
	samples = 40
	// sampleEvery is how far apart they are; progress comes every 100 ms or so.
	sampleEvery = 190 * time.Millisecond
	// recently is how far back the throughput of the moment looks.
	recently = time.Second
	// looks is how many moments lie in that time, and one more.
	looks = 11
)

// moment is a count at a time since the crawl began.
type moment struct {
	at time.Duration
	ok int64
}

// course is the trial under way, or the last one.
type course struct {
	trial   runner.Trial
	known   bool // there is a trial
	over    bool // it has a result
	caption string

	last          runner.Progress
	p50, p90, p99 time.Duration

	looked  [looks]moment // the last ones, oldest first
	looking int
	sampled moment
	counted int64         // latencies
	summed  time.Duration // of these

	rates, latencies series
}

// series is the last samples of a quantity, oldest first.
type series struct {
	values [samples]float64
	n      int
}

func (s *series) add(x float64) {
	if s.n == samples {
		copy(s.values[:], s.values[1:])
		s.n--
	}
	s.values[s.n] = x
	s.n++
}

// update notes progress. The caption is asked for once a trial.
func (c *course) update(p *runner.Progress, caption func() string) {
	switch {
	case !c.known || c.trial.Seq != p.Trial.Seq:
		*c = course{trial: *p.Trial, known: true, caption: caption()}
	case c.last.Warmup != p.Warmup || p.Elapsed < c.last.Elapsed:
		*c = course{trial: c.trial, known: true, caption: c.caption}
	}
	c.last, c.over = *p, false
	c.last.Latency, c.last.Trial = nil, nil
	c.look(moment{p.Elapsed, p.OK})
	c.measure(p)
}

// look notes a count, and a sample of the throughput where one is due.
func (c *course) look(m moment) {
	if c.looking == looks {
		copy(c.looked[:], c.looked[1:])
		c.looking--
	}
	c.looked[c.looking] = m
	c.looking++
	if since := m.at - c.sampled.at; since >= sampleEvery {
		c.rates.add(float64(m.ok-c.sampled.ok) / since.Seconds())
		c.sampled = m
	}
}

// measure takes percentiles where there are new latencies, and the mean of these.
func (c *course) measure(p *runner.Progress) {
	c.p99 = p.P99
	h := p.Latency
	if h == nil || h.Count() == c.counted {
		return
	}
	c.p50, c.p90 = h.Quantile(0.5), h.Quantile(0.9)
	if more := h.Count() - c.counted; more > 0 {
		c.latencies.add(float64(h.Sum()-c.summed) / float64(more))
	}
	c.counted, c.summed = h.Count(), h.Sum()
}

// rate is the throughput over the last second, per second; false before the first.
func (c *course) rate() (float64, bool) {
	if c.looking == 0 {
		return 0, false
	}
	now, then := c.looked[c.looking-1], moment{}
	if c.looking == looks {
		then = c.looked[0]
	}
	for _, m := range c.looked[:c.looking-1] {
		if now.at-m.at >= recently-sampleEvery/4 {
			then = m
		}
	}
	if now.at <= then.at {
		return 0, false
	}
	return float64(now.ok-then.ok) / (now.at - then.at).Seconds(), true
}

// mean is the throughput since the crawl began.
func (c *course) mean() float64 {
	if c.last.Elapsed <= 0 {
		return 0
	}
	return float64(c.last.OK) / c.last.Elapsed.Seconds()
}
