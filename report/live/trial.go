package live

import (
	"strconv"
	"time"

	"runexp/runner"
)

// This file draws the trial under way, and how far the sweep has come.

// trial draws the trial under way.
func (p *painter) trial(c *course, lines int) {
	if lines >= trialCaption {
		p.caption(c)
	}
	if lines >= trialBar {
		p.progress(c)
	}
	if lines >= trialNumbers {
		p.numbers(c)
	}
	if lines >= trialSparks {
		p.sparks(c)
	}
}

func (p *painter) caption(c *course) {
	switch {
	case !c.known:
		p.put(dimly, "no trial has begun yet")
	case c.over:
		p.put(dimly, shortened(c.caption, p.columns-len("  pause"))+"  pause")
	default:
		p.mark(running)
		p.put(boldly, " "+shortened(c.caption, max(8, p.room()-12)))
		if c.last.Warmup {
			p.put(yellow, "  warm-up")
		}
	}
	p.end()
}

// progress draws the bar of the trial under way.
func (p *painter) progress(c *course) {
	if !c.known {
		p.barred("trial ", 0, nil, cyan)
		return
	}
	part := progressed(&c.last)
	p.barred("trial ", part, []words{
		{plainly, strconv.Itoa(int(100*part)) + "%", 0},
		{plainly, requests(&c.last), 1},
		{plainly, passed(&c.last), 2},
	}, cyan)
}

// requests is how many have been made, and of how many where that is known.
func requests(p *runner.Progress) string {
	done := strconv.FormatInt(p.Done, 10)
	if p.Total > 0 {
		return done + "/" + strconv.FormatInt(p.Total, 10)
	}
	return count(p.Done, "request")
}

// passed is the time since the crawl began, and until when it goes where the clock
// ends it.
func passed(p *runner.Progress) string {
	text := secondsText(p.Elapsed)
	if p.Limit > 0 {
		text += " of " + secondsText(p.Limit)
	}
	return text
}

// numbers draws what the trial has come to so far.
func (p *painter) numbers(c *course) {
	var all []words
	if rate, known := c.rate(); known {
		all = append(all, words{boldly, rateText(rate) + " rps now", 0}, words{plainly, rateText(c.mean()) + " mean", 3})
	}
	if c.counted > 0 {
		all = append(all,
			words{plainly, "p50 " + latencyText(c.p50), 4}, words{plainly, "p90 " + latencyText(c.p90), 5},
			words{plainly, "p99 " + latencyText(c.p99), 1})
	}
	if c.known {
		errors := words{plainly, count(c.last.Errors, "error"), 2}
		if c.last.Errors > 0 {
			errors.style = red
		}
		all = append(all, errors)
	}
	p.packed(all, p.room())
	p.end()
}

// sparks draws the last throughputs, and the last mean latencies beside them.
func (p *painter) sparks(c *course) {
	if c.rates.n > 1 {
		p.put(dimly, "rps ")
		p.spark(&c.rates, min(samples, p.room()), green)
	}
	const label = "  latency "
	if room := p.room() - len(label); c.latencies.n > 1 && room >= c.latencies.n {
		p.put(dimly, label)
		p.spark(&c.latencies, room, yellow)
	}
	p.end()
}

// sweep draws how far the whole has come.
func (s *screen) sweep(p *painter, now time.Time) {
	done := s.pace.total - s.pace.left
	text := strconv.Itoa(done) + "/" + strconv.Itoa(s.pace.total)
	if s.options.Plan.Search != nil {
		text += " at most"
	}
	all := []words{{plainly, text, 0}}
	if rest, known := s.rest(now); known {
		all = append(all, words{boldly, "ETA " + roughly(rest), 1})
	}
	all = append(all, words{dimly, "Ctrl-C keeps results", 2})
	p.barred("sweep ", float64(done)/float64(max(1, s.pace.total)), all, green)
}

// rest is the time left. A warm-up is no part of its trial that is over: how long it
// takes is not known from its progress.
func (s *screen) rest(now time.Time) (time.Duration, bool) {
	if c := &s.course; c.known && !c.over && !c.last.Warmup {
		return s.pace.rest(now, &c.trial, progressed(&c.last))
	}
	return s.pace.rest(now, nil, 0)
}
