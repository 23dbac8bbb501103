package stats_test

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
)

// full asks the validation for all its simulations.
var full = flag.Bool("full", false, "run the validation of the statistics with all its simulations")

// simulations is how many of them to run: all with -full, a twentieth of the few
// under the race detector, which makes them more than ten times slower.
func simulations(few, all int) int {
	switch {
	case *full:
		return all
	case raceEnabled:
		return max(few/20, 20)
	}
	return few
}

// count runs n simulations, each with random numbers of its own that seed and its
// number give, and returns how often each of the answers was yes.
func count(n int, seed uint64, simulate func(random *rand.Rand) []bool) []int {
	var mu sync.Mutex
	var hits []int
	var next atomic.Int64
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for {
				i := next.Add(1)
				if i > int64(n) {
					return
				}
				answers := simulate(rand.New(rand.NewPCG(seed, uint64(i))))
				mu.Lock()
				if hits == nil {
					hits = make([]int, len(answers))
				}
				for k, yes := range answers {
					if yes {
						hits[k]++
					}
				}
				mu.Unlock()
			}
		})
	}
	group.Wait()
	return hits
}

// within logs a share of simulations and fails where it is above bound.
func within(t *testing.T, what string, hits, n int, bound float64) {
	t.Helper()
	between(t, what, hits, n, 0, bound)
}

// alarms holds an exact test of 5 % to its word: of more simulations it asks more.
func alarms(t *testing.T, what string, hits, n int) {
	t.Helper()
	within(t, what, hits, n, most(n, 0.05))
}

// about holds a test to the accepted 66 of 1000 false alarms.
func about(t *testing.T, what string, hits, n int) {
	t.Helper()
	within(t, what, hits, n, max(0.066, most(n, 0.05)))
}

// atMost is within what is accepted: with few simulations it allows for chance, so
// that a share that is just accepted passes in 99 % of cases.
func atMost(t *testing.T, what string, hits, n int, accept float64) {
	t.Helper()
	if !*full {
		accept = most(n, accept)
	}
	within(t, what, hits, n, accept)
}

// atLeast is atMost for what has to happen often.
func atLeast(t *testing.T, what string, hits, n int, accept float64) {
	t.Helper()
	if !*full {
		accept = 1 - most(n, 1-accept)
	}
	between(t, what, hits, n, accept, 1)
}

// inside is both.
func inside(t *testing.T, what string, hits, n int, least, greatest float64) {
	t.Helper()
	if !*full {
		least, greatest = 1-most(n, 1-least), most(n, greatest)
	}
	between(t, what, hits, n, least, greatest)
}

// between logs a share and its bounds, and fails outside of them.
func between(t *testing.T, what string, hits, n int, least, greatest float64) {
	t.Helper()
	share := float64(hits) / float64(n)
	bounds := fmt.Sprintf("%.3f to %.3f", least, greatest)
	switch {
	case least <= 0:
		bounds = fmt.Sprintf("<= %.3f", greatest)
	case greatest >= 1:
		bounds = fmt.Sprintf(">= %.3f", least)
	}
	t.Logf("%s: %.3f (%s, %d simulations)", what, share, bounds, n)
	if share < least || share > greatest {
		t.Errorf("%s: %d of %d is %v, want %s", what, hits, n, share, bounds)
	}
}

// most is the share of n that a chance of p exceeds in 1 % of cases: 0.066 of 1000
// for 0.05. The race detector is there for other faults, and its few simulations
// get 0.1 %.
func most(n int, p float64) float64 {
	z := 2.3263
	if raceEnabled {
		z = 3.0902
	}
	size := float64(n)
	return min(1, math.Floor(size*p+z*math.Sqrt(size*p*(1-p)))/size)
}

func TestTheBoundOfAThousandSimulationsIsSixtySix(t *testing.T) {
	if got := most(1000, 0.05); got != 0.066 && !raceEnabled {
		t.Errorf("99 %% of a thousand tests of 5 %% alarm at most %v of the time, want 0.066", got)
	}
}
