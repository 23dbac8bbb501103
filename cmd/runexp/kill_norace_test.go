//go:build !race

package main

// raceEnabled says that the race detector slows nothing down.
const raceEnabled = false
