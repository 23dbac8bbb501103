package crawl_test

import (
	"slices"
	"time"
)

// queue is a second opinion on the open loop, computed without a goroutine:
// customers come at given instants and are served first come, first served, by
// so many servers.
type queue struct {
	servers int
	service func(k int, start time.Duration) time.Duration
	think   time.Duration // pause of a server after each customer
	closing time.Duration // no customer is let in or begun then or later; 0: never
}

// visit is what becomes of a customer.
type visit struct {
	came, begun, left time.Duration
}

// serve returns the visits in the order of coming, and how many customers came
// in time and were not begun in time.
func (q queue) serve(coming []time.Duration) (visits []visit, turnedAway int) {
	free := make([]time.Duration, q.servers)
	for k, at := range coming {
		if q.closing > 0 && at >= q.closing {
			break
		}
		slices.Sort(free)
		begun := max(at, free[0])
		if q.closing > 0 && begun >= q.closing {
			turnedAway++
			continue
		}
		left := begun + q.service(k, begun)
		visits = append(visits, visit{at, begun, left})
		free[0] = left + q.think
	}
	return visits, turnedAway
}

// most is the largest number of visits under way at once. One that begins as
// another ends counts beside it.
func most(visits []visit) (n int) {
	for _, v := range visits {
		count := 0
		for _, w := range visits {
			if w.begun <= v.begun && v.begun <= w.left {
				count++
			}
		}
		n = max(n, count)
	}
	return n
}
