package runner

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"

	"runexp/config"
)

// order lists the trials as they will run: first the passes that warm up, then a
// pass for each repeat. A pass is a block: it holds each point once at each target.
// Specs are those of the first point's targets, then of the second's.
func order(p *Plan, specs []Spec, samples config.Samples) []Trial {
	a := newArrangement(p)
	trials := make([]Trial, 0, len(specs)*(p.WarmupBlocks+p.Repeats))
	for block := 1 - p.WarmupBlocks; block <= p.Repeats; block++ {
		for _, cell := range a.block(block) {
			point := p.Points[cell/a.targets]
			t := Trial{
				Seq: len(trials) + 1, Repeat: block, Block: block, Discarded: block < 1,
				Point: point, Seed: trialSeed(p.Seed, point, block), Spec: specs[cell],
			}
			if len(p.Targets) > 0 {
				t.Target = p.Targets[cell%a.targets].Name
			}
			if t.Discarded {
				t.Repeat = block + p.WarmupBlocks
			} else {
				t.Spec.Samples = sampled(samples, block)
			}
			trials = append(trials, t)
		}
	}
	return trials
}

// sampled reports whether a repeat keeps single requests.
func sampled(samples config.Samples, repeat int) bool {
	return samples == config.SamplesAll || samples == config.SamplesChronology && repeat == 1
}

// trialSeed is a hash of the experiment's seed, the point and the block, which
// is that of a repeat. It does not depend on the target, so that both sides of a
// pair get the same requests, nor on what else is swept.
func trialSeed(seed uint64, p Point, block int) uint64 {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d\n%s\n%d", seed, p.Key(), block))
	return binary.LittleEndian.Uint64(sum[:])
}

// arrangement says in which order a block runs its cells. Cell i is point i/targets
// at target i%targets.
type arrangement struct {
	seed            uint64
	points, targets int
	sequential      bool
	// first is the order of each point's targets in the blocks with odd numbers,
	// which turns round in the others; nil where targets are shuffled like points.
	first [][]int
}

// streamOfPairs is the random stream of what is drawn once for all blocks. The
// others have the numbers of blocks.
const streamOfPairs = 1 << 63

func newArrangement(p *Plan) *arrangement {
	a := &arrangement{
		seed: p.Seed, points: len(p.Points), targets: max(len(p.Targets), 1),
		sequential: p.Order == string(config.Sequential),
	}
	if p.Pairing == string(config.ABBA) {
		rng := rand.New(rand.NewPCG(a.seed, streamOfPairs))
		for range a.points {
			a.first = append(a.first, rng.Perm(a.targets))
		}
	}
	return a
}

// block lists the cells of a block. It is shuffled unless the order is that of
// the file, so that drift of the machine or the server spreads over all cells
// instead of falling on some. Targets of one point that stay next to each other,
// in turns, see the same drift as far as can be.
func (a *arrangement) block(number int) []int {
	rng := rand.New(rand.NewPCG(a.seed, uint64(number)))
	shuffled := func(n int) []int {
		s := ascending(n)
		rng.Shuffle(n, func(i, j int) { s[i], s[j] = s[j], s[i] })
		return s
	}
	switch {
	case a.sequential:
		return ascending(a.points * a.targets)
	case a.first == nil:
		return shuffled(a.points * a.targets)
	}
	cells := make([]int, 0, a.points*a.targets)
	for _, point := range shuffled(a.points) {
		pair := slices.Clone(a.first[point])
		if number%2 == 0 {
			slices.Reverse(pair)
		}
		for _, target := range pair {
			cells = append(cells, point*a.targets+target)
		}
	}
	return cells
}

// ascending lists the numbers below n.
func ascending(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = i
	}
	return s
}
