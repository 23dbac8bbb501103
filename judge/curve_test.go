package judge_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"runexp/judge"
	"runexp/runner"
	"runexp/stats"
)

// capacity makes a server that answers within 20 ms as long as no more than so many
// requests are in flight; what is beyond that waits. Beyond its peak each request in
// flight costs it as much more as fall says.
func capacity(most, fall, noise float64) func(runner.Trial) runner.Result {
	return func(t runner.Trial) runner.Result {
		n := float64(t.Spec.Load.Concurrency)
		by := max(1, n/most) * (1 + fall*max(0, n-most))
		return behaviour{median: scaled(20*ms, by*wobble(&t, noise))}.run(t)
	}
}

// law makes a server that follows the universal scalability law.
func law(sigma, kappa, noise float64) func(runner.Trial) runner.Result {
	return func(t runner.Trial) runner.Result {
		n := float64(t.Spec.Load.Concurrency)
		by := 1 + sigma*(n-1) + kappa*n*(n-1)
		return behaviour{median: scaled(20*ms, by*wobble(&t, noise))}.run(t)
	}
}

func levels(text string) string {
	return fmt.Sprintf("\nbase_url: http://127.0.0.1:1\niterations: 1000\nconcurrency: [%s]\nrepeats: 6\n", text)
}

func TestCurves(t *testing.T) {
	for _, c := range []struct {
		name, levels string
		server       func(runner.Trial) runner.Result
		shape        stats.Shape
		at           float64
		next         []float64
	}{
		{"a server with a capacity is saturated", "1, 2, 4, 8, 16, 32, 64", capacity(12, 0, 0.01), stats.ShapeSaturated, 12, []float64{10, 12, 14}},
		{"one that slows down beyond it has a peak", "1, 2, 4, 8, 16, 32, 64", law(0.02, 0.002, 0.01), stats.ShapePeak, 22.1, nil},
		{"one with room is still rising", "1, 2, 4, 8, 16", capacity(1000, 0, 0.01), stats.ShapeRising, 0, []float64{32, 64}},
		{"two levels tell nothing", "1, 64", capacity(12, 0, 0.01), stats.ShapeUnknown, 0, []float64{2, 3, 8, 23}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := sceneOf(t, levels(c.levels))
			answer := s.Judge(s.plan, s.results(c.server)).Answer
			if len(answer.Curves) != 1 || answer.Best != nil || answer.Found != nil {
				t.Fatalf("%+v", answer)
			}
			curve := answer.Curves[0]
			if curve.Load != "concurrency" || len(curve.Rest) != 0 || curve.Left != 0 || curve.Shape.Shape != c.shape || math.Abs(curve.Shape.At-c.at) > 0.08*c.at {
				t.Errorf("%+v", curve)
			}
			off := func(x float64) bool { return math.Abs(x-c.at) > 0.2*c.at }
			if c.next != nil && !slices.Equal(curve.Next, c.next) || c.next == nil && (len(curve.Next) == 0 || slices.ContainsFunc(curve.Next, off)) {
				t.Errorf("next is %v, want %v, or what lies around %v", curve.Next, c.next, c.at)
			}
		})
	}
}

func TestACurveForEachCombinationOfTheOthers(t *testing.T) {
	s := sceneOf(t, `
targets: {base: "http://127.0.0.1:1", head: "http://127.0.0.1:2"}
path: /?q=${q}
params: {q: [hats, shoes]}
iterations: 200
concurrency: [1, 2, 4, 8]
timeout: 10s
repeats: 2
`)
	var got []string
	for _, c := range s.Judge(s.plan, s.results(capacity(1000, 0, 0.01))).Answer.Curves {
		got = append(got, fmt.Sprint(c.Rest, c.Levels))
	}
	want := []string{
		"[{target false base} {q true hats}]4", "[{target false head} {q true hats}]4",
		"[{target false base} {q true shoes}]4", "[{target false head} {q true shoes}]4",
	}
	for i := range got {
		got[i] = got[i][:len(got[i])-2] + got[i][len(got[i])-1:]
	}
	for i := range want {
		if i >= len(got) || got[i] != want[i] {
			t.Fatalf("curves are %q, want %q", got, want)
		}
	}
}

// Where rates are swept they are the load, whatever the concurrency.
func TestATrialsLengthThatGoesWithTheLoadPartsNoCurve(t *testing.T) {
	text := "\nbase_url: http://127.0.0.1:1\nconcurrency: [1, 2, 4, 8, 16, 32]\niterations: [100, 200, 400, 800, 1600, 1600]\nrepeats: 6\n"
	for _, c := range []struct {
		name, text string
		curves     int
	}{
		{"zipped with it", text + "zip: [[concurrency, iterations]]\n", 1},
		{"swept beside it", strings.Replace(text, "[100, 200, 400, 800, 1600, 1600]", "[100, 200]", 1), 2},
	} {
		s := sceneOf(t, c.text)
		curves := s.Judge(s.plan, s.results(capacity(8, 0, 0.01))).Answer.Curves
		if len(curves) != c.curves || curves[0].Levels != 6 || len(curves[0].Rest) != c.curves-1 {
			t.Errorf("%s: %+v", c.name, curves)
		}
	}
}

