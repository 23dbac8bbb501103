package stats

import "math"

// Linear, Amdahl and USL are one family: N/X is linear in three numbers,
//
//	N/X = a + b N + c N (N-1),   Lambda = 1/(a+b), Sigma = b/(a+b), Kappa = c/(a+b),
//
// and 0 <= Sigma <= 1, Kappa >= 0 is nothing but a, b, c >= 0. A face of this
// region is a choice of the terms that are not 0. On each face the terms are
// exponentials, so that no step leaves it; the best of the faces is the fit.

// terms are the coefficients a, b and c.
type terms [3]float64

// basis returns what a, b and c are multiplied with.
func basis(load float64) terms { return terms{1, load, load * (load - 1)} }

// faces returns which terms of the law each face leaves free, smaller ones first.
func faces(kind ModelKind) [][]int {
	switch kind {
	case Linear:
		return [][]int{{0}}
	case Amdahl:
		return [][]int{{0}, {1}, {0, 1}}
	default:
		return [][]int{{0}, {1}, {0, 1}, {0, 2}, {1, 2}, {0, 1, 2}}
	}
}

// fitLaw returns the best fit of the family that the kind allows.
func fitLaw(kind ModelKind, p points) Fit {
	best, least := Fit{}, math.Inf(1)
	for _, face := range faces(kind) {
		if len(face) > len(p.load) {
			continue
		}
		for _, start := range p.starts(face) {
			t := p.descend(face, start)
			if loss := p.misfit(t.fit()); loss < least {
				best, least = t.fit(), loss
			}
		}
	}
	return best
}

// fit returns the law with these terms.
func (t terms) fit() Fit {
	whole := t[0] + t[1]
	return Fit{Kind: USL, Lambda: 1 / whole, Sigma: t[1] / whole, Kappa: t[2] / whole}
}
