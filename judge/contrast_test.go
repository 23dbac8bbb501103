package judge_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"runexp/judge"
	"runexp/runner"
	"runexp/runner/vitals"
)

const sweep = `
base_url: http://127.0.0.1:1
path: /a
cooldown: 0s
iterations: 60
concurrency: [4, 8]
`

// sideOf is a run of an experiment, with noise of its own.
func sideOf(t *testing.T, name, text string, seed uint64, server func(runner.Trial) behaviour) judge.Side {
	t.Helper()
	s, err := readScene(text, seed)
	if err != nil {
		t.Fatal(err)
	}
	results := s.results(func(t runner.Trial) runner.Result { return server(t).run(t) })
	return judge.Side{
		Name: name, Taken: time.Unix(1e9+int64(seed)*3600, 0), Plan: s.plan, Cells: judge.Cells(s.plan, results),
		Machine: vitals.Machine{OS: "linux", Arch: "amd64", CPUs: 8, Processors: 8, Host: "a"},
	}
}

// noisyBy is a server whose trials differ by so much, and that is slower by a factor
// where it has 8 requests in flight.
func noisyBy(spread, slower float64) func(runner.Trial) behaviour {
	return func(t runner.Trial) behaviour {
		by := wobble(&t, spread)
		if t.Spec.Load.Concurrency == 8 {
			by *= slower
		}
		return behaviour{median: scaled(20*ms, by), spread: 0.1}
	}
}

func repeated(n string) string { return sweep + "repeats: " + n + "\n" }

// wordsOf are the words of a metric, by point.
func wordsOf(c *judge.Contrast, metric string) (words []judge.Word) {
	for i := range c.Comparisons {
		if c.Comparisons[i].Metric == metric {
			words = append(words, c.Comparisons[i].Word)
		}
	}
	return words
}

func TestRunsAreCompared(t *testing.T) {
	for _, c := range []struct {
		name       string
		repeats    [2]string
		spread, by float64
		tolerance  float64
		words      []judge.Word // of p50 at concurrency 4 and 8
		regression bool
		outcome    judge.Outcome
		why        string
	}{
		{"equal runs are the same", [2]string{"10", "10"}, 0.01, 1, 0, []judge.Word{judge.Same, judge.Same}, false, judge.Passed, ""},
		{"a slower point is worse, and fails", [2]string{"10", "10"}, 0.01, 1.1, 0, []judge.Word{judge.Same, judge.Worse}, true, judge.Failed, ""},
		{"a faster point is better", [2]string{"10", "10"}, 0.01, 0.9, 0, []judge.Word{judge.Same, judge.Better}, false, judge.Passed, ""},
		{"what is worse as tolerated does not fail", [2]string{"10", "10"}, 0.01, 1.1, 0.2, []judge.Word{judge.Same, judge.Worse}, false, judge.Passed, ""},
		{"what is worse by more than is tolerated fails", [2]string{"10", "10"}, 0.01, 1.5, 0.2, []judge.Word{judge.Same, judge.Worse}, true, judge.Failed, ""},
		{"what is about as much worse as is tolerated does not fail", [2]string{"10", "10"}, 0.02, 1.2, 0.2, []judge.Word{judge.Same, judge.Worse}, false, judge.Passed, ""},
		{"much noise leaves it open", [2]string{"10", "10"}, 0.2, 1, 0, []judge.Word{judge.Unclear, judge.Unclear}, false, judge.Undecided, "neither shown nor ruled out"},
		{"fewer than five repeats tell nothing", [2]string{"10", "3"}, 0.01, 2, 0, []judge.Word{judge.TooFew, judge.TooFew}, false, judge.Undecided, "too few repeats to tell (3; 5 needed)"},
		{"five repeats are enough for what is plain", [2]string{"5", "12"}, 0.01, 2, 0, []judge.Word{judge.Same, judge.Worse}, true, judge.Failed, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := sideOf(t, "a", repeated(c.repeats[0]), 3, noisyBy(c.spread, 1))
			b := sideOf(t, "b", repeated(c.repeats[1]), 4, noisyBy(c.spread, c.by))
			got := judge.Compare(a, []judge.Side{b}, judge.Contrasting{Tolerance: c.tolerance, Metrics: []string{"p50", "throughput"}})
			for _, metric := range []string{"p50", "throughput"} {
				if words := wordsOf(got, metric); !slices.Equal(words, c.words) {
					t.Errorf("%s: the words are %v, want %v", metric, words, c.words)
				}
			}
			if got.Outcome() != c.outcome {
				t.Errorf("the outcome is %v, want %v", got.Outcome(), c.outcome)
			}
			last := got.Comparisons[len(got.Comparisons)-1]
			if last.Regression != c.regression || !strings.Contains(last.Why, c.why) {
				t.Errorf("regression %t, why %q", last.Regression, last.Why)
			}
			if last.Word == judge.TooFew && (last.Effect.Change != 0 || last.Effect.P != 1 || last.Adjusted != 1) {
				t.Errorf("too few repeats have an effect: %+v", last.Effect)
			}
		})
	}
}

