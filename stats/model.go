package stats

import "math"

// ModelKind names one of the four models of throughput X against load N that
// compete for a sweep.
type ModelKind uint8

// The models. N is the load (concurrency, or a rate), X the throughput.
const (
	// Linear is X = Lambda N: nothing is shared, nothing is full.
	Linear ModelKind = iota
	// Knee is X = min(Lambda N, Cap): linear up to a hard capacity (the
	// asymptotic bounds of Denning and Buzen).
	Knee
	// Amdahl is X = Lambda N / (1 + Sigma (N-1)): a share Sigma of the work is
	// serial, and X approaches Lambda/Sigma.
	Amdahl
	// USL is X = Lambda N / (1 + Sigma (N-1) + Kappa N (N-1)): Gunther's
	// universal scalability law with three parameters, which falls beyond its
	// peak where Kappa > 0.
	USL
)

// String returns the name of the model as it is written in results.
func (k ModelKind) String() string {
	switch k {
	case Linear:
		return "linear"
	case Knee:
		return "knee"
	case Amdahl:
		return "amdahl"
	case USL:
		return "usl"
	default:
		return "unknown"
	}
}

// params returns how many parameters the model has, whether or not one of them
// turns out to lie on its bound.
func (k ModelKind) params() int {
	switch k {
	case Linear:
		return 1
	case Knee, Amdahl:
		return 2
	case USL:
		return 3
	default:
		return 0
	}
}

// models returns the competing models, those with fewer parameters first.
func models() []ModelKind { return []ModelKind{Linear, Knee, Amdahl, USL} }

// Fit is a model with the parameters that suit the data best.
type Fit struct {
	Kind ModelKind

	// Lambda is the throughput per unit of load where nothing is contended, in
	// the unit of the throughput by that of the load. Sigma, in 0..1, is the
	// share of contention (Amdahl, USL), Kappa, 0 or more, that of coherence
	// (USL). Cap is the capacity of a Knee, in the unit of the throughput.
	Lambda, Sigma, Kappa, Cap float64

	// RSS is the sum of squared residuals over the single trials: of ln X with
	// the effects of the blocks taken out (LogLoss), or of X as it is
	// (AbsoluteLoss, in squared units of throughput).
	RSS float64
	// AICc is Akaike's criterion with the correction for small samples; less is
	// better, and only differences between fits to the same data mean anything.
	// It is +Inf where there are too few trials for it.
	AICc float64
	// Params is the number of parameters of the model.
	Params int
}

// At returns the throughput that the model gives for a load.
func (f Fit) At(load float64) float64 {
	if f.Kind == Knee {
		return min(f.Lambda*load, f.Cap)
	}
	return f.Lambda * load / (1 + f.Sigma*(load-1) + f.Kappa*load*(load-1))
}

// Peak returns the load N* = sqrt((1-Sigma)/Kappa) beyond which the throughput
// falls, and the throughput there (Gunther, Guerrilla Capacity Planning, 2007). It
// is ok only for a USL with Kappa > 0 and Sigma < 1: no other model has a peak.
// N* may lie far beyond all that was measured; [Scale] decides whether it may be
// claimed.
func (f Fit) Peak() (load, throughput float64, ok bool) {
	if f.Kind != USL || !(f.Kappa > 0) || !(f.Sigma < 1) {
		return 0, 0, false
	}
	load = math.Sqrt((1 - f.Sigma) / f.Kappa)
	return load, f.At(load), true
}

// saturated is the share of its limit at which a curve that approaches it counts
// as having arrived.
const saturated = 0.95

// Saturation returns the load from which on more load brings no more throughput,
// and the throughput that there is at most. For a Knee that is Cap/Lambda and Cap.
// Amdahl's law only approaches its limit Lambda/Sigma; the load is the one
// that brings 95 % of it, 19 (1-Sigma)/Sigma. It is ok for these two models only,
// the second with Sigma > 0.
func (f Fit) Saturation() (load, throughput float64, ok bool) {
	switch {
	case f.Kind == Knee && f.Lambda > 0:
		return f.Cap / f.Lambda, f.Cap, true
	case f.Kind == Amdahl && f.Sigma > 0:
		return saturated / (1 - saturated) * (1 - f.Sigma) / f.Sigma, f.Lambda / f.Sigma, true
	default:
		return 0, 0, false
	}
}
