package stats_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"runexp/stats"
)

func TestCompareIsTheReference(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for i := range simulations(400, 4000) {
		cells := 2 + random.IntN(5)
		n := 5 + random.IntN(8)
		effects := make([]float64, cells)
		for k := range effects {
			effects[k] = random.NormFloat64()
		}
		effects[1] = effects[0] + 0.03*random.NormFloat64()
		s := experiment(random, worlds()[i%7].noise, []order{shuffled, mirrored}[(1-cells%2)*random.IntN(2)], n, effects)
		s.HigherIsBetter = random.IntN(2) == 0
		coarse(&s, i%3)
		lose(random, &s, i%2)
		by := 0.05 * random.NormFloat64()
		plus, minus := reference(&s, 0, 1, math.Log1p(by))
		worse, err := s.WorseThan(0, 1, by)
		if errors.As(err, &stats.TooFewError{}) {
			continue
		}
		within, _ := s.WithinOf(0, 1, by)
		if err != nil || math.Abs(worse-plus) > 1e-12 || math.Abs(within-minus) > 1e-12 {
			t.Fatalf("%d: %d blocks of %d cells: p+ %v and p- %v, %v; want %v and %v", i, n, cells, worse, within, err, plus, minus)
		}
	}
}

// coarse rounds values, so that there are ties.
func coarse(s *stats.Series, digits int) {
	if digits == 0 {
		return
	}
	unit := math.Pow10(-digits - 1)
	for i := range s.Observations {
		s.Observations[i].Value = max(unit, math.Round(s.Observations[i].Value/unit)*unit)
	}
}

// lose drops about a tenth of the trials.
func lose(random *rand.Rand, s *stats.Series, some int) {
	if some == 1 {
		s.Observations = slices.DeleteFunc(s.Observations, func(stats.Observation) bool { return random.IntN(10) == 0 })
	}
}

func TestDrawnSwapsAgreeWithAllSwaps(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	checks := simulations(200, 2000)
	var sum, squares float64
	for i := range checks {
		n := 13 + random.IntN(12)
		if i%20 == 0 {
			n = 70 // more than one word of bits
		}
		s := experiment(random, iid(0.03), shuffled, n, pairOf(0.02*random.Float64()))
		plus, minus := reference(&s, 0, 1, 0)
		worse, within := bothTails(t, &s, 0)
		sd := math.Sqrt(plus*(1-plus)/10_000) + 1e-4
		off := (worse - plus) / sd
		if math.Abs(off) > 4.5 || math.Abs(within-minus) > 4.5*(math.Sqrt(minus*(1-minus)/10_000)+1e-4) {
			t.Errorf("%d blocks: p+ %v and p- %v, of all swaps %v and %v", n, worse, within, plus, minus)
		}
		if worse <= 0 || within <= 0 {
			t.Errorf("%d blocks: a p of 0", n)
		}
		sum, squares = sum+off, squares+off*off
	}
	if m, v := sum/float64(checks), squares/float64(checks); math.Abs(m) > 0.5 || v > 2 {
		t.Errorf("drawn p are off by %v standard errors on average, %v squared", m, v)
	}
}

