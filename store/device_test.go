package store_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"runexp/store"
)

var errDevice = errors.New("the disk is broken")

// faulty is a disk that fails from its n-th operation on, or only in that; with n 0
// never. A write that fails has written a part. What is synced is noted only. It keeps what was synced of each file, so that the power
// can fail as well.
type faulty struct {
	store.Device

	n      int  // operations until it fails; 0 never
	once   bool // only that operation fails
	count  int
	failed bool
	err    error
	synced map[string]int64 // sizes of files that are on the disk
}

func newFaulty(n int, once bool) *faulty {
	return &faulty{Device: store.Disk(), n: n, once: once, err: errDevice, synced: make(map[string]int64)}
}

// next counts an operation and says whether it fails.
func (d *faulty) next() bool {
	d.count++
	fails := d.n > 0 && (d.count == d.n || d.count > d.n && !d.once)
	d.failed = d.failed || fails
	return fails
}

func (d *faulty) Create(root *os.Root, name string) (*os.File, error) {
	if d.next() {
		return nil, d.err
	}
	f, err := d.Device.Create(root, name)
	if err == nil {
		d.synced[f.Name()] = 0
	}
	return f, err
}

func (d *faulty) Mkdir(root *os.Root, name string) error {
	if _, err := root.Lstat(name); err == nil {
		return fs.ErrExist
	}
	if d.next() {
		return d.err
	}
	return d.Device.Mkdir(root, name)
}

func (d *faulty) Write(f *os.File, b []byte) (int, error) {
	if d.next() {
		n, _ := d.Device.Write(f, b[:len(b)/2])
		return n, d.err
	}
	return d.Device.Write(f, b)
}

func (d *faulty) Truncate(f *os.File, size int64) error {
	if d.next() {
		return d.err
	}
	return d.Device.Truncate(f, size)
}

func (d *faulty) Sync(f *os.File) error {
	if d.next() {
		return d.err
	}
	info, err := f.Stat()
	if err == nil {
		d.synced[f.Name()] = info.Size()
	}
	return err // a real one takes the time of the test
}

func (d *faulty) SyncFolder(root *os.Root) error {
	if d.next() {
		return d.err
	}
	return nil
}

func (d *faulty) Rename(root *os.Root, from, to string) error {
	if d.next() {
		return d.err
	}
	a, b := filepath.Join(root.Name(), from), filepath.Join(root.Name(), to)
	d.synced[b] = d.synced[a]
	delete(d.synced, a)
	return d.Device.Rename(root, from, to)
}

func (d *faulty) Remove(root *os.Root, name string) error {
	if _, err := root.Lstat(name); err != nil {
		return fs.ErrNotExist
	}
	if d.next() {
		return d.err
	}
	delete(d.synced, filepath.Join(root.Name(), name))
	return d.Device.Remove(root, name)
}

// powerFails leaves of each file what was synced and a share of what was not, or zeros
// in its place, as file systems do.
func (d *faulty) powerFails(share float64, zeros bool) error {
	for path, size := range d.synced {
		info, err := os.Stat(path)
		if err != nil || info.Size() <= size {
			continue
		}
		rest := info.Size() - size
		if err := os.Truncate(path, size+int64(share*float64(rest))); err != nil {
			return err
		}
		if zeros {
			if err := os.Truncate(path, info.Size()); err != nil {
				return err
			}
		}
	}
	return nil
}

// full is what a full disk says.
const full = syscall.ENOSPC
