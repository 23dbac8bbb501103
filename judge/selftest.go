package judge

import (
	"fmt"
	"math/rand/v2"

	"runexp/stats"
)

// SelfTest is how often comparisons of a server with itself raise an alarm.
type SelfTest struct {
	// Metric is what was compared, Blocks the pairs of each comparison.
	Metric string `json:"metric"`
	Blocks int    `json:"blocks"`
	// Comparisons were made, Alarms of them had a p-value of 0.05 or less: about one
	// in twenty is as it should be.
	Comparisons int `json:"comparisons"`
	Alarms      int `json:"alarms"`
	// InOrder is how many alarms there would have been had the first half of the
	// same trials been the one side and the second half the other, judged by a
	// paired t test: what not shuffling costs on this machine.
	InOrder int `json:"alarms_in_order"`
	// CV is the coefficient of variation of the trials, robust, as a share; MDE the
	// median of the changes that the comparisons would have found with 90 % power.
	CV  float64 `json:"cv"`
	MDE float64 `json:"mde"`
}

// alarm is the p-value from which on a comparison counts as one.
const alarm = 0.05

// mostWindows bounds the comparisons of a self-test.
const mostWindows = 1000

// TestSelf compares a server with itself: values are a metric of trials that
// were all the same, in order of execution. Every run of 2*blocks neighbours is
// one comparison, its pairs labelled at random. The comparisons share trials, so
// that their alarms come in bunches.
func TestSelf(metric string, values []float64, blocks int, seed uint64) (SelfTest, error) {
	windows := len(values) - 2*blocks + 1
	if blocks < 6 || windows < 1 {
		return SelfTest{}, fmt.Errorf("%d trials are too few for comparisons of %d pairs (6 or more)", len(values), blocks)
	}
	t := SelfTest{Metric: metric, Blocks: blocks, CV: stats.Summarize(values).CV}
	var found []float64
	step := (windows-1)/mostWindows + 1
	for start := 0; start < windows; start += step {
		window := values[start : start+2*blocks]
		effect, err := shuffled(window, rand.New(rand.NewPCG(seed, uint64(start))))
		if err != nil {
			return SelfTest{}, err
		}
		t.Comparisons++
		if effect.P <= alarm {
			t.Alarms++
		}
		if inOrder(window) {
			t.InOrder++
		}
		found = append(found, effect.MDE)
	}
	t.MDE = stats.Summarize(found).Median
	return t, nil
}

// shuffled compares the trials of a window, each pair of neighbours labelled by
// the toss of a coin.
func shuffled(window []float64, coin *rand.Rand) (stats.Effect, error) {
	series := stats.Series{Randomized: true, Seed: coin.Uint64()}
	for i, v := range window {
		if i%2 == 0 {
			series.Observations = append(series.Observations, stats.Observation{Block: i / 2, Value: v, Cell: coin.IntN(2)})
			continue
		}
		other := 1 - series.Observations[i-1].Cell
		series.Observations = append(series.Observations, stats.Observation{Block: i / 2, Value: v, Cell: other})
	}
	return series.Compare(0, 1, 1-alarm)
}

// inOrder reports whether a paired t test takes the second half of a window for
// another server than the first.
func inOrder(window []float64) bool {
	half := len(window) / 2
	ratios := make([]float64, half)
	for i := range half {
		ratios[i] = window[half+i] / window[i]
	}
	e := stats.LogMean(ratios, 1-alarm)
	return e.Lo > 1 || e.Hi < 1
}

// Rate is the share of comparisons that raised an alarm.
func (t *SelfTest) Rate() float64 { return float64(t.Alarms) / float64(max(t.Comparisons, 1)) }
