package stats

import (
	"fmt"
	"math"
	"slices"
)

// leastApart is the fewest numbers on either side from which two samples are
// compared.
const leastApart = 5

// Samples are one metric of two runs, a number per trial. Nothing pairs a trial of
// one run with one of the other.
type Samples struct {
	Base, Candidate []float64
	// HigherIsBetter says that a larger number is the better one (a throughput).
	HigherIsBetter bool
}

// FewTrialsError says that one of two samples has fewer numbers than a comparison
// of them needs.
type FewTrialsError struct {
	N    int // of the smaller sample
	Need int
}

func (e FewTrialsError) Error() string {
	return fmt.Sprintf("the smaller sample has %d numbers, a comparison needs %d", e.N, e.Need)
}

// MannWhitney compares samples by the rank test of Mann and Whitney. The zero value
// is ready. It keeps what it has worked out for samples of a size, so that further
// ones cost little; it is not for several goroutines at once.
type MannWhitney struct {
	below map[[2]int][]float64 // P(U <= u) without ties, by sizes
	sums  rankSums
}

// Compare tells how much worse the candidate is than the base. The numbers are
// compared by their logarithms, with the sign turned where higher is better. With
// U(d) the number of pairs of a candidate and a base that are more than d apart,
// pairs that are just d apart counting half:
//
//   - P is 2 min(P(U >= U(0)), P(U <= U(0))), at most 1, over all ways to deal out the
//     numbers to the two sides, ties included, where both have at most 50; beyond, by
//     the normal approximation, corrected for ties and continuity (Mann and Whitney,
//     Annals of Mathematical Statistics 18, 1947).
//   - Change is the median of all differences between a candidate and a base (Hodges
//     and Lehmann, ibid. 34, 1963), Lo and Hi are the differences between which U(d)
//     is not too far out at this confidence: the changes that the same test does not
//     refute. Numbers that are equal within a side do not change U(d), so the
//     distribution without ties serves for that. No change at all lies between the
//     two just where P is above 1-confidence.
//   - MDE is exp((t.95 + t.90) CV sqrt(pi/3 (1/n + 1/m))) - 1, with n+m-2 degrees of
//     freedom, CV the deviation within the sides on the log scale, pooled, and pi/3
//     what ranks cost under normal noise.
//
// N is the size of the smaller side. The test knows nothing of order and time. What
// differs between the runs besides the candidate, such as a machine that has become
// slower in between, is to it a change of the candidate.
//
// The errors are [FewTrialsError] where a side has fewer than 5 numbers, or both too
// few for any P of 1-confidence, and others for a number that is not finite or not
// above 0 or a confidence outside (0, 1).
func (m *MannWhitney) Compare(s *Samples, confidence float64) (Effect, error) {
	if !(confidence > 0 && confidence < 1) {
		return Effect{}, fmt.Errorf("confidence %v is not between 0 and 1", confidence)
	}
	base, candidate, err := s.logs()
	if err != nil {
		return Effect{}, err
	}
	k := m.critical(len(base), len(candidate), (1-confidence)/2)
	if k < 0 {
		n := min(len(base), len(candidate))
		return Effect{}, FewTrialsError{N: n, Need: max(n+1, leastEqual(1-confidence))}
	}
	plus, minus := m.tails(base, candidate, 0)
	e := Effect{N: min(len(base), len(candidate)), P: min(1, 2*min(plus, minus)), Exact: exactSizes(len(base), len(candidate))}
	d := newDifferences(base, candidate)
	e.Change, e.Lo, e.Hi = d.median(), d.at(k), d.at(d.n-1-k)
	e.agree(1 - confidence)
	e.CV = pooledDeviation(base, candidate)
	e.MDE = apartMDE(len(base), len(candidate), e.CV)
	return e, nil
}

// WorseThan returns P(U >= U(d)) of [MannWhitney.Compare] at d = ln(1+by): the
// one-sided p of the candidate being worse by no more than by (0.05 is 5 %; where
// higher is better, base / candidate is 1.05). A small one proves that it is worse by
// more. The errors are those of Compare; by has to be finite and above -1.
func (m *MannWhitney) WorseThan(s *Samples, by float64) (float64, error) {
	if !(by > -1) || math.IsInf(by, 0) {
		return 0, fmt.Errorf("a change by %v: only finite ones above -1 can be tested", by)
	}
	base, candidate, err := s.logs()
	if err != nil {
		return 0, err
	}
	plus, _ := m.tails(base, candidate, math.Log1p(by))
	return plus, nil
}

// logs are the logarithms of both sides, ascending, larger where it is worse.
func (s *Samples) logs() (base, candidate []float64, err error) {
	if n := min(len(s.Base), len(s.Candidate)); n < leastApart {
		return nil, nil, FewTrialsError{N: n, Need: leastApart}
	}
	if base, err = s.logsOf(s.Base); err == nil {
		candidate, err = s.logsOf(s.Candidate)
	}
	return base, candidate, err
}

func (s *Samples) logsOf(values []float64) ([]float64, error) {
	logs := make([]float64, len(values))
	for i, x := range values {
		if !(x > 0) || math.IsInf(x, 0) {
			return nil, fmt.Errorf("value %v: only finite numbers above 0 can be compared", x)
		}
		logs[i] = math.Log(x)
		if s.HigherIsBetter {
			logs[i] = -logs[i]
		}
	}
	slices.Sort(logs)
	return logs, nil
}

// agree moves the end of the interval that is nearest to no change there, where it
// says otherwise than P, which counts ties: by less than the next difference.
func (e *Effect) agree(alpha float64) {
	switch refuted := e.P <= alpha; {
	case !refuted:
		e.Lo, e.Hi = min(e.Lo, 0), max(e.Hi, 0)
	case e.Change > 0:
		e.Lo = max(e.Lo, 0)
	case e.Change < 0:
		e.Hi = min(e.Hi, 0)
	}
}

// leastEqual is how many numbers each of two sides has to have for a two-sided p of
// alpha: 2 over the ways to choose n of 2n.
func leastEqual(alpha float64) int {
	n := leastApart
	for math.Log(2)-logChoose(2*float64(n), float64(n)) > math.Log(alpha) {
		n++
	}
	return n
}

// pooledDeviation is the standard deviation within two sides, with n+m-2 degrees of
// freedom.
func pooledDeviation(a, b []float64) float64 {
	var sum float64
	for _, side := range [][]float64{a, b} {
		var mean float64
		for i, x := range side {
			mean += (x - mean) / float64(i+1)
		}
		for _, x := range side {
			sum += (x - mean) * (x - mean)
		}
	}
	return math.Sqrt(sum / float64(len(a)+len(b)-2))
}

// apartMDE is the smallest slowdown that the next comparison like this one would
// find with a chance of 90 %, at a one-sided 5 %, as a part.
func apartMDE(n, m int, deviation float64) float64 {
	t := func(p float64) float64 { return studentQuantile(p, n+m-2) }
	ranks := math.Pi / 3 * (1/float64(n) + 1/float64(m))
	return finiteExp((t(0.95)+t(0.90))*deviation*math.Sqrt(ranks)) - 1
}
