package runner_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"runexp/config"
)

// lookingFor is an experiment that searches; rates are per second.
func lookingFor(tb testing.TB, find string, from, to float64, more ...string) *config.Experiment {
	tb.Helper()
	e := read(tb, load(append([]string{"iterations: 5", "concurrency: 1"}, more...)...))
	e.Factors = slices.DeleteFunc(e.Factors, func(f config.Factor) bool { return f.Name == find }) // the file must not give it
	e.Search = &config.Search{Find: find, From: config.IntValue(int(from)), To: config.IntValue(int(to)), Trials: 30}
	if find == "rate" {
		e.Search.From, e.Search.To = config.RateValue(int64(math.Round(from*3_600_000))), config.RateValue(int64(math.Round(to*3_600_000)))
	}
	return e
}

func TestLevelsAreWholeAndWithinTheirBounds(t *testing.T) {
	for _, c := range []struct {
		find        string
		from, to, x float64
		want        float64
	}{
		{"concurrency", 4, 512, 4, 4},
		{"concurrency", 4, 512, 16.4, 16},
		{"concurrency", 4, 512, 16.5, 17},
		{"concurrency", 4, 512, 3.9, 4},
		{"concurrency", 4, 512, 600, 512},
		{"concurrency", 4, 512, math.Inf(1), 512},
		{"concurrency", 4, 512, math.Inf(-1), 4},
		{"concurrency", 4, 512, math.NaN(), 4},
		{"rate", 100, 5000, 250.4, 250},
		{"rate", 100, 5000, 250.5, 251},
		{"rate", 100, 5000, 1e9, 5000},
		{"rate", 20, 5000, 250.46, 250.5},
		{"rate", 20.04, 50.06, 0, 20.04},
		{"rate", 20.04, 50.06, 20.06, 20.1},
		{"rate", 20.04, 50.06, 60, 50.06},
		{"rate", 1, 9, 1.2345, 1.23},
		{"rate", 0.001, 0.01, 0.0056, 0.006},
		{"rate", 10.0 / 60, 100.0 / 60, 12.34 / 60, 12.3 / 60},
		{"rate", 10.0 / 3600, 100.0 / 3600, 12.34 / 3600, 12.3 / 3600},
		{"rate", 1, 1e6, 999_999.999, 1e6},
	} {
		s := planned(t, lookingFor(t, c.find, c.from, c.to)).Search
		if got := s.Level(c.x); math.Abs(got-c.want) > 1e-9*c.want {
			t.Errorf("%s from %v to %v: %v becomes %v, want %v", c.find, c.from, c.to, c.x, got, c.want)
		}
	}
}

// The grid is fine enough: a level is moved by less than half a per cent, and a
// level that is on the grid stays.
func TestLevelsStayWhereTheyAre(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 1))
	for range 500 {
		find, from := "rate", math.Pow(10, -2+6*rng.Float64())
		if rng.IntN(3) == 0 {
			find, from = "concurrency", float64(1+rng.IntN(300))
		}
		to := math.Min(1e6, from*math.Pow(10, 3*rng.Float64()))
		s := planned(t, lookingFor(t, find, from, to)).Search
		x := s.From * math.Pow(s.To/s.From, rng.Float64())
		got := s.Level(x)
		limit := 0.0051 * x
		if find == "concurrency" {
			limit = 0.5
		} else if from < 1 {
			limit = math.Max(limit, 0.0006) // a rate has three decimals at most, or none
		}
		if math.Abs(got-x) > limit+1e-9 || got < s.From || got > s.To {
			t.Errorf("%s from %v to %v: %v becomes %v", find, s.From, s.To, x, got)
		}
		if again := s.Level(got); again != got {
			t.Errorf("%s from %v to %v: %v becomes %v", find, s.From, s.To, got, again)
		}
	}
}

func TestPointsOfASearchHaveNumbersOfTheirOwn(t *testing.T) {
	for _, find := range []string{"concurrency", "rate"} {
		p := planned(t, lookingFor(t, find, 3, 1234, "keepalive: [true, false]", "timeout: [1s, 2s, 3s]"))
		if len(p.Search.Stems) != 6 {
			t.Fatalf("%d stems", len(p.Search.Stems))
		}
		numbers := make(map[int]string)
		last := 0
		for stem := range p.Search.Stems {
			before := 0.0
			for level := p.Search.From; level <= p.Search.To; level *= 1.1 {
				trial := p.Probe(stem, level, 1, 1)
				key := trial.Point.Key()
				if other, ok := numbers[trial.Point.Number]; ok && other != key {
					t.Fatalf("%d is %s and %s", trial.Point.Number, other, key)
				}
				if again := p.Probe(stem, p.Search.Level(level), 7, 9); again.Point.Number != trial.Point.Number || again.Point.Key() != key {
					t.Errorf("%s is %d, then %s %d", key, trial.Point.Number, again.Point.Key(), again.Point.Number)
				}
				if now := p.Search.Level(level); now > before && trial.Point.Number <= last {
					t.Errorf("%s is %d, after %d", key, trial.Point.Number, last)
				}
				before = p.Search.Level(level)
				numbers[trial.Point.Number], last = key, trial.Point.Number
			}
		}
	}
}

func TestAPointOfASearchForConcurrencyIsNumberedByIt(t *testing.T) {
	p := planned(t, lookingFor(t, "concurrency", 4, 512, "keepalive: [true, false]"))
	if a, b := p.Probe(0, 128, 2, 1).Name(), p.Probe(1, 128, 1, 1).Name(); a != "p128r2" || b != "p1128r1" {
		t.Errorf("%s and %s", a, b)
	}
}
