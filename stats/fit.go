package stats

import (
	"fmt"
	"math"
)

// Level is what was measured at one load.
type Level struct {
	// Load is the concurrency or the rate that was asked for, above 0.
	Load float64
	// Throughput holds one number for each block, in the order of the blocks.
	// Shorter than in other levels means that the last blocks are missing; NaN
	// stands for a trial that is missing in between.
	Throughput []float64
}

// Loss says what a fit makes small.
type Loss uint8

const (
	// LogLoss is the sum of squared residuals of ln X: the noise of a throughput
	// multiplies, so a level of 100/s counts as much as one of 10,000/s. It is
	// the default.
	LogLoss Loss = iota
	// AbsoluteLoss is the sum of squared residuals of X, the common nonlinear
	// least squares, for comparison with other tools.
	AbsoluteLoss
)

// FitModel fits one model to the levels.
//
// With LogLoss the trials are first freed of what they share within a block: ln X
// is a level plus a block, the block is taken out, and the fit goes through the
// geometric means that remain, each level weighted by its trials. With
// AbsoluteLoss it goes through the trials as they are.
//
// Sigma and Kappa are 0 or more and Sigma at most 1: the best of all faces of this
// region is returned. A knee is exact, found by trying each level as the last one
// below it; Linear is exact too.
//
// A load or a throughput outside 1e-9..1e15 is no measurement and is left out. It
// is a [TooFewError] where fewer levels remain than the model has parameters.
func FitModel(kind ModelKind, levels []Level, loss Loss) (Fit, error) {
	if kind.params() == 0 {
		return Fit{}, fmt.Errorf("model %d: not known", kind)
	}
	s := newSweep(levels)
	if len(s.loads) < kind.params() {
		return Fit{}, fmt.Errorf("%v model: levels: %w", kind, TooFewError{N: len(s.loads), Need: kind.params()})
	}
	return fitTo(kind, s.points(loss)), nil
}

// fitTo fits one model to the means of the levels.
func fitTo(kind ModelKind, p points) Fit {
	var f Fit
	if kind == Knee {
		f = fitKnee(p)
	} else {
		f = fitLaw(kind, p)
	}
	f.Kind, f.Params = kind, kind.params()
	f.RSS = p.pure + p.misfit(f)
	f.AICc = p.aicc(f)
	return f
}

// misfit is the weighted sum of squares between the means and a fit.
func (p points) misfit(f Fit) float64 {
	var sum float64
	for i, load := range p.load {
		r := p.mean[i] - f.At(load)
		if p.loss == LogLoss {
			r = p.mean[i] - math.Log(f.At(load))
		}
		sum += p.weight[i] * r * r
	}
	return sum
}

// noiseFloor is the least standard deviation of one trial, relative to its
// throughput, that is taken for real. It keeps the logarithm of a perfect fit, and
// the quotient of two of them, finite.
const noiseFloor = 1e-6

// aicc is n ln(RSS/n) + 2k + 2k(k+1)/(n-k-1) of Hurvich and Tsai (1989), where k
// counts the parameters and the variance, and n the trials less those that the
// blocks took.
func (p points) aicc(f Fit) float64 {
	n, k := float64(p.free), float64(f.Params+1)
	if n-k-1 <= 0 {
		return math.Inf(1)
	}
	return n*math.Log(max(f.RSS, n*p.floor)/n) + 2*k + 2*k*(k+1)/(n-k-1)
}
