package store_test

import (
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"runexp/runner"
	"runexp/store"
)

// stored is a run of a name, made at a minute, of a commit.
func stored(tb testing.TB, home store.Home, plan *runner.Plan, name string, minute int, commit string) string {
	tb.Helper()
	m := manifest(plan)
	m.Name, m.Commit, m.Created = name, commit, m.Created.Add(time.Duration(minute)*time.Minute)
	run, err := home.Create(m, []byte("name: x\n"), plan, "")
	if err != nil {
		tb.Fatal(err)
	}
	first := made(&plan.Trials[0])
	if err := run.Append(&first); err != nil {
		tb.Fatal(err)
	}
	if err := run.Close(); err != nil {
		tb.Fatal(err)
	}
	return run.Dir()
}

const (
	commitA = "abcdef1234567890abcdef1234567890abcdef12"
	commitB = "abcdef1999999990abcdef1234567890abcdef12"
)

// shelf is a home with four runs; the last one was made first.
func shelf(tb testing.TB) (home store.Home, dirs []string) {
	tb.Helper()
	home = store.Home{Path: filepath.Join(tb.TempDir(), ".runexp")}.On(newFaulty(0, false))
	plan := planned(tb, small)
	for i, run := range []struct {
		name   string
		minute int
		commit string
	}{{"api", 1, commitA}, {"api", 2, commitA}, {"web", 3, commitB}, {"api", 0, ""}} {
		dirs = append(dirs, stored(tb, home, plan, run.name, run.minute, run.commit))
		if strings.Count(dirs[i], run.name) != 1 {
			tb.Fatalf("run %d is in %s", i, dirs[i])
		}
	}
	return home, dirs
}

func TestFindKnowsRunsByManyNames(t *testing.T) {
	home, dirs := shelf(t)
	outside := stored(t, store.Home{Path: filepath.Join(t.TempDir(), "h")}, planned(t, small), "far", 0, "")
	if err := home.Promote(dirs[0], "main"); err != nil {
		t.Fatal(err)
	}
	main := filepath.Join(home.Path, "baselines", "main", filepath.Base(dirs[0]))
	for name, want := range map[string]string{
		"latest": dirs[2], "latest~1": dirs[1], "latest~2": dirs[0], "latest~3": dirs[3], "latest~0": dirs[2],
		filepath.Base(dirs[1]): dirs[1], "20261122T1313": dirs[2], "abcdef12": dirs[1], commitA: dirs[1],
		strings.ToUpper(commitB[:9]): dirs[2], dirs[0]: dirs[0], outside: outside, "baseline:main": main, "main": main,
	} {
		if got, err := home.Find(name); err != nil || got != want {
			t.Errorf("%s is %s, %v, want %s", name, got, err, want)
		}
	}
	for name, want := range map[string]string{
		"latest~4": "4 runs are stored", "2026": "begins the names of 4 runs", "abcdef1": "more than one commit", "abcdef": "there is no run",
		"ap": "near are 20261122T1312", "zzz": "the newest are 20261122T1313", "": "without a name", "latest~": "there is no run",
		"latest~-1": "there is no run", "baseline:none": "no baseline", "baseline:../../x": "no baseline", "baseline:": "no baseline",
		home.Path: "is no run", "./nothing": "no such file", "../runs": "no such file", "zzzz": "baselines are main",
		"0000000": "there is no run",
	} {
		got, err := home.Find(name)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is %s, %v, want an error with %q", name, got, err, want)
		}
	}
	if _, err := (store.Home{Path: filepath.Join(t.TempDir(), "none")}).Find("latest"); err == nil || !strings.Contains(err.Error(), "0 runs are stored") {
		t.Errorf("in no home: %v", err)
	}
}

func TestListIsByTimeAndCountsTrials(t *testing.T) {
	home, dirs := shelf(t)
	run, err := store.Resume(dirs[3], session())
	if err != nil {
		t.Fatal(err)
	}
	runs, faults := home.List()
	_ = run.Close()
	if len(faults) > 0 || len(runs) != 4 {
		t.Fatalf("%d runs, %v", len(runs), faults)
	}
	for i, want := range []string{dirs[3], dirs[0], dirs[1], dirs[2]} {
		r := runs[i]
		if r.Dir != want || r.Done != 1 || r.Planned != 4 || r.Complete || r.Running != (i == 0) || r.Size < 3000 || r.Seed != 1 || r.Run != filepath.Base(want) {
			t.Errorf("run %d: %+v, want %s", i, r, want)
		}
	}
	if none, faults := (store.Home{Path: filepath.Join(t.TempDir(), "none")}).List(); len(none)+len(faults) > 0 {
		t.Errorf("no home lists %v, %v", none, faults)
	}
	if dir, ok, err := home.Newest("api"); dir != dirs[1] || !ok || err != nil {
		t.Errorf("the newest is %s, %v, %v", dir, ok, err)
	}
	if dir, ok, err := home.Newest("ap"); dir != "" || ok || err != nil {
		t.Errorf("the newest of another is %s, %v, %v", dir, ok, err)
	}
}

