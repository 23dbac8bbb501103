//go:build unix

package crawl

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// spareDescriptors is what a crawl may need beside its connections: name
// lookups, reports, the pieces of the runtime that open late.
const spareDescriptors = 16

// CheckDescriptors reports an error if this process cannot hold as many
// connections as there are slots, beside what it has open now.
func CheckDescriptors(slots int) error {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		return fmt.Errorf("limit of file descriptors: %w", err)
	}
	open, _ := os.ReadDir("/dev/fd") // where it cannot be listed, the spare ones must do
	need := slots + len(open) + spareDescriptors
	if float64(need) <= float64(limit.Cur) {
		return nil
	}
	return fmt.Errorf("concurrency %d needs about %d file descriptors, the limit is %d: raise it with ulimit -n %d",
		slots, need, limit.Cur, need)
}
