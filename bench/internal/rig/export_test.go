//go:build unix

package rig

// Address reads what the origin announces.
func Address(line string) (string, error) { return address(line) }
