//go:build unix

// Package client turns a load into the command of a load generator, and what
// that says into numbers: one value of [Client] for each, in a file of its own.
// It does not know who is compared with whom, nor starts anything.
package client
