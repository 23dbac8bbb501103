package origin

import (
	"sync"
	"sync/atomic"
	"time"
)

// sleeper is what a request waits with: a timer and, in line for a worker, a place in that line. One is used by one
// request at a time, and again by another.
type sleeper struct {
	timer *time.Timer
	ready chan struct{} // holds one: the worker that was handed over
	end   <-chan struct{}

	prev, next *sleeper // the neighbours in line, guarded by the station
	inLine     bool
}

// sleep waits d, or less if the server ends; it tells whether all of d passed.
func (s *sleeper) sleep(d time.Duration) bool {
	if d <= 0 {
		return true
	}
	s.timer.Reset(d)
	select {
	case <-s.timer.C:
		return true
	case <-s.end:
		s.timer.Stop()
		return false
	}
}

// endShards is the number of channels that tell sleepers of the end. Each wait locks the channel twice, which a single
// one would make a lock that all the requests contend for.
const endShards = 64

// sleepers hands out sleepers and ends all their waits at once.
type sleepers struct {
	pool  sync.Pool
	ends  [endShards]chan struct{}
	made  atomic.Uint64
	ended atomic.Bool
}

func newSleepers() *sleepers {
	s := new(sleepers)
	for i := range s.ends {
		s.ends[i] = make(chan struct{})
	}
	return s
}

// take returns a sleeper that nobody else uses.
func (s *sleepers) take() *sleeper {
	if p, ok := s.pool.Get().(*sleeper); ok {
		return p
	}
	timer := time.NewTimer(time.Hour)
	timer.Stop()
	return &sleeper{timer: timer, ready: make(chan struct{}, 1), end: s.ends[s.made.Add(1)%endShards]}
}

// put gives a sleeper back.
func (s *sleepers) put(p *sleeper) { s.pool.Put(p) }

// wake ends every wait, now and later.
func (s *sleepers) wake() {
	if s.ended.Swap(true) {
		return
	}
	for _, end := range s.ends {
		close(end)
	}
}
