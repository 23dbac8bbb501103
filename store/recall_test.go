package store_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"runexp/runner"
	"runexp/store"
)

func TestAddedAndRemovedLevelsResume(t *testing.T) {
	plan := planned(t, small)
	for name, c := range map[string]struct {
		levels           string
		same, gone, more int
		warning          string
	}{
		"the same":      {"[1, 4]", 4, 0, 0, ""},
		"one more":      {"[1, 2, 4]", 4, 0, 2, "the plan has changed (2 trials more); 2 trials to run"},
		"one fewer":     {"[4]", 2, 2, 0, "2 finished trials are not in this plan and left out (2 trials fewer); 0 trials to run"},
		"another":       {"[1, 8]", 2, 2, 2, "2 finished trials are not in this plan"},
		"another order": {"[4, 1]", 4, 0, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			dir := whole(t, plan)
			other := planned(t, strings.Replace(small, "[1, 4]", c.levels, 1))
			if same, gone, missing := load(t, dir).Common(other); same != c.same || gone != c.gone || missing != c.more {
				t.Errorf("%d the same, %d gone, %d missing", same, gone, missing)
			}
			run, err := store.Resume(dir, session())
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = run.Close() }()
			warnings, err := run.Check(other)
			if err != nil || c.warning != "" && !told(warnings, c.warning) || c.warning == "" && name == "the same" && len(warnings) > 0 {
				t.Errorf("warnings %q, %v, want %q", warnings, err, c.warning)
			}
			x := new(fake)
			results, err := measure(t, run, other, x)
			if err != nil || len(x.ran) != c.more || len(results) != len(other.Trials) {
				t.Errorf("%d results, %d measured, %v", len(results), len(x.ran), err)
			}
			for i := range results { // the numbers are those of this plan
				if results[i].Trial.Seq != i+1 || store.Identity(&results[i].Trial) != store.Identity(&other.Trials[i]) {
					t.Errorf("result %d is of trial %d", i, results[i].Trial.Seq)
				}
			}
		})
	}
}

func TestTrialsWithoutSuccessAreMeasuredAgain(t *testing.T) {
	plan := planned(t, small)
	run := begun(t, plan)
	down := &fake{down: func(t *runner.Trial) bool { return t.Seq <= 2 }}
	if _, err := measure(t, run, plan, down); err != nil {
		t.Fatal(err)
	}
	_ = run.Close()
	// A report of the run has all results, also those.
	r := load(t, run.Dir())
	n := 0
	if _, more := r.Recall(plan.Planner(), func(*runner.Result) { n++ }).Next(nil); more || n != 4 {
		t.Errorf("%d results are recalled, more are missing: %v", n, more)
	}
	again, err := store.Resume(run.Dir(), session())
	if err != nil {
		t.Fatal(err)
	}
	x := new(fake)
	if _, err := measure(t, again, plan, x); err != nil || len(x.ran) != 2 {
		t.Errorf("%d trials were measured again, %v", len(x.ran), err)
	}
	if !told(again.Notes(), "had no success at first and was measured again") {
		t.Errorf("notes %q", again.Notes())
	}
	_ = again.Close()
	sameAsUndisturbed(t, run.Dir(), plan)
	if notes := load(t, run.Dir()).Notes; len(notes) != 2 {
		t.Errorf("notes %q", notes)
	}
}

// A planner that asks for a trial again has it measured again.
func TestNothingIsRecalledTwice(t *testing.T) {
	plan := planned(t, small)
	run, err := store.Resume(whole(t, plan), session())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = run.Close() }()
	asked, known := 0, 0
	planner := run.Recall(plannerFunc(func(*runner.Result) (runner.Trial, bool) {
		asked++
		return plan.Trials[0], true
	}), func(*runner.Result) { known++ })
	if _, ok := planner.Next(nil); !ok || asked != 2 || known != 1 {
		t.Errorf("asked %d times, recalled %d", asked, known)
	}
}

// restless is a planner that rests for an hour.
type restless struct{ runner.Planner }

func (restless) Rest(*runner.Result) (time.Duration, bool) { return time.Hour, true }

