//go:build unix

package store

import (
	"fmt"
	"os"
)

// syncFolder makes the names in a folder last.
func syncFolder(root *os.Root) error {
	f, err := root.Open(".")
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	if err := f.Sync(); err != nil {
		return fmt.Errorf("sync of folder %s: %w", root.Name(), err)
	}
	return nil
}
