//go:build unix

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// kills is how many times a process is killed, of a number for a patient machine.
func kills(patient int) int {
	if testing.Short() || raceEnabled {
		return max(3, patient/6)
	}
	return patient
}

// A sweep whose process is killed with -9 at any moment, again and again, ends as one
// that nobody disturbed: a finished trial is neither lost nor measured twice.
func TestInterruptedByKillAtRandomMoments(t *testing.T) {
	t.Parallel()
	const sweeps = 4
	for i := range sweeps {
		t.Run(fmt.Sprintf("sweep %d", i+1), func(t *testing.T) {
			t.Parallel()
			s := newSweep(t, "plain", `
name: plain
base_url: demo
path: /add?name=${trial}&delay=${delay}&${random}
iterations: 8
concurrency: [2, 4, 8]
delay: [1ms, 2ms]
repeats: 5
cooldown: 0
warmup: {requests: 2}
thresholds: [errors == 0, ok == 40]
samples: `+[]string{"all", "none", "none", "chronology"}[i]+"\n", uint64(i+1))
			if n := len(s.whole.journal); n != 30 {
				t.Fatalf("the undisturbed run has %d trials, want 30", n)
			}
			s.killed(t, kills(100/sweeps), s.same)
		})
	}
}

// What a planner decides on the way it decides again from the journal: rounds that are
// measured again, passes that are discarded, and the levels of a search. With a gate
// any other order would be refused.
func TestInterruptedByKillOfAdaptivePlans(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, file string }{
		{"gate with a discarded pass and blocks measured again", `
name: gate
targets: {base: demo, head: demo}
path: /add?name=${trial}&delay=1&${random}
iterations: 8
concurrency: [2, 4]
repeats: 6
cooldown: 0
checks: {lag: 0.01%, reruns: 1}
warmup: {blocks: 2}
gate: {fail_if: [{metric: throughput, worse_by: 90%}]}
`},
		{"repeats that end early", `
name: early
base_url: demo
path: /add?name=${trial}&delay=1&${random}
iterations: 12
concurrency: [2, 3]
repeats: {min: 5, max: 12, stop_when: ci95(throughput) < 10%}
cooldown: 1ms
`},
		{"search", `
name: search
base_url: demo
path: /add?name=${trial}&workers=8&delay=2&${random}
duration: 20ms
cooldown: 0
search: {find: concurrency, from: 2, to: 64, under: p50 < 6ms, trials: 5}
`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSweep(t, strings.Fields(test.name)[0], test.file, 11)
			s.killed(t, kills(10), s.coherent)
		})
	}
}

// sweep is an experiment that is killed and resumed.
type sweep struct {
	binary, file string
	seed         uint64
	chance       *rand.Rand
	// whole is the run that nobody disturbed.
	whole outcome
}

// outcome is what is left of a run.
type outcome struct {
	folder, run string
	took        time.Duration
	journal     []journaled
	// samples counts the single requests that are kept.
	samples int
}

// newSweep runs an experiment once undisturbed.
func newSweep(t *testing.T, name, text string, seed uint64) *sweep {
	t.Helper()
	s := &sweep{binary: executable(t), file: name + ".yaml", seed: seed, chance: rand.New(rand.NewPCG(seed, 0x6b696c6c))}
	s.whole.folder = t.TempDir()
	write(t, s.whole.folder, s.file, text)
	began := time.Now()
	if left := s.session(t, s.whole.folder, 0); left.killed {
		t.Fatal("it was killed")
	}
	s.whole.took = time.Since(began)
	s.whole.run = theRun(t, s.whole.folder)
	s.whole.journal = journalOf(t, s.whole.run)
	s.whole.samples = s.samplesIn(t, s.whole.folder, s.whole.run)
	return s
}

// ended is how a session ended.
type ended struct {
	killed bool
	stderr string
}