func TestRatesAreTheLoadOfAnOpenLoop(t *testing.T) {
	s := sceneOf(t, "base_url: http://127.0.0.1:1\niterations: 200\nrate: [10/s, 20/s, 40/s]\nconcurrency: [100, 200]\nrepeats: 2\n")
	curves := s.Judge(s.plan, s.results(behaviour{median: ms}.run)).Answer.Curves
	if len(curves) != 2 || curves[0].Load != "rate" || curves[0].Levels != 3 || len(curves[0].Rest) != 1 || curves[0].Rest[0].Name != "concurrency" {
		t.Errorf("%+v", curves)
	}
}

func TestLevelsThatTheClientBendsAreLeftOut(t *testing.T) {
	s := sceneOf(t, levels("1, 2, 4, 8, 16, 32, 64"))
	results := s.results(capacity(1000, 0, 0.01))
	for i := range results {
		switch r := &results[i]; r.Trial.Spec.Load.Concurrency {
		case 64: // invalid
			r.Client.CPU, r.Elapsed = time.Hour, 3*r.Elapsed
		case 32: // suspect
			r.Client.CPU, r.Elapsed = 1600*ms, 2*r.Elapsed
		case 16: // one repeat only: the others are kept
			if r.Trial.Repeat == 1 {
				r.Client.CPU, r.Elapsed = time.Hour, 2*r.Elapsed
			}
		}
	}
	c := s.Judge(s.plan, results).Answer.Curves[0]
	if c.Levels != 7 || c.Left != 2 || c.Shape.Shape != stats.ShapeRising || c.Shape.Tested != 16 {
		t.Errorf("%+v", c)
	}
}

func TestASweepWithoutLoadsHasNoCurve(t *testing.T) {
	for _, text := range []string{
		"base_url: http://127.0.0.1:1\niterations: [100, 200]\nconcurrency: 4\n",
		"base_url: http://127.0.0.1:1\niterations: 100\nconcurrency: 4\n",
	} {
		s := sceneOf(t, text)
		if a := s.Judge(s.plan, s.results(behaviour{median: ms}.run)).Answer; len(a.Curves) != 0 || a.Best != nil {
			t.Errorf("%+v", a)
		}
	}
}

const disciplines = `
base_url: http://127.0.0.1:1
iterations: 500
concurrency: [1, 26, 100]
discipline: [window, chunk, serial]
repeats: REPEATS
`

func TestBestDiscipline(t *testing.T) {
	// Chunks wait for their slowest; serial is one at a time.
	server := func(t runner.Trial) runner.Result {
		by := wobble(&t, 0.01)
		if t.Spec.Load.Discipline == "chunk" {
			by *= 1.2
		}
		return behaviour{median: scaled(100*ms, by)}.run(t)
	}
	for repeats, want := range map[string]judge.Word{"3": judge.TooFew, "6": judge.Worse} {
		s := sceneOf(t, replaced(disciplines, "REPEATS", repeats))
		best := s.Judge(s.plan, s.results(server)).Answer.Best
		if best == nil || best.Discipline != "window" || best.Concurrency != 100 || len(best.Others) != 2 {
			t.Fatalf("%s repeats: %+v", repeats, best)
		}
		chunk, serial := best.Others[0], best.Others[1]
		if chunk.Candidate != "chunk" || chunk.Reference != "window" || chunk.Word != want || math.Abs(chunk.Effect.Change-math.Log(1.2)) > 0.05 {
			t.Errorf("%s repeats: %+v", repeats, chunk)
		}
		if v, _ := chunk.Point.Value("concurrency"); v != "100" {
			t.Errorf("chunk is compared at %s", v)
		}
		if serial.Candidate != "serial" || serial.Effect.Change < 4 {
			t.Errorf("%s repeats: %+v", repeats, serial)
		}
		if n := len(s.plan.Points); n != 7 {
			t.Errorf("%d points", n)
		}
	}
	// The others stand at the same concurrency, also where it does not suit them.
	s := sceneOf(t, replaced(disciplines, "REPEATS", "6"))
	best := s.Judge(s.plan, s.results(func(t runner.Trial) runner.Result {
		r := server(t)
		if t.Spec.Load.Discipline == "chunk" && t.Spec.Load.Concurrency == 100 {
			r.Elapsed *= 9
		}
		return r
	})).Answer.Best
	if v, _ := best.Others[0].Point.Value("concurrency"); v != "100" {
		t.Errorf("chunk is compared at %s", v)
	}
	// Where more is swept there is no best one of all.
	s = sceneOf(t, replaced(disciplines, "REPEATS", "2")+"timeout: [1s, 2s]\n")
	if best := s.Judge(s.plan, s.results(server)).Answer.Best; best != nil {
		t.Errorf("%+v", best)
	}
}
