//go:build race

package main

// raceEnabled says that the race detector slows all down.
const raceEnabled = true
