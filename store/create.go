package store

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"runexp/runner"
)

// Home is the folder that runs and baselines are kept in.
type Home struct {
	// Path is the folder's path, such as .runexp. It is made with the first run.
	Path string

	device device
}

// The folders in a home.
const (
	runsFolder      = "runs"
	baselinesFolder = "baselines"
	ignoreFile      = ".gitignore"
)

func (h Home) disk() device {
	if h.device == nil {
		return realDevice{}
	}
	return h.device
}

// Create makes the folder of a run with all that is known before its first trial, and
// takes its lock. The folder is named by the time, the experiment and six random
// digits, unless dir names one, which must be new or empty. It completes the manifest
// by schema and name, and by Created where that is missing.
func (h Home) Create(m *Manifest, experiment []byte, plan *runner.Plan, dir string) (*Run, error) {
	r := &Run{device: h.disk(), dir: dir, known: make(digests), journal: &journal{places: make(map[string]int)}}
	if m.Created.IsZero() {
		m.Created = time.Now().UTC()
	}
	var err error
	if dir == "" {
		r.dir, r.root, err = h.makeRun(m)
	} else {
		r.root, err = makeFolder(r.device, dir)
	}
	if err != nil {
		return nil, err
	}
	m.Schema, m.Run = schemaRun, filepath.Base(absolute(r.dir))
	r.manifest = *m
	if err := r.fill(experiment, plan); err != nil {
		r.abandon()
		return nil, err
	}
	r.clock = newClock(0)
	r.clock.run()
	return r, nil
}

// absolute is the absolute form of a path, or the path.
func absolute(path string) string {
	if whole, err := filepath.Abs(path); err == nil {
		return whole
	}
	return path
}

// fill writes what is known before the first trial. The manifest comes last: a folder
// without one is no run.
func (r *Run) fill(experiment []byte, plan *runner.Plan) error {
	var err error
	if r.held, err = lock(r.root); err != nil {
		return err
	}
	if err := r.writeExperiment(experiment); err != nil {
		return err
	}
	if err := r.writePlan(plan); err != nil {
		return err
	}
	if r.file, err = r.device.Create(r.root, journalFile); err != nil {
		return err
	}
	if err := r.writeManifest(); err != nil {
		return err
	}
	r.listed = true
	return nil
}

// abandon gives up a folder that is no run yet.
func (r *Run) abandon() {
	if r.file != nil {
		_ = r.file.Close()
	}
	for _, name := range []string{manifestFile, journalFile, planFile, experimentFile, lockFile} {
		_ = r.device.Remove(r.root, name)
	}
	if r.held != nil {
		_ = r.held.Close()
	}
	_ = r.root.Close()
	_ = os.Remove(r.dir) // only if it is empty
}

// makeRun makes a folder for a run of a name that nothing has.
func (h Home) makeRun(m *Manifest) (string, *os.Root, error) {
	runs, err := h.make(runsFolder)
	if err != nil {
		return "", nil, err
	}
	defer func() { _ = runs.Close() }()
	var random [3]byte
	if _, err := rand.Read(random[:]); err != nil {
		return "", nil, err
	}
	name := m.Created.UTC().Format("20060102T150405Z") + "-" + slug(m.Name) + "-" + hex.EncodeToString(random[:])
	if err := h.disk().Mkdir(runs, name); err != nil {
		return "", nil, err
	}
	root, err := openSub(runs, name)
	if err != nil {
		return "", nil, err
	}
	if err := h.disk().SyncFolder(runs); err != nil {
		_ = root.Close()
		_ = runs.Remove(name)
		return "", nil, err
	}
	return filepath.Join(h.Path, runsFolder, name), root, nil
}

// make makes a folder of the home, and the home, unless they are there. The home keeps
// itself out of repositories.
func (h Home) make(name string) (*os.Root, error) {
	root, err := makePath(h.Path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }()
	if _, err := root.Lstat(ignoreFile); errors.Is(err, fs.ErrNotExist) {
		err := replace(h.disk(), root, ignoreFile, func(w io.Writer) error {
			_, err := io.WriteString(w, "*\n")
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return makeSub(h.disk(), root, name)
}

// makeSub makes a folder in a folder unless it is there, and opens it.
func makeSub(d device, root *os.Root, name string) (*os.Root, error) {
	switch err := d.Mkdir(root, name); {
	case err == nil:
		if err := d.SyncFolder(root); err != nil {
			return nil, err
		}
	case !errors.Is(err, fs.ErrExist):
		return nil, err
	}
	return openSub(root, name)
}

// makePath makes a folder, unless it is there, and opens it.
func makePath(path string) (*os.Root, error) {
	if err := os.MkdirAll(path, ownFolder); err != nil {
		return nil, err
	}
	return openFolder(path)
}

// makeFolder makes a folder that somebody has named. It must have nothing in it.
func makeFolder(d device, path string) (*os.Root, error) {
	root, err := makePath(path)
	if err != nil {
		return nil, err
	}
	names, err := namesIn(root)
	if err == nil && len(names) > 0 {
		err = fmt.Errorf("%s is not empty: a run needs a folder of its own", path)
	}
	if err == nil {
		err = d.SyncFolder(root)
	}
	if err != nil {
		_ = root.Close()
		return nil, err
	}
	return root, nil
}

// namesIn lists what is in a folder.
func namesIn(root *os.Root) ([]string, error) {
	f, err := root.Open(".")
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return f.Readdirnames(-1)
}

// longestSlug bounds what a file's name takes over of another name.
const longestSlug = 40

// slug makes a name fit to be part of a file's on all systems.
func slug(name string) string {
	s := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_', r == '-', r == '.':
			return r
		}
		return '-'
	}, name)
	s = strings.Trim(s[:min(len(s), longestSlug)], "-.")
	if s == "" {
		return "run"
	}
	return s
}
