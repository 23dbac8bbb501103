package config

import "slices"

// quickPerSlot is how many requests a slot gets at most in a quick look.
const quickPerSlot = 5

// Quick cuts the experiment down to a look at whether it works: one repeat,
// the first, middle and last level of each factor, at most five requests per
// slot. Its numbers judge nothing.
func (e *Experiment) Quick() {
	e.Repeats = 1
	e.PerSlot = quickPerSlot
	e.Warmup = Warmup{}
	for i := range e.Factors {
		levels := e.Factors[i].Levels
		if n := len(levels); n > 3 {
			e.Factors[i].Levels = slices.Clone([]Level{levels[0], levels[n/2], levels[n-1]})
		}
	}
}
