package store

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// lockedAt is where the locked byte lies: far behind the end, so that who holds the
// lock can still be read.
const lockedAt = 0x7fffffff

// tryLock takes a lock, alone or together with others, or says that it is held. It
// ends when the file is closed.
func tryLock(f *os.File, alone bool) error {
	flags := uint32(windows.LOCKFILE_FAIL_IMMEDIATELY)
	if alone {
		flags |= windows.LOCKFILE_EXCLUSIVE_LOCK
	}
	err := windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, &windows.Overlapped{OffsetHigh: lockedAt})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return errHeld
	}
	return err
}