func TestRestIsOnlyAfterWhatWasMeasured(t *testing.T) {
	plan := planned(t, small)
	synctest.Test(t, func(t *testing.T) {
		run := begun(t, plan)
		first := made(&plan.Trials[0])
		if err := run.Append(&first); err != nil {
			t.Fatal(err)
		}
		planner := run.Recall(restless{plan.Planner()}, nil)
		began := time.Now()
		for r, err := range runner.Run(t.Context(), planner, &fake{took: time.Second}, runner.Watch{}) {
			if err != nil {
				t.Fatal(err)
			}
			if err := run.Append(&r); err != nil {
				t.Fatal(err)
			}
		}
		// Three trials of a second, and an hour after the first two of them.
		if got, want := time.Since(began), 3*time.Second+2*time.Hour; got != want {
			t.Errorf("the run took %s, want %s", got, want)
		}
		_ = run.Close()
	})
	// Where the next trial follows one that was recalled, there is no rest.
	run := begun(t, plan)
	defer func() { _ = run.Close() }()
	second := made(&plan.Trials[1])
	if err := run.Append(&second); err != nil {
		t.Fatal(err)
	}
	planner := run.Recall(restless{plan.Planner()}, nil)
	next, _ := planner.Next(nil)
	last := made(&next)
	if next, _ = planner.Next(&last); next.Seq != 3 {
		t.Fatalf("the next trial is %d", next.Seq)
	}
	if d, ok := planner.Rest(&last); d != 0 || !ok {
		t.Errorf("the rest after a recalled trial is %s, %v", d, ok)
	}
	last = made(&next)
	planner.Next(&last)
	if d, ok := planner.Rest(&last); d != time.Hour || !ok {
		t.Errorf("the rest after a measured trial is %s, %v", d, ok)
	}
	if _, ok := run.Recall(plan.Planner(), nil).Rest(&last); ok {
		t.Error("a planner without a say has one")
	}
}

func TestSearchKnowsItsTrials(t *testing.T) {
	plan := planned(t, searching)
	run := begun(t, plan)
	for i, level := range []float64{1, 2, 4} {
		trial := plan.Probe(0, level, 1, i+1)
		r := made(&trial)
		if err := run.Append(&r); err != nil {
			t.Fatal(err)
		}
	}
	_ = run.Close()
	r := load(t, run.Dir())
	if same, gone, missing := r.Common(plan); same != 3 || gone != 0 || missing != -1 {
		t.Errorf("%d the same, %d gone, %d missing", same, gone, missing)
	}
	narrow := planned(t, strings.Replace(searching, "from: 1, to: 64", "from: 2, to: 64", 1))
	if same, gone, missing := r.Common(narrow); same != 2 || gone != 1 || missing != -1 {
		t.Errorf("of a narrower search %d the same, %d gone, %d missing", same, gone, missing)
	}
	other := planned(t, strings.Replace(searching, "path: /a", "path: /b", 1))
	if same, gone, _ := r.Common(other); same != 0 || gone != 3 {
		t.Errorf("of another search %d the same, %d gone", same, gone)
	}
}

func TestRepeatedBlocksBelongToTheirPlan(t *testing.T) {
	plan := planned(t, small)
	run := begun(t, plan)
	defer func() { _ = run.Close() }()
	trial := plan.Trials[0]
	trial.Attempt = 2
	r := made(&trial)
	if err := run.Append(&r); err != nil {
		t.Fatal(err)
	}
	if same, gone, missing := run.Common(plan); same != 1 || gone != 0 || missing != 4 {
		t.Errorf("%d the same, %d gone, %d missing", same, gone, missing)
	}
}

// The time of what was measured in this session still counts after others were recalled.
func TestClockKeepsWhatWasMeasuredBetweenRecalled(t *testing.T) {
	plan := planned(t, small)
	synctest.Test(t, func(t *testing.T) {
		run := begun(t, plan)
		planner := run.Recall(plan.Planner(), nil)
		var last *runner.Result
		for range 3 { // of 1, 2 and 3 s; the second one is lost
			next, _ := planner.Next(last)
			<-time.After(time.Duration(next.Seq) * time.Second)
			r := made(&next)
			if r.Trial.Seq == 2 {
				r.OK, r.Errors, r.Requests = 0, 0, 0
			}
			if err := run.Append(&r); err != nil {
				t.Fatal(err)
			}
			last = &r
		}
		_ = run.Close()
		run, err := store.Resume(run.Dir(), session())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = run.Close() }()
		now := run.Clock()
		began := now()
		planner = run.Recall(plan.Planner(), nil)
		next, _ := planner.Next(nil)
		<-time.After(10 * time.Second)
		r := made(&next)
		if next, _ = planner.Next(&r); next.Seq != 4 {
			t.Fatalf("the next trial is %d", next.Seq)
		}
		if got, want := now().Sub(began), (1+10+3)*time.Second; got != want {
			t.Errorf("the clock is at %s, want %s", got, want)
		}
	})
}