func TestNewestTellsOfWhatCannotBeRead(t *testing.T) {
	home, dirs := shelf(t)
	put(t, dirs[2], "manifest.json", []byte("{"))
	if dir, ok, err := home.Newest("web"); ok || err == nil {
		t.Errorf("a run that can't be read: %s, %v, %v", dir, ok, err)
	}
	if err := os.Remove(filepath.Join(dirs[2], "manifest.json")); err != nil {
		t.Fatal(err)
	}
	if dir, ok, err := home.Newest("web"); ok || err != nil {
		t.Errorf("a run that was not begun: %s, %v, %v", dir, ok, err)
	}
}

func TestRemoveRemovesRunsOnly(t *testing.T) {
	home, dirs := shelf(t)
	if err := home.Promote(dirs[0], "main"); err != nil {
		t.Fatal(err)
	}
	base, err := home.Find("main")
	if err != nil {
		t.Fatal(err)
	}
	put(t, dirs[1], "notes.txt", []byte("mine"))
	put(t, dirs[2], "manifest.json", []byte("{"))
	other := t.TempDir()
	put(t, other, "notes.txt", []byte("mine"))
	for _, c := range []struct {
		dir   string
		force bool
		err   string
	}{
		{dirs[0], false, ""},
		{dirs[0], false, "no such file"},
		{dirs[1], false, `what is not a run's: ["notes.txt"]`},
		{dirs[1], true, ""},
		{dirs[2], false, "unexpected end"},
		{dirs[2], true, ""},
		{other, true, "is no run"},
		{home.Path, true, "is no run"},
		{filepath.Join(home.Path, "runs"), true, "is no run"},
		{base, false, "belongs to a baseline"},
		{base, true, ""},
	} {
		err := home.Remove(c.dir, c.force)
		if c.err == "" != (err == nil) || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s, force %v: %v, want %q", c.dir, c.force, err, c.err)
		}
		if _, gone := os.Lstat(c.dir); err == nil && gone == nil {
			t.Errorf("%s is still there", c.dir)
		}
	}
	if got := string(bytesOf(t, other, "notes.txt")); got != "mine" {
		t.Errorf("a file of others holds %q", got)
	}
}

func TestBaselineKeepsCopiesOfTheNewest(t *testing.T) {
	home := store.Home{Path: filepath.Join(t.TempDir(), ".runexp")}.On(newFaulty(0, false))
	plan := planned(t, small)
	var names []string
	for i := range 53 {
		dir := stored(t, home, plan, "api", (i+20)%53, "")
		if err := home.Promote(dir, "main"); err != nil {
			t.Fatal(err)
		}
		if i == 52 { // again: it takes the place of itself
			if err := home.Promote(dir, "main"); err != nil {
				t.Fatal(err)
			}
		}
		if err := home.Remove(dir, false); err != nil {
			t.Fatal(err)
		}
		names = append(names, filepath.Base(dir))
	}
	dirs, err := home.Baseline("main")
	if err != nil || len(dirs) != 50 {
		t.Fatalf("%d runs, %v", len(dirs), err)
	}
	if filepath.Base(dirs[49]) != names[32] { // that of minute 52
		t.Errorf("the newest is %s, want %s", dirs[49], names[32])
	}
	r := load(t, dirs[0])
	if len(r.Entries) != 1 || r.Manifest.Run != filepath.Base(dirs[0]) || !cmp.Equal(r.Plan, plan) {
		t.Errorf("a run in the baseline has %d entries and is called %s", len(r.Entries), r.Manifest.Run)
	}
	if got, err := home.Baselines(); err != nil || !cmp.Equal(got, []string{"main"}) {
		t.Errorf("baselines %q, %v", got, err)
	}
	for _, name := range []string{"", ".", "..", "a/b", "latest", "latest~1", "-a", "a b", ".hidden", strings.Repeat("a", 65), "a\x00"} {
		if err := home.Promote(dirs[0], name); err == nil {
			t.Errorf("a baseline is called %q", name)
		}
		if got, err := home.Baseline(name); got != nil || err != nil {
			t.Errorf("baseline %q has %q, %v", name, got, err)
		}
	}
}

