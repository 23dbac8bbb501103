package stats_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"runexp/stats"
)

// quiet sweeps over a server with noise of 1 % that is the same in every run.
func quiet(s server, blocks int, loads ...float64) []stats.Level {
	return measure(rand.New(rand.NewPCG(6, 6)), s, loads, blocks, 0.01)
}

func TestScaleClaimsWhatTheRulesAllow(t *testing.T) {
	peak := lawOf(100, 0.03, 0.001) // at 31.1
	bumpy := func(n float64) float64 { return 10 * n * (1.3 + 0.3*math.Sin(3*n)) }
	tests := []struct {
		name   string
		levels []stats.Level
		want   stats.Shape
		at     float64 // within 5 %; 0: none
		fits   int
	}{
		{"nothing", nil, stats.ShapeUnknown, 0, 0},
		{"three levels", quiet(peak, 10, 1, 30, 100), stats.ShapeUnknown, 0, 0},
		{"four levels of one load", quiet(peak, 10, 8, 8, 8, 8), stats.ShapeUnknown, 0, 0},
		{"four levels, one repeat", quiet(kneeOf(10, 200), 1, 2, 8, 32, 128), stats.ShapeUnknown, 0, 0},
		{"five levels, one repeat", quiet(kneeOf(10, 200), 1, 2, 8, 32, 64, 128), stats.ShapeUnknown, 0, 0},
		{"a knee in four levels", quiet(kneeOf(10, 200), 3, 2, 8, 32, 128), stats.ShapeSaturated, 20, 4},
		{"a line in four levels", quiet(lawOf(10, 0, 0), 3, 2, 8, 32, 128), stats.ShapeRising, 0, 4},
		{"a peak in five levels", quiet(peak, 10, 1, 8, 32, 64, 128), stats.ShapeUnknown, 0, 4},
		{"a peak in six levels of which two are one", quiet(peak, 10, 1, 8, 32, 32, 64, 128), stats.ShapeUnknown, 0, 4},
		{"a peak in six levels", quiet(peak, 10, 1, 4, 16, 32, 64, 128), stats.ShapePeak, 31.1, 4},
		{"a peak with two repeats", quiet(peak, 2, doubling(8)...), stats.ShapePeak, 31.1, 4},
		{"a peak with one repeat", quiet(peak, 1, doubling(8)...), stats.ShapeUnknown, 0, 4},
		{"a knee with one repeat", quiet(kneeOf(10, 200), 1, doubling(8)...), stats.ShapeSaturated, 20, 4},
		{"a line with one repeat", quiet(lawOf(10, 0, 0), 1, doubling(8)...), stats.ShapeRising, 0, 4},
		{"a peak beyond the largest load", quiet(lawOf(100, 0.03, 0.00001), 10, doubling(8)...), stats.ShapeRising, 0, 4},
		{"a peak below the smallest load", quiet(peak, 10, 40, 50, 60, 80, 100, 150, 200, 300), stats.ShapeUnknown, 0, 4},
		{"a knee with one level above", quiet(kneeOf(10, 700), 10, doubling(8)...), stats.ShapeRising, 0, 4},
		{"a knee with two levels above", quiet(kneeOf(10, 500), 10, doubling(8)...), stats.ShapeSaturated, 50, 4},
		{"a plateau from the first level", quiet(kneeOf(10, 5), 10, doubling(8)...), stats.ShapeSaturated, 1, 4},
		{"Amdahl's law on its way", quiet(lawOf(10, 0.05, 0), 10, doubling(8)...), stats.ShapeRising, 0, 4},
		{"Amdahl's law at its limit", quiet(lawOf(10, 0.3, 0), 10, doubling(10)...), stats.ShapeSaturated, 19 * 0.7 / 0.3, 4},
		{"no law at all", quiet(bumpy, 10, doubling(8)...), stats.ShapeNone, 0, 4},
		{"a knee that is soft by a per cent or two", quiet(func(n float64) float64 { return min(48.5*n, 770) * (1 - 0.02*min(n, 16)/16) }, 10, doubling(7)...), stats.ShapeSaturated, 15.9, 4},
		{"a soft knee", quiet(queueOf(8, 1), 10, doubling(8)...), stats.ShapeNone, 0, 4},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := stats.Scale(test.levels, 0.95)
			if got.Shape != test.want || !near(got.At, test.at, 0.05) || len(got.Fits) != test.fits {
				t.Errorf("%v at %v of %d fits, want %v at %v of %d\n%+v", got.Shape, got.At, len(got.Fits), test.want, test.at, test.fits, got)
			}
			checkScalability(t, test.levels, got)
		})
	}
}

