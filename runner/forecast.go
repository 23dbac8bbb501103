package runner

import (
	"iter"
	"math"
	"time"
)

// This file says how many requests trials send, as far as that is known before
// they do.

// Sureness says how well a number of requests is known beforehand.
type Sureness uint8

// From the surest on.
const (
	// Exactly so many are sent.
	Exactly Sureness = iota
	// About so many: the clock ends a trial, and its rate or service time says
	// how many there are until then.
	About
	// AtMost so many: the clock may end a trial before, and no service time says
	// when.
	AtMost
	// Unknown is a trial that only the clock ends, without a service time.
	Unknown
)

// Requests is how many measured requests a trial of the spec sends, and how well
// that is known; 0 where it is unknown.
func (s *Spec) Requests() (int64, Sureness) {
	n := int64(s.Load.Iterations)
	if s.Load.Duration <= 0 {
		return n, Exactly
	}
	byClock, ok := s.byClock()
	switch {
	case !ok && n > 0:
		return n, AtMost
	case !ok:
		return 0, Unknown
	case n > 0:
		return min(n, byClock), About
	}
	return byClock, About
}

// byClock is how many requests start before the clock ends a trial: all that are
// due, or what a slot starts one after the other, times the slots.
func (s *Spec) byClock() (int64, bool) {
	l := &s.Load
	if l.Open() {
		return int64(math.Ceil(min(l.Rate*l.Duration.Seconds(), math.MaxInt64/2))), true
	}
	if s.ServiceTime == nil {
		return 0, false
	}
	round := plus(*s.ServiceTime, l.ThinkTime)
	if round <= 0 {
		return 0, false
	}
	rounds := int64((l.Duration-1)/round) + 1
	return int64(times(int64(l.Concurrency), time.Duration(rounds))), true
}

// Requests is the number of measured requests of all trials, and how well it is
// known. Trials of which nothing is known are not in it, nor are passes that warm
// up. Of a search it is the most that there can be.
func (p *Plan) Requests() (int64, Sureness) {
	sum, least := int64(0), Exactly
	for i := range p.Trials {
		if !p.Trials[i].Discarded {
			n, sure := p.Trials[i].Spec.Requests()
			sum, least = int64(plus(time.Duration(sum), time.Duration(n))), max(least, sure)
		}
	}
	for from, to := range p.ends() {
		n, sure := from.Requests()
		m, surely := to.Requests()
		all := times(int64(p.Search.Trials), time.Duration(max(n, m)))
		sum, least = int64(plus(time.Duration(sum), all)), max(least, sure, surely, AtMost)
	}
	return sum, least
}

// ends yields the specs of each stem of a search at the lowest and at the highest
// level, as long as its trials are not known.
func (p *Plan) ends() iter.Seq2[*Spec, *Spec] {
	return func(yield func(from, to *Spec) bool) {
		if p.Search == nil || len(p.Trials) > 0 {
			return
		}
		for stem := range p.Search.Stems {
			from, to := p.Probe(stem, p.Search.From, 1, 1), p.Probe(stem, p.Search.To, 1, 1)
			if !yield(&from.Spec, &to.Spec) {
				return
			}
		}
	}
}

// Slots is the largest number of connections that the trials hold at once: those
// of a trial, beside those that other points keep for their later repeats. Of a
// search it is the most that there can be.
func (p *Plan) Slots() int {
	kept, most := 0, 0
	seen := make(map[string]bool)
	for i := range p.Trials {
		t := &p.Trials[i]
		slots := t.Spec.Load.slots()
		if t.Spec.Load.Connections != reuse {
			most = max(most, slots)
		} else if cell := t.cell(); !seen[cell] {
			seen[cell] = true
			kept += slots
		}
	}
	for _, to := range p.ends() {
		if slots := to.Load.slots(); to.Load.Connections != reuse {
			most = max(most, slots)
		} else {
			kept += p.Search.levels() * slots
		}
	}
	return kept + most
}

// slots is how many slots a trial opens.
func (l *Load) slots() int {
	if l.Iterations > 0 {
		return min(l.Concurrency, l.Iterations)
	}
	return l.Concurrency
}

// reuse is the word for connections that the repeats of a point share.
const reuse = "reuse"

// cell names what the repeats of a trial have in common: the point and the
// target.
func (t *Trial) cell() string { return t.Target + "\n" + t.Point.Key() }
