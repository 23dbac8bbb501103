package stats

import "math"

// starts returns where to begin on a face: the solution of the linear problem
// (X/N)(N/X) = 1 with N/X of the law, which is exact for data without noise; and one
// where every term contributes alike.
func (p points) starts(face []int) [2]terms {
	var linear, even terms
	var m matrix
	var right [3]float64
	for i, load := range p.load {
		x, w := basis(load), p.weight[i]
		y := p.observed(i) / load
		for r, a := range face {
			for c, b := range face {
				m[r][c] += w * x[a] * x[b] * y * y
			}
			right[r] += w * x[a] * y
		}
	}
	solution, ok := m.solve(right, len(face))
	for r, k := range face {
		even[k] = math.Abs(right[r]) / m[r][r] / float64(len(face))
		linear[k] = even[k] * 1e-3
		if ok && solution[r] > 0 {
			linear[k] = solution[r]
		}
	}
	return [2]terms{linear, even}
}

// observed is the mean throughput of a level.
func (p points) observed(i int) float64 {
	if p.loss == LogLoss {
		return math.Exp(p.mean[i])
	}
	return p.mean[i]
}

const (
	// A descent ends where a step gains less than enough of the loss, where
	// no step gains anything, or after so many rounds.
	rounds = 300
	enough = 1e-12
	// The damping of a step goes from that of Gauss and Newton to one that moves
	// nothing.
	leastDamping, firstDamping, mostDamping = 1e-12, 1e-3, 1e12
)

// descend minimises the loss on a face by the method of Levenberg (1944) and
// Marquardt (1963), in the logarithms of the terms. Terms that make no law, which
// loads below 1 allow, have a loss of NaN, and that is never less than another.
func (p points) descend(face []int, at terms) terms {
	damping, loss := firstDamping, p.misfit(at.fit())
	for range rounds {
		m, right := p.normalEquations(face, at)
		next, lower := at, loss
		for damping < mostDamping {
			next = at.step(face, m, right, damping)
			if lower = p.misfit(next.fit()); lower < loss {
				break
			}
			damping *= 10
		}
		if !(lower < loss) {
			return at
		}
		gain := loss - lower
		at, loss, damping = next, lower, max(damping/10, leastDamping)
		if gain <= enough*loss {
			return at
		}
	}
	return at
}

// normalEquations returns J'J and -J'r, where r are the residuals and J their
// derivatives with respect to the logarithms of the terms on the face.
func (p points) normalEquations(face []int, t terms) (m matrix, right [3]float64) {
	for i, load := range p.load {
		x := basis(load)
		below := t[0]*x[0] + t[1]*x[1] + t[2]*x[2]
		r, scale := p.mean[i]-load/below, load/below
		if p.loss == LogLoss {
			r, scale = p.mean[i]-math.Log(load/below), 1
		}
		var j [3]float64
		for k, a := range face {
			j[k] = scale * t[a] * x[a] / below
		}
		for k := range face {
			for l := range face {
				m[k][l] += p.weight[i] * j[k] * j[l]
			}
			right[k] -= p.weight[i] * j[k] * r
		}
	}
	return m, right
}

// step returns the terms after one damped step, or as they were where there is
// none. A term changes by a factor of e^5 at most.
func (t terms) step(face []int, m matrix, right [3]float64, damping float64) terms {
	for k := range face {
		m[k][k] += damping * max(m[k][k], math.SmallestNonzeroFloat64)
	}
	delta, ok := m.solve(right, len(face))
	if !ok {
		return t
	}
	for k, a := range face {
		t[a] *= math.Exp(min(max(delta[k], -5), 5))
	}
	return t
}