// checkScalability holds what is true of every answer.
func checkScalability(tb testing.TB, levels []stats.Level, s stats.Scalability) {
	tb.Helper()
	for _, x := range []float64{s.LackOfFit, s.Misfit, s.At, s.Lo, s.Hi, s.Throughput, s.Tested, s.Best.AICc, s.Best.RSS} {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			tb.Fatalf("not finite: %+v", s)
		}
	}
	for _, f := range s.Fits {
		if math.IsNaN(f.AICc+f.RSS+f.Lambda+f.Sigma+f.Kappa+f.Cap) || f.RSS < 0 || f.Lambda < 0 || f.Sigma < 0 || f.Sigma > 1 || f.Kappa < 0 || f.AICc < s.Best.AICc {
			tb.Errorf("a fit of %+v, with %+v as the best", f, s.Best)
		}
	}
	if len(s.Fits) > 0 && !slices.Contains(s.Fits, s.Best) || len(s.Fits) != 0 && len(s.Fits) != 4 {
		tb.Errorf("best %+v, fits %+v", s.Best, s.Fits)
	}
	has := s.Shape == stats.ShapePeak || s.Shape == stats.ShapeSaturated
	if has != (s.At > 0) || has != (s.Lo > 0 || s.Hi > 0) || s.Lo > s.At || s.Hi < s.At {
		tb.Errorf("%v at %v, %v to %v", s.Shape, s.At, s.Lo, s.Hi)
	}
	if (has || s.Shape == stats.ShapeRising) != (s.Throughput > 0) {
		tb.Errorf("%v with a throughput of %v", s.Shape, s.Throughput)
	}
	if s.LackOfFit < 0 || s.LackOfFit > 1 || s.LackOfFit < 0.025 && s.Misfit > 0.04 && s.Shape != stats.ShapeNone {
		tb.Errorf("%v with a lack of fit of p = %v", s.Shape, s.LackOfFit)
	}
	loads, blocks := make(map[float64]bool), 0
	for _, l := range levels {
		loads[l.Load] = true
		blocks = max(blocks, len(l.Throughput))
	}
	if s.Shape == stats.ShapePeak && (len(loads) < 6 || blocks < 2 || s.Best.Kind != stats.USL || s.At > s.Tested) {
		tb.Errorf("a peak of %d loads and %d blocks: %+v", len(loads), blocks, s)
	}
	if s.Shape == stats.ShapeRising && s.Retrograde {
		tb.Errorf("rising and falling: %+v", s)
	}
}

// With one repeat there is nothing to make an interval of, and no test of fit.
func TestOneRepeatHasNoInterval(t *testing.T) {
	got := stats.Scale(quiet(kneeOf(10, 200), 1, doubling(8)...), 0.95)
	if got.Lo != got.At || got.Hi != got.At || got.LackOfFit != 1 || got.Retrograde {
		t.Errorf("%+v", got)
	}
	soft := stats.Scale(quiet(queueOf(8, 1), 1, doubling(8)...), 0.95)
	if soft.LackOfFit != 1 || soft.Shape == stats.ShapePeak {
		t.Errorf("%+v", soft)
	}
}

// What is claimed of a peak stands without any one of the blocks.
func TestAPeakDoesNotRestOnOneBlock(t *testing.T) {
	peaks, refused := 0, 0
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(7, seed))
		levels := measure(random, lawOf(100, 0.03, 0.0001), doubling(8), 3, 0.10)
		all := stats.Scale(levels, 0.95)
		stands := true
		for b := range 3 {
			rest := make([]stats.Level, len(levels))
			for i, l := range levels {
				rest[i] = stats.Level{Load: l.Load, Throughput: slices.Delete(slices.Clone(l.Throughput), b, b+1)}
			}
			best := stats.Scale(rest, 0.95).Best
			peak, _, ok := best.Peak()
			stands = stands && ok && peak <= all.Tested
		}
		peak, _, ok := all.Best.Peak()
		within := ok && peak <= all.Tested && all.LackOfFit >= 0.025
		switch {
		case all.Shape == stats.ShapePeak && !stands:
			t.Errorf("seed %d: a peak that one block makes", seed)
		case within && stands && all.Shape != stats.ShapePeak:
			t.Errorf("seed %d: no peak though it stands: %+v", seed, all)
		case within && !stands:
			refused++
		case all.Shape == stats.ShapePeak:
			peaks++
		}
	}
	if peaks < 20 || refused < 20 {
		t.Errorf("%d peaks and %d refused: the data do not test the rule", peaks, refused)
	}
}

