//go:build !race

package judge_test

// raceEnabled says that the race detector watches, which makes a simulation about
// ten times slower.
const raceEnabled = false
