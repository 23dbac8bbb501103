package stats_test

import (
	"math"
	"math/rand/v2"

	"runexp/stats"
)

// world is a machine to measure on: it returns the logarithm of the noise of each
// of trials in the order of execution. Two arms that are equal see nothing else.
type world struct {
	name  string
	noise func(random *rand.Rand, trials int) []float64
}

// worlds are the seven that the test has to hold its false alarms in.
func worlds() []world {
	return []world{
		{"iid", iid(0.03)},
		{"ar1-0.95", together(autoregressive(0.95, 0.03), iid(0.02))},
		{"ar1-0.7", together(autoregressive(0.7, 0.03), iid(0.02))},
		{"linear drift", together(drifting(0.05), iid(0.02))},
		{"burst", together(burst(0.25, 0.15), iid(0.02))},
		{"10% outliers", together(outliers(0.10), iid(0.02))},
		{"20% outliers, drift", together(together(outliers(0.20), drifting(0.05)), iid(0.02))},
	}
}

type noise = func(random *rand.Rand, trials int) []float64

func together(a, b noise) noise {
	return func(random *rand.Rand, trials int) []float64 {
		x, y := a(random, trials), b(random, trials)
		for i := range x {
			x[i] += y[i]
		}
		return x
	}
}

func iid(sd float64) noise {
	return func(random *rand.Rand, trials int) []float64 {
		x := make([]float64, trials)
		for i := range x {
			x[i] = sd * random.NormFloat64()
		}
		return x
	}
}

// autoregressive noise wanders: each trial keeps the share rho of the one before.
func autoregressive(rho, sd float64) noise {
	return func(random *rand.Rand, trials int) []float64 {
		x := make([]float64, trials)
		at := sd * random.NormFloat64()
		for i := range x {
			x[i] = at
			at = rho*at + sd*math.Sqrt(1-rho*rho)*random.NormFloat64()
		}
		return x
	}
}

// drifting is a machine that gets slower by a part from the first to the last trial.
func drifting(part float64) noise {
	return func(_ *rand.Rand, trials int) []float64 {
		x := make([]float64, trials)
		for i := range x {
			x[i] = math.Log1p(part) * float64(i) / float64(max(trials-1, 1))
		}
		return x
	}
}

// burst is a neighbour that comes and goes: a share of the time, in stretches of
// four trials on average, everything is slower by a part.
func burst(share, part float64) noise {
	return func(random *rand.Rand, trials int) []float64 {
		const leave = 0.25
		enter := leave * share / (1 - share)
		x := make([]float64, trials)
		in := random.Float64() < share
		for i := range x {
			if in {
				x[i] = math.Log1p(part)
			}
			if in {
				in = random.Float64() >= leave
			} else {
				in = random.Float64() < enter
			}
		}
		return x
	}
}

// outliers are single trials, a share of all, that take 10 to 50 % longer.
func outliers(share float64) noise {
	return func(random *rand.Rand, trials int) []float64 {
		x := make([]float64, trials)
		for i := range x {
			if random.Float64() < share {
				x[i] = math.Log1p(0.1 + 0.4*random.Float64())
			}
		}
		return x
	}
}

// order is a way to lay the cells of a block out; it returns the cell of each
// trial, blocks of all cells one after the other.
type order func(random *rand.Rand, blocks, cells int) []int

// shuffled blocks each have an order of their own.
func shuffled(random *rand.Rand, blocks, cells int) []int {
	var all []int
	for range blocks {
		all = append(all, random.Perm(cells)...)
	}
	return all
}

// mirrored blocks are shuffled by point; the two cells 2i and 2i+1 of a point stand
// next to each other, in an order that chance gives in the first block and that
// turns round from block to block.
func mirrored(random *rand.Rand, blocks, cells int) []int {
	start := make([]int, cells/2)
	for i := range start {
		start[i] = random.IntN(2)
	}
	var all []int
	for b := range blocks {
		for _, point := range random.Perm(cells / 2) {
			first := (start[point] + b) % 2
			all = append(all, 2*point+first, 2*point+1-first)
		}
	}
	return all
}

// sequential is what most tools do, and what no test can repair: all trials of one
// cell, then all of the next.
func sequential(_ *rand.Rand, blocks, cells int) []int {
	var all []int
	for cell := range cells {
		for range blocks {
			all = append(all, cell)
		}
	}
	return all
}

// experiment runs blocks of cells in a world. Cell k takes exp(effects[k]) times
// as long.
func experiment(random *rand.Rand, w noise, by order, blocks int, effects []float64) stats.Series {
	cells := by(random, blocks, len(effects))
	noise := w(random, len(cells))
	repeats := make([]int, len(effects))
	s := stats.Series{Randomized: true, Seed: random.Uint64(), Observations: make([]stats.Observation, len(cells))}
	for i, cell := range cells {
		s.Observations[i] = stats.Observation{Cell: cell, Block: repeats[cell], Value: math.Exp(effects[cell] + noise[i])}
		repeats[cell]++
	}
	return s
}