// The interval of three blocks is what the formula says: pseudo-values of ln N*,
// two degrees of freedom.
func TestTheJackknifeOfThreeBlocks(t *testing.T) {
	levels := quiet(lawOf(100, 0.03, 0.001), 3, doubling(8)...)
	got := stats.Scale(levels, 0.95)
	var logs []float64
	for b := range 3 {
		rest := make([]stats.Level, len(levels))
		for i, l := range levels {
			rest[i] = stats.Level{Load: l.Load, Throughput: slices.Delete(slices.Clone(l.Throughput), b, b+1)}
		}
		f, err := stats.FitModel(stats.USL, rest, stats.LogLoss)
		if err != nil {
			t.Fatal(err)
		}
		peak, _, _ := f.Peak()
		logs = append(logs, math.Log(peak))
	}
	mean := (logs[0] + logs[1] + logs[2]) / 3
	var squares float64
	for _, l := range logs {
		squares += (l - mean) * (l - mean)
	}
	half := 4.302652729911275 * math.Sqrt(2.0/3*squares)
	if !near(got.Lo, got.At*math.Exp(-half), 1e-9) || !near(got.Hi, got.At*math.Exp(half), 1e-9) {
		t.Errorf("%v to %v about %v, want a half width of %v", got.Lo, got.Hi, got.At, half)
	}
}

func TestMoreConfidenceIsAWiderInterval(t *testing.T) {
	levels := quiet(lawOf(100, 0.03, 0.001), 5, doubling(8)...)
	at90, at95, at99 := stats.Scale(levels, 0.90), stats.Scale(levels, 0.95), stats.Scale(levels, 0.99)
	if !(at99.Lo < at95.Lo && at95.Lo < at90.Lo && at90.Lo < at90.At && at90.Hi < at95.Hi && at95.Hi < at99.Hi) {
		t.Errorf("%+v, %+v, %+v", at90, at95, at99)
	}
	for _, confidence := range []float64{0, 1, -3, math.NaN(), math.Inf(1)} {
		if diff := cmp.Diff(at95, stats.Scale(levels, confidence)); diff != "" {
			t.Errorf("confidence %v is not taken as 0.95: %s", confidence, diff)
		}
	}
}

// The p-value of the lack of fit is that of the F-test by hand: four levels of two
// repeats around a line.
func TestTheLackOfFitByHand(t *testing.T) {
	misfit, noise := []float64{0.03, -0.01, -0.05, 0.03}, []float64{0.01, -0.02, 0.005, 0.005}
	levels := make([]stats.Level, 4)
	for i := range levels {
		load := float64(i + 1)
		levels[i] = stats.Level{Load: load, Throughput: []float64{
			load * math.Exp(misfit[i]+noise[i]), load * math.Exp(misfit[i]-noise[i]),
		}}
	}
	// With a line the 4 misfits, which sum to 0, are its residuals. Level plus block
	// leaves 3 degrees of freedom, and no block effect since the noise sums to 0.
	got := stats.Scale(levels, 0.95)
	if got.Best.Kind != stats.Linear {
		t.Fatalf("best is %+v", got.Best)
	}
	lack := 2 * (0.03*0.03 + 0.01*0.01 + 0.05*0.05 + 0.03*0.03) / 3
	pure := 2 * (0.01*0.01 + 0.02*0.02 + 2*0.005*0.005) / 3
	if want := survivalOfF33(lack / pure); !near(got.LackOfFit, want, 1e-9) {
		t.Errorf("p = %v, want %v of F = %v", got.LackOfFit, want, lack/pure)
	}
}

// survivalOfF33 is the chance that F with 3 and 3 degrees of freedom exceeds f: then
// u = f/(1+f) has the density (8/pi) sqrt(u(1-u)), and u = sin(a)^2 solves it.
func survivalOfF33(f float64) float64 {
	a := math.Asin(math.Sqrt(f / (1 + f)))
	return 1 - (4*a-math.Sin(4*a))/(2*math.Pi)
}

