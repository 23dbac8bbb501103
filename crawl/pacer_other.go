//go:build !linux

package crawl

import (
	"context"
	"time"
)

// HighResolution is [Timers]: there is no finer clock here that can be waited
// for together with the network.
func HighResolution(ctx context.Context) (until func(at time.Time), stop func()) {
	return Timers(ctx)
}
