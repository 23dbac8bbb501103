package stats

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// mostCounted is the number of events up to which their chances are computed one
// by one; beyond, the digits of a float64 do not do.
const mostCounted = 1e12

// Proportion estimates a proportion from k of n, with the exact interval of Clopper
// and Pearson (Biometrika 26, 1934): Lo is the (1-confidence)/2 quantile of
// Beta(k, n-k+1), Hi the (1+confidence)/2 quantile of Beta(k+1, n-k). It holds at
// least its confidence at every n, also where k is 0 or n: 0 of 300 errors is "at
// most 1.2 %". k is brought into 0..n; where n is 0 or less nothing is known: 0,
// from 0 to 1. A confidence outside (0, 1) is taken as 0.95. Beyond 10^12 in all it
// is the interval of Wilson (1927).
func Proportion(k, n int64, confidence float64) Estimate {
	if n <= 0 {
		return Estimate{Hi: 1}
	}
	k = min(max(k, 0), n)
	hits, misses := float64(k), float64(n-k)
	e := Estimate{N: int(n), Value: hits / (hits + misses), Hi: 1}
	tail := (1 - confidenceOr95(confidence)) / 2
	if n > mostCounted {
		e.Lo, e.Hi = wilson(e.Value, hits+misses, distuv.UnitNormal.Quantile(1-tail))
		return e
	}
	if k > 0 {
		e.Lo = min(distuv.Beta{Alpha: hits, Beta: misses + 1}.Quantile(tail), e.Value)
	}
	if k < n {
		e.Hi = max(distuv.Beta{Alpha: hits + 1, Beta: misses}.Quantile(1-tail), e.Value)
	}
	return e
}

// wilson returns the proportions that lie z standard errors of their own from p.
func wilson(p, n, z float64) (lo, hi float64) {
	center := p + z*z/(2*n)
	half := z * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	scale := 1 + z*z/n
	return min(max((center-half)/scale, 0), p), max(min((center+half)/scale, 1), p)
}