func TestRetrogradeTakesRepeatsAndAFall(t *testing.T) {
	falling := lawOf(100, 0.03, 0.001)
	tests := []struct {
		name   string
		levels []stats.Level
		want   bool
	}{
		{"a fall", quiet(falling, 5, doubling(8)...), true},
		{"a fall in two levels", quiet(falling, 5, 32, 128), true},
		{"a fall with one repeat", quiet(falling, 1, doubling(8)...), false},
		{"a rise", quiet(lawOf(10, 0.01, 0), 5, doubling(8)...), false},
		{"a plateau", quiet(kneeOf(10, 100), 5, doubling(8)...), false},
		{"the peak as the last level", quiet(falling, 5, 1, 2, 4, 8, 16, 31), false},
		{"one level", quiet(falling, 5, 32), false},
		{"no block with both", []stats.Level{
			{Load: 1, Throughput: []float64{10, 10, math.NaN(), math.NaN()}},
			{Load: 2, Throughput: []float64{math.NaN(), math.NaN(), 1, 1}},
		}, false},
	}
	for _, test := range tests {
		if got := stats.Scale(test.levels, 0.95); got.Retrograde != test.want {
			t.Errorf("%s: %v, want %v", test.name, got.Retrograde, test.want)
		}
	}
}

// Four blocks have 3 degrees of freedom: one comparison asks for t = 3.18, each of
// two for 4.18, and of three for 4.86.
func TestRetrogradeByHand(t *testing.T) {
	tests := []struct {
		others int
		t      float64
		want   bool
	}{
		{1, 3.1, false},
		{1, 3.3, true},
		{2, 3.3, false},
		{2, 4.1, false},
		{2, 4.3, true},
		{3, 4.3, false},
		{3, 4.9, true},
		{1, -9, false},
	}
	for _, test := range tests {
		// These differences have a standard deviation of 0.01, and so a standard error
		// of half of it.
		spread := []float64{-0.01 * math.Sqrt(1.5), 0, 0, 0.01 * math.Sqrt(1.5)}
		last := stats.Level{Load: 99, Throughput: []float64{100, 100, 100, 100}}
		levels := []stats.Level{last}
		for i := range test.others {
			l := stats.Level{Load: float64(i + 1)}
			for _, d := range spread {
				drop := -0.5 // the other levels are far below
				if i == 0 {
					drop = test.t*0.005 + d
				}
				l.Throughput = append(l.Throughput, 100*math.Exp(drop))
			}
			levels = append(levels, l)
		}
		if got := stats.Scale(levels, 0.95).Retrograde; got != test.want {
			t.Errorf("t = %v against %d others: %v", test.t, test.others, got)
		}
	}
}

// A last level that is certainly below another contradicts a model that rises,
// even where noise elsewhere hides the lack of fit.
func TestARiseThatFallsIsNone(t *testing.T) {
	wild := func(x float64) []float64 { return []float64{x * 2, x / 2, x * 1.7, x / 1.7, x} }
	levels := []stats.Level{
		{Load: 1, Throughput: wild(10)},
		{Load: 2, Throughput: wild(18)},
		{Load: 4, Throughput: wild(30)},
		{Load: 8, Throughput: wild(50)},
		{Load: 16, Throughput: []float64{88.2, 88, 87.9, 88.1, 88}},
		{Load: 32, Throughput: []float64{86.1, 86, 86, 85.9, 86}},
	}
	got := stats.Scale(levels, 0.95)
	if !got.Retrograde || got.LackOfFit < 0.025 || got.Shape != stats.ShapeNone {
		t.Errorf("%+v", got)
	}
	checkScalability(t, levels, got)
}

func TestScaleLeavesItsInputAlone(t *testing.T) {
	levels := quiet(lawOf(100, 0.03, 0.001), 3, 128, 64, 1, 2, 4, 8, 16, 32)
	levels[2].Throughput[1] = math.NaN()
	before := make([]stats.Level, len(levels))
	for i, l := range levels {
		before[i] = stats.Level{Load: l.Load, Throughput: slices.Clone(l.Throughput)}
	}
	first := stats.Scale(levels, 0.95)
	if diff := cmp.Diff(before, levels, cmp.Comparer(func(a, b float64) bool { return a == b || a != a && b != b })); diff != "" {
		t.Errorf("levels were changed: %s", diff)
	}
	slices.Reverse(levels)
	if diff := cmp.Diff(first, stats.Scale(levels, 0.95)); diff != "" {
		t.Errorf("the order of the levels matters: %s", diff)
	}
}

// A block in which everything failed is no block.
func TestABlockWithoutTrialsIsNoBlock(t *testing.T) {
	levels := quiet(lawOf(100, 0.03, 0.001), 3, doubling(8)...)
	want := stats.Scale(levels, 0.95)
	for i := range levels {
		levels[i].Throughput = slices.Insert(levels[i].Throughput, 1, 0, math.NaN())
	}
	if diff := cmp.Diff(want, stats.Scale(levels, 0.95)); diff != "" {
		t.Error(diff)
	}
}
