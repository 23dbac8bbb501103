package runner_test

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"runexp/config"
	"runexp/runner"
)

func TestSequentialOrderIsTheFilesRepeatByRepeat(t *testing.T) {
	p := planOf(t, load("iterations: 5", "concurrency: [3, 1, 2]", "repeats: 2", "order: sequential"))
	var got []string
	for i, trial := range p.Trials {
		got = append(got, fmt.Sprintf("%d %d %s %s", trial.Seq, trial.Block, trial.Name(), trial.Point.Key()))
		if trial.Seq != i+1 {
			t.Errorf("trial %d has the place %d", i+1, trial.Seq)
		}
	}
	want := []string{
		"1 1 p1r1 concurrency=3 iterations=5",
		"2 1 p2r1 concurrency=1 iterations=5",
		"3 1 p3r1 concurrency=2 iterations=5",
		"4 2 p1r2 concurrency=3 iterations=5",
		"5 2 p2r2 concurrency=1 iterations=5",
		"6 2 p3r2 concurrency=2 iterations=5",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

func TestRandomBlocksAreShuffledPassesOverAllPoints(t *testing.T) {
	file := load("iterations: 5", "concurrency: {from: 1, to: 20, step: 1}", "repeats: 6")
	p := planOf(t, file)
	orders := make(map[string]int)
	for repeat := 1; repeat <= 6; repeat++ {
		block := p.Trials[(repeat-1)*20 : repeat*20]
		var numbers []int
		for i, trial := range block {
			if trial.Block != repeat || trial.Repeat != repeat || trial.Seq != (repeat-1)*20+i+1 {
				t.Errorf("%s: seq %d, block %d, repeat %d", trial.Name(), trial.Seq, trial.Block, trial.Repeat)
			}
			numbers = append(numbers, trial.Point.Number)
		}
		orders[fmt.Sprint(numbers)]++
		slices.Sort(numbers)
		for i, n := range numbers {
			if n != i+1 {
				t.Fatalf("block %d is no pass over all points: %v", repeat, numbers)
			}
		}
	}
	if len(orders) != 6 {
		t.Errorf("%d different orders of 6 blocks", len(orders))
	}
	e := read(t, file)
	again, _ := runner.NewPlan(e, 1)
	if diff := cmp.Diff(p, again); diff != "" {
		t.Errorf("the same seed gives another plan:\n%s", diff)
	}
	other, _ := runner.NewPlan(e, 2)
	if other.Trials[0].Point.Number == p.Trials[0].Point.Number && other.Trials[1].Point.Number == p.Trials[1].Point.Number &&
		other.Trials[2].Point.Number == p.Trials[2].Point.Number {
		t.Error("another seed gives the same order")
	}
}

// Over many seeds each point is as likely at each place, in each block, and the
// place in one block tells nothing about the next.
func TestRandomBlocksAreUniform(t *testing.T) {
	const points, seeds = 5, 4000
	e := read(t, load("iterations: 5", "concurrency: [1, 2, 3, 4, 5]", "repeats: 3"))
	places := make([]int, 3*points*points)
	pairs := make([]int, points*points)
	for seed := range uint64(seeds) {
		p, err := runner.NewPlan(e, seed)
		if err != nil {
			t.Fatal(err)
		}
		at := make([]int, 2*points)
		for i, trial := range p.Trials {
			places[i*points+trial.Point.Number-1]++
			if i < 2*points {
				at[i/points*points+trial.Point.Number-1] = i % points
			}
		}
		pairs[at[0]*points+at[points]]++ // of point 1, in the first two blocks
	}
	// A cell expects 800; the standard deviation is 25, so 6 of them are 152.
	for i, n := range places {
		if math.Abs(float64(n)-seeds/points) > 152 {
			t.Errorf("place %d, point %d: %d times, want about %d", i/points+1, i%points+1, n, seeds/points)
		}
	}
	for i, n := range pairs { // expects 160, deviation 12.4
		if math.Abs(float64(n)-seeds/(points*points)) > 75 {
			t.Errorf("point 1 at place %d, then at %d: %d times, want about %d", i/points+1, i%points+1, n, seeds/(points*points))
		}
	}
}

// seedsOf maps each trial's point and repeat to its seed.
func seedsOf(p *runner.Plan) map[string]uint64 {
	seeds := make(map[string]uint64)
	for _, t := range p.Trials {
		seeds[fmt.Sprintf("%s r%d", t.Point.Key(), t.Repeat)] = t.Seed
	}
	return seeds
}

func TestTrialSeedsDependOnSeedPointAndRepeatOnly(t *testing.T) {
	e := read(t, load("iterations: 5", "concurrency: [1, 2]", "repeats: 2"))
	p, _ := runner.NewPlan(e, 9)
	base := seedsOf(p)
	if len(base) != 4 {
		t.Fatalf("%d trials", len(base))
	}
	different := make(map[uint64]bool)
	for _, seed := range base {
		different[seed] = true
	}
	if len(different) != 4 {
		t.Errorf("4 trials have %d seeds", len(different))
	}

	same := func(name, file string) {
		t.Helper()
		p, err := runner.NewPlan(read(t, file), 9)
		if err != nil {
			t.Fatal(err)
		}
		seeds, found := seedsOf(p), 0
		for key, seed := range base {
			if got, ok := seeds[key]; ok {
				found++
				if got != seed {
					t.Errorf("%s: %s has the seed %d, was %d", name, key, got, seed)
				}
			}
		}
		if found == 0 {
			t.Errorf("%s: no trial in common", name)
		}
	}
	same("more levels", load("iterations: [5, 6]", "concurrency: [8, 2, 1, 4]", "keepalive: [true, false]", "repeats: 2"))
	same("more repeats", load("iterations: 5", "concurrency: [1, 2]", "repeats: 9"))
	same("another order", load("iterations: 5", "concurrency: [1, 2]", "repeats: 2", "order: sequential"))
	same("another target, path and name", "base_url: demo\nname: other\npath: /x\niterations: 5\nconcurrency: [1, 2]\nrepeats: 2\n")
	same("another warm-up", load("iterations: 5", "concurrency: [1, 2]", "repeats: 2", "warmup: {requests: 7}", "samples: all"))

	other, _ := runner.NewPlan(e, 10)
	for key, seed := range seedsOf(other) {
		if seed == base[key] {
			t.Errorf("another seed of the experiment leaves that of %s", key)
		}
	}
}

func TestSamplesAreKeptAsTheFileSays(t *testing.T) {
	for _, c := range []struct {
		samples string
		want    []bool
	}{
		{"none", []bool{false, false, false}},
		{"chronology", []bool{true, false, false}},
		{"all", []bool{true, true, true}},
	} {
		p := planOf(t, load("iterations: 5", "concurrency: 1", "repeats: 3", "samples: "+c.samples))
		var got []bool
		for _, trial := range p.Trials {
			got = append(got, trial.Spec.Samples)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.samples, got, c.want)
		}
	}
}

func TestTrialNames(t *testing.T) {
	trial := runner.Trial{Point: runner.Point{Number: 3}, Repeat: 2}
	if got := trial.Name(); got != "p3r2" {
		t.Error(got)
	}
	trial.Target = "head"
	if got := trial.Name(); got != "p3r2-head" {
		t.Error(got)
	}
}

// manyPoints and manyRepeats plan the most trials there can be.
func manyPoints() string {
	return sweep("params: {p: {from: 1, to: 1000, step: 1}, q: [a, b, c, d]}", "iterations: 5",
		"concurrency: {from: 1, to: 25, step: 1}", "repeats: 1", "where: concurrency < 26")
}

func manyRepeats() string {
	return load("iterations: 5", "concurrency: {from: 1, to: 10, step: 1}", "repeats: 10000")
}

func TestTheLargestPlan(t *testing.T) {
	for name, file := range map[string]string{"many points": manyPoints(), "many repeats": manyRepeats()} {
		t.Run(name, func(t *testing.T) {
			p := planOf(t, file)
			if len(p.Trials) != 100_000 {
				t.Errorf("%d trials", len(p.Trials))
			}
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			runtime.KeepAlive(p)
			runtime.GC()
			runtime.ReadMemStats(&after)
			size := (int64(before.HeapAlloc) - int64(after.HeapAlloc)) >> 20
			t.Logf("the plan takes %d MiB", size)
			if size > 200 {
				t.Error("that is more than 200 MiB")
			}
		})
	}
}

func BenchmarkNewPlan100kTrials(b *testing.B) {
	for _, c := range []struct {
		name string
		e    *config.Experiment
	}{
		{"points", read(b, manyPoints())},
		{"repeats", read(b, manyRepeats())},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if p, err := runner.NewPlan(c.e, 1); err != nil || len(p.Trials) != 100_000 {
					b.Fatal(err)
				}
			}
		})
	}
}
