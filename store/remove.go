package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Remove removes a run with all that belongs to it. It refuses what is no run, what
// somebody writes to, what holds files that are not a run's, and a run of a baseline.
// Force removes the last two, and a folder in the home that can't be read.
func (h Home) Remove(dir string, force bool) error {
	root, err := openFolder(dir)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	_, err = readManifest(root)
	if err != nil && (!force || !h.holds(dir, runsFolder) && !h.holds(dir, baselinesFolder)) {
		return fmt.Errorf("not removed: %w", err)
	}
	if h.holds(dir, baselinesFolder) && !force {
		return fmt.Errorf("not removed: %s belongs to a baseline", dir)
	}
	names, err := namesIn(root)
	if err != nil {
		return err
	}
	if others := slices.DeleteFunc(slices.Clone(names), ownName); len(others) > 0 && !force {
		slices.Sort(others)
		return fmt.Errorf("not removed: %s holds what is not a run's: %q", dir, others[:min(len(others), mostNear)])
	}
	held, err := lock(root)
	if err != nil {
		return fmt.Errorf("not removed: %w", err)
	}
	err = h.empty(root, names)
	err = errors.Join(err, held.Close())
	if err == nil {
		err = h.removeLast(root, dir)
	}
	return err
}

// empty removes what is in a folder but its lock; the manifest last, so that what is
// left of it stays a run that can be removed.
func (h Home) empty(root *os.Root, names []string) error {
	for _, name := range names {
		if name != lockFile && name != manifestFile {
			if err := root.RemoveAll(name); err != nil {
				return err
			}
		}
	}
	return root.RemoveAll(manifestFile)
}

// removeLast removes the lock and the folder.
func (h Home) removeLast(root *os.Root, dir string) error {
	if err := root.RemoveAll(lockFile); err != nil {
		return err
	}
	_ = root.Close() // some systems remove no folder that is open
	return os.Remove(dir)
}

// holds reports whether a folder lies in one of the home's.
func (h Home) holds(dir, folder string) bool {
	rel, err := filepath.Rel(absolute(filepath.Join(h.Path, folder)), absolute(dir))
	return err == nil && rel != "." && filepath.IsLocal(rel)
}

// ownName reports whether a name in a run's folder is one that runs give.
func ownName(name string) bool {
	switch name {
	case experimentFile, manifestFile, planFile, journalFile, resultFile, lockFile, samplesFolder:
		return true
	}
	return strings.HasPrefix(name, "trials.torn-") || strings.HasSuffix(name, temporary) || strings.HasSuffix(name, ".log")
}
