//go:build race

package store_test

// thin is how many cases of exhaustive tests there are for each that is tried. These
// tests have one goroutine: the race detector takes ten times as long and finds
// nothing.
const thin = 7
