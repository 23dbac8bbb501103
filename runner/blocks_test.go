package runner_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"runexp/config"
	"runexp/runner"
)

// shape is an experiment by its size.
type shape struct {
	points, targets, repeats, blocks int
	pairing                          config.Pairing
	order                            config.Order
	first                            int // of the levels
}

func (s shape) experiment(tb testing.TB) *config.Experiment {
	tb.Helper()
	var levels []string
	for i := range s.points {
		levels = append(levels, strconv.Itoa(s.first+i))
	}
	e := read(tb, load("iterations: 5", "concurrency: ["+strings.Join(levels, ", ")+"]", fmt.Sprintf("repeats: %d", s.repeats)))
	if s.targets > 0 {
		e.Target = config.Target{}
	}
	for i := range s.targets {
		e.Targets = append(e.Targets, target(tb, string(rune('a'+i)), "http://127.0.0.1:80"))
	}
	e.Pairing, e.Warmup.Blocks = s.pairing, s.blocks
	if s.order != "" {
		e.Order = s.order
	}
	return e
}

// blocksOf takes the trials of a plan apart into blocks, by number.
func blocksOf(p *runner.Plan) map[int][]runner.Trial {
	blocks := make(map[int][]runner.Trial)
	for _, t := range p.Trials {
		blocks[t.Block] = append(blocks[t.Block], t)
	}
	return blocks
}

// cellsOf names the cells of trials in their order.
func cellsOf(trials []runner.Trial) []string {
	var cells []string
	for _, t := range trials {
		cells = append(cells, fmt.Sprint(t.Point.Number, t.Target))
	}
	return cells
}

// Whatever the size and the order: blocks come one after the other, those that warm
// up first, and each holds each point once at each target.
func TestBlocksAreCompletePasses(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	pairings := []config.Pairing{config.ABBA, config.RandomPairs}
	orders := []config.Order{config.RandomBlocks, config.RandomBlocks, config.Sequential}
	for range 300 {
		s := shape{
			points: 1 + rng.IntN(9), targets: []int{0, 2, 3, 4}[rng.IntN(4)], repeats: 1 + rng.IntN(6), blocks: rng.IntN(3),
			pairing: pairings[rng.IntN(2)], order: orders[rng.IntN(3)], first: 1,
		}
		p, err := runner.NewPlan(s.experiment(t), rng.Uint64())
		if err != nil {
			t.Fatal(err)
		}
		each := s.points * max(s.targets, 1)
		if len(p.Trials) != each*(s.repeats+s.blocks) || p.WarmupBlocks != s.blocks || p.Repeats != s.repeats || p.Least != s.repeats {
			t.Fatalf("%+v: %d trials, %d blocks to warm up, %d to %d repeats", s, len(p.Trials), p.WarmupBlocks, p.Least, p.Repeats)
		}
		names := make(map[string]bool)
		for i, trial := range p.Trials {
			names[trial.Name()] = true
			number := i/each + 1 - s.blocks
			repeat := number
			if number < 1 {
				repeat = i/each + 1
			}
			if trial.Seq != i+1 || trial.Block != number || trial.Discarded != (number < 1) || trial.Repeat != repeat || trial.Attempt != 0 {
				t.Fatalf("%+v: trial %d is %+v", s, i+1, trial)
			}
		}
		if len(names) != len(p.Trials) {
			t.Errorf("%+v: %d trials have %d names", s, len(p.Trials), len(names))
		}
		for number, trials := range blocksOf(p) {
			cells := cellsOf(trials)
			slices.Sort(cells)
			if len(slices.Compact(cells)) != each {
				t.Errorf("%+v: block %d is %v", s, number, cells)
			}
		}
	}
}

// Order follows from the seed and the size alone: not from the values of levels, nor
// from how many repeats come after.
func TestOrderFollowsFromSeedAndSize(t *testing.T) {
	for _, pairing := range []config.Pairing{config.ABBA, config.RandomPairs} {
		s := shape{points: 7, targets: 2, repeats: 5, blocks: 1, pairing: pairing, first: 1}
		order := func(s shape, seed uint64) []string {
			p, err := runner.NewPlan(s.experiment(t), seed)
			if err != nil {
				t.Fatal(err)
			}
			return cellsOf(p.Trials)
		}
		was := order(s, 3)
		if diff := cmp.Diff(was, order(s, 3)); diff != "" {
			t.Errorf("%s: the same seed:\n%s", pairing, diff)
		}
		other := s
		other.first = 100
		if diff := cmp.Diff(was, order(other, 3)); diff != "" {
			t.Errorf("%s: other levels:\n%s", pairing, diff)
		}
		longer := s
		longer.repeats = 9
		if diff := cmp.Diff(was, order(longer, 3)[:len(was)]); diff != "" {
			t.Errorf("%s: more repeats:\n%s", pairing, diff)
		}
		cold := s
		cold.blocks = 0
		if diff := cmp.Diff(was[14:], order(cold, 3)); diff != "" {
			t.Errorf("%s: without a pass that warms up:\n%s", pairing, diff)
		}
		if slices.Equal(was, order(s, 4)) {
			t.Errorf("%s: another seed gives the same order", pairing)
		}
	}
}

func TestTargetsAndRerunsShareTheirRequests(t *testing.T) {
	p := planned(t, shape{points: 3, targets: 2, repeats: 3, blocks: 2, pairing: config.ABBA, first: 1}.experiment(t))
	alone := planned(t, shape{points: 3, repeats: 3, first: 1}.experiment(t))
	seeds := make(map[string]uint64)
	for _, trial := range p.Trials {
		key := fmt.Sprint(trial.Point.Number, " ", trial.Block)
		if seed, ok := seeds[key]; ok && seed != trial.Seed {
			t.Errorf("%s: the other target has another seed", trial.Name())
		}
		seeds[key] = trial.Seed
	}
	different := make(map[uint64]bool)
	for _, seed := range seeds {
		different[seed] = true
	}
	if len(seeds) != 15 || len(different) != 15 {
		t.Errorf("15 points in blocks have %d seeds", len(different))
	}
	for _, trial := range alone.Trials {
		if trial.Seed != seeds[fmt.Sprint(trial.Point.Number, " ", trial.Block)] {
			t.Errorf("%s: without targets the seed is another", trial.Name())
		}
	}
}

func TestPassesThatWarmUpKeepNoSamples(t *testing.T) {
	s := shape{points: 1, repeats: 2, blocks: 1, first: 1}
	for samples, want := range map[config.Samples]string{config.SamplesChronology: "[false true false]", config.SamplesAll: "[false true true]"} {
		e := s.experiment(t)
		e.Samples = samples
		var got []bool
		for _, trial := range planned(t, e).Trials {
			got = append(got, trial.Spec.Samples)
		}
		if fmt.Sprint(got) != want {
			t.Errorf("%s: %v", samples, got)
		}
	}
}
