package stats

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// rejectFit is the p-value below which no model is said to fit. The test sees the
// best of four, so it rejects a true model in about as many sweeps.
const rejectFit = 0.025

// negligible is the misfit that changes no answer, whatever the test says: no law is
// exactly true.
const negligible = 0.04

// worst is the largest part by which a fit misses the mean of a level.
func (p points) worst(f Fit) float64 {
	most := 0.0
	for i, load := range p.load {
		most = max(most, math.Abs(p.mean[i]-math.Log(f.At(load))))
	}
	return math.Expm1(most)
}

// compete fits all models and returns the one with the least AICc; of equals that
// with fewer parameters. It is not ok where there are too few trials for the
// largest of them: the others would win because it may not compete.
func (p points) compete() (best Fit, fits []Fit, ok bool) {
	for _, kind := range models() {
		f := fitTo(kind, p)
		if math.IsInf(f.AICc, 1) {
			return Fit{}, nil, false
		}
		fits = append(fits, f)
		if len(fits) == 1 || f.AICc < best.AICc {
			best = f
		}
	}
	return best, fits, true
}

// lackOfFit is the p-value of the F-test of a fit against pure error: the scatter
// of the trials about their levels and blocks. It is 1 where there is none.
func (p points) lackOfFit(f Fit) float64 {
	fitFree, pureFree := len(p.load)-f.Params, p.free-len(p.load)
	if fitFree < 1 || pureFree < 1 {
		return 1
	}
	misfit := max(f.RSS-p.pure, 0) / float64(fitFree)
	noise := max(p.pure/float64(pureFree), p.floor)
	return distuv.F{D1: float64(fitFree), D2: float64(pureFree)}.Survival(misfit / noise)
}