// session runs or resumes the experiment and kills it after a while, if any is given,
// unless it is done before.
func (s *sweep) session(t *testing.T, folder string, after time.Duration) ended {
	t.Helper()
	args := []string{"run", s.file, "--resume", "-o", "csv=out.csv", "-o", "json=out.json"}
	if theWhole(runsIn(t, folder)) == 0 { // else it is that of the run
		args = append(args, "--seed", strconv.FormatUint(s.seed, 10))
	}
	c := commandOf(t, s.binary, folder, args...)
	// A file takes what the process wrote before it was killed, all of it.
	said, err := os.Create(filepath.Join(folder, "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	defer said.Close()
	c.Stderr = said
	limit := patience
	if after > 0 {
		limit = after
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(limit, func() { _ = c.Process.Kill() })
	code := exitOf(t, c)
	timer.Stop()
	text := string(read(t, folder, "stderr"))
	switch {
	case code == -1 && after == 0:
		t.Fatalf("it hangs:\n%s", text)
	case code == exitUsage, code == exitIncomplete, strings.Contains(text, "panic"):
		t.Fatalf("exit code %d:\n%s", code, text)
	}
	return ended{code == -1, text}
}

// mostOfOne is how many times one run is killed at most.
const mostOfOne = 12

// killed kills so many sessions at random moments, and checks after each what is left
// and after each run that got to its end that it is whole.
func (s *sweep) killed(t *testing.T, times int, check func(*testing.T, outcome)) {
	t.Helper()
	t.Logf("undisturbed it takes %v; moments are drawn from seed %d", s.whole.took, s.seed)
	runs := 0
	for done := 0; done < times; runs++ {
		folder := t.TempDir()
		write(t, folder, s.file, string(read(t, s.whole.folder, s.file)))
		var told []string
		for one := 0; ; {
			// From the start of the process to some way into the sweep, so that a
			// run is killed several times before it is whole; in the end it is let be.
			after := time.Duration(s.chance.Int64N(int64(s.whole.took)*2/5)) + 1
			if done >= times || one >= mostOfOne {
				after = 0
			}
			left := s.session(t, folder, after)
			told = append(told, announced(left.stderr)...)
			s.intact(t, folder, told)
			if !left.killed {
				break
			}
			done++
			one++
		}
		run := theRunOf(t, folder)
		check(t, outcome{folder: folder, run: run, journal: journalOf(t, run)})
		s.reportedAlike(t, folder, run)
	}
	t.Logf("%d kills, %d runs got to their end", times, runs)
}

// theRunOf is the only whole run of a folder: one that was killed while it was made
// may have left a folder without a manifest.
func theRunOf(t *testing.T, folder string) string {
	t.Helper()
	var whole []string
	for _, run := range runsIn(t, folder) {
		if _, err := os.Stat(filepath.Join(run, "manifest.json")); err == nil {
			whole = append(whole, run)
		}
	}
	if len(whole) != 1 {
		t.Fatalf("there should be one run: %q", whole)
	}
	return whole[0]
}

// intact checks what a killed process leaves: each trial that was told as finished is
// in the journal, none twice, and no file that is written as a whole is torn.
func (s *sweep) intact(t *testing.T, folder string, told []string) {
	t.Helper()
	var names, identities []string
	for _, run := range runsIn(t, folder) {
		for _, e := range journalOf(t, run) {
			names, identities = append(names, e.Trial), append(identities, e.Identity)
		}
		wholeJSON(t, filepath.Join(run, "manifest.json"))
		wholeJSON(t, filepath.Join(run, "plan.json"))
		wholeJSON(t, filepath.Join(run, "result.json"))
	}
	wholeJSON(t, filepath.Join(folder, "out.json"))
	if lost := missing(told, names); len(lost) > 0 {
		t.Fatalf("told as finished but not in the journal: %q", lost)
	}
	slices.Sort(identities)
	if n := len(slices.Compact(slices.Clone(identities))); n != len(identities) {
		t.Fatalf("%d of %d trials are in the journal twice", len(identities)-n, len(identities))
	}
}

// wholeJSON checks that a file is a JSON document, or is not there.
func wholeJSON(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err != nil || !json.Valid(text) {
		t.Fatalf("%s is torn: %v\n%.200s", path, err, text)
	}
}

// same checks that a run has what the undisturbed one has, but for times.
func (s *sweep) same(t *testing.T, o outcome) {
	t.Helper()
	if diff := cmp.Diff(identitiesOf(s.whole.journal), identitiesOf(o.journal)); diff != "" {
		t.Errorf("other trials than undisturbed (-undisturbed +killed):\n%s", diff)
	}
	if diff := cmp.Diff(timeless(t, s.whole.folder), timeless(t, o.folder)); diff != "" {
		t.Errorf("other rows (-undisturbed +killed):\n%s", diff)
	}
	if diff := cmp.Diff(cellsOf(t, s.whole.folder), cellsOf(t, o.folder)); diff != "" {
		t.Errorf("other cells (-undisturbed +killed):\n%s", diff)
	}
	if is := s.samplesIn(t, o.folder, o.run); is != s.whole.samples {
		t.Errorf("%d single requests are kept, undisturbed it is %d", is, s.whole.samples)
	}
}

// samplesIn counts the single requests that a run has kept.
func (s *sweep) samplesIn(t *testing.T, folder, run string) int {
	t.Helper()
	code, stdout, _ := invoke(t, folder, "report", run, "-q", "-o", "csv-samples")
	if code != exitOK {
		return 0 // none were asked for
	}
	return strings.Count(stdout, "\n") - 1
}

// coherent checks that the plan of a run replayed: all that is in its journal is in its
// report, in the same order.
func (s *sweep) coherent(t *testing.T, o outcome) {
	t.Helper()
	var names []string
	d := reportOf(t, o.folder)
	slices.SortFunc(d.Results, func(a, b reported) int { return a.Trial.Seq - b.Trial.Seq })
	for _, r := range d.Results {
		names = append(names, nameOf(r))
	}
	var stored []string
	for _, e := range o.journal {
		stored = append(stored, e.Trial)
	}
	if diff := cmp.Diff(stored, names); diff != "" {
		t.Errorf("the trials of the journal and of the report (-journal +report):\n%s", diff)
	}
	if d.Interrupted {
		t.Error("the run should be whole")
	}
}

// reportedAlike checks that the stored run says what the last session said.
func (s *sweep) reportedAlike(t *testing.T, folder, run string) {
	t.Helper()
	code, stdout, stderr := invoke(t, folder, "report", run, "-o", "csv")
	if code != exitOK || stdout != string(read(t, folder, "out.csv")) {
		t.Errorf("report says something else than the run did: exit code %d\n%s", code, stderr)
	}
}
