package store_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"runexp/runner"
	"runexp/store"
)

const rich = `
name: rich_things
description: all there is
labels: {team: a}
base_url: http://127.0.0.1:8080
path: /add?delay=${delay}&q=${q.url}&${random}
request:
  headers: {X-A: "${trial}", X-B: b}
  body: '{"n": ${index}}'
params: {q: [red shoes, "a=\"b\""]}
delay: [20ms, 1500ms]
iterations: 20
concurrency: [1, 4]
keepalive: [true, false]
warmup: {requests: 3}
samples: chronology
expect: {status: [2xx, 404]}
repeats: 3
cooldown: 0s
`

func TestPlanComesBackAsItWas(t *testing.T) {
	long := planned(t, rich)
	for i := range long.Trials { // as the trials of a file share theirs
		long.Trials[i].Spec.Request.Raw = []byte(strings.Repeat("raw", 1000))
		long.Trials[i].Spec.Request.Body = strings.Repeat("body", 1000)
	}
	for name, plan := range map[string]*runner.Plan{
		"a sweep": planned(t, rich), "a small one": planned(t, small), "long payloads": long, "a search": planned(t, searching),
		"pairs": planned(t, pairs),
	} {
		t.Run(name, func(t *testing.T) {
			r := load(t, whole(t, plan))
			if diff := cmp.Diff(plan, r.Plan); diff != "" {
				t.Errorf("plan (-want +got):\n%s", diff)
			}
			if plan.Search == nil {
				sameAsUndisturbed(t, r.Dir, plan)
			}
			if len(bytesOf(t, r.Dir, "plan.json")) > 100_000 {
				t.Errorf("the plan takes %d bytes: payloads are in it again and again", len(bytesOf(t, r.Dir, "plan.json")))
			}
		})
	}
}

func TestRunHasItsFilesAndNobodyElseMayReadThem(t *testing.T) {
	dir := whole(t, planned(t, rich))
	name := filepath.Base(dir)
	if !strings.HasPrefix(name, "20261122T131000Z-rich_things-") || len(name) != len("20261122T131000Z-rich_things-4f2a9c") {
		t.Errorf("the run is called %s", name)
	}
	ignore := filepath.Join(filepath.Dir(filepath.Dir(dir)), ".gitignore")
	if b, err := os.ReadFile(ignore); err != nil || string(b) != "*\n" {
		t.Errorf(".gitignore holds %q, %v", b, err)
	}
	seen := make(map[string]bool)
	err := filepath.WalkDir(filepath.Dir(filepath.Dir(dir)), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		want := fs.FileMode(0o600)
		if d.IsDir() {
			want = fs.ModeDir | 0o700
		}
		if runtime.GOOS != "windows" && info.Mode() != want {
			t.Errorf("%s is %s, want %s", path, info.Mode(), want)
		}
		seen[d.Name()] = true
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"experiment.yaml", "manifest.json", "plan.json", "trials.ndjson", "result.json", "lock"} {
		if !seen[name] {
			t.Errorf("there is no %s", name)
		}
	}
}

// Each line can be searched: a length, a checksum, JSON.
func TestJournalIsReadableText(t *testing.T) {
	lines := strings.Split(strings.TrimSuffix(string(bytesOf(t, whole(t, planned(t, small)), "trials.ndjson")), "\n"), "\n")
	if len(lines) != 4 {
		t.Fatalf("%d lines, want 4", len(lines))
	}
	for _, l := range lines {
		if len(l) < 18 || l[8] != ' ' || l[17] != ' ' || !strings.HasPrefix(l[18:], `{"identity":"`) || !strings.Contains(l, `"trial":"p`) {
			t.Errorf("line %.60q", l)
		}
	}
}

