package store

import (
	"os"
)

// device carries out whatever changes a disk, so that tests can let each of these
// fail in its turn.
type device interface {
	// Create makes a file that does not exist yet.
	Create(root *os.Root, name string) (*os.File, error)
	Mkdir(root *os.Root, name string) error
	Write(f *os.File, b []byte) (int, error)
	Truncate(f *os.File, size int64) error
	Sync(f *os.File) error
	// SyncFolder makes names that were given or taken in a folder last.
	SyncFolder(root *os.Root) error
	Rename(root *os.Root, from, to string) error
	Remove(root *os.Root, name string) error
}

// Only the owner may read a run: it holds addresses and payloads.
const (
	ownFile   = 0o600
	ownFolder = 0o700
)

// realDevice is the disk itself.
type realDevice struct{}

func (realDevice) Create(root *os.Root, name string) (*os.File, error) {
	return root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, ownFile)
}

func (realDevice) Mkdir(root *os.Root, name string) error      { return root.Mkdir(name, ownFolder) }
func (realDevice) Write(f *os.File, b []byte) (int, error)     { return f.Write(b) }
func (realDevice) Truncate(f *os.File, size int64) error       { return f.Truncate(size) }
func (realDevice) Sync(f *os.File) error                       { return f.Sync() }
func (realDevice) SyncFolder(root *os.Root) error              { return syncFolder(root) }
func (realDevice) Rename(root *os.Root, from, to string) error { return root.Rename(from, to) }
func (realDevice) Remove(root *os.Root, name string) error     { return root.Remove(name) }
