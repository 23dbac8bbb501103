package stats_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"runexp/stats"
)

// pairOf is the two cells of a comparison, without and with a change by a part.
func pairOf(by float64) []float64 { return []float64{0, math.Log1p(by)} }

// sweepOf is four points of two variants each, a load that doubles thrice; the
// variant of the first point is changed.
func sweepOf(by float64) []float64 {
	return []float64{
		0, math.Log1p(by),
		math.Log(2), math.Log(2),
		math.Log(4), math.Log(4),
		math.Log(8), math.Log(8),
	}
}

// layout is an order that a run may have.
type layout struct {
	name  string
	by    order
	cells func(by float64) []float64
	exact bool // chance gave all of the order
}

func layouts() []layout {
	return []layout{
		{"blocks", shuffled, pairOf, true},
		{"abba", mirrored, pairOf, false},
		{"sweep", shuffled, sweepOf, true},
		{"abba sweep", mirrored, sweepOf, false},
	}
}

// bothTails returns p+ and p- of the second cell being worse than the first by by.
func bothTails(t *testing.T, s *stats.Series, by float64) (worse, within float64) {
	t.Helper()
	worse, err := s.WorseThan(0, 1, by)
	if err != nil {
		t.Error(err)
	}
	within, err = s.WithinOf(0, 1, by)
	if err != nil {
		t.Error(err)
	}
	return worse, within
}

func TestValidationV1FalseAlarms(t *testing.T) {
	for _, l := range layouts() {
		for i, w := range worlds() {
			for _, n := range []int{6, 10, 20} {
				if n != 10 && !*full {
					continue
				}
				t.Run(fmt.Sprintf("%s/%s/%d", l.name, w.name, n), func(t *testing.T) {
					sims := simulations(1000, 5000)
					hits := count(sims, uint64(1+i), func(random *rand.Rand) []bool {
						s := experiment(random, w.noise, l.by, n, l.cells(0))
						worse, within := bothTails(t, &s, 0)
						return []bool{2*min(worse, within) <= 0.05}
					})
					what := fmt.Sprintf("V1 %s %s n=%d", l.name, w.name, n)
					if l.exact {
						alarms(t, what, hits[0], sims)
					} else {
						about(t, what, hits[0], sims)
					}
				})
			}
		}
	}
}

// The documented worst of a mirrored order: nothing but noise that each trial hands
// on to the next.
func TestValidationMirroredOrderInPersistentNoise(t *testing.T) {
	for _, rho := range []float64{0.2, 0.33, 0.5, 0.7} {
		for _, n := range []int{8, 10, 16, 20} {
			sims := simulations(400, 4000)
			hits := count(sims, uint64(n), func(random *rand.Rand) []bool {
				s := experiment(random, autoregressive(rho, 0.03), mirrored, n, pairOf(0))
				worse, within := bothTails(t, &s, 0)
				return []bool{2*min(worse, within) <= 0.05}
			})
			atMost(t, fmt.Sprintf("V1 abba, AR(1) of %.2f alone, n=%d", rho, n), hits[0], sims, 0.08)
		}
	}
}

func TestValidationV2Power(t *testing.T) {
	for _, l := range layouts() {
		t.Run(l.name, func(t *testing.T) {
			sims := simulations(1000, 10_000)
			hits := count(sims, 20, func(random *rand.Rand) []bool {
				s := experiment(random, iid(0.03), l.by, 10, l.cells(0.05))
				worse, _ := bothTails(t, &s, 0)
				return []bool{worse <= 0.05}
			})
			atLeast(t, "V2 "+l.name+" +5 %, CV 3 %, n=10, one-sided", hits[0], sims, 0.90)
		})
	}
}

func TestValidationV3PowerUnderOutliers(t *testing.T) {
	for _, l := range layouts()[:2] {
		t.Run(l.name, func(t *testing.T) {
			w := together(outliers(0.10), iid(0.02))
			sims := simulations(1000, 10_000)
			hits := count(sims, 30, func(random *rand.Rand) []bool {
				s := experiment(random, w, l.by, 10, l.cells(0.05))
				worse, _ := bothTails(t, &s, 0)
				return []bool{worse <= 0.05, pairedT(&s).worse <= 0.05}
			})
			atLeast(t, "V3 "+l.name+" +5 %, 10 % outliers, n=10, one-sided", hits[0], sims, 0.80)
			t.Logf("V3 %s paired t, for contrast: %.4f", l.name, float64(hits[1])/float64(sims))
			if hits[0] <= hits[1] {
				t.Errorf("the paired t test finds %d of %d, this one %d", hits[1], sims, hits[0])
			}
		})
	}
}

func TestValidationV4Coverage(t *testing.T) {
	for _, l := range layouts()[:3] {
		for i, w := range worlds() {
			t.Run(l.name+"/"+w.name, func(t *testing.T) {
				effect := math.Log1p(0.05)
				sims := simulations(500, 2000)
				hits := count(sims, uint64(40+i), func(random *rand.Rand) []bool {
					s := experiment(random, w.noise, l.by, 10, l.cells(0.05))
					e, err := s.Compare(0, 1, 0.90)
					if err != nil {
						t.Error(err)
					}
					return []bool{e.Lo <= effect && effect <= e.Hi}
				})
				inside(t, "V4 "+l.name+" "+w.name+", 90 % interval, n=10", hits[0], sims, 0.86, 0.95)
			})
		}
	}
}

// V16 asks for a real machine; this is the part that needs none: what the order of
// most tools does to a common test, and what this one says to it.
func TestValidationV16SequentialControl(t *testing.T) {
	for i, w := range worlds() {
		sims := simulations(200, 2000)
		hits := count(sims, uint64(160+i), func(random *rand.Rand) []bool {
			s := experiment(random, w.noise, sequential, 10, pairOf(0))
			b := experiment(random, w.noise, shuffled, 10, pairOf(0))
			return []bool{unpaired(t, &s) <= 0.05, unpaired(t, &b) <= 0.05}
		})
		t.Logf("V16 %s, Mann-Whitney for contrast: sequential order %.3f, blocks %.3f",
			w.name, float64(hits[0])/float64(sims), float64(hits[1])/float64(sims))
		if w.name == "linear drift" && hits[0] < sims/2 {
			t.Errorf("in a sequential order drift alarms only %d of %d times: the control controls nothing", hits[0], sims)
		}
	}
}

func TestValidationV19RefusesSequentialOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(190, 1))
	for _, w := range worlds() {
		for _, claimed := range []bool{false, true} {
			s := experiment(random, w.noise, sequential, 10, pairOf(0.05))
			s.Randomized = claimed
			_, err := s.Compare(0, 1, 0.95)
			if _, ok := errors.AsType[stats.OrderError](err); !ok {
				t.Errorf("V19 %s, said to be randomized %v: %v, want an OrderError", w.name, claimed, err)
			}
			if _, err := s.WorseThan(0, 1, 0); !errors.Is(err, stats.OrderError{}) {
				t.Errorf("V19 WorseThan: %v, want an OrderError", err)
			}
			if _, err := s.WithinOf(0, 1, 0); !errors.Is(err, stats.OrderError{}) {
				t.Errorf("V19 WithinOf: %v, want an OrderError", err)
			}
		}
	}
	t.Log("V19 sequential order: refused in 7 of 7 worlds")
}
