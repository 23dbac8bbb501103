package stats_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"golang.org/x/perf/benchmath"

	"runexp/stats"
)

// lognormal draws n numbers around 1, worse by shift on the log scale.
func lognormal(random *rand.Rand, n int, shift, spread float64) []float64 {
	xs := make([]float64, n)
	for i := range xs {
		xs[i] = math.Exp(shift + spread*random.NormFloat64())
	}
	return xs
}

// rounded makes ties: as a histogram with few digits would.
func rounded(xs []float64, to float64) []float64 {
	ys := make([]float64, len(xs))
	for i, x := range xs {
		ys[i] = max(math.Round(x/to), 1) * to
	}
	return ys
}

func apart(tb testing.TB, base, candidate []float64) stats.Effect {
	tb.Helper()
	e, err := new(stats.MannWhitney).Compare(&stats.Samples{Base: base, Candidate: candidate}, 0.95)
	if err != nil {
		tb.Fatalf("%v against %v: %v", candidate, base, err)
	}
	return e
}

// dealt is the p of a rank test by going through all ways to deal numbers out.
func dealt(base, candidate []float64) float64 {
	all := append(slices.Clone(base), candidate...)
	u := func(mask uint) (doubled int) {
		for i, c := range all {
			for k, b := range all {
				if mask>>i&1 == 1 && mask>>k&1 == 0 {
					switch {
					case c > b:
						doubled += 2
					case c == b:
						doubled++
					}
				}
			}
		}
		return doubled
	}
	was := u((1<<len(candidate) - 1) << len(base))
	var up, down, ways float64
	for mask := range uint(1) << len(all) {
		ones := 0
		for i := range all {
			ones += int(mask >> i & 1)
		}
		if ones != len(candidate) {
			continue
		}
		ways++
		if x := u(mask); x >= was {
			up++
		}
		if x := u(mask); x <= was {
			down++
		}
	}
	return min(1, 2*min(up, down)/ways)
}

func TestSamplesAreTestedAsIfAllWaysToDealThemOutWereGoneThrough(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 60 {
		n, m := 5+random.IntN(2), 5+random.IntN(2)
		base, candidate := lognormal(random, n, 0, 0.2), lognormal(random, m, 0.2, 0.2)
		if i%3 > 0 {
			base, candidate = rounded(base, 0.1*float64(i%3)), rounded(candidate, 0.1*float64(i%3))
		}
		if got, want := apart(t, base, candidate).P, dealt(base, candidate); math.Abs(got-want) > 1e-12 {
			t.Errorf("%v against %v: p is %v, by all ways to deal out %v", candidate, base, got, want)
		}
	}
}

func TestSamplesAreTestedAsBenchstatDoes(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, c := range []struct {
		name   string
		least  int
		most   int
		ties   float64
		equals bool // both sides have as many
		near   float64
	}{
		{"without ties up to 50, exactly", 5, 50, 0, false, 1e-9},
		{"with ties and as many up to 25, exactly", 5, 25, 0.02, true, 1e-9},
		{"with coarse ties and as many up to 25, exactly", 5, 25, 0.2, true, 1e-9},
		{"with ties beyond, where benchstat approximates", 5, 50, 0.02, true, 0.01},
		{"of more than 50, by the same approximation", 51, 90, 0, false, 1e-9},
		{"of more than 50 with ties, by the same approximation", 51, 90, 0.05, false, 1e-9},
	} {
		t.Run(c.name, func(t *testing.T) {
			for range 40 {
				n := c.least + random.IntN(c.most-c.least+1)
				m := c.least + random.IntN(c.most-c.least+1)
				if c.equals {
					m = n
				}
				base, candidate := lognormal(random, n, 0, 0.1), lognormal(random, m, 0.05, 0.1)
				if c.ties > 0 {
					base, candidate = rounded(base, c.ties), rounded(candidate, c.ties)
				}
				a := benchmath.NewSample(slices.Clone(base), &benchmath.DefaultThresholds)
				b := benchmath.NewSample(slices.Clone(candidate), &benchmath.DefaultThresholds)
				want := min(1, benchmath.AssumeNothing.Compare(a, b).P)
				if got := apart(t, base, candidate).P; math.Abs(got-want) > c.near*max(want, 1e-3) && math.Abs(got-want) > c.near {
					t.Errorf("%d against %d: p is %v, benchstat says %v", m, n, got, want)
				}
			}
		})
	}
}