func TestAContrastIsTheSameFromEitherSide(t *testing.T) {
	a, b := sideOf(t, "a", repeated("10"), 1, noisyBy(0.03, 1)), sideOf(t, "b", repeated("9"), 2, noisyBy(0.03, 1.1))
	there, back := judge.Compare(a, []judge.Side{b}, judge.Contrasting{}), judge.Compare(b, []judge.Side{a}, judge.Contrasting{})
	if len(there.Comparisons) != 4 { // p99 has too few requests
		t.Fatalf("%d comparisons", len(there.Comparisons))
	}
	opposite := map[judge.Word]judge.Word{judge.Worse: judge.Better, judge.Better: judge.Worse, judge.Same: judge.Same, judge.Unclear: judge.Unclear}
	for i := range there.Comparisons {
		x, y := &there.Comparisons[i], &back.Comparisons[i]
		if math.Abs(x.Effect.Change+y.Effect.Change) > 1e-9 || math.Abs(x.Adjusted-y.Adjusted) > 1e-9 || opposite[x.Word] != y.Word {
			t.Errorf("%s: %v there, %v back", x.Metric, x.Effect, y.Effect)
		}
	}
}

// Two runs of the same make an alarm in one of twenty contrasts at most, however
// many points they have.
func TestContrastsOfEqualsSeldomAlarm(t *testing.T) {
	runs, most := 200, 18 // 10 are expected at most; 18 with a chance of 0.5 %
	if raceEnabled {
		runs, most = 20, 5
	}
	alarms := 0
	text := strings.Replace(repeated("6"), "[4, 8]", "[1, 2, 4, 8, 16]", 1)
	for seed := range uint64(runs) { //nolint:gosec // it is no number below 0
		c := judge.Compare(
			sideOf(t, "a", text, 2*seed+1, noisyBy(0.03, 1)), []judge.Side{sideOf(t, "b", text, 2*seed+2, noisyBy(0.03, 1))},
			judge.Contrasting{Metrics: []string{"throughput", "elapsed", "p50"}})
		if c.Outcome() == judge.Failed || slices.ContainsFunc(c.Comparisons, func(c judge.Comparison) bool { return c.Word == judge.Better }) {
			alarms++
		}
	}
	if alarms > most {
		t.Errorf("%d of %d contrasts of equals alarm", alarms, runs)
	}
	t.Logf("%d of %d contrasts of equals alarm", alarms, runs)
}

func TestPointsOfOneSideAreMissingInTheOther(t *testing.T) {
	a := sideOf(t, "run", repeated("5"), 1, noisyBy(0.01, 1))
	b := sideOf(t, "run", strings.Replace(repeated("5"), "[4, 8]", "[8, 16]", 1), 2, noisyBy(0.01, 1))
	c := judge.Compare(a, []judge.Side{b, b}, judge.Contrasting{})
	var got []string
	for _, m := range c.Missing {
		level, _ := m.Point.Value("concurrency")
		got = append(got, level+" in "+m.In)
	}
	if want := []string{"4 in run (2)", "4 in run (3)", "16 in run"}; !slices.Equal(got, want) {
		t.Errorf("missing: %v, want %v", got, want)
	}
	if len(c.Comparisons) != 4 || c.Comparisons[0].Candidate != "run (2)" || c.Comparisons[2].Candidate != "run (3)" {
		t.Errorf("%d comparisons: %+v", len(c.Comparisons), c.Comparisons)
	}
}

