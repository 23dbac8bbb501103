package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"runexp/runner"
)

// Run is a run that is open for writing. It belongs to one goroutine; only
// [Samples.Record] may be called from others. Close gives it up.
type Run struct {
	device   device
	dir      string
	root     *os.Root
	held     *os.File // the lock
	manifest Manifest
	plan     *runner.Plan
	journal  *journal
	file     *os.File // the journal
	size     int64    // of what is whole in it
	clock    *clock
	known    digests
	// listed says that the manifest on the disk has this session, stale that there
	// is a result of fewer trials.
	listed, stale bool
	// broken is why nothing more can be appended.
	broken error
}

// Dir is the run's folder.
func (r *Run) Dir() string { return r.dir }

// Manifest is the run's manifest, this session included. It is to be read only.
func (r *Run) Manifest() *Manifest { return &r.manifest }

// Entries are the finished trials that count, one for each identity, in the order in
// which they were done first. They are to be read only.
func (r *Run) Entries() []Entry { return slices.Clip(r.journal.entries) }

// Notes tell what was damaged, replaced or set aside.
func (r *Run) Notes() []string { return slices.Clone(r.journal.told()) }

// Append puts a result on the disk: it returns once the result is there to stay. After
// an error the run takes no further one, and what was half written is cut off again
// where that is possible; else the next session does it.
func (r *Run) Append(result *runner.Result) error {
	if r.broken != nil {
		return r.broken
	}
	e := Entry{
		Identity: r.known.identity(&result.Trial),
		Session:  max(0, len(r.manifest.Sessions)-1),
		At:       r.clock.active(),
		Result:   *result,
	}
	text, err := e.encode(r.known)
	if err != nil {
		return err
	}
	if err := r.begin(); err != nil {
		r.broken = fmt.Errorf("run %s: %w", r.manifest.Run, err)
		return r.broken
	}
	if err := r.write(text); err != nil {
		r.broken = fmt.Errorf("%s: %w", within(r.root, journalFile), err)
		if r.device.Truncate(r.file, r.size) == nil {
			_ = r.device.Sync(r.file)
		}
		return r.broken
	}
	r.size += int64(len(text))
	r.journal.add(e, r.journal.lines+1)
	return nil
}

// begin makes ready for the first line of a session: the manifest knows the session
// before the journal does, and no result says that the run is done.
func (r *Run) begin() error {
	if r.stale {
		if err := r.device.Remove(r.root, resultFile); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		r.stale = false
	}
	if r.listed {
		return nil
	}
	if err := r.writeManifest(); err != nil {
		return err
	}
	r.listed = true
	return nil
}

// write appends a line.
func (r *Run) write(text []byte) error {
	if _, err := r.file.Seek(r.size, io.SeekStart); err != nil {
		return err
	}
	n, err := r.device.Write(r.file, text)
	if err != nil {
		return err
	}
	if n < len(text) {
		return io.ErrShortWrite
	}
	return r.device.Sync(r.file)
}

func (r *Run) writeManifest() error {
	text, err := json.MarshalIndent(&r.manifest, "", "  ")
	if err != nil {
		return fmt.Errorf("manifest: %w", err)
	}
	if len(text) >= maxManifest {
		return fmt.Errorf("manifest of %d bytes, at most %d are read back", len(text), maxManifest)
	}
	return r.writeFile(manifestFile, append(text, '\n'))
}

// writeFile puts a file there as a whole.
func (r *Run) writeFile(name string, text []byte) error {
	return replace(r.device, r.root, name, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

// Replan puts another plan and experiment in the place of the run's own: where levels
// were added or taken away, or the command line changes something else. Alter changes
// the manifest, unless it is nil. It is to be called after [Run.Check] and before the
// first trial.
func (r *Run) Replan(experiment []byte, plan *runner.Plan, alter func(*Manifest)) error {
	if err := r.writeExperiment(experiment); err != nil {
		return err
	}
	// The plan before the manifest: a run that ends in between has trials that are
	// missing, and is resumed with this plan again.
	if err := r.writePlan(plan); err != nil {
		return err
	}
	if alter != nil {
		alter(&r.manifest)
	}
	if err := r.writeManifest(); err != nil {
		return err
	}
	r.listed = true
	return nil
}

func (r *Run) writeExperiment(text []byte) error {
	if len(text) > maxExperiment {
		return fmt.Errorf("experiment file of %d bytes, at most %d are kept", len(text), maxExperiment)
	}
	return r.writeFile(experimentFile, text)
}

func (r *Run) writePlan(plan *runner.Plan) error {
	if err := replace(r.device, r.root, planFile, func(w io.Writer) error { return writePlan(w, plan) }); err != nil {
		return err
	}
	r.plan = plan
	return nil
}

// Finish writes the run's result, which the function is to write, and says thereby
// that the run is complete.
func (r *Run) Finish(result func(io.Writer) error) error {
	if err := replace(r.device, r.root, resultFile, result); err != nil {
		return err
	}
	r.stale = true // of whatever is appended now
	return nil
}

// Close gives the run up, for others to write.
func (r *Run) Close() error {
	var journal error
	if r.file != nil {
		journal = r.file.Close()
	}
	return errors.Join(journal, r.held.Close(), r.root.Close())
}