func TestTheIntervalOfTwoSamplesAndTheirPAgree(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	inside, outside := 0, 0
	for i := range 2000 {
		n, m := 5+random.IntN(25), 5+random.IntN(25)
		if i%50 == 0 {
			n += 60
		}
		base, candidate := lognormal(random, n, 0, 0.05), lognormal(random, m, 0.03*random.NormFloat64(), 0.05)
		if grain := []float64{0, 0.01, 0.05, 0.1}[i%4]; grain > 0 {
			base, candidate = rounded(base, grain), rounded(candidate, grain)
		}
		e := apart(t, base, candidate)
		if e.Lo > e.Change || e.Change > e.Hi {
			t.Fatalf("the change %v lies outside %v to %v", e.Change, e.Lo, e.Hi)
		}
		if e.P > 0.05 {
			inside++
			if e.Lo > 0 || e.Hi < 0 {
				t.Errorf("p is %v, but no change is not between %v and %v", e.P, e.Lo, e.Hi)
			}
			continue
		}
		outside++
		if e.Lo < 0 && e.Hi > 0 {
			t.Errorf("p is %v, but no change is between %v and %v", e.P, e.Lo, e.Hi)
		}
	}
	if inside < 300 || outside < 300 {
		t.Errorf("%d without and %d with a change: the test tests too little", inside, outside)
	}
}

func TestSidesOfTwoSamplesAreAlike(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	for i := range 300 {
		n, m := 5+random.IntN(20), 5+random.IntN(20)
		if i%30 == 0 {
			n, m = n+50, m+60
		}
		base, candidate := lognormal(random, n, 0, 0.1), lognormal(random, m, 0.1, 0.2)
		if i%2 == 0 {
			base, candidate = rounded(base, 0.05), rounded(candidate, 0.05)
		}
		e, back := apart(t, base, candidate), apart(t, candidate, base)
		agrees(t, "the change of swapped sides", back.Change, -e.Change)
		agrees(t, "the lower end of swapped sides", back.Lo, -e.Hi)
		agrees(t, "the upper end of swapped sides", back.Hi, -e.Lo)
		agrees(t, "the p of swapped sides", back.P, e.P)
		agrees(t, "the MDE of swapped sides", back.MDE, e.MDE)
		rates, err := new(stats.MannWhitney).Compare(&stats.Samples{Base: reciprocals(base), Candidate: reciprocals(candidate), HigherIsBetter: true}, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		agrees(t, "the change of rates", rates.Change, e.Change)
		if i%2 == 1 {
			agrees(t, "the p of rates", rates.P, e.P)
		}
	}
}

func reciprocals(xs []float64) []float64 {
	ys := make([]float64, len(xs))
	for i, x := range xs {
		ys[i] = 1 / x
	}
	return ys
}

func agrees(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9*max(1, math.Abs(want)) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

func TestAScaledCandidateIsThatMuchWorse(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 10))
	for _, n := range []int{5, 10, 30, 80} {
		base, candidate := lognormal(random, n, 0, 0.1), lognormal(random, n, 0, 0.1)
		was := apart(t, base, candidate)
		for _, by := range []float64{0.5, 0.9, 1.1, 3} {
			scaled := make([]float64, n)
			for i := range scaled {
				scaled[i] = candidate[i] * by
			}
			e := apart(t, base, scaled)
			agrees(t, "the change", e.Change, was.Change+math.Log(by))
			agrees(t, "the deviation", e.CV, was.CV)
			// The ends move along, but for what no change at all holds fast.
			if was.Lo+math.Log(by) > 0 || was.Hi+math.Log(by) < 0 {
				agrees(t, "the width", e.Hi-e.Lo, was.Hi-was.Lo)
			}
		}
	}
}

