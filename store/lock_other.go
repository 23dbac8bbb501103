//go:build (!unix && !windows) || solaris || aix

package store

import (
	"errors"
	"os"
)

// tryLock fails: a run that two could write to is not kept.
func tryLock(*os.File, bool) error { return errors.ErrUnsupported }
