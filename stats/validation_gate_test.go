package stats_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"runexp/stats"
)

// looks are the repeats after which a gate that extends itself looks.
func looks() []int { return []int{8, 12, 16, 20} }

// extended runs a gate that looks after 8, 12, 16 and 20 blocks, and says what it
// ends with and after how many.
func extended(t *testing.T, s *stats.Series, tolerance float64) (verdict stats.Verdict, blocks int) {
	t.Helper()
	alpha, err := stats.LookAlpha(len(looks()), 0.05)
	if err != nil {
		t.Error(err)
	}
	for _, blocks = range looks() {
		so := *s
		so.Observations = s.Observations[:2*blocks]
		worse, within := bothTails(t, &so, tolerance)
		if verdict = stats.GateVerdict(worse, within, alpha); verdict != stats.Undecided {
			break
		}
	}
	return verdict, blocks
}

func TestValidationV5GateAtTheTolerance(t *testing.T) {
	const tolerance = 0.05
	for _, l := range layouts()[:2] {
		for i, cv := range []float64{0.01, 0.03, 0.05} {
			t.Run(fmt.Sprintf("%s/%v", l.name, cv), func(t *testing.T) {
				sims := simulations(1000, 5000)
				hits := count(sims, uint64(50+i), func(random *rand.Rand) []bool {
					s := experiment(random, iid(cv), l.by, 20, pairOf(tolerance))
					so := s
					so.Observations = s.Observations[:2*10]
					worse, within := bothTails(t, &so, tolerance)
					once := stats.GateVerdict(worse, within, 0.05)
					last, _ := extended(t, &s, tolerance)
					return []bool{once == stats.Fail, once == stats.Pass, last == stats.Fail, last == stats.Pass}
				})
				what := fmt.Sprintf("V5 %s, CV %.0f %%, true change = tolerance", l.name, 100*cv)
				about(t, what+", n=10, fails", hits[0], sims)
				about(t, what+", n=10, passes", hits[1], sims)
				atMost(t, what+", four looks, fails", hits[2], sims, 0.06)
				atMost(t, what+", four looks, passes", hits[3], sims, 0.06)
			})
		}
	}
}

func TestValidationV6GatePasses(t *testing.T) {
	const tolerance = 0.05
	for _, l := range layouts()[:2] {
		t.Run(l.name, func(t *testing.T) {
			sims := simulations(1000, 5000)
			hits := count(sims, 60, func(random *rand.Rand) []bool {
				s := experiment(random, iid(0.03), l.by, 20, pairOf(0))
				so := s
				so.Observations = s.Observations[:2*10]
				worse, within := bothTails(t, &so, tolerance)
				last, blocks := extended(t, &s, tolerance)
				s = experiment(random, iid(0.03), l.by, 20, pairOf(0.10))
				slow, _ := extended(t, &s, tolerance)
				return []bool{
					stats.GateVerdict(worse, within, 0.05) == stats.Pass, last == stats.Pass,
					slow == stats.Fail, blocks > 8, blocks > 12, blocks > 16,
				}
			})
			what := "V6 " + l.name + ", CV 3 %, tolerance 5 %"
			atLeast(t, what+", true 0, n=10, passes", hits[0], sims, 0.90)
			atLeast(t, what+", true 0, four looks, passes", hits[1], sims, 0.98)
			atLeast(t, what+", true +10 %, four looks, fails", hits[2], sims, 0.98)
			t.Logf("%s, true 0, four looks, mean blocks: %.1f", what, 8+4*float64(hits[3]+hits[4]+hits[5])/float64(sims))
		})
	}
}

// A family of 20 metrics of the same trials, alone or sharing half of their noise.
func TestValidationV7FamilyOfMetrics(t *testing.T) {
	const metrics = 20
	for _, shared := range []float64{0, 0.5} {
		sims := simulations(400, 2000)
		hits := count(sims, 70, func(random *rand.Rand) []bool {
			common := experiment(random, iid(0.03*math.Sqrt(shared)), shuffled, 10, pairOf(0))
			ps := make([]float64, metrics)
			naive := false
			for m := range ps {
				s := common
				s.Observations = make([]stats.Observation, len(common.Observations))
				for i, o := range common.Observations {
					o.Value *= math.Exp(0.03 * math.Sqrt(1-shared) * random.NormFloat64())
					s.Observations[i] = o
				}
				worse, within := bothTails(t, &s, 0)
				ps[m] = min(1, 2*min(worse, within))
				naive = naive || ps[m] <= 0.05
			}
			family := false
			for _, p := range stats.Holm(ps) {
				family = family || p <= 0.05
			}
			return []bool{family, naive}
		})
		what := fmt.Sprintf("V7 20 metrics A/A sharing %.0f %% of the noise", 100*shared)
		atMost(t, what+", any alarm after Holm", hits[0], sims, 0.07)
		t.Logf("%s, unadjusted for contrast: %.3f", what, float64(hits[1])/float64(sims))
	}
}