func TestBeingWorseByMoreIsHarderToProve(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	var test stats.MannWhitney
	for i := range 100 {
		s := &stats.Samples{Base: lognormal(random, 8+i, 0, 0.1), Candidate: rounded(lognormal(random, 10, 0.2, 0.1), 0.02)}
		last := 0.0
		for _, by := range []float64{-0.5, -0.1, 0, 0.05, 0.1, 0.3, 1} {
			p, err := test.WorseThan(s, by)
			if err != nil {
				t.Fatal(err)
			}
			if p < last-1e-9 {
				t.Errorf("p falls from %v to %v at %v", last, p, by)
			}
			last = p
		}
		e, err := test.Compare(s, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		zero, err := test.WorseThan(s, 0)
		if err != nil {
			t.Fatal(err)
		}
		if e.Change > 0 {
			agrees(t, "twice the p of being worse at all", min(1, 2*zero), e.P)
		}
	}
}

func TestTheChangeIsTheMedianOfAllDifferences(t *testing.T) {
	random := rand.New(rand.NewPCG(13, 14))
	for _, sizes := range [][2]int{{5, 5}, {5, 6}, {50, 50}, {51, 51}, {60, 71}, {120, 5}} {
		base, candidate := lognormal(random, sizes[0], 0, 0.1), lognormal(random, sizes[1], 0.1, 0.1)
		var all []float64
		for _, c := range candidate {
			for _, b := range base {
				all = append(all, math.Log(c)-math.Log(b))
			}
		}
		slices.Sort(all)
		want := (all[(len(all)-1)/2] + all[len(all)/2]) / 2
		e := apart(t, base, candidate)
		agrees(t, "the change", e.Change, want)
		isDifference := func(x float64) bool {
			return slices.ContainsFunc(all, func(d float64) bool { return math.Abs(d-x) < 1e-10 })
		}
		if !isDifference(e.Lo) || !isDifference(e.Hi) {
			t.Errorf("%v: the ends %v and %v are no differences", sizes, e.Lo, e.Hi)
		}
	}
}

func TestSamplesThatAreAllEqualDoNotDiffer(t *testing.T) {
	for _, n := range []int{5, 20, 60} {
		xs := slices.Repeat([]float64{3}, n)
		e := apart(t, xs, xs)
		if e.P != 1 || e.Change != 0 || e.Lo != 0 || e.Hi != 0 || e.MDE != 0 {
			t.Errorf("%d equal numbers on either side: %+v", n, e)
		}
	}
}

func TestSamplesThatCannotBeComparedAreRefused(t *testing.T) {
	five := []float64{1, 2, 3, 4, 5}
	for _, c := range []struct {
		name            string
		base, candidate []float64
		confidence      float64
		few             *stats.FewTrialsError
	}{
		{"too few in the base", five[:4], five, 0.95, &stats.FewTrialsError{N: 4, Need: 5}},
		{"none in the candidate", five, nil, 0.95, &stats.FewTrialsError{N: 0, Need: 5}},
		{"too few for so much confidence", five, five, 0.999, &stats.FewTrialsError{N: 5, Need: 7}},
		{"a zero", []float64{0, 1, 2, 3, 4}, five, 0.95, nil},
		{"an infinity", five, []float64{1, 2, 3, 4, math.Inf(1)}, 0.95, nil},
		{"no number", five, []float64{1, 2, 3, 4, math.NaN()}, 0.95, nil},
		{"no confidence", five, five, 0, nil},
		{"certainty", five, five, 1, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := new(stats.MannWhitney).Compare(&stats.Samples{Base: c.base, Candidate: c.candidate}, c.confidence)
			few, ok := errors.AsType[stats.FewTrialsError](err)
			if err == nil || ok != (c.few != nil) || ok && few != *c.few {
				t.Errorf("the error is %v, want %v", err, c.few)
			}
		})
	}
	for _, by := range []float64{-1, math.Inf(1), math.NaN()} {
		if _, err := new(stats.MannWhitney).WorseThan(&stats.Samples{Base: five, Candidate: five}, by); err == nil {
			t.Errorf("a change by %v is tested", by)
		}
	}
}
