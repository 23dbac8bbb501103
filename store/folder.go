package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// The files in a run's folder.
const (
	experimentFile = "experiment.yaml"
	manifestFile   = "manifest.json"
	planFile       = "plan.json"
	journalFile    = "trials.ndjson"
	resultFile     = "result.json"
	lockFile       = "lock"
	samplesFolder  = "samples"
)

// What is read of a file is bounded, in bytes.
const (
	maxManifest   = 4 << 20
	maxPlan       = 512 << 20
	maxExperiment = 2 << 20
	maxLine       = 64 << 20
)

// temporary ends the names of files that are not whole yet.
const temporary = ".tmp"

// openFolder opens a folder that is no symbolic link itself.
func openFolder(path string) (*os.Root, error) {
	info, err := os.Lstat(path)
	switch {
	case err != nil:
		return nil, err
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, fmt.Errorf("%s is a symbolic link: none is followed", path)
	case !info.IsDir():
		return nil, fmt.Errorf("%s is no folder", path)
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	if opened, err := root.Stat("."); err != nil || !os.SameFile(info, opened) {
		_ = root.Close()
		return nil, fmt.Errorf("%s was exchanged while it was opened", path)
	}
	return root, nil
}

// openSub opens a folder within a folder; neither follows a symbolic link.
func openSub(root *os.Root, name string) (*os.Root, error) {
	info, err := root.Lstat(name)
	switch {
	case err != nil:
		return nil, err
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, fmt.Errorf("%s is a symbolic link: none is followed", within(root, name))
	case !info.IsDir():
		return nil, fmt.Errorf("%s is no folder", within(root, name))
	}
	sub, err := root.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	if opened, err := sub.Stat("."); err != nil || !os.SameFile(info, opened) {
		_ = sub.Close()
		return nil, fmt.Errorf("%s was exchanged while it was opened", within(root, name))
	}
	return sub, nil
}

// within is the path of a name in a folder.
func within(root *os.Root, name string) string { return filepath.Join(root.Name(), name) }

// open opens a file of a folder that must be a regular one, and no link. Neither a
// pipe nor a device can make it wait.
func open(root *os.Root, name string, flag int) (*os.File, error) {
	info, err := root.Lstat(name)
	switch {
	case err != nil:
		return nil, err
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, fmt.Errorf("%s is a symbolic link: none is followed", within(root, name))
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is no regular file", within(root, name))
	}
	f, err := root.OpenFile(name, flag, ownFile)
	if err != nil {
		return nil, err
	}
	if opened, err := f.Stat(); err != nil || !os.SameFile(info, opened) {
		_ = f.Close()
		return nil, fmt.Errorf("%s was exchanged while it was opened", within(root, name))
	}
	return f, nil
}

// read reads a whole file of at most so many bytes.
func read(root *os.Root, name string, most int64) ([]byte, error) {
	f, err := open(root, name, os.O_RDONLY)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() > most {
		return nil, fmt.Errorf("%s has %d bytes, at most %d are read", within(root, name), info.Size(), most)
	}
	b := make([]byte, 0, info.Size()+1)
	for {
		n, err := f.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		switch {
		case errors.Is(err, io.EOF):
			return b, nil
		case err != nil:
			return nil, fmt.Errorf("%s: %w", within(root, name), err)
		case int64(len(b)) > most:
			return nil, fmt.Errorf("%s grows beyond %d bytes", within(root, name), most)
		case len(b) == cap(b):
			b = append(b, 0)[:len(b)]
		}
	}
}

// replace puts a file in the place of another, so that whatever happens one of them
// is there as a whole.
func replace(d device, root *os.Root, name string, write func(io.Writer) error) error {
	draft := name + temporary
	if err := d.Remove(root, draft); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := d.Create(root, draft)
	if err != nil {
		return err
	}
	err = write(deviceWriter{d, f})
	if err == nil {
		err = d.Sync(f)
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = d.Rename(root, draft, name)
	}
	if err != nil {
		_ = d.Remove(root, draft)
		return fmt.Errorf("%s: %w", within(root, name), err)
	}
	return d.SyncFolder(root)
}

// deviceWriter writes to a file by way of a device.
type deviceWriter struct {
	device device
	file   *os.File
}

func (w deviceWriter) Write(b []byte) (int, error) { return w.device.Write(w.file, b) }