func TestCompareDoesNotDependOnHowItIsAsked(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 10))
	near := cmpopts.EquateApprox(0, 1e-6)
	for i := range simulations(150, 1500) {
		cells := 2 * (1 + random.IntN(3))
		by := []order{shuffled, mirrored}[i%2]
		effects := sweepOf(0.04)[:cells]
		s := experiment(random, worlds()[i%7].noise, by, 6+random.IntN(12), effects)
		s.Seed = 11
		coarse(&s, i%3) // with ties
		want := compared(t, &s, 0, 1)

		t.Run("the other way round the sign turns", func(t *testing.T) {
			got := compared(t, &s, 1, 0)
			got.Change, got.Lo, got.Hi = -got.Change, -got.Hi, -got.Lo
			same(t, want, got, near)
		})
		t.Run("a unit changes nothing", func(t *testing.T) {
			unit := math.Exp(40 * random.NormFloat64())
			same(t, want, compared(t, changed(&s, func(o *stats.Observation) { o.Value *= unit }), 0, 1), near)
		})
		t.Run("the inverse is better where it is higher", func(t *testing.T) {
			inverse := changed(&s, func(o *stats.Observation) { o.Value = 1 / o.Value })
			inverse.HigherIsBetter = true
			same(t, want, compared(t, inverse, 0, 1), near)
		})
		t.Run("the level of other cells does not matter", func(t *testing.T) {
			other := changed(&s, func(o *stats.Observation) {
				if o.Cell > 1 {
					o.Value *= float64(7 * o.Cell)
				}
			})
			same(t, want, compared(t, other, 0, 1), near)
		})
		t.Run("numbers of cells and blocks are names", func(t *testing.T) {
			renamed := changed(&s, func(o *stats.Observation) { o.Cell, o.Block = 100-7*o.Cell, 3-5*o.Block })
			same(t, want, compared(t, renamed, 100, 93), near)
		})
		t.Run("it is a function of its input", func(t *testing.T) {
			same(t, want, compared(t, &s, 0, 1))
		})
	}
}

