package origin

import (
	"io"
	"time"

	"github.com/valyala/fasthttp"
)

// Handle is the handler without a connection, for benchmarks and allocation counts.
func (s *Server) Handle(c *fasthttp.RequestCtx) { s.handle(c) }

// Jitter is jitter by name.
func Jitter(seed uint64, name string, arrival int64, most time.Duration) time.Duration {
	return jitter(seed, hashName(name), arrival, most)
}

// MaxQueueing is the longest that a request stands in line.
const MaxQueueing = maxQueueing

// ReadStatsWithin is ReadStats with bounds of the caller's.
func ReadStatsWithin(r io.Reader, most int64, bounds Options) (Stats, error) {
	return readStats(r, most, bounds)
}
