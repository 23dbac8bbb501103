package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
)

// Resume opens a run for appending: it takes the lock and reads what there is. A torn
// tail of the journal is cut off and kept aside as trials.torn-N. The session is the
// manifest's last at once, and on the disk with its first trial: one that measures
// nothing leaves no trace.
func Resume(dir string, s Session) (*Run, error) { return resume(realDevice{}, dir, s) }

func resume(d device, dir string, s Session) (*Run, error) {
	root, err := openFolder(dir)
	if err != nil {
		return nil, err
	}
	r := &Run{device: d, dir: dir, root: root, known: make(digests)}
	if err := r.takeUp(s); err != nil {
		for _, f := range []*os.File{r.file, r.held} {
			if f != nil {
				_ = f.Close()
			}
		}
		_ = root.Close()
		return nil, err
	}
	return r, nil
}

// takeUp reads a run and makes it ready for a session.
func (r *Run) takeUp(s Session) error {
	if _, err := readManifest(r.root); err != nil {
		return err // before anything is made: it may be no run
	}
	var err error
	if r.held, err = lock(r.root); err != nil {
		return err
	}
	m, err := readManifest(r.root)
	if err != nil {
		return err
	}
	r.manifest = *m
	plan, shared, err := readPlan(r.root)
	if err != nil {
		return err
	}
	r.plan = plan
	if r.journal, err = readJournal(r.root, plan, shared); err != nil {
		return err
	}
	if err := r.openJournal(); err != nil {
		return err
	}
	if _, err := r.root.Lstat(resultFile); err == nil {
		r.stale = true
	}
	s.From = len(r.journal.entries)
	r.manifest.Sessions = append(slices.Clip(r.manifest.Sessions), s)
	r.clock = newClock(r.journal.last)
	return nil
}

// openJournal opens the journal to be appended to, and cuts a torn tail off.
func (r *Run) openJournal() error {
	f, err := open(r.root, journalFile, os.O_RDWR)
	if errors.Is(err, fs.ErrNotExist) {
		if f, err = r.device.Create(r.root, journalFile); err == nil {
			err = r.device.SyncFolder(r.root)
		}
	}
	r.file, r.size = f, r.journal.whole
	if err != nil {
		return err
	}
	if !r.journal.torn {
		return nil
	}
	name, err := r.keepTail()
	if err != nil {
		return err
	}
	if err := r.device.Truncate(f, r.size); err != nil {
		return err
	}
	if err := r.device.Sync(f); err != nil {
		return err
	}
	r.journal.note("it is kept aside as " + name)
	return nil
}

// mostTorn bounds the tails that are kept aside.
const mostTorn = 1000

// keepTail copies the torn tail into a file of its own.
func (r *Run) keepTail() (string, error) {
	for i := 1; i <= mostTorn; i++ {
		name := "trials.torn-" + strconv.Itoa(i)
		if _, err := r.root.Lstat(name); err == nil {
			continue
		}
		return name, replace(r.device, r.root, name, func(w io.Writer) error {
			if _, err := r.file.Seek(r.size, io.SeekStart); err != nil {
				return err
			}
			_, err := io.Copy(w, r.file)
			return err
		})
	}
	return "", fmt.Errorf("%s holds too many torn journals", r.dir)
}

// errNoRun says that a folder has no manifest: a run that was not begun has none, and
// nothing was measured of it.
var errNoRun = errors.New("no run")

// readManifest reads the manifest of a run.
func readManifest(root *os.Root) (*Manifest, error) {
	text, err := read(root, manifestFile, maxManifest)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is %w: it has no %s", root.Name(), errNoRun, manifestFile)
	}
	if err != nil {
		return nil, err
	}
	var m Manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, fmt.Errorf("%s: %w", within(root, manifestFile), err)
	}
	if m.Schema != schemaRun {
		return nil, fmt.Errorf("%s: schema %.40q is not %q", within(root, manifestFile), m.Schema, schemaRun)
	}
	return &m, nil
}
