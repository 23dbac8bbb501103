//go:build !unix

package store

import "os"

// syncFolder does nothing: the system makes names last by itself.
func syncFolder(*os.Root) error { return nil }
