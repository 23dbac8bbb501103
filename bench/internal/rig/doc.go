//go:build unix

// Package rig turns commands into measured runs: it finds or builds programs,
// starts each as a process of its own, bounds it in time, reads what it took,
// and arranges numbers in tables. It does not know what is compared, nor what
// a program says.
package rig
