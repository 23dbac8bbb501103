package origin

import (
	"sync"
	"time"
)

// station is a line of requests before a number of workers: first come, first served. A worker that is set free goes
// straight to the head of the line, so nobody who comes later can take it.
type station struct {
	workers int

	mu         sync.Mutex
	free       int // workers at rest; more than 0 only while nobody is in line
	head, tail *sleeper
}

func newStation(workers int) *station { return &station{workers: workers, free: workers} }

// enter waits in line for a worker, at most patience, and tells whether it got one. Who got one must leave.
func (s *station) enter(p *sleeper, patience time.Duration) bool {
	s.mu.Lock()
	if s.free > 0 {
		s.free--
		s.mu.Unlock()
		return true
	}
	s.push(p)
	s.mu.Unlock()

	p.timer.Reset(patience)
	defer p.timer.Stop()
	select {
	case <-p.ready:
		return true
	case <-p.timer.C:
	case <-p.end:
	}
	if s.withdraw(p) {
		return false
	}
	<-p.ready // a worker came at the last moment
	return true
}

// leave sets the worker free.
func (s *station) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.head == nil {
		s.free++
		return
	}
	p := s.head
	s.unlink(p)
	p.ready <- struct{}{} // never blocks: it holds one, and p was in line only once
}

// withdraw takes p out of the line; it is false if p has been handed a worker and is in line no more.
func (s *station) withdraw(p *sleeper) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !p.inLine {
		return false
	}
	s.unlink(p)
	return true
}

func (s *station) push(p *sleeper) {
	p.inLine = true
	p.prev = s.tail
	if s.tail == nil {
		s.head = p
	} else {
		s.tail.next = p
	}
	s.tail = p
}

func (s *station) unlink(p *sleeper) {
	if p.prev == nil {
		s.head = p.next
	} else {
		p.prev.next = p.next
	}
	if p.next == nil {
		s.tail = p.prev
	} else {
		p.next.prev = p.prev
	}
	p.prev, p.next, p.inLine = nil, nil, false
}
