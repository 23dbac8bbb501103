package stats_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"runexp/stats"
)

// sampled returns one level with equal trials for each load.
func sampled(s server, blocks int, loads ...float64) []stats.Level {
	levels := make([]stats.Level, len(loads))
	for i, load := range loads {
		levels[i] = stats.Level{Load: load, Throughput: slices.Repeat([]float64{s(load)}, blocks)}
	}
	return levels
}

// near tells whether two numbers agree to a part of tolerance.
func near(got, want, tolerance float64) bool {
	return math.Abs(got-want) <= tolerance*max(math.Abs(want), 1e-3)
}

func TestEachModelFindsItsOwnParameters(t *testing.T) {
	tests := []struct {
		name string
		want stats.Fit
		s    server
	}{
		{"a line", stats.Fit{Kind: stats.Linear, Lambda: 12.5}, lawOf(12.5, 0, 0)},
		{"a knee between levels", stats.Fit{Kind: stats.Knee, Lambda: 10, Cap: 230}, kneeOf(10, 230)},
		{"a knee at a level", stats.Fit{Kind: stats.Knee, Lambda: 10, Cap: 160}, kneeOf(10, 160)},
		{"a serial share", stats.Fit{Kind: stats.Amdahl, Lambda: 900, Sigma: 0.07}, lawOf(900, 0.07, 0)},
		{"a peak", stats.Fit{Kind: stats.USL, Lambda: 40, Sigma: 0.02, Kappa: 0.0005}, lawOf(40, 0.02, 0.0005)},
		{"coherence alone", stats.Fit{Kind: stats.USL, Lambda: 40, Kappa: 0.0005}, lawOf(40, 0, 0.0005)},
		{"contention alone", stats.Fit{Kind: stats.USL, Lambda: 40, Sigma: 0.1}, lawOf(40, 0.1, 0)},
		{"all of it serial", stats.Fit{Kind: stats.Amdahl, Lambda: 40, Sigma: 1}, lawOf(40, 1, 0)},
		{"a tiny throughput", stats.Fit{Kind: stats.USL, Lambda: 1e-6, Sigma: 0.02, Kappa: 0.0005}, lawOf(1e-6, 0.02, 0.0005)},
		{"a huge throughput", stats.Fit{Kind: stats.USL, Lambda: 1e9, Sigma: 0.02, Kappa: 0.0005}, lawOf(1e9, 0.02, 0.0005)},
	}
	for _, test := range tests {
		for _, loss := range []stats.Loss{stats.LogLoss, stats.AbsoluteLoss} {
			got, err := stats.FitModel(test.want.Kind, sampled(test.s, 2, doubling(8)...), loss)
			if err != nil {
				t.Errorf("%s: %v", test.name, err)
			}
			w := test.want
			if !near(got.Lambda, w.Lambda, 1e-5) || !near(got.Sigma, w.Sigma, 1e-5) || !near(got.Kappa, w.Kappa, 1e-5) || !near(got.Cap, w.Cap, 1e-5) {
				t.Errorf("%s, loss %d: %+v, want %+v", test.name, loss, got, w)
			}
			if got.Kind != w.Kind || got.Params != map[stats.ModelKind]int{stats.Linear: 1, stats.Knee: 2, stats.Amdahl: 2, stats.USL: 3}[w.Kind] {
				t.Errorf("%s: a %v of %d parameters", test.name, got.Kind, got.Params)
			}
			if math.IsInf(got.AICc, 0) || math.IsNaN(got.AICc) {
				t.Errorf("%s: AICc of a perfect fit is %v", test.name, got.AICc)
			}
		}
	}
}

// A term that noise would have below 0 is 0, not a little above.
func TestATermOnItsBoundIsExactlyZero(t *testing.T) {
	f, err := stats.FitModel(stats.USL, publishedSets()[0].levels(), stats.AbsoluteLoss)
	if _, _, peak := f.Peak(); err != nil || f.Kappa != 0 || peak {
		t.Errorf("%+v, %v", f, err)
	}
	rising := sampled(func(n float64) float64 { return n * n }, 1, doubling(6)...)
	for _, kind := range []stats.ModelKind{stats.Amdahl, stats.USL} {
		if f, err := stats.FitModel(kind, rising, stats.LogLoss); err != nil || f.Sigma != 0 || f.Kappa != 0 {
			t.Errorf("%v: %+v, %v", kind, f, err)
		}
	}
}

