package stats

import "math"

// matrix is symmetric and of up to three rows.
type matrix [3][3]float64

// solve solves m x = right for n unknowns by the decomposition of Cholesky. It is
// not ok where m is not positive definite.
func (m matrix) solve(right [3]float64, n int) (x [3]float64, ok bool) {
	if !m.decompose(n) {
		return x, false
	}
	for i := range n {
		x[i] = right[i]
		for k := range i {
			x[i] -= m[i][k] * x[k]
		}
		x[i] /= m[i][i]
	}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k < n; k++ {
			x[i] -= m[k][i] * x[k]
		}
		x[i] /= m[i][i]
	}
	return x, true
}

// decompose replaces the lower triangle of m by that of L with m = L L'.
func (m *matrix) decompose(n int) bool {
	for i := range n {
		for j := range i + 1 {
			rest := m[i][j]
			for k := range j {
				rest -= m[i][k] * m[j][k]
			}
			if j < i {
				m[i][j] = rest / m[j][j]
				continue
			}
			if !(rest > 0) {
				return false
			}
			m[i][i] = math.Sqrt(rest)
		}
	}
	return true
}
