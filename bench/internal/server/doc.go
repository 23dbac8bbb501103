//go:build unix

// Package server starts the servers that clients are measured against, one
// value of [Kind] for each. It does not know who loads them.
package server
