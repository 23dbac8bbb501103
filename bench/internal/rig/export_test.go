//go:build unix

package rig

// Address reads what a server announces.
func Address(line string) (string, error) { return address(line) }
