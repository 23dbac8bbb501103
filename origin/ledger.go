package origin

import (
	"hash/maphash"
	"slices"
	"sync"
	"sync/atomic"
)

// ledger holds the accounts of all names. Requests of different names meet only in a shard's read lock.
type ledger struct {
	bounds Options
	seed   maphash.Seed
	shards [64]shard

	mu    sync.Mutex
	order []*account // by first request

	full    atomic.Bool  // no more names
	kept    atomic.Int64 // records, over all names
	unnamed atomic.Int64 // requests without a usable name
	dropped atomic.Int64 // requests of names beyond the bound
}

type shard struct {
	mu       sync.RWMutex
	accounts map[string]*account
	_        [64]byte // a cache line between neighbours
}

func newLedger(bounds Options) *ledger {
	l := &ledger{bounds: bounds, seed: maphash.MakeSeed()}
	for i := range l.shards {
		l.shards[i].accounts = make(map[string]*account)
	}
	return l
}

// account returns the account of a name, opened if there is room for one, else nil.
func (l *ledger) account(name []byte) *account {
	s := l.shard(maphash.Bytes(l.seed, name))
	s.mu.RLock()
	a := s.accounts[string(name)]
	s.mu.RUnlock()
	if a != nil || l.full.Load() {
		return a
	}
	return l.open(s, string(name))
}

// find returns the account of a name, or nil.
func (l *ledger) find(name string) *account {
	s := l.shard(maphash.String(l.seed, name))
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.accounts[name]
}

func (l *ledger) shard(hash uint64) *shard { return &l.shards[hash%uint64(len(l.shards))] }

func (l *ledger) open(s *shard, name string) *account {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.accounts[name]; a != nil {
		return a
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.order) >= l.bounds.Names {
		l.full.Store(true)
		return nil
	}
	a := &account{name: name, hash: hashName(name), ledger: l}
	l.order = append(l.order, a)
	s.accounts[name] = a
	return a
}

// accounts returns the accounts there are, by their first requests.
func (l *ledger) accounts() []*account {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clip(l.order) // what is there never changes, and nobody may append to it
}

// keep takes room for one record; false means that there is none.
func (l *ledger) keep() bool {
	most := int64(l.bounds.Records)
	if l.kept.Load() >= most {
		return false
	}
	if l.kept.Add(1) > most {
		l.kept.Add(-1)
		return false
	}
	return true
}

// hashName is 64-bit FNV-1a: unlike maphash it is the same in every process, which the jitter needs.
func hashName[T []byte | string](name T) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * 1099511628211
	}
	return h
}
