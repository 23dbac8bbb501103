//go:build unix

package vitals

import (
	"time"

	"golang.org/x/sys/unix"
)

// processorTime is what this process has used so far, user and system. The
// runtime's own metrics of it stand still between garbage collections.
func processorTime() time.Duration {
	var usage unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
