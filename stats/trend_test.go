package stats_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"runexp/stats"
)

func TestDrift(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	tests := []struct {
		name   string
		ys     []float64
		window int
		want   float64
	}{
		{"nothing", nil, 7, 0},
		{"one number", []float64{5}, 7, 0},
		{"all equal", []float64{5, 5, 5, 5}, 3, 0},
		{"a median of 0", []float64{-1, 0, 1}, 1, 0},
		{"a window of one is the range", []float64{8, 12, 10}, 1, 0.4},
		{"a window of none is one of one", []float64{8, 12, 10}, 0, 0.4},
		// Medians of three, of two at the ends: 11, 10, 14, 14, 17.
		{"a window of three", []float64{8, 14, 10, 20, 14}, 3, 7. / 14},
		{"a window of two is one of three", []float64{8, 14, 10, 20, 14}, 2, 7. / 14},
		{"one outlier is no drift", []float64{10, 10, 10, 90, 10, 10, 10}, 3, 0},
		{"but at an end, where the window is of two", []float64{10, 10, 10, 10, 90}, 3, 4},
		{"a window longer than the series", []float64{1, 2, 3}, 1 << 40, 0},
		{"what is no number is left out", []float64{8, nan, 12, inf, 10, -inf}, 1, 0.4},
		{"numbers below 0", []float64{-8, -12, -10}, 1, 0.4},
		{"an enormous range stays finite", []float64{-math.MaxFloat64, 1e-300, math.MaxFloat64}, 1, math.MaxFloat64},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := slices.Clone(tt.ys)
			if got := stats.Drift(tt.ys, tt.window); math.Abs(got-tt.want) > 1e-12 {
				t.Errorf("got %v, want %v", got, tt.want)
			}
			if len(before) > 0 && before[0] != tt.ys[0] {
				t.Error("the series was changed")
			}
		})
	}
}

// The window that slides gives what a window cut out at each place does.
func TestDriftSlides(t *testing.T) {
	random := rand.New(rand.NewPCG(31, 32))
	for range 300 {
		ys := make([]float64, 1+random.IntN(60))
		for i := range ys {
			ys[i] = 10 + float64(random.IntN(5))
		}
		window := 1 + random.IntN(30)
		reach := window / 2 // an even one takes one more
		var level []float64
		for i := range ys {
			level = append(level, plainMedian(ys[max(i-reach, 0):min(i+reach+1, len(ys))]))
		}
		want := (slices.Max(level) - slices.Min(level)) / plainMedian(ys)
		if got := stats.Drift(ys, window); math.Abs(got-want) > 1e-12 {
			t.Fatalf("window %d of %v: got %v, want %v", window, ys, got, want)
		}
	}
}

func TestTheilSen(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	long := make([]float64, 5003)
	for i := range long {
		long[i] = 3 - 0.25*float64(i)
		if i%7 == 0 {
			long[i] = 1e9
		}
	}
	tests := []struct {
		name string
		ys   []float64
		want float64
	}{
		{"nothing", nil, 0},
		{"one number", []float64{5}, 0},
		{"two numbers", []float64{5, 8}, 3},
		{"a line", []float64{1, 3, 5, 7}, 2},
		{"a line down", []float64{7, 5, 3, 1}, -2},
		{"a line with an outlier", []float64{1, 3, 5, 700, 9, 11, 13}, 2},
		// Slopes 5, 1, -3, so 1.
		{"the median of the slopes", []float64{0, 5, 2}, 1},
		{"what is no number is left out, where it stands", []float64{1, nan, 5, 7, inf, 11}, 2},
		{"only NaN", []float64{nan, nan}, 0},
		{"a long line with outliers", long, -0.25},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := stats.TheilSen(tt.ys); math.Abs(got-tt.want) > 1e-9 {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestMSER5(t *testing.T) {
	from := func(warm int, low float64) []float64 {
		ys := slices.Repeat([]float64{1}, 200)
		for i := range warm {
			ys[i] = low
		}
		return ys
	}
	late, equal := from(40, 0.5), from(0, 0)
	growing := make([]float64, 200)
	for i := range growing {
		growing[i] = 1 + 0.01*float64(i)
	}
	holed := slices.Clone(late)
	holed[77] = math.NaN()
	tests := []struct {
		name     string
		ys       []float64
		truncate int
		steady   bool
	}{
		{"nothing", nil, 0, true},
		{"too few to tell", late[:99], 0, true},
		{"a slow start goes", late, 40, true},
		{"so does one that was too fast", from(25, 1.5), 25, true},
		{"with a mean that is part of it", from(27, 0.5), 30, true},
		{"a remainder of less than five does not matter", append(slices.Clone(late), 1, 1, 1), 40, true},
		{"one that grows all along is not steady", growing, 100, false},
		{"one that starts at the half is not steady", from(100, 0.5), 100, false},
		{"nor is one that starts after it", from(140, 0.5), 0, false},
		{"one with a hole is left alone", holed, 0, true},
		{"one without noise keeps all", equal, 0, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			truncate, steady := stats.MSER5(tt.ys)
			if truncate != tt.truncate || steady != tt.steady {
				t.Errorf("got %d, %v, want %d, %v", truncate, steady, tt.truncate, tt.steady)
			}
		})
	}
}
