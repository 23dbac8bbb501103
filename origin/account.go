package origin

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/valyala/fasthttp"
)

// account counts the requests of one name. The counters that every request touches are atomics; the lock is for what
// is rare or ends: other statuses than 200, and records.
type account struct {
	name   string
	hash   uint64
	ledger *ledger

	station  atomic.Pointer[station]
	requests atomic.Int64
	inFlight atomic.Int64
	peak     atomic.Int64
	ok       atomic.Int64 // answers with status 200
	dropped  atomic.Int64 // records
	full     atomic.Bool  // no more records

	mu      sync.Mutex
	status  map[int]int64 // answers with another status
	records []Record
}

// begin counts a request in and returns its arrival number, from 0.
func (a *account) begin() int64 {
	number := a.requests.Add(1) - 1
	in := a.inFlight.Add(1)
	for {
		peak := a.peak.Load()
		if in <= peak || a.peak.CompareAndSwap(peak, in) {
			return number
		}
	}
}

// end counts a request out, with the status that it will be answered with.
func (a *account) end(r Record, status int) {
	a.inFlight.Add(-1)
	a.answer(status)
	a.record(r)
}

// refuse counts a request that never got to wait.
func (a *account) refuse(status int) {
	a.requests.Add(1)
	a.answer(status)
}

func (a *account) answer(status int) {
	if status == fasthttp.StatusOK {
		a.ok.Add(1)
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.status == nil {
		a.status = make(map[int]int64)
	}
	a.status[status]++
}

func (a *account) record(r Record) {
	if a.full.Load() || !a.ledger.keep() {
		a.dropped.Add(1)
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.records) >= a.ledger.bounds.RecordsPerName {
		a.full.Store(true)
		a.ledger.kept.Add(-1)
		a.dropped.Add(1)
		return
	}
	a.records = append(a.records, r)
}

// stationOf returns the line of the name. The first call fixes the number of workers.
func (a *account) stationOf(workers int) *station {
	if s := a.station.Load(); s != nil {
		return s
	}
	a.station.CompareAndSwap(nil, newStation(workers))
	return a.station.Load()
}

// tally returns what was counted so far.
func (a *account) tally(records bool) Tally {
	t := Tally{
		Requests:       a.requests.Load(),
		InFlight:       a.inFlight.Load(),
		Peak:           a.peak.Load(),
		Status:         make(map[int]int64),
		DroppedRecords: a.dropped.Load(),
	}
	if s := a.station.Load(); s != nil {
		t.Workers = s.workers
	}
	if ok := a.ok.Load(); ok > 0 {
		t.Status[fasthttp.StatusOK] = ok
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	maps.Copy(t.Status, a.status)
	if records {
		t.Records = slices.Clone(a.records)
	}
	return t
}