// While every operation fails in turn, a baseline has its runs as a whole or not.
func TestPromotionIsAllOrNothing(t *testing.T) {
	plan := planned(t, small)
	for n := 1; ; n++ {
		home := store.Home{Path: filepath.Join(t.TempDir(), ".runexp")}
		dir := stored(t, home.On(newFaulty(0, false)), plan, "api", 0, "")
		d := newFaulty(n, false)
		err := home.On(d).Promote(dir, "main")
		if (err != nil) != d.failed {
			t.Errorf("operation %d: failed %v, error %v", n, d.failed, err)
		}
		dirs, listing := home.Baseline("main")
		if listing != nil || len(dirs) > 1 {
			t.Fatalf("operation %d leaves %q, %v", n, dirs, listing)
		}
		for _, d := range dirs {
			load(t, d)
		}
		if !d.failed {
			break
		}
		if err := home.Promote(dir, "main"); err != nil {
			t.Errorf("after operation %d failed: %v", n, err)
		}
	}
}

func TestFolderOfOnesOwnMustBeEmpty(t *testing.T) {
	plan := planned(t, small)
	home := store.Home{Path: filepath.Join(t.TempDir(), ".runexp")}
	dir := filepath.Join(t.TempDir(), "a", "b")
	run, err := home.Create(manifest(plan), nil, plan, dir)
	if err != nil {
		t.Fatal(err)
	}
	if run.Dir() != dir || run.Manifest().Run != "b" {
		t.Errorf("the run is in %s and called %s", run.Dir(), run.Manifest().Run)
	}
	_ = run.Close()
	if _, err := home.Create(manifest(plan), nil, plan, dir); err == nil || !strings.Contains(err.Error(), "is not empty") {
		t.Errorf("a second run in it: %v", err)
	}
	if got := load(t, dir); got.Manifest.Schema != "runexp/run/v1" {
		t.Errorf("the first run is %+v", got.Manifest)
	}
	if _, err := home.Create(manifest(plan), make([]byte, 3<<20), plan, ""); err == nil {
		t.Error("a huge experiment file is kept")
	}
}

// Names of runs follow from those of experiments, whatever these hold.
func TestNamesOfRunsAreSafe(t *testing.T) {
	plan := planned(t, small)
	home := store.Home{Path: filepath.Join(t.TempDir(), ".runexp")}.On(newFaulty(0, false))
	for _, c := range []struct{ name, want string }{
		{"api", "api"},
		{"../../etc/passwd", "etc-passwd"},
		{"", "run"},
		{"...", "run"},
		{"a\x1b[31m\nb", "a--31m-b"},
		{"größe", "gr--e"},
		{strings.Repeat("x", 300), strings.Repeat("x", 40)},
		{`C:\con`, "C--con"},
	} {
		m := manifest(plan)
		m.Name = c.name
		run, err := home.Create(m, nil, plan, "")
		if err != nil {
			t.Fatalf("%q: %v", c.name, err)
		}
		_ = run.Close()
		name, stamp := filepath.Base(run.Dir()), "20261122T131000Z-"
		random := name[len(name)-6:]
		if _, err := hex.DecodeString(random); err != nil || name != fmt.Sprintf("%s%s-%s", stamp, c.want, random) {
			t.Errorf("%q makes %q, want %s%s-……", c.name, name, stamp, c.want)
		}
	}
}

// A clock that goes back changes no run and mixes none up: a run is found by what it says
// of itself.
func TestClockThatGoesBackKeepsRunsApart(t *testing.T) {
	home := store.Home{Path: filepath.Join(t.TempDir(), ".runexp")}
	plan := planned(t, small)
	later := stored(t, home, plan, "api", 60, "")
	earlier := stored(t, home, plan, "api", -60, "")
	same := stored(t, home, plan, "api", 60, "")
	if later == same {
		t.Error("two runs of one second are one")
	}
	if runs, faults := home.List(); len(runs) != 3 || len(faults) > 0 || runs[0].Dir != earlier {
		t.Errorf("%d runs, the first one %s, %v", len(runs), runs[0].Dir, faults)
	}
}
