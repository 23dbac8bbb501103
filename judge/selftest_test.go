package judge_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"runexp/judge"
)

func TestASelfTestOfADriftingServerAlarmsInOrderAndNotShuffled(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	values := make([]float64, 400)
	for i := range values {
		values[i] = math.Exp(0.6*float64(i)/100 + 0.02*rng.NormFloat64())
	}
	got, err := judge.TestSelf("elapsed", values, 10, 7)
	if err != nil {
		t.Fatal(err)
	}
	if got.Comparisons != 381 {
		t.Errorf("%d comparisons, not one for each run of 20 trials", got.Comparisons)
	}
	if got.Rate() > 0.10 {
		t.Errorf("shuffled, %d of %d comparisons alarm", got.Alarms, got.Comparisons)
	}
	if got.InOrder < got.Comparisons*9/10 {
		t.Errorf("in order only %d of %d alarm, though the server gets slower all the time", got.InOrder, got.Comparisons)
	}
}

func TestASelfTestNeedsEnoughTrials(t *testing.T) {
	t.Parallel()
	if _, err := judge.TestSelf("elapsed", make([]float64, 19), 10, 1); err == nil {
		t.Error("19 trials were compared in pairs of 10")
	}
	if _, err := judge.TestSelf("elapsed", make([]float64, 100), 5, 1); err == nil {
		t.Error("5 pairs were taken for enough")
	}
}
