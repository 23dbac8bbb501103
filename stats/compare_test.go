package stats_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"runexp/stats"
)

// blocksOf lays out blocks of two cells by their order ("ab ba ..."), a without
// noise, b times as long.
func blocksOf(order string, times float64) stats.Series {
	s := stats.Series{Randomized: true}
	for block, cells := range strings.Fields(order) {
		for _, c := range cells {
			o := stats.Observation{Cell: int(c - 'a'), Block: block, Value: 20}
			if c == 'b' {
				o.Value *= times
			}
			s.Observations = append(s.Observations, o)
		}
	}
	return s
}

func TestCompareWithoutNoise(t *testing.T) {
	ten := "ab ba ab ba ba ab ab ba ab ba"
	tests := []struct {
		name   string
		order  string
		times  float64
		higher bool
		want   stats.Effect
	}{
		{
			"six blocks of a slower candidate have the least p that six can have",
			"ab ba ba ab ba ab", 1.1, false,
			stats.Effect{N: 6, Change: math.Log(1.1), P: 2. / 64},
		},
		{
			"ten blocks of a slower candidate",
			ten, 1.1, false,
			stats.Effect{N: 10, Change: math.Log(1.1), P: 2. / 1024},
		},
		{
			"a faster candidate is a negative change",
			ten, 0.5, false,
			stats.Effect{N: 10, Change: -math.Log(2), P: 2. / 1024},
		},
		{
			"a larger number is better where higher is better",
			ten, 1.1, true,
			stats.Effect{N: 10, Change: -math.Log(1.1), P: 2. / 1024},
		},
		{
			"equal arms",
			ten, 1, false,
			stats.Effect{N: 10, P: 1},
		},
		{
			"a candidate a thousand times as slow",
			ten, 1000, false,
			stats.Effect{N: 10, Change: math.Log(1000), P: 2. / 1024},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := blocksOf(tt.order, tt.times)
			s.HigherIsBetter = tt.higher
			tt.want.Lo, tt.want.Hi, tt.want.Exact, tt.want.Window = tt.want.Change, tt.want.Change, true, 7
			got, err := s.Compare(0, 1, 0.95)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got, cmpopts.EquateApprox(0, 1e-7)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestWindowGrowsWithTheCells(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for cells, want := range map[int]int{2: 7, 3: 9, 4: 13, 5: 15, 6: 19, 7: 21, 8: 25, 9: 25, 30: 25} {
		s := experiment(random, iid(0.03), shuffled, 6, make([]float64, cells))
		e, err := s.Compare(0, 1, 0.9)
		if err != nil || e.Window != want {
			t.Errorf("%d cells have a window of %d, %v, want %d", cells, e.Window, err, want)
		}
	}
}

func TestCompareUsesBlocksThatHoldBothArms(t *testing.T) {
	s := blocksOf("ab ba ab ba ba a ab ba b ab ba", 1.25)
	for i, o := range s.Observations {
		if o.Block == 5 || o.Block == 8 { // one arm was lost
			s.Observations[i].Value = 1e6
		}
	}
	e := compared(t, &s, 0, 1)
	if e.N != 9 || math.Abs(e.Change-math.Log(1.25)) > 1e-7 || e.P != 2./512 {
		t.Errorf("%+v, want nine blocks of +25 %%", e)
	}
}

func TestCompareRefuses(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	ten := "ab ba ab ba ba ab ab ba ab ba"
	with := func(value float64) *stats.Series {
		s := blocksOf(ten, 1.1)
		s.Observations[3].Value = value
		return &s
	}
	ordered, claimed := blocksOf(ten, 1.1), blocksOf("a b", 1.1)
	ordered.Randomized = false
	claimed.Observations = nil
	for cell := range 2 {
		for block := range 10 {
			claimed.Observations = append(claimed.Observations, stats.Observation{Cell: cell, Block: block, Value: 1})
		}
	}
	five, four, twice := blocksOf("ab ba ab ba ba", 1.1), blocksOf("ab ba ab ba", 1.1), blocksOf(ten+" aba", 1.1)
	six := blocksOf("ab ba ab ba ba ab", 1.1)
	tests := []struct {
		name       string
		s          *stats.Series
		base       int
		confidence float64
		by         float64
		interval   string // what Compare says
		oneSided   string // what WorseThan and WithinOf say
	}{
		{"an order that chance did not give", &ordered, 0, 0.95, 0, "not randomized", "not randomized"},
		{"an order that cannot be what it is said to be", &claimed, 0, 0.95, 0, "not randomized", "not randomized"},
		{"no observations", &stats.Series{Randomized: true}, 0, 0.95, 0, "0 blocks hold both arms, a comparison needs 6", "needs 5"},
		{"five blocks for an interval", &five, 0, 0.95, 0, "5 blocks hold both arms, a comparison needs 6", ""},
		{"five blocks for an interval of 80 %", &five, 0, 0.80, 0, "needs 6", ""},
		{"four blocks", &four, 0, 0.95, 0, "needs 6", "4 blocks hold both arms, a comparison needs 5"},
		{"six blocks for an interval of 99 %", &six, 0, 0.99, 0, "6 blocks hold both arms, a comparison needs 8", ""},
		{"ten blocks for an interval of 99.9 %", with(1), 0, 0.999, 0, "10 blocks hold both arms, a comparison needs 11", ""},
		{"a cell that was not run", with(1), 9, 0.95, 0, "0 blocks hold both arms", "0 blocks hold both arms"},
		{"a value of 0", with(0), 0, 0.95, 0, "value 0 of cell 0 in block 1", "only finite numbers above 0"},
		{"a value below 0", with(-1), 0, 0.95, 0, "value -1 of cell 0 in block 1", "value -1"},
		{"NaN", with(nan), 0, 0.95, 0, "value NaN", "value NaN"},
		{"an infinite value", with(inf), 0, 0.95, 0, "value +Inf", "value +Inf"},
		{"a cell twice in a block", &twice, 0, 0.95, 0, "block 10 holds cell 0 twice", "twice"},
		{"a cell with itself", with(1), 1, 0.95, 0, "cell 1 is compared with itself", "with itself"},
		{"no confidence", with(1), 0, 0, 0, "confidence 0", ""},
		{"too much confidence", with(1), 0, 1, 0, "confidence 1", ""},
		{"more confidence than drawn swaps give", with(1), 0, 0.9999, 0, "confidence 0.9999", ""},
		{"a confidence of NaN", with(1), 0, nan, 0, "confidence NaN", ""},
		{"a change by nothing left", with(1), 0, 0.95, -1, "", "change by -1"},
		{"a change by NaN", with(1), 0, 0.95, nan, "", "change by NaN"},
		{"a change without end", with(1), 0, 0.95, inf, "", "change by +Inf"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := tt.s.Compare(tt.base, 1, tt.confidence)
			says(t, "Compare", err, tt.interval)
			_, err = tt.s.WorseThan(tt.base, 1, tt.by)
			says(t, "WorseThan", err, tt.oneSided)
			_, err = tt.s.WithinOf(tt.base, 1, tt.by)
			says(t, "WithinOf", err, tt.oneSided)
		})
	}
	_, err := five.Compare(0, 1, 0.95)
	if few, ok := errors.AsType[stats.TooFewError](err); !ok || few != (stats.TooFewError{N: 5, Need: 6}) {
		t.Errorf("five blocks: %v", err)
	}
	_, err = with(-2).Compare(0, 1, 0.95)
	if bad, ok := errors.AsType[stats.ValueError](err); !ok || bad.Observation != (stats.Observation{Cell: 0, Block: 1, Value: -2}) {
		t.Errorf("a value of -2: %v", err)
	}
}

func says(t *testing.T, what string, err error, part string) {
	t.Helper()
	switch {
	case part == "" && err != nil:
		t.Errorf("%s: %v", what, err)
	case part != "" && (err == nil || !strings.Contains(err.Error(), part)):
		t.Errorf("%s: %v, want %q", what, err, part)
	}
}

func ExampleSeries_Compare() {
	// Ten blocks of both variants, in the order in which they ran: seconds.
	elapsed := [][2]float64{
		{0.521, 0.552},
		{0.519, 0.547},
		{0.530, 0.561},
		{0.524, 0.549},
		{0.518, 0.551},
		{0.602, 0.640},
		{0.598, 0.629},
		{0.527, 0.553},
		{0.522, 0.556},
		{0.520, 0.548},
	}
	order := [][2]int{{0, 1}, {1, 0}, {1, 0}, {0, 1}, {1, 0}, {0, 1}, {0, 1}, {1, 0}, {1, 0}, {0, 1}}
	s := stats.Series{Randomized: true, Seed: 1}
	for block, cells := range order {
		for _, cell := range cells {
			s.Observations = append(s.Observations, stats.Observation{Cell: cell, Block: block, Value: elapsed[block][cell]})
		}
	}
	e, err := s.Compare(0, 1, 0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	percent := func(log float64) float64 { return 100 * math.Expm1(log) }
	fmt.Printf("%+.1f %% (%+.1f to %+.1f), p=%.3f, n=%d\n", percent(e.Change), percent(e.Lo), percent(e.Hi), e.P, e.N)

	worse, _ := s.WorseThan(0, 1, 0.03)
	within, _ := s.WithinOf(0, 1, 0.03)
	fmt.Println("tolerance 3 %:", stats.GateVerdict(worse, within, 0.05))
	// Output:
	// +5.6 % (+5.1 to +6.1), p=0.002, n=10
	// tolerance 3 %: fail
}

func BenchmarkCompare(b *testing.B) {
	random := rand.New(rand.NewPCG(19, 20))
	for _, size := range []struct{ blocks, cells int }{{10, 2}, {10, 8}, {20, 2}, {20, 8}, {100, 8}} {
		b.Run(fmt.Sprintf("%d blocks of %d", size.blocks, size.cells), func(b *testing.B) {
			s := experiment(random, iid(0.03), shuffled, size.blocks, make([]float64, size.cells))
			for b.Loop() {
				if _, err := s.Compare(0, 1, 0.95); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
