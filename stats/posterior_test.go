package stats_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"runexp/stats"
)

// asked returns a posterior after trials at loads, with excesses that a power of
// the load around n0 gives, plus noise.
func asked(random *rand.Rand, n0, slope, noise float64, loads ...float64) *stats.Posterior {
	p := stats.NewPosterior(1, 1000)
	for _, load := range loads {
		p.Observe(load, slope*math.Log(load/n0)+noise*random.NormFloat64())
	}
	return p
}

func TestBeforeTheFirstTrialAllLoadsAreEquallyLikely(t *testing.T) {
	p := stats.NewPosterior(2, 512)
	for q, want := range map[float64]float64{0: 2, 0.25: 8, 0.5: 32, 0.75: 128, 1: 512, -1: 2, 7: 512, math.NaN(): 2} {
		if got := p.Quantile(q); !near(got, want, 0.03) {
			t.Errorf("Quantile(%v) is %v, want %v", q, got, want)
		}
	}
	if p.Trials() != 0 || p.Narrow() {
		t.Errorf("%d trials, narrow %v", p.Trials(), p.Narrow())
	}
}

func TestThePosteriorFindsTheLimit(t *testing.T) {
	for _, slope := range []float64{0.3, 0.5, 1, 2, 5, 8} {
		for _, n0 := range []float64{5, 47.3, 300} {
			p := stats.NewPosterior(1, 1000)
			for range 20 {
				load := p.Next()
				p.Observe(load, slope*math.Log(load/n0))
			}
			if got := p.Quantile(0.5); !near(got, n0, 0.05) {
				t.Errorf("slope %v: best guess %v, want %v", slope, got, n0)
			}
			if low, high := p.Quantile(0.05), p.Quantile(0.95); low > n0 || high < n0 {
				t.Errorf("slope %v: %v to %v, want %v within", slope, low, high, n0)
			}
		}
	}
}

// The weights are those of the formula: here it is evaluated anew, in logarithms,
// with the values that the documentation names.
func TestThePosteriorByTheFormula(t *testing.T) {
	const from, to, points = 1.0, 1000.0, 161
	random := rand.New(rand.NewPCG(11, 11))
	loads := []float64{4, 8, 16, 32, 64, 64, 45, 38, 52}
	excesses := make([]float64, len(loads))
	p := stats.NewPosterior(from, to)
	for i, load := range loads {
		excesses[i] = 1.5*math.Log(load/40) + 0.1*random.NormFloat64()
		p.Observe(load, excesses[i])
	}
	step := math.Log(to/from) / (points - 1)
	shares, total := make([]float64, points), 0.0
	for i := range shares {
		n0 := math.Log(from) + float64(i)*step
		for _, b := range []float64{0.3, 0.5, 0.8, 1.2, 2, 3, 5, 8} {
			for _, idle := range []float64{-0.7, -0.35, -0.15} {
				for _, s := range []float64{0.03, 0.05, 0.08, 0.12, 0.2, 0.3, 0.4} {
					shares[i] += math.Exp(logLikelihood(loads, excesses, n0, b, idle, s))
				}
			}
		}
		total += shares[i]
	}
	// At the edge between two points the probability below is a plain sum.
	var below float64
	for i, share := range shares {
		below += share / total
		if below < 0.001 || below > 0.999 {
			continue
		}
		edge := from * math.Exp((float64(i)+0.5)*step)
		if got := p.Quantile(below); !near(got, edge, 1e-6) {
			t.Errorf("Quantile(%v) is %v, want %v", below, got, edge)
		}
	}
}

// logLikelihood is that of trials around a power of the load, with residuals of
// Student's t with 3 degrees of freedom.
func logLikelihood(loads, excesses []float64, n0, slope, idle, scatter float64) float64 {
	var sum float64
	for k, load := range loads {
		y := min(max(excesses[k], -0.7), 1.5)
		mean := min(max(slope*(math.Log(load)-n0), idle), 1.5)
		r := (y - mean) / scatter
		sum -= 2*math.Log(1+r*r/3) + math.Log(scatter)
	}
	return sum
}

func TestTheQueryRotates(t *testing.T) {
	p := stats.NewPosterior(1, 1000)
	for i, q := range []float64{0.5, 0.3, 0.7, 0.5, 0.3, 0.7, 0.5} {
		load := p.Next()
		if want := p.Quantile(q); load != want {
			t.Errorf("query %d is %v, want %v", i+1, load, want)
		}
		p.Observe(load, math.Log(load/50))
	}
}

