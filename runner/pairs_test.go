package runner_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"runexp/config"
	"runexp/runner"
)

func TestPairsTurnRoundFromBlockToBlock(t *testing.T) {
	for _, targets := range []int{2, 3} {
		turns := make(map[string]int)
		for seed := range uint64(300) {
			p, err := runner.NewPlan(shape{points: 4, targets: targets, repeats: 4, blocks: 1, pairing: config.ABBA, first: 1}.experiment(t), seed)
			if err != nil {
				t.Fatal(err)
			}
			before := make(map[int]string)
			for number := range 5 { // from block 0, which warms up
				trials := blocksOf(p)[number]
				for i := 0; i < len(trials); i += targets {
					turn := strings.Join(targetsOf(trials[i:i+targets]), "")
					for _, trial := range trials[i : i+targets] {
						if trial.Point.Number != trials[i].Point.Number {
							t.Fatalf("block %d: point %d stands between the targets of another", number, trial.Point.Number)
						}
					}
					point := trials[i].Point.Number
					if was, ok := before[point]; ok && turn != reversed(was) {
						t.Errorf("point %d: %s after %s", point, turn, was)
					}
					before[point] = turn
					if number == 1 {
						turns[turn]++
					}
				}
			}
		}
		// The start is drawn: each of the orders is as likely.
		orders := map[int]int{2: 2, 3: 6}[targets]
		want := 1200 / float64(orders)
		if len(turns) != orders {
			t.Errorf("starts are %v", turns)
		}
		for turn, n := range turns {
			if math.Abs(float64(n)-want) > 5*math.Sqrt(want) {
				t.Errorf("%s is the start %d times, want about %v", turn, n, want)
			}
		}
	}
}

func targetsOf(trials []runner.Trial) []string {
	var targets []string
	for _, t := range trials {
		targets = append(targets, t.Target)
	}
	return targets
}

func reversed(s string) string {
	b := []byte(s)
	slices.Reverse(b)
	return string(b)
}

// In random pairing each cell is as likely at each place of a block, and targets of
// one point do not stay together.
func TestRandomPairsAreShuffledTogether(t *testing.T) {
	const seeds, cells = 3000, 6
	e := shape{points: 3, targets: 2, repeats: 2, pairing: config.RandomPairs, first: 1}.experiment(t)
	places, together := make(map[string]int), 0
	for seed := range uint64(seeds) {
		p, err := runner.NewPlan(e, seed)
		if err != nil {
			t.Fatal(err)
		}
		for number, trials := range blocksOf(p) {
			for place, cell := range cellsOf(trials) {
				places[fmt.Sprint(number, " ", place, " ", cell)]++
				if place > 0 && trials[place-1].Point.Number == trials[place].Point.Number {
					together++
				}
			}
		}
	}
	for where, n := range places { // expects 500, standard deviation 20
		if math.Abs(float64(n)-seeds/cells) > 120 {
			t.Errorf("%s: %d times, want about %d", where, n, seeds/cells)
		}
	}
	// Of 5 neighbours in 6 places, one in five is the own other target.
	if want := 2.0 * seeds * 5 / 5; len(places) != 2*cells*cells || math.Abs(float64(together)-want) > 400 {
		t.Errorf("%d places; targets of one point are neighbours %d times, want about %v", len(places), together, want)
	}
}

func TestTargetsInASequentialOrder(t *testing.T) {
	p := planned(t, shape{points: 2, targets: 3, repeats: 2, blocks: 1, pairing: config.ABBA, order: config.Sequential, first: 1}.experiment(t))
	pass := "1a 1b 1c 2a 2b 2c"
	if got := strings.Join(cellsOf(p.Trials), " "); got != pass+" "+pass+" "+pass {
		t.Errorf("order is %s", got)
	}
	if p.Pairing != "" || p.Order != "sequential" {
		t.Errorf("order %s, pairing %s", p.Order, p.Pairing)
	}
}

func TestThePlanNamesItsPairing(t *testing.T) {
	for _, s := range []shape{
		{points: 2, targets: 2, repeats: 2, pairing: config.ABBA, first: 1},
		{points: 2, targets: 2, repeats: 2, pairing: config.RandomPairs, first: 1},
		{points: 2, repeats: 2, pairing: config.ABBA, first: 1},
	} {
		want := string(s.pairing)
		if s.targets == 0 {
			want = ""
		}
		if p := planned(t, s.experiment(t)); p.Pairing != want {
			t.Errorf("%+v: pairing %q", s, p.Pairing)
		}
	}
}

func TestNamesOfTrials(t *testing.T) {
	for _, c := range []struct {
		trial runner.Trial
		want  string
	}{
		{runner.Trial{Repeat: 2}, "p3r2"},
		{runner.Trial{Repeat: 2, Target: "head"}, "p3r2-head"},
		{runner.Trial{Repeat: 2, Attempt: 1, Target: "head"}, "p3r2a1-head"},
		{runner.Trial{Repeat: 1, Discarded: true}, "p3w1"},
		{runner.Trial{Repeat: 1, Discarded: true, Target: "head"}, "p3w1-head"},
		{runner.Trial{Repeat: 12, Attempt: 2}, "p3r12a2"},
	} {
		c.trial.Point.Number = 3
		if got := c.trial.Name(); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}