// Kappa is above 0 only where that makes the fit better by more than rounding.
func TestKappaHasToEarnItsPlace(t *testing.T) {
	zero := 0
	for seed := range uint64(300) {
		levels := measure(rand.New(rand.NewPCG(15, seed)), lawOf(50, 0.05, 0), doubling(7), 2, 0.05)
		usl, err := stats.FitModel(stats.USL, levels, stats.LogLoss)
		if err != nil {
			t.Fatal(err)
		}
		amdahl, err := stats.FitModel(stats.Amdahl, levels, stats.LogLoss)
		if err != nil {
			t.Fatal(err)
		}
		if better := usl.RSS < amdahl.RSS*(1-1e-10); better != (usl.Kappa > 0) {
			t.Errorf("seed %d: kappa %v with a loss of %v, without %v", seed, usl.Kappa, usl.RSS, amdahl.RSS)
		}
		zero += counted(usl.Kappa == 0)
	}
	if zero < 100 || zero > 200 {
		t.Errorf("kappa is 0 in %d of 300, want about half", zero)
	}
}

// n ln(RSS/n) + 2k + 2k(k+1)/(n-k-1), where k counts the variance too, and n are the
// trials less the blocks but one.
func TestTheCriterionByHand(t *testing.T) {
	levels := measure(rand.New(rand.NewPCG(8, 8)), lawOf(50, 0.03, 0.001), doubling(5), 3, 0.05)
	for kind, k := range map[stats.ModelKind]float64{stats.Linear: 2, stats.Knee: 3, stats.Amdahl: 3, stats.USL: 4} {
		for loss, n := range map[stats.Loss]float64{stats.LogLoss: 13, stats.AbsoluteLoss: 15} {
			f, err := stats.FitModel(kind, levels, loss)
			if want := n*math.Log(f.RSS/n) + 2*k + 2*k*(k+1)/(n-k-1); err != nil || !near(f.AICc, want, 1e-12) {
				t.Errorf("%v, loss %d: %v, %v, want %v", kind, loss, f.AICc, err, want)
			}
		}
	}
	few, err := stats.FitModel(stats.USL, levels[:3], stats.LogLoss)
	if err != nil || math.IsInf(few.AICc, 1) {
		t.Errorf("of 3 levels: %+v, %v", few, err)
	}
	for i := range levels {
		levels[i].Throughput = levels[i].Throughput[:1]
	}
	few, err = stats.FitModel(stats.USL, levels, stats.LogLoss)
	if err != nil || !math.IsInf(few.AICc, 1) {
		t.Errorf("of 5 trials the criterion is %v, %v", few.AICc, err)
	}
}

// No neighbour of a fit within its bounds is better.
func TestAFitIsTheBestOfItsNeighbours(t *testing.T) {
	for seed := range uint64(40) {
		random := rand.New(rand.NewPCG(4, seed))
		levels := measure(random, lawOf(50, 0.1*random.Float64(), 0.002*random.Float64()), doubling(4+random.IntN(5)), 1, 0.2)
		for _, loss := range []stats.Loss{stats.LogLoss, stats.AbsoluteLoss} {
			for _, kind := range []stats.ModelKind{stats.Linear, stats.Knee, stats.Amdahl, stats.USL} {
				best, err := stats.FitModel(kind, levels, loss)
				if err != nil {
					t.Fatal(err)
				}
				if !near(best.RSS, lossOf(best, levels, loss), 1e-9) {
					t.Errorf("seed %d, %v: RSS is %v, but the residuals say %v", seed, kind, best.RSS, lossOf(best, levels, loss))
				}
				for range 200 {
					f := neighbour(random, best)
					if other := lossOf(f, levels, loss); other < best.RSS*(1-1e-9) {
						t.Fatalf("seed %d, loss %d: %+v has %v, %+v only %v", seed, loss, best, best.RSS, f, other)
					}
				}
			}
		}
	}
}

