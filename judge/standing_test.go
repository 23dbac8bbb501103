package judge_test

import (
	"slices"
	"testing"
	"time"

	"runexp/judge"
	"runexp/runner"
)

const twoPoints = pair + `
iterations: 100
concurrency: [2, 4]
repeats: 6
warmup: {blocks: 1}
`

// attempt is a block's trials again.
func (s *scene) attempt(block, number int, of func(runner.Trial) runner.Result) []runner.Result {
	var all []runner.Result
	for _, t := range s.plan.Trials {
		if t.Block == block && !t.Discarded {
			t.Attempt = number
			t.Seq += 1000 * number
			all = append(all, of(t))
		}
	}
	return all
}

func TestCellsAreByPointAndTarget(t *testing.T) {
	s := sceneOf(t, twoPoints)
	results := s.results(func(t runner.Trial) runner.Result {
		b := behaviour{median: 10 * ms}
		if t.Target == "head" {
			b.median = 20 * ms
		}
		return b.run(t)
	})
	var got []string
	for _, c := range judge.Cells(s.plan, results) {
		got = append(got, c.Point.Key()[:13]+" "+c.Target+" "+c.Latency.Quantile(0.5).Round(ms).String()+" "+c.Service.Round(ms).String())
		if c.Repeats != 6 || c.Planned != 6 || c.Rerun != 0 || !c.Measured {
			t.Errorf("cell %+v", c)
		}
	}
	want := []string{"concurrency=2 base 10ms 10ms", "concurrency=2 head 20ms 20ms", "concurrency=4 base 10ms 10ms", "concurrency=4 head 20ms 20ms"}
	if !slices.Equal(got, want) {
		t.Errorf("cells are %q", got)
	}
}

func TestWhichResultsCount(t *testing.T) {
	s := sceneOf(t, twoPoints)
	of := func(median int) func(runner.Trial) runner.Result {
		return behaviour{median: time.Duration(median) * ms}.run
	}
	first := s.results(of(10))
	warm := behaviour{median: 500 * ms}.run(s.plan.Trials[0])
	for _, c := range []struct {
		name    string
		results []runner.Result
		max     int // ms
		rerun   int
	}{
		{"all of a plain run", first, 10, 0},
		{"no pass that warms up", append(slices.Clone(first), warm), 10, 0},
		{"the last attempt of a block", slices.Concat(first, s.attempt(2, 1, of(20)), s.attempt(2, 2, of(30))), 30, 8},
		{"whatever the order of the results", slices.Concat(s.attempt(2, 2, of(30)), s.attempt(2, 1, of(20)), first), 30, 8},
		{"not an attempt that was broken off", slices.Concat(first, s.attempt(2, 1, of(20)), s.attempt(2, 2, of(30))[:3]), 20, 7},
	} {
		cells := judge.Cells(s.plan, c.results)
		for i := range cells {
			if got := int(cells[i].Latency.Max() / ms); got != c.max || cells[i].Repeats != 6 {
				t.Errorf("%s: the longest is %d ms of %d repeats, want %d ms", c.name, got, cells[i].Repeats, c.max)
			}
		}
		reruns := 0
		for i := range cells {
			reruns += cells[i].Rerun
		}
		if reruns != c.rerun {
			t.Errorf("%s: %d trials were measured again, want %d", c.name, reruns, c.rerun)
		}
	}
}
