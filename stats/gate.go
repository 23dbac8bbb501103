package stats

// Verdict is what a gate says about one comparison.
type Verdict uint8

// The verdicts of a gate.
const (
	Undecided Verdict = iota // neither is proven: more repeats could tell
	Pass                     // proven not to be worse than the tolerance
	Fail                     // proven to be worse than the tolerance
	Invalid                  // there is nothing to judge by
)

// String returns the verdict in lower case.
func (v Verdict) String() string {
	switch v {
	case Undecided:
		return "undecided"
	case Pass:
		return "pass"
	case Fail:
		return "fail"
	case Invalid:
		return "invalid"
	}
	return "unknown verdict"
}

// GateVerdict judges a comparison by its two one-sided p-values at the tolerance:
// pWorse of [Series.WorseThan] (adjusted by [Holm] in a family of gates) and
// pWithin of [Series.WithinOf]. It fails where pWorse <= alpha, passes where
// pWithin <= alpha and is undecided where neither is. At a true change that equals
// the tolerance it fails with a chance of alpha and passes with a chance of alpha,
// whereas "p < 0.05 and the median beyond the tolerance" is a coin flip there.
//
// A p outside [0, 1], an alpha outside (0, 1) and NaN make it [Invalid].
func GateVerdict(pWorse, pWithin, alpha float64) Verdict {
	isP := func(p float64) bool { return p >= 0 && p <= 1 }
	switch {
	case !isP(pWorse) || !isP(pWithin) || !(alpha > 0 && alpha < 1):
		return Invalid
	case pWorse <= alpha:
		return Fail
	case pWithin <= alpha:
		return Pass
	}
	return Undecided
}