func TestNothingInCommonIsNothingJudged(t *testing.T) {
	a := sideOf(t, "a", repeated("5"), 1, noisyBy(0.01, 1))
	for name, b := range map[string]judge.Side{
		"no trial at all":   {Name: "b"},
		"other points":      sideOf(t, "b", strings.Replace(repeated("5"), "[4, 8]", "16", 1), 2, noisyBy(0.01, 1)),
		"all trials failed": sideOf(t, "b", repeated("5"), 3, func(runner.Trial) behaviour { return behaviour{median: ms, failed: 60} }),
	} {
		if c := judge.Compare(a, []judge.Side{b}, judge.Contrasting{}); c.Outcome() != judge.Nothing {
			t.Errorf("%s: %v, %+v", name, c.Outcome(), c.Comparisons)
		}
	}
}

func TestInvalidTrialsAreInNoComparison(t *testing.T) {
	a := sideOf(t, "a", repeated("10"), 1, noisyBy(0.01, 1))
	b := sideOf(t, "b", repeated("10"), 2, func(t runner.Trial) behaviour {
		if t.Repeat%2 == 0 { // slowed by the client itself
			late := quiet()
			late.Lag = lagOf(1000, 50*ms)
			return behaviour{median: 100 * ms, spread: 0.1, client: &late}
		}
		return noisyBy(0.01, 1)(t)
	})
	c := judge.Compare(a, []judge.Side{b}, judge.Contrasting{Metrics: []string{"throughput"}})
	for _, one := range c.Comparisons {
		if one.Effect.N != 5 || one.Word != judge.Same {
			t.Errorf("n is %d, %v: invalid trials count", one.Effect.N, one.Word)
		}
	}
}

func TestTargetsAreComparedWithThemselves(t *testing.T) {
	text := compared("6")
	server := func(slow string) func(runner.Trial) behaviour {
		return func(t runner.Trial) behaviour {
			b := behaviour{median: scaled(20*ms, wobble(&t, 0.01)), spread: 0.1}
			if t.Target == slow {
				b.median *= 2
			}
			return b
		}
	}
	c := judge.Compare(sideOf(t, "a", text, 1, server("")), []judge.Side{sideOf(t, "b", text, 2, server("head"))}, judge.Contrasting{Metrics: []string{"p50"}})
	if len(c.Comparisons) != 2 {
		t.Fatalf("%d comparisons", len(c.Comparisons))
	}
	for _, one := range c.Comparisons {
		if want := map[string]judge.Word{"base": judge.Same, "head": judge.Worse}[one.Target]; one.Word != want {
			t.Errorf("%s is %v, want %v", one.Target, one.Word, want)
		}
	}
}

