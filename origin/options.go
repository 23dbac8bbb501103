package origin

import "time"

// The bounds of what the statistics keep. They hold for a server and for what [ReadStats] accepts.
const (
	// MaxNames is the most names that are counted apart.
	MaxNames = 200_000
	// MaxRecords is the most records kept over all names.
	MaxRecords = 1_000_000
	// MaxRecordsPerName is the most records kept of one name: its first ones.
	MaxRecordsPerName = 10_000
)

// The bounds of what a request may ask for.
const (
	defaultDelay = 1024 * time.Millisecond // as the seed's server has it
	maxWait      = 60 * time.Second        // delay and jitter together
	maxQueueing  = 60 * time.Second        // in line for a worker, so that no handler lives for hours
	maxNameBytes = 256
	maxSize      = 1 << 30
	maxWorkers   = 1_000_000
	maxBody      = 64 << 20
)

// The bounds of what a client may hold.
const (
	maxConnections = 100_000
	maxHeader      = 16 << 10        // request line and headers: the read buffer; only touched pages cost memory
	quiet          = 2 * time.Minute // without a whole request, or with a response that is not taken
)

// Options are the choices of a server. The zero value is a server with all the defaults.
type Options struct {
	// Seed makes the jitter of a name's n-th request the same in every run.
	Seed uint64
	// Connections is the most connections open at once, 100,000 if zero or less; one more is answered 503 and closed.
	Connections int
	// Names, Records and RecordsPerName lower the bounds of the statistics, for tests. Zero, less or more than the
	// bound means the bound.
	Names, Records, RecordsPerName int
}

// withDefaults returns o with every bound set and none over its limit.
func (o Options) withDefaults() Options {
	if o.Connections <= 0 {
		o.Connections = maxConnections
	}
	o.Names = bounded(o.Names, MaxNames)
	o.Records = bounded(o.Records, MaxRecords)
	o.RecordsPerName = bounded(o.RecordsPerName, MaxRecordsPerName)
	return o
}

// bounded returns n where it is a lower bound than most, else most.
func bounded(n, most int) int {
	if n <= 0 {
		return most
	}
	return min(n, most)
}
