package store

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Summary is a line of a list of runs.
type Summary struct {
	// Dir is the run's folder, Run its name, Experiment that of its experiment.
	Dir, Run, Experiment string
	Created              time.Time
	Seed                 uint64
	// Done counts the trials that have a result. Planned is 0 where it is not known how
	// many there will be.
	Done, Planned int
	// Complete says that the run has been finished, Running that somebody writes to
	// it now.
	Complete, Running bool
	Commit, Branch    string
	Dirty             bool
	// Size is what it takes on the disk, in bytes.
	Size int64
}

// List lists the runs of the home, the oldest first, and what is wrong with those that
// can't be read. No result is decoded for it.
func (h Home) List() ([]Summary, []error) {
	runs, faults := h.runs()
	var all []Summary
	for _, r := range runs {
		s, err := summary(r.dir, r.manifest)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		all = append(all, s)
	}
	return all, faults
}

// found is a run of the home.
type found struct {
	dir, name string
	manifest  *Manifest
}

// runs lists the runs of the home, the oldest first.
func (h Home) runs() ([]found, []error) { return h.runsIn(runsFolder) }

// runsIn lists the runs in a folder of the home. One that does not exist has none.
func (h Home) runsIn(folder string) ([]found, []error) {
	path := filepath.Join(h.Path, folder)
	names, err := foldersIn(path)
	if err != nil {
		return nil, []error{err}
	}
	var all []found
	var faults []error
	for _, name := range names {
		dir := filepath.Join(path, name)
		m, err := manifestOf(dir)
		switch {
		case err != nil:
			faults = append(faults, err)
		case m != nil:
			all = append(all, found{dir, name, m})
		}
	}
	slices.SortFunc(all, func(a, b found) int {
		return cmp.Or(a.manifest.Created.Compare(b.manifest.Created), strings.Compare(a.name, b.name))
	})
	return all, faults
}

// foldersIn lists what is in a folder, but for what is hidden: that is on its way in or
// out.
func foldersIn(path string) ([]string, error) {
	root, err := openFolder(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }()
	names, err := namesIn(root)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	names = slices.DeleteFunc(names, func(name string) bool { return strings.HasPrefix(name, ".") })
	slices.Sort(names)
	return names, nil
}

// manifestOf is the manifest of the run in a folder; nil where somebody is just making
// the run.
func manifestOf(dir string) (*Manifest, error) {
	root, err := openFolder(dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }()
	m, err := readManifest(root)
	if err != nil && locked(root) {
		return nil, nil //nolint:nilnil // it is no run yet, and nothing is wrong
	}
	return m, err
}

// summary sums a run up.
func summary(dir string, m *Manifest) (Summary, error) {
	s := Summary{
		Dir: dir, Run: filepath.Base(dir), Experiment: m.Name, Created: m.Created, Seed: m.Seed,
		Planned: m.Trials, Commit: m.Commit, Branch: m.Branch, Dirty: m.Dirty,
	}
	root, err := openFolder(dir)
	if err != nil {
		return s, err
	}
	defer func() { _ = root.Close() }()
	s.Complete, s.Running = complete(root), locked(root)
	if s.Done, err = done(root); err != nil {
		return s, fmt.Errorf("%s: %w", within(root, journalFile), err)
	}
	s.Size, err = size(root)
	return s, err
}

// done counts the trials in a journal by their identities, which begin the lines.
func done(root *os.Root) (int, error) {
	f, err := open(root, journalFile, os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close() }()
	const begins = `{"identity":"`
	seen := make(map[[2 * identityBytes]byte]bool)
	for p, err := range scan(f) {
		if err != nil {
			return 0, err
		}
		if rest, ok := bytes.CutPrefix(p.text, []byte(begins)); ok && len(rest) >= 2*identityBytes {
			seen[[2 * identityBytes]byte(rest)] = true
		}
	}
	return len(seen), nil
}

// size is the number of bytes in the files of a run.
func size(root *os.Root) (int64, error) {
	var all int64
	err := fs.WalkDir(root.FS(), ".", func(_ string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return ignoreGone(err)
		}
		info, err := d.Info()
		if err == nil {
			all += info.Size()
		}
		return ignoreGone(err)
	})
	return all, err
}

// ignoreGone takes it that a run under way has temporary files.
func ignoreGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
