//go:build unix

// Package rig turns commands into measured runs: it builds the programs that
// are compared, serves the origin that they load, starts each as a process of
// its own and reads what it says. It does not know what is compared, nor when
// a comparison is good enough.
package rig
