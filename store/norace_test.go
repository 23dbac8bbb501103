//go:build !race

package store_test

// thin is how many cases of exhaustive tests there are for each that is tried: all are.
const thin = 1