// One wild trial among good ones hardly moves the best guess.
func TestAnOutlierSaysLittle(t *testing.T) {
	loads := []float64{4, 8, 16, 32, 64, 64, 50, 40, 60, 50, 45, 55, 50, 48, 52}
	random := rand.New(rand.NewPCG(12, 12))
	p := asked(random, 50, 1, 0.05, loads...)
	before := p.Quantile(0.5)
	p.Observe(40, math.Log(3))
	if after := p.Quantile(0.5); !near(after, before, 0.03) {
		t.Errorf("best guess went from %v to %v", before, after)
	}
}

// A server that idles close below its limit is not taken for one that grows slowly
// towards it.
func TestAPlateauIsNoSlope(t *testing.T) {
	p := stats.NewPosterior(1, 1000)
	for _, load := range []float64{4, 8, 16, 32, 64, 128, 256, 512, 512, 300, 250, 350, 280, 320} {
		p.Observe(load, max(math.Log(0.85), 4*math.Log(load/310)))
	}
	if got := p.Quantile(0.5); !near(got, 310, 0.05) {
		t.Errorf("best guess %v, want 310", got)
	}
}

func TestTheOrderOfTheTrialsDoesNotMatter(t *testing.T) {
	loads := []float64{4, 8, 16, 32, 64, 64, 50, 40, 60}
	forth, back := stats.NewPosterior(1, 1000), stats.NewPosterior(1000, 1)
	for i := range loads {
		forth.Observe(loads[i], math.Log(loads[i]/45))
		j := len(loads) - 1 - i
		back.Observe(loads[j], math.Log(loads[j]/45))
	}
	for _, q := range []float64{0.05, 0.3, 0.5, 0.95} {
		if a, b := forth.Quantile(q), back.Quantile(q); !near(a, b, 1e-9) {
			t.Errorf("Quantile(%v) is %v or %v", q, a, b)
		}
	}
}

// A load in another unit gives the same answer in that unit.
func TestTheUnitOfTheLoadDoesNotMatter(t *testing.T) {
	small, large := stats.NewPosterior(1, 1000), stats.NewPosterior(1e3, 1e6)
	for _, load := range []float64{4, 8, 16, 32, 64, 64, 50, 40} {
		small.Observe(load, math.Log(load/45))
		large.Observe(1e3*load, math.Log(load/45))
	}
	for _, q := range []float64{0.05, 0.5, 0.95} {
		if a, b := small.Quantile(q), large.Quantile(q); !near(1e3*a, b, 1e-9) {
			t.Errorf("Quantile(%v) is %v and %v", q, a, b)
		}
	}
}

func TestExcessesAreKeptWithinReason(t *testing.T) {
	for _, test := range []struct{ excess, as float64 }{
		{math.Inf(1), 1.5},
		{40, 1.5},
		{math.Inf(-1), -0.7},
		{-3, -0.7},
	} {
		a, b := stats.NewPosterior(1, 1000), stats.NewPosterior(1, 1000)
		a.Observe(30, test.excess)
		b.Observe(30, test.as)
		if a.Quantile(0.5) != b.Quantile(0.5) || a.Trials() != 1 {
			t.Errorf("an excess of %v gives %v, one of %v %v", test.excess, a.Quantile(0.5), test.as, b.Quantile(0.5))
		}
	}
}

func TestWhatIsNoTrialIsNotTakenIn(t *testing.T) {
	p := stats.NewPosterior(1, 1000)
	for _, load := range []float64{0, -1, math.NaN(), math.Inf(1), 1e-30} {
		p.Observe(load, 0)
	}
	p.Observe(30, math.NaN())
	if p.Trials() != 0 || !near(p.Quantile(0.5), math.Sqrt(1000), 1e-9) {
		t.Errorf("%d trials, best guess %v", p.Trials(), p.Quantile(0.5))
	}
}

