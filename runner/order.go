package runner

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"

	"runexp/config"
)

// order lists the trials as they will run: each repeat is one pass over all
// points, a block, shuffled unless the plan is sequential. Drift of the machine
// or the server then spreads over all points instead of falling on some.
func order(p *Plan, specs []Spec, samples config.Samples) []Trial {
	trials := make([]Trial, 0, len(p.Points)*p.Repeats)
	for repeat := 1; repeat <= p.Repeats; repeat++ {
		block := make([]int, len(p.Points))
		for i := range block {
			block[i] = i
		}
		if p.Order != string(config.Sequential) {
			rng := rand.New(rand.NewPCG(p.Seed, uint64(repeat)))
			rng.Shuffle(len(block), func(i, j int) { block[i], block[j] = block[j], block[i] })
		}
		for _, i := range block {
			t := Trial{
				Seq: len(trials) + 1, Repeat: repeat, Block: repeat,
				Point: p.Points[i], Seed: trialSeed(p.Seed, p.Points[i], repeat), Spec: specs[i],
			}
			t.Spec.Samples = samples == config.SamplesAll || samples == config.SamplesChronology && repeat == 1
			trials = append(trials, t)
		}
	}
	return trials
}

// trialSeed is a hash of the experiment's seed, the point and the repeat. It
// does not depend on the target, so that both sides of a pair get the same
// requests, nor on what else is swept.
func trialSeed(seed uint64, p Point, repeat int) uint64 {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d\n%s\n%d", seed, p.Key(), repeat))
	return binary.LittleEndian.Uint64(sum[:])
}
