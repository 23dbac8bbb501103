package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"
)

// This file keeps two writers out of a run. The system gives a lock up with the
// process that holds it, whatever ends it: none is left behind.

// errHeld says that somebody else holds a lock.
var errHeld = errors.New("held")

// A look at a lock takes it for an instant, and a child that a killed process was just
// starting has it until its own program begins. So taking it is tried again for a
// second.
const (
	lockTries = 100
	lockPause = 10 * time.Millisecond
)

// maxHolder bounds what is read of who holds a lock.
const maxHolder = 200

// lock takes the lock of a run's folder. The file stays when it is given up: removing
// it would let two hold a lock of that name.
func lock(root *os.Root) (*os.File, error) {
	f, err := openLock(root)
	if err != nil {
		return nil, err
	}
	for try := range lockTries {
		if try > 0 {
			<-time.After(lockPause)
		}
		if err = tryLock(f, true); !errors.Is(err, errHeld) {
			break
		}
	}
	if errors.Is(err, errHeld) {
		err = fmt.Errorf("%s is being written by another process%s", root.Name(), holder(f))
	} else if err != nil {
		err = fmt.Errorf("lock of %s: %w", root.Name(), err)
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	sign(f)
	return f, nil
}

func openLock(root *os.Root) (*os.File, error) {
	f, err := root.OpenFile(lockFile, os.O_RDWR|os.O_CREATE|os.O_EXCL, ownFile)
	if errors.Is(err, fs.ErrExist) {
		return open(root, lockFile, os.O_RDWR)
	}
	return f, err
}

// sign tells others who holds the lock. It is a courtesy: nothing depends on it.
func sign(f *os.File) {
	if f.Truncate(0) == nil {
		_, _ = fmt.Fprintf(f, "process %d since %s\n", os.Getpid(), time.Now().UTC().Format(time.RFC3339))
	}
}

// holder tells who holds a lock, as far as that is known.
func holder(f *os.File) string {
	b, err := io.ReadAll(io.LimitReader(f, maxHolder))
	text, _, whole := strings.Cut(string(b), "\n")
	if err != nil || !whole || !strings.HasPrefix(text, "process ") {
		return ""
	}
	return fmt.Sprintf(" (%.100q)", text)
}

// locked reports whether somebody writes to a run. It never waits.
func locked(root *os.Root) bool {
	f, err := open(root, lockFile, os.O_RDWR)
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }()
	return errors.Is(tryLock(f, false), errHeld)
}