// neighbour moves the parameters of a fit a little, within their bounds.
func neighbour(random *rand.Rand, f stats.Fit) stats.Fit {
	size := math.Pow(10, -1-4*random.Float64())
	moved := func(x, scale float64) float64 { return max(0, x+size*scale*random.NormFloat64()) }
	f.Lambda = moved(f.Lambda, f.Lambda)
	f.Cap = moved(f.Cap, f.Cap)
	if f.Kind == stats.Amdahl || f.Kind == stats.USL {
		f.Sigma = min(1, moved(f.Sigma, 0.05))
	}
	if f.Kind == stats.USL {
		f.Kappa = moved(f.Kappa, 0.001)
	}
	return f
}

// lossOf is the loss of a fit to levels of one trial each.
func lossOf(f stats.Fit, levels []stats.Level, loss stats.Loss) float64 {
	var sum float64
	for _, l := range levels {
		r := l.Throughput[0] - f.At(l.Load)
		if loss == stats.LogLoss {
			r = math.Log(l.Throughput[0] / f.At(l.Load))
		}
		sum += r * r
	}
	return sum
}

// A block that is slower as a whole changes nothing with LogLoss, and neither does
// the order of the levels.
func TestBlocksAndOrderDoNotMatter(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	levels := measure(random, lawOf(50, 0.03, 0.001), doubling(8), 4, 0.05)
	want, err := stats.FitModel(stats.USL, levels, stats.LogLoss)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(levels)
	for i := range levels {
		levels[i].Throughput[2] *= 0.7
		levels[i].Throughput[3] /= 0.7
	}
	got, err := stats.FitModel(stats.USL, levels, stats.LogLoss)
	if err != nil || !near(got.Lambda, want.Lambda, 1e-6) || !near(got.Sigma, want.Sigma, 1e-6) || !near(got.Kappa, want.Kappa, 1e-6) || !near(got.RSS, want.RSS, 1e-6) {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
}

// A level whose last blocks are missing is not mistaken for one that the slow
// blocks made slower.
func TestAMissingTrialLeavesTheFitExact(t *testing.T) {
	blocks := []float64{1, 0.5, 2, 0.8}
	levels := sampled(lawOf(50, 0.03, 0.001), 4, doubling(8)...)
	for i := range levels {
		for b := range blocks {
			levels[i].Throughput[b] *= blocks[b]
		}
	}
	levels[1].Throughput = levels[1].Throughput[:1]
	levels[4].Throughput = levels[4].Throughput[:3]
	levels[6].Throughput[1] = math.NaN()
	levels[7].Throughput[0] = 0
	got, err := stats.FitModel(stats.USL, levels, stats.LogLoss)
	if err != nil || !near(got.Sigma, 0.03, 1e-5) || !near(got.Kappa, 0.001, 1e-5) || got.RSS > 1e-12 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestAFitNeedsAsManyLevelsAsParameters(t *testing.T) {
	levels := sampled(lawOf(10, 0.1, 0.01), 3, 1, 2)
	for kind, want := range map[stats.ModelKind]int{stats.Linear: 0, stats.Knee: 0, stats.Amdahl: 0, stats.USL: 3} {
		_, err := stats.FitModel(kind, levels, stats.LogLoss)
		few, ok := errors.AsType[stats.TooFewError](err)
		if ok != (want > 0) || ok && (few.N != 2 || few.Need != want) {
			t.Errorf("%v of 2 levels: %v", kind, err)
		}
	}
	bad := []stats.Level{
		{Load: 0, Throughput: []float64{1}},
		{Load: math.NaN(), Throughput: []float64{1}},
		{Load: math.Inf(1), Throughput: []float64{1}},
		{Load: -1, Throughput: []float64{1}},
		{Load: 1e16, Throughput: []float64{1}},
		{Load: 1, Throughput: []float64{0, -1, math.NaN(), math.Inf(1), 1e-10}},
		{Load: 2},
	}
	if f, err := stats.FitModel(stats.Linear, bad, stats.LogLoss); err == nil {
		t.Errorf("levels without a measurement fit %+v", f)
	}
	if f, err := stats.FitModel(stats.ModelKind(9), levels, stats.LogLoss); err == nil {
		t.Errorf("an unknown model fits %+v", f)
	}
}

// The log loss follows the small levels as well, where the absolute one leaves
// them: 64.9/s were measured at a load of 1.
func TestTheLogLossKeepsTheSmallLevels(t *testing.T) {
	levels := publishedSets()[1].levels()
	logs, err := stats.FitModel(stats.USL, levels, stats.LogLoss)
	if err != nil {
		t.Fatal(err)
	}
	absolute, err := stats.FitModel(stats.USL, levels, stats.AbsoluteLoss)
	if err != nil {
		t.Fatal(err)
	}
	if !near(logs.At(1), 67.9, 0.005) || !near(absolute.At(1), 90, 0.005) {
		t.Errorf("at 1 the fits give %v and %v, want 67.9 and 90.0", logs.At(1), absolute.At(1))
	}
	peak, _, ok := logs.Peak()
	if !ok || !near(peak, 92.6, 0.005) {
		t.Errorf("peak at %v, %v, want 92.6", peak, ok)
	}
	peak, most, ok := absolute.Peak()
	if !ok || !near(peak, 96.51956, 1e-4) || !near(most, 1883.9, 1e-4) {
		t.Errorf("peak of %v at %v, %v, want 1883.9 at 96.52", most, peak, ok)
	}
}

func TestPeaksAndSaturation(t *testing.T) {
	tests := []struct {
		name       string
		f          stats.Fit
		peak, knee float64 // 0: none
		most       float64
	}{
		{"a line", stats.Fit{Kind: stats.Linear, Lambda: 3}, 0, 0, 0},
		{"a knee", stats.Fit{Kind: stats.Knee, Lambda: 4, Cap: 100}, 0, 25, 100},
		{"Amdahl", stats.Fit{Kind: stats.Amdahl, Lambda: 10, Sigma: 0.05}, 0, 361, 200},
		{"Amdahl with nothing serial", stats.Fit{Kind: stats.Amdahl, Lambda: 10}, 0, 0, 0},
		{"USL", stats.Fit{Kind: stats.USL, Lambda: 10, Sigma: 0.19, Kappa: 0.0001}, 90, 0, 900 / (1 + 0.19*89 + 0.0001*90*89)},
		{"USL without coherence", stats.Fit{Kind: stats.USL, Lambda: 10, Sigma: 0.19}, 0, 0, 0},
		{"USL that only falls", stats.Fit{Kind: stats.USL, Lambda: 10, Sigma: 1, Kappa: 0.1}, 0, 0, 0},
		{"nothing", stats.Fit{}, 0, 0, 0},
	}
	for _, test := range tests {
		load, most, ok := test.f.Peak()
		if ok != (test.peak > 0) || !near(load, test.peak, 1e-12) || ok && !near(most, test.most, 1e-12) {
			t.Errorf("%s: peak of %v at %v, %v", test.name, most, load, ok)
		}
		load, most, ok = test.f.Saturation()
		if ok != (test.knee > 0) || !near(load, test.knee, 1e-12) || ok && !near(most, test.most, 1e-12) {
			t.Errorf("%s: saturated at %v from %v, %v", test.name, most, load, ok)
		}
		if ok && !near(test.f.At(load), most, 0.0501) {
			t.Errorf("%s: at its saturation it gives %v of %v", test.name, test.f.At(load), most)
		}
	}
}

func TestModelsAndShapesHaveNames(t *testing.T) {
	for kind, want := range map[stats.ModelKind]string{stats.Linear: "linear", stats.Knee: "knee", stats.Amdahl: "amdahl", stats.USL: "usl", 9: "unknown"} {
		if got := kind.String(); got != want {
			t.Errorf("model %d is %q, want %q", uint8(kind), got, want)
		}
	}
	for shape, want := range map[stats.Shape]string{
		stats.ShapeUnknown: "unknown", stats.ShapePeak: "peak", stats.ShapeRising: "rising",
		stats.ShapeSaturated: "saturated", stats.ShapeNone: "none", 9: "invalid",
	} {
		if got := shape.String(); got != want {
			t.Errorf("shape %d is %q, want %q", uint8(shape), got, want)
		}
	}
}