func TestSecondWriterIsRefused(t *testing.T) {
	plan := planned(t, small)
	run := begun(t, plan)
	if _, err := store.Resume(run.Dir(), session()); err == nil || !strings.Contains(err.Error(), "another process (\"process ") {
		t.Errorf("a second writer: %v", err)
	}
	if r := load(t, run.Dir()); !r.Running {
		t.Error("a run under way is not running")
	}
	home := store.Home{Path: filepath.Dir(filepath.Dir(run.Dir()))}
	if err := home.Remove(run.Dir(), true); err == nil {
		t.Error("a run under way was removed")
	}
	if err := home.Promote(run.Dir(), "main"); err == nil {
		t.Error("a run under way was promoted")
	}
	if err := run.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := store.Resume(run.Dir(), session())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := measure(t, again, plan, new(fake)); err != nil {
		t.Fatal(err)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	sameAsUndisturbed(t, run.Dir(), plan)
}

func TestSessionThatMeasuresNothingLeavesNoTrace(t *testing.T) {
	plan := planned(t, small)
	dir := whole(t, plan)
	before := bytesOf(t, dir, "manifest.json")
	run, err := store.Resume(dir, session())
	if err != nil {
		t.Fatal(err)
	}
	x := new(fake)
	if results, err := measure(t, run, plan, x); err != nil || len(results) != 4 || len(x.ran) != 0 {
		t.Errorf("%d results, %d measured again, %v", len(results), len(x.ran), err)
	}
	_ = run.Close()
	if string(bytesOf(t, dir, "manifest.json")) != string(before) {
		t.Error("the manifest has changed")
	}
}

func TestSessionIsKnownBeforeItsFirstTrial(t *testing.T) {
	plan := planned(t, small)
	run := begun(t, plan)
	first := made(&plan.Trials[0])
	if err := run.Append(&first); err != nil {
		t.Fatal(err)
	}
	_ = run.Close()
	second := session()
	second.Machine.CPUs = 4
	run, err := store.Resume(run.Dir(), second)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := measure(t, run, plan, new(fake)); err != nil {
		t.Fatal(err)
	}
	_ = run.Close()
	r := load(t, run.Dir())
	if len(r.Manifest.Sessions) != 2 || r.Manifest.Sessions[1].From != 1 || r.Manifest.Sessions[1].Machine.CPUs != 4 {
		t.Errorf("sessions %+v", r.Manifest.Sessions)
	}
	if r.Entries[0].Session != 0 || r.Entries[1].Session != 1 {
		t.Errorf("sessions of the entries: %d, %d", r.Entries[0].Session, r.Entries[1].Session)
	}
}

// A run that goes on has no result until it is done again.
func TestResultIsOfAllTrials(t *testing.T) {
	plan, more := planned(t, small), planned(t, strings.Replace(small, "[1, 4]", "[1, 2, 4]", 1))
	dir := whole(t, plan)
	run, err := store.Resume(dir, session())
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Replan([]byte("name: y\n"), more, func(m *store.Manifest) { m.Trials = 6 }); err != nil {
		t.Fatal(err)
	}
	planner := run.Recall(more.Planner(), nil)
	next, ok := planner.Next(nil)
	if !ok {
		t.Fatal("nothing is missing")
	}
	if !load(t, dir).Complete {
		t.Error("the result is gone before anything was measured")
	}
	r := made(&next)
	if err := run.Append(&r); err != nil {
		t.Fatal(err)
	}
	if load(t, dir).Complete {
		t.Error("a result of fewer trials is there")
	}
	if _, err := measure(t, run, more, new(fake)); err != nil {
		t.Fatal(err)
	}
	_ = run.Close()
	sameNumbers(t, dir, more)
	if got := load(t, dir); string(got.Experiment) != "name: y\n" || got.Manifest.Trials != 6 {
		t.Errorf("experiment %q, %d trials", got.Experiment, got.Manifest.Trials)
	}
}

// sameNumbers checks the identities of a run that is done.
func sameNumbers(tb testing.TB, dir string, plan *runner.Plan) {
	tb.Helper()
	got, want := texts(tb, load(tb, dir).Entries), undisturbed(tb, plan)
	for id := range want {
		if got[id] == "" {
			tb.Errorf("trial %s is missing", id)
		}
	}
	if len(got) != len(want) {
		tb.Errorf("%d results, want %d", len(got), len(want))
	}
}

// Durations are of a clock that runs on whatever becomes of the wall's: the same in a
// bubble, which begins in the year 2000, long before the run was made.
func TestTimeIsActiveTime(t *testing.T) {
	plan := planned(t, small)
	synctest.Test(t, func(t *testing.T) {
		run := begun(t, plan)
		<-time.After(time.Hour) // before the first trial
		planner := run.Recall(plan.Planner(), nil)
		var last *runner.Result
		for i := range 2 {
			next, _ := planner.Next(last)
			<-time.After(10 * time.Second)
			r := made(&next)
			if err := run.Append(&r); err != nil {
				t.Fatal(err)
			}
			if got, want := run.Entries()[i].At, time.Duration(i+1)*10*time.Second; got != want {
				t.Errorf("trial %d was done after %s, want %s", i, got, want)
			}
			last = &r
		}
		_ = run.Close()
		<-time.After(time.Hour) // between the sessions
		run, err := store.Resume(run.Dir(), session())
		if err != nil {
			t.Fatal(err)
		}
		checkClock(t, run, plan)
		_ = run.Close()
	})
}

func checkClock(t *testing.T, run *store.Run, plan *runner.Plan) {
	t.Helper()
	now := run.Clock()
	began := now()
	var seen []time.Duration
	inner := plan.Planner()
	planner := run.Recall(plannerFunc(func(last *runner.Result) (runner.Trial, bool) {
		seen = append(seen, now().Sub(began))
		return inner.Next(last)
	}), nil)
	<-time.After(time.Minute)
	next, ok := planner.Next(nil)
	if want := []time.Duration{0, 10 * time.Second, 20 * time.Second}; !ok || !cmp.Equal(seen, want) {
		t.Errorf("the clock stood at %v, want %v", seen, want)
	}
	<-time.After(5 * time.Second)
	if got := now().Sub(began); got != 25*time.Second {
		t.Errorf("the clock is at %s after 5 s more", got)
	}
	r := made(&next)
	if err := run.Append(&r); err != nil {
		t.Fatal(err)
	}
	if got := run.Entries()[2].At; got != 25*time.Second {
		t.Errorf("the third trial was done after %s", got)
	}
}

// plannerFunc is a planner in one function.
type plannerFunc func(*runner.Result) (runner.Trial, bool)

func (f plannerFunc) Next(last *runner.Result) (runner.Trial, bool) { return f(last) }