func TestAReaderIsWarned(t *testing.T) {
	a := sideOf(t, "a", repeated("10"), 10, noisyBy(0.01, 1))
	// with returns a run of another experiment.
	with := func(seed uint64, from, to string) judge.Side {
		return sideOf(t, "b", strings.Replace(repeated("10"), from, to, 1), seed, noisyBy(0.01, 1))
	}
	plain := func() judge.Side { return with(11, "", "") }
	machine, unknown, build := plain(), plain(), plain()
	machine.Machine.CPUs, unknown.Machine = 2, vitals.Machine{}
	named := plain()
	plan := *named.Plan
	plan.Name, named.Plan = "other", &plan
	base := a
	base.Build, build.Build = vitals.Build{Version: "1", Go: "go1"}, vitals.Build{Version: "2", Go: "go1"}
	failing := sideOf(t, "b", repeated("10"), 11, func(t runner.Trial) behaviour {
		b := noisyBy(0.01, 1)(t)
		b.failed = 4
		return b
	})
	for _, c := range []struct {
		name string
		side judge.Side
		want string // empty: no warning at all
	}{
		{"nothing differs", plain(), ""},
		{"another machine", machine, "another machine: 8 -> 2 CPUs"},
		{"a machine that is not known", unknown, "the machine of b is not known"},
		{"another build", build, `another build of runexp: version "1" -> "2"`},
		{"another experiment", named, "another experiment: test -> other"},
		{"an older run", with(9, "", ""), "b was made before a"},
		{"the same run", with(10, "", ""), "a and b began at the same moment"},
		{"another path", with(11, "/a", "/b"), "another request: GET /a -> GET /b"},
		{"another method", with(11, "path: /a", "path: /a\nrequest: {method: POST}"), "another request: GET /a -> POST /a"},
		{"another query", with(11, "/a", "/a?key=secret"), "another query in GET /a"},
		{"other header fields", with(11, "path: /a", "path: /a\nrequest: {headers: {X-Token: secret}}"), "other header fields: X-Token"},
		{"another body", with(11, "path: /a", "path: /a\nrequest: {method: POST, body: secret}"), "another body"},
		{"another address", with(11, "127.0.0.1:1", "127.0.0.1:2"), "another address: http://127.0.0.1:1 -> http://127.0.0.1:2"},
		{"another service time", with(11, "path: /a", "path: /a\nservice_time: 5ms"), "another service time: not given -> 5ms"},
		{"another number of repeats", with(11, "repeats: 10", "repeats: 8"), "another number of repeats: 10 -> 8"},
		{"an order that was not drawn", with(11, "path: /a", "path: /a\norder: sequential"), "the order of b was not drawn (sequential)"},
		{"more failures", failing, "the failures differ at 2 points, the most certain: 0 of 600 -> 40 of 600 requests"},
		{"a doubtful side", failing, "2 of 2 points of b suspect or invalid"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := judge.Compare(base, []judge.Side{c.side}, judge.Contrasting{})
			all := strings.Join(got.Warnings, "\n")
			if c.want == "" && all != "" || !strings.Contains(all, c.want) {
				t.Errorf("the warnings are %q, want %q", all, c.want)
			}
			if strings.Contains(all, "secret") {
				t.Errorf("a warning tells what may be private: %q", all)
			}
			if notes := strings.Join(got.Notes, "\n"); !strings.Contains(notes, "to be sure, compare targets within one run") || !strings.Contains(notes, "p99 is not compared at 2 points") {
				t.Errorf("the notes are %q", notes)
			}
		})
	}
	two := judge.Compare(a, []judge.Side{plain(), machine}, judge.Contrasting{})
	if !slices.ContainsFunc(two.Warnings, func(s string) bool { return strings.HasPrefix(s, "b (2): another machine") }) {
		t.Errorf("of two candidates it is not said which is meant: %q", two.Warnings)
	}
}

func TestWhatIsShownByItselfButNotAmongManyIsUnclear(t *testing.T) {
	for seed := uint64(1); seed < 200; seed++ {
		text := strings.Replace(repeated("6"), "[4, 8]", "[1, 2, 3, 4, 5, 6, 7, 8]", 1)
		c := judge.Compare(sideOf(t, "a", text, seed, noisyBy(0.02, 1)), []judge.Side{sideOf(t, "b", text, seed+1000, noisyBy(0.02, 1.03))}, judge.Contrasting{})
		for _, one := range c.Comparisons {
			if one.Effect.P <= 0.05 && one.Adjusted > 0.05 {
				if one.Word != judge.Unclear || !strings.Contains(one.Why, "by itself, and") {
					t.Errorf("it is %v: %q", one.Word, one.Why)
				}
				return
			}
		}
	}
	t.Error("no contrast has such a comparison")
}

func TestMetricsThatAreAskedForAreNotPassedOver(t *testing.T) {
	a, b := sideOf(t, "a", repeated("6"), 1, noisyBy(0.01, 1)), sideOf(t, "b", repeated("6"), 2, noisyBy(0.01, 1))
	c := judge.Compare(a, []judge.Side{b}, judge.Contrasting{Metrics: []string{"p999", "ratio"}})
	if words := wordsOf(c, "p999"); !slices.Equal(words, []judge.Word{judge.NotComparable, judge.NotComparable}) {
		t.Errorf("p999 of 360 requests is %v", words)
	}
	if why := c.Comparisons[0].Why; why != "p999 needs 10000 requests, 360 were ok" {
		t.Errorf("because %q", why)
	}
	for metric, want := range map[string]bool{"throughput": true, "p99": true, "elapsed": true, "ratio": true, "max": true, "error_rate": true, "dials": false, "nonsense": false} {
		if judge.Comparable(metric) != want {
			t.Errorf("%s: comparable is %t", metric, !want)
		}
	}
}