// Ten trials that agree are narrow, nine are not, and ten that do not are not.
func TestNarrowTakesTenTrials(t *testing.T) {
	p := stats.NewPosterior(1, 1000)
	for i := range 10 {
		if p.Narrow() {
			t.Errorf("narrow after %d trials", i)
		}
		p.Observe([]float64{45, 50, 56}[i%3], 3*math.Log([]float64{45, 50, 56}[i%3]/50))
	}
	if low, high := p.Quantile(0.05), p.Quantile(0.95); !p.Narrow() || high > 1.1025*low {
		t.Errorf("narrow is %v from %v to %v", p.Narrow(), low, high)
	}
	wide := stats.NewPosterior(1, 1000)
	for i := range 12 {
		wide.Observe(50, []float64{-0.5, 0.5}[i%2])
	}
	if low, high := wide.Quantile(0.05), wide.Quantile(0.95); wide.Narrow() || high < 1.1025*low {
		t.Errorf("narrow is %v from %v to %v", wide.Narrow(), low, high)
	}
}

// Narrow is an interval from 5 to 95 % within 5 % of its middle to either side.
func TestNarrowIsFivePercent(t *testing.T) {
	random := rand.New(rand.NewPCG(14, 14))
	p := stats.NewPosterior(1, 1000)
	almost := 0
	for range 120 {
		load := p.Next()
		p.Observe(load, math.Log(load/50)+0.15*random.NormFloat64())
		ratio := p.Quantile(0.95) / p.Quantile(0.05)
		if want := p.Trials() >= 10 && ratio < 1.1025; p.Narrow() != want {
			t.Errorf("after %d trials narrow is %v, with a ratio of %v", p.Trials(), p.Narrow(), ratio)
		}
		if p.Trials() >= 10 && ratio > 1.1025 && ratio < 1.15 {
			almost++
		}
	}
	if almost == 0 || !p.Narrow() {
		t.Errorf("almost narrow %d times, in the end %v: the trials do not test it", almost, p.Narrow())
	}
}

// However wide the range is, a search can become narrow within it.
func TestAWideRangeCanBecomeNarrow(t *testing.T) {
	p := stats.NewPosterior(1e-6, 1e12)
	for range 25 {
		load := p.Next()
		p.Observe(load, 3*math.Log(load/12345))
	}
	if got := p.Quantile(0.5); !p.Narrow() || !near(got, 12345, 0.05) {
		t.Errorf("narrow is %v, best guess %v", p.Narrow(), got)
	}
}

// Nothing wears out: not after thousands of trials, nor after the strangest ones.
func TestThePosteriorStaysSane(t *testing.T) {
	random := rand.New(rand.NewPCG(13, 13))
	strange := []float64{0, 1, -1, math.NaN(), math.Inf(1), math.Inf(-1), 1e300, 1e-300, 5e-324, 30, 1e15, 1e-9}
	draw := func() float64 {
		if random.IntN(2) == 0 {
			return strange[random.IntN(len(strange))]
		}
		return math.Exp(8 * random.NormFloat64())
	}
	for range 20 {
		a, b := draw(), draw()
		p := stats.NewPosterior(a, b)
		for i := range 15 {
			p.Observe(draw(), draw())
			low, mid, high, next := p.Quantile(0.05), p.Quantile(0.5), p.Quantile(0.95), p.Next()
			if !(low > 0) || !(mid >= low) || !(high >= mid) || math.IsInf(high, 0) || !(next >= low*(1-1e-9)) || !(next <= high*(1+1e-9)) {
				t.Fatalf("from %v to %v, after %d trials: %v, %v, %v, next %v", a, b, i+1, low, mid, high, next)
			}
		}
	}
	p := stats.NewPosterior(1, 1000)
	for range 2000 {
		load := 50 * math.Exp(0.2*random.NormFloat64())
		p.Observe(load, math.Log(load/50)+random.NormFloat64())
	}
	if got := p.Quantile(0.5); !near(got, 50, 0.2) || p.Trials() != 2000 {
		t.Errorf("after %d trials the best guess is %v", p.Trials(), got)
	}
}

func TestASearchOfOneLoadAndTheZeroPosterior(t *testing.T) {
	one := stats.NewPosterior(32, 32)
	one.Observe(32, 0.4)
	if got := one.Quantile(0.05); !near(got, 32, 1e-9) || one.Trials() != 1 {
		t.Errorf("of one load %v after %d trials", got, one.Trials())
	}
	var zero stats.Posterior
	zero.Observe(3, 0)
	if zero.Quantile(0.5) != 0 || zero.Next() != 0 || zero.Trials() != 0 || zero.Narrow() {
		t.Errorf("the zero posterior says %v after %d trials", zero.Quantile(0.5), zero.Trials())
	}
}
