package store

import (
	"os"
	"time"

	"runexp/runner"
)

// Record is a run as it is read back. It is to be read only.
type Record struct {
	// Dir is the run's folder.
	Dir      string
	Manifest Manifest
	// Experiment is the experiment file as it was run.
	Experiment []byte
	Plan       *runner.Plan
	// Entries are the finished trials that count, one for each identity, in the order
	// in which they were done first.
	Entries []Entry
	// Notes tell what is damaged or was replaced.
	Notes []string
	// Complete says that the run has a result. Running says that somebody wrote to it
	// when it was read.
	Complete, Running bool

	journal *journal
	clock   *clock
	// samples are the names of files of samples by identity, once they were looked for.
	samples map[string]string
}

// Load reads a run without a lock, also one that is under way.
func Load(dir string) (*Record, error) {
	root, err := openFolder(dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }()
	m, err := readManifest(root)
	if err != nil {
		return nil, err
	}
	r := &Record{Dir: dir, Manifest: *m, Complete: complete(root), Running: locked(root)}
	if r.Experiment, err = read(root, experimentFile, maxExperiment); err != nil {
		return nil, err
	}
	plan, shared, err := readPlan(root)
	if err != nil {
		return nil, err
	}
	r.Plan = plan
	if r.journal, err = readJournal(root, plan, shared); err != nil {
		return nil, err
	}
	r.Entries, r.Notes = r.journal.entries, r.journal.told()
	r.clock = newClock(0)
	return r, nil
}

// complete reports whether a run has a result.
func complete(root *os.Root) bool {
	info, err := root.Lstat(resultFile)
	return err == nil && info.Mode().IsRegular()
}

// Clock is the clock that a budget of the run was held against: it stands at what the
// results that were recalled last say, see [Run.Clock].
func (r *Record) Clock() func() time.Time { return r.clock.now }
