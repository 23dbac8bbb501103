package report

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// WriteFile writes d to a file in the named format. A reader of the file sees the
// old content or the new, whole and on the disk, and never a part: the text goes
// to a file beside it, is synced, and takes its place. Missing folders are made.
// A file has no width and no colour, so of l only the columns count.
//
// What is there and is no regular file, such as /dev/stdout or a pipe, is written
// to as it is. An error names the path, and leaves what was there.
func WriteFile(path, format string, d *Data, l Layout) error {
	l.Width, l.Color = 0, false
	err := replaceFile(path, func(f *os.File) error { return Write(f, format, d, l) })
	if err != nil {
		return fmt.Errorf("report %s: %w", path, err)
	}
	return nil
}

// replaceFile gives path the content that write writes.
func replaceFile(path string, write func(*os.File) error) error {
	switch info, err := os.Stat(path); {
	case err == nil && info.IsDir():
		return errors.New("is a folder")
	case err == nil && !info.Mode().IsRegular():
		return writeDevice(path, write)
	case err == nil:
		// A link stays, and what it leads to is replaced.
		if path, err = filepath.EvalSymlinks(path); err != nil {
			return cause(err)
		}
	case !errors.Is(err, fs.ErrNotExist):
		return cause(err)
	}
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("folder: %w", err)
	}
	f, err := createBeside(path)
	if err != nil {
		return cause(err)
	}
	err = errors.Join(write(f), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(cause(err), cause(remove(f.Name())))
	}
	return syncFolder(folder)
}

// createBeside makes a new file in the folder of path, with the permissions that
// any new file gets. A name that a killed process left behind is passed over.
func createBeside(path string) (*os.File, error) {
	for n := 0; ; n++ {
		f, err := os.OpenFile(temporaryName(filepath.Dir(path), n), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if errors.Is(err, fs.ErrExist) && n < 1000 {
			continue
		}
		return f, err
	}
}

func temporaryName(folder string, n int) string {
	return filepath.Join(folder, fmt.Sprintf(".runexp-%d-%d.tmp", os.Getpid(), n))
}

// writeDevice writes to what can be neither replaced nor synced.
func writeDevice(path string, write func(*os.File) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return cause(err)
	}
	return cause(errors.Join(write(f), f.Close()))
}

// syncFolder makes the new name last. Not every file system can; the content is
// safe in any case, so that is no error.
func syncFolder(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return cause(err)
	}
	_ = f.Sync()
	return cause(f.Close())
}

// remove removes a file that may be gone already.
func remove(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// cause is the reason of a failed file operation without the name of the file:
// the caller names the one that the user knows.
func cause(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	if l, ok := errors.AsType[*os.LinkError](err); ok {
		return l.Err
	}
	return err
}