func compared(t *testing.T, s *stats.Series, base, candidate int) stats.Effect {
	t.Helper()
	e, err := s.Compare(base, candidate, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func same(t *testing.T, want, got stats.Effect, options ...cmp.Option) {
	t.Helper()
	if diff := cmp.Diff(want, got, options...); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// changed is a copy of s with each observation changed.
func changed(s *stats.Series, change func(*stats.Observation)) *stats.Series {
	c := *s
	c.Observations = slices.Clone(s.Observations)
	for i := range c.Observations {
		change(&c.Observations[i])
	}
	return &c
}

func TestCompareHoldsTogether(t *testing.T) {
	// Quantiles of Student's t from tables, by the number of blocks.
	t975 := map[int]float64{6: 2.570582, 7: 2.446912, 8: 2.364624}
	t95 := map[int]float64{6: 2.015048, 7: 1.943180, 8: 1.894579}
	t90 := map[int]float64{6: 1.475884, 7: 1.439756, 8: 1.414924}
	random := rand.New(rand.NewPCG(13, 14))
	for i := range simulations(300, 3000) {
		w := worlds()[i%7]
		s := experiment(random, w.noise, layouts()[i%4].by, 6+random.IntN(10), layouts()[i%4].cells(0.05))
		before := slices.Clone(s.Observations)
		e := compared(t, &s, 0, 1)
		if !slices.Equal(before, s.Observations) {
			t.Fatal("the series was changed")
		}
		if !(e.Lo <= e.Change && e.Change <= e.Hi) || !(e.P > 0 && e.P <= 1) || !(e.MDE >= 0) || !(e.CV >= 0) {
			t.Fatalf("%s: %+v", w.name, e)
		}
		worse, within := bothTails(t, &s, 0)
		if p := min(1, 2*min(worse, within)); p != e.P {
			t.Errorf("P is %v, of its tails %v", e.P, p)
		}
		if worse+within <= 1 {
			t.Errorf("p+ %v and p- %v leave room between them", worse, within)
		}
		// The interval is what is not refuted.
		const tail = 0.025
		for _, at := range []struct{ d, sign float64 }{{e.Lo, -1}, {e.Hi, 1}} {
			in, out := math.Expm1(at.d-at.sign*1e-6), math.Expm1(at.d+at.sign*1e-6)
			p := func(by float64) float64 { a, b := bothTails(t, &s, by); return min(a, b) }
			if p(in) <= tail || p(out) > tail {
				t.Errorf("at the end %v of %+v p goes from %v to %v", at.d, e, p(in), p(out))
			}
		}
		if want := math.Exp((t95[e.N]+t90[e.N])*(e.Hi-e.Lo)/(2*t975[e.N])) - 1; e.N <= 8 && math.Abs(e.MDE-want) > 1e-4*want {
			t.Errorf("MDE is %v, want %v", e.MDE, want)
		}
		widest, err := s.Compare(0, 1, 0.96)
		if err != nil || widest.Lo > e.Lo+1e-7 || widest.Hi < e.Hi-1e-7 {
			t.Errorf("96 %% is %+v, %v, 95 %% %+v", widest, err, e)
		}
	}
}

// With six blocks of three cells the trend can follow a large change so far that
// no change at all is refuted: then there is no interval, and nothing is made up.
func TestAnIntervalWithoutABoundIsAnError(t *testing.T) {
	random := rand.New(rand.NewPCG(21, 22))
	bounded, refused := 0, 0
	for bounded+refused < 5000 && (bounded < 100 || refused < 2) {
		s := experiment(random, together(outliers(0.3), iid(0.02)), shuffled, 6, []float64{0, 0, 1})
		e, err := s.Compare(0, 1, 0.95)
		switch {
		case err == nil && e.Hi-e.Lo < 2.5:
			bounded++
		case errors.Is(err, stats.TooFewError{N: 6, Need: 7}):
			refused++
		default:
			t.Fatalf("%+v, %v", e, err)
		}
	}
	t.Logf("%d refused, %d bounded", refused, bounded)
	if refused < 2 || refused > bounded/10 {
		t.Errorf("%d refused, %d bounded", refused, bounded)
	}
}

// p+ does not fall and p- does not rise as the change in question grows, but for
// the few swaps that a rank decides which an outlier moved through the trend.
func TestTailsAreMonotoneInTheChange(t *testing.T) {
	random := rand.New(rand.NewPCG(15, 16))
	for _, w := range worlds() {
		steps, back, furthest := 0, 0, 0.0
		for i := range simulations(60, 600) {
			l := layouts()[i%4]
			s := experiment(random, w.noise, l.by, 6+random.IntN(10), l.cells(0.05))
			lastWorse, lastWithin := 0.0, 1.0
			for by := -0.30; by < 0.45; by += 0.01 {
				worse, within := bothTails(t, &s, by)
				steps++
				if fall := max(lastWorse-worse, within-lastWithin); fall > 0 {
					back, furthest = back+1, max(furthest, fall)
				}
				lastWorse, lastWithin = worse, within
			}
		}
		t.Logf("%s: %d of %d steps go back, by %.3f at most", w.name, back, steps, furthest)
		if float64(back) > 0.02*float64(steps) || furthest > 0.05 {
			t.Errorf("%s: %d of %d steps go back, by %v", w.name, back, steps, furthest)
		}
	}
}

// The paired t test and the Mann-Whitney test of benchstat are right in a world
// without drift and outliers: there all three have to say much the same.
func TestCompareAgreesWithRivalsWhereTheyAreRight(t *testing.T) {
	random := rand.New(rand.NewPCG(17, 18))
	const sims = 200
	var widths, gaps, squares float64
	both, either := 0, 0
	for range sims {
		s := experiment(random, iid(0.03), shuffled, 12, pairOf(0.05))
		e, p := compared(t, &s, 0, 1), pairedT(&s)
		widths += (e.Hi - e.Lo) / (2 * p.half) / sims
		gap := (e.Change - p.change) / p.half
		gaps, squares = gaps+gap/sims, squares+gap*gap/sims
		mine, mw := e.P <= 0.05, unpaired(t, &s) <= 0.05
		if mine && mw {
			both++
		}
		if mine || mw {
			either++
		}
	}
	t.Logf("interval %.2f times that of t, estimates differ by %.2f of its half width, rms %.2f; found by both %d, by either %d of %d",
		widths, gaps, math.Sqrt(squares), both, either, sims)
	if widths < 0.9 || widths > 1.2 || math.Abs(gaps) > 0.1 || math.Sqrt(squares) > 0.4 {
		t.Error("the intervals are not those of a t test with a little less power")
	}
	if float64(both) < 0.85*float64(either) {
		t.Errorf("%d of %d comparisons are found by both", both, either)
	}
}
