package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"runexp/runner"
	"runexp/store"
)

// mostOperations bounds the operations that a run of the small plan takes.
const mostOperations = 500

// Every n-th operation of the disk fails, n rising until none fails: the run stops with
// an error, and the next session, on a disk that works, makes it what an undisturbed run
// would be, without measuring anything twice that was said to be kept.
func TestEveryOperationMayFail(t *testing.T) {
	plan := planned(t, small)
	for _, once := range []bool{true, false} {
		for _, err := range []error{errDevice, full} {
			n := 1
			for ; n < mostOperations && (!once || errors.Is(err, errDevice)); n += thin {
				d := newFaulty(n, once)
				d.err = err
				if !disturbed(t, plan, d, n, nil) {
					break
				}
			}
			if n > 1 && n < 30 || n == mostOperations {
				t.Errorf("a run takes %d operations", n)
			}
		}
	}
}

// The same, and the power fails with the operation: of what was not synced a part is
// gone, or zeros stand in its place.
func TestPowerMayFailAtEveryOperation(t *testing.T) {
	plan := planned(t, small)
	for _, share := range []float64{0, 0.3} {
		for _, zeros := range []bool{false, true} {
			for n := 1; n < mostOperations; n += thin {
				d := newFaulty(n, false)
				if !disturbed(t, plan, d, n, func() error { return d.powerFails(share, zeros) }) {
					break
				}
			}
		}
	}
}

// disturbed is a run on a device that fails, and what later sessions make of it. It is
// false where nothing failed.
func disturbed(t *testing.T, plan *runner.Plan, d *faulty, n int, then func() error) bool {
	t.Helper()
	dir := filepath.Join(t.TempDir(), ".runexp")
	kept := make(map[string]bool)
	err := begin(t, store.Home{Path: dir}.On(d), plan, kept)
	if !d.failed {
		if err != nil {
			t.Fatalf("operation %d: nothing failed, and yet %v", n, err)
		}
		return false
	}
	if err != nil && !errors.Is(err, d.err) {
		t.Errorf("operation %d: error %v does not say why", n, err)
	}
	if then != nil {
		if err := then(); err != nil {
			t.Fatal(err)
		}
	}
	finish(t, store.Home{Path: dir}.On(newFaulty(0, false)), plan, kept, n)
	return true
}

// begin makes a run and measures as far as that goes. It notes what was said to be kept.
func begin(t *testing.T, home store.Home, plan *runner.Plan, kept map[string]bool) error {
	t.Helper()
	run, err := home.Create(manifest(plan), []byte("name: x\n"), plan, "")
	if err != nil {
		return err
	}
	_, err = measure(t, run, plan, new(fake))
	for _, e := range run.Entries() {
		kept[e.Identity] = true
	}
	return errors.Join(err, run.Close())
}

// finish takes the run up, or makes one where there is none, and checks what becomes
// of it.
func finish(t *testing.T, home store.Home, plan *runner.Plan, kept map[string]bool, n int) {
	t.Helper()
	dir, ok, err := home.Newest(plan.Name)
	if err != nil {
		t.Errorf("operation %d left something that can't be read: %v", n, err)
	}
	if !ok {
		if len(kept) > 0 {
			t.Fatalf("operation %d: the run is gone with %d results", n, len(kept))
		}
		if err := begin(t, home, plan, kept); err != nil {
			t.Fatalf("operation %d: no new run: %v", n, err)
		}
		dir, _, _ = home.Newest(plan.Name)
		sameAsUndisturbed(t, dir, plan)
		return
	}
	run, err := store.ResumeOn(newFaulty(0, false), dir, session())
	if err != nil {
		t.Fatalf("operation %d: not resumed: %v", n, err)
	}
	x := new(fake)
	if _, err := measure(t, run, plan, x); err != nil {
		t.Fatalf("operation %d: %v", n, err)
	}
	for _, id := range x.ran {
		if kept[id] {
			t.Errorf("operation %d: trial %s was kept, and measured again", n, id)
		}
	}
	_ = run.Close()
	sameAsUndisturbed(t, dir, plan)
}

// After a write that failed nothing more is taken, even if the disk works again: the
// order of what is kept would have a gap.
func TestBrokenRunTakesNothingMore(t *testing.T) {
	plan := planned(t, small)
	for n := 1; ; n++ {
		run := begun(t, plan)
		_ = run.Close()
		d := newFaulty(n, true)
		run, err := store.ResumeOn(d, run.Dir(), session())
		if err != nil {
			continue
		}
		first, second := made(&plan.Trials[0]), made(&plan.Trials[1])
		err = run.Append(&first)
		again := run.Append(&second)
		_ = run.Close()
		if err == nil {
			if !d.failed {
				break
			}
			continue
		}
		if again == nil || again.Error() != err.Error() {
			t.Errorf("operation %d: the second append: %v, want %v", n, again, err)
		}
		if got := load(t, run.Dir()); len(got.Entries) != 0 || len(got.Notes) != 0 {
			t.Errorf("operation %d: what was half written is still there: %d entries, %q", n, len(got.Entries), got.Notes)
		}
	}
}

// Interrupted again and again, at every operation of every session, a run comes to its
// end, and each trial is in it once.
func TestInterruptedSessionsComeToAnEnd(t *testing.T) {
	plan := planned(t, small)
	for step := 3; step < 12; step++ {
		run := begun(t, plan)
		_ = run.Close()
		sessions := 0
		for done := false; !done; sessions++ {
			if sessions > mostOperations {
				t.Fatalf("%d operations a session lead to no end", step)
			}
			d := newFaulty(step+sessions/4, false)
			again, err := store.ResumeOn(d, run.Dir(), session())
			if err != nil {
				continue
			}
			_, err = measure(t, again, plan, new(fake))
			done = err == nil
			_ = again.Close()
		}
		sameAsUndisturbed(t, run.Dir(), plan)
	}
}

func TestFolderThatCannotBeWrittenIsToldAtOnce(t *testing.T) {
	if runtime.GOOS == "windows" || os.Geteuid() == 0 {
		t.Skip("whoever may write everywhere is not kept out")
	}
	plan := planned(t, small)
	dir := whole(t, plan)
	home := filepath.Dir(filepath.Dir(dir))
	for _, path := range []string{dir, filepath.Dir(dir)} {
		if err := os.Chmod(path, 0o500); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = os.Chmod(path, 0o700) }()
	}
	if _, err := (store.Home{Path: home}).Create(manifest(plan), nil, plan, ""); err == nil || !strings.Contains(err.Error(), "permission denied") {
		t.Errorf("a run in a folder that can't be written: %v", err)
	}
	if r := load(t, dir); len(r.Entries) != 4 {
		t.Errorf("%d entries can be read", len(r.Entries))
	}
}
