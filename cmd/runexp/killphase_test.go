//go:build unix

package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A run that is killed while its folder is made leaves nothing that stands in the way of
// the next one.
func TestInterruptedByKillWhileARunIsMade(t *testing.T) {
	t.Parallel()
	const seed = 5
	chance := rand.New(rand.NewPCG(seed, 0x6d616465))
	folder := t.TempDir()
	write(t, folder, "many.yaml", `
base_url: demo
path: /add?name=${trial}&delay=${delay}
iterations: 2
concurrency: [1, 2]
delay: [1ms, 2ms]
repeats: 5000
cooldown: 0
`)
	half := 0
	for i := range kills(8) {
		before := len(runsIn(t, folder))
		p := start(t, folder, "run", "many.yaml", "--seed", "5", "-q")
		awaitTrue(t, "the folder", func() bool { return len(runsIn(t, folder)) > before })
		<-time.After(time.Duration(chance.Int64N(int64(60 * time.Millisecond))))
		_ = p.Process.Kill()
		p.ends(t)
		for _, run := range runsIn(t, folder) {
			for _, name := range []string{"manifest.json", "plan.json", "result.json"} {
				wholeJSON(t, filepath.Join(run, name))
			}
		}
		if made := runsIn(t, folder); theWhole(made) < len(made)-half {
			half = len(made) - theWhole(made)
			t.Logf("kill %d came before the manifest", i+1)
		}
	}
	code, _, stderr := invoke(t, folder, "list")
	if code != exitOK {
		t.Errorf("list: exit code %d\n%s", code, stderr)
	}
	// What the killed ones planned is cut down to what can be waited for.
	code, stdout, stderr := invoke(t, folder, "run", "many.yaml", "--resume", "--seed", "5", "--set", "repeats=2")
	if code != exitOK {
		t.Errorf("--resume: exit code %d\n%s", code, stderr)
	}
	contains(t, "stdout", stdout, "4 points x 2 repeats = 8 trials", "!interrupted")
	for _, run := range runsIn(t, folder) {
		if code, _, stderr := invoke(t, folder, "rm", "--force", run); code != exitOK {
			t.Errorf("rm --force: exit code %d\n%s", code, stderr)
		}
	}
	if left := runsIn(t, folder); len(left) > 0 {
		t.Errorf("not removed: %q", left)
	}
}

// theWhole counts the runs that have a manifest.
func theWhole(runs []string) int {
	n := 0
	for _, run := range runs {
		if _, err := os.Stat(filepath.Join(run, "manifest.json")); err == nil {
			n++
		}
	}
	return n
}

// A run that is killed while its reports are written has all its trials. No report is
// torn: it is there as a whole, or not at all.
func TestInterruptedByKillInReports(t *testing.T) {
	t.Parallel()
	const seed = 6
	chance := rand.New(rand.NewPCG(seed, 0x7265706f7274))
	folder := t.TempDir()
	write(t, folder, "reports.yaml", `
base_url: demo
path: /add?name=${trial}&delay=1
iterations: 20
concurrency: [1, 2, 4]
repeats: 2
cooldown: 0
seed: 6
report: [{csv: out.csv}, {json: out.json}, {html: out.html}, {junit: out.xml}, {markdown: out.md}, {ndjson: out.ndjson}]
`)
	ends := map[string]string{
		"out.csv": "\n", "out.json": "\n}\n", "out.html": "</html>", "out.xml": "</testsuites>", "out.md": "\n",
	}
	written := 0
	for range kills(10) {
		run := filepath.Join(t.TempDir(), "kept")
		p := start(t, folder, "run", "reports.yaml", "--run-dir", run)
		p.stderr.await(t, "^reports 6/6")
		<-time.After(time.Duration(chance.Int64N(int64(10 * time.Millisecond))))
		_ = p.Process.Kill()
		p.ends(t)
		if names := kept(t, run); len(names) != 6 {
			t.Errorf("the journal holds %q, want 6 trials", names)
		}
		wholeJSON(t, filepath.Join(run, "result.json"))
		wholeJSON(t, filepath.Join(folder, "out.json"))
		for name, end := range ends {
			text, err := os.ReadFile(filepath.Join(folder, name))
			if err != nil {
				continue
			}
			written++
			if !bytes.HasSuffix(bytes.TrimRight(text, "\n"), []byte(strings.TrimRight(end, "\n"))) {
				t.Errorf("%s is torn: it ends in %.100q", name, text[max(0, len(text)-100):])
			}
			if err := os.Remove(filepath.Join(folder, name)); err != nil {
				t.Error(err)
			}
		}
		before := read(t, run, "trials.ndjson")
		if code, _, stderr := invoke(t, folder, "run", "reports.yaml", "--run-dir", run, "--resume"); code != exitOK {
			t.Errorf("--resume: exit code %d\n%s", code, stderr)
		}
		if diff := cmp.Diff(before, read(t, run, "trials.ndjson")); diff != "" {
			t.Errorf("the journal has changed:\n%s", diff)
		}
		if n := lines(read(t, folder, "out.csv")); n != 7 {
			t.Errorf("the CSV has %d lines, want 7", n)
		}
	}
	t.Logf("%d reports were written before the kill", written)
}

// The demo server, servers of start and hooks end with their parent, however that ends.
func TestInterruptedByKillLeavesNoProcess(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, more, reach string }{
		{"server of start", "start: {run: 'echo $$ > pid; exec $SELF serve --addr 127.0.0.1:PORT', ready: /stats}\nhooks: {before_trial: 'sleep 300'}", "pid"},
		{"hook", "hooks: {before_trial: 'echo $$ > pid; exec sleep 300'}", "pid"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := &scene{folder: t.TempDir()}
			write(t, s.folder, "x.yaml", strings.ReplaceAll("base_url: http://127.0.0.1:PORT\npath: /add?name=x&delay=1\niterations: 1\nconcurrency: 1\n"+test.more, "PORT", freePort(t)))
			s.program = &program{Cmd: command(t, s.folder, "run", "x.yaml"), stdout: newSpoken(), stderr: newSpoken()}
			s.Env = append(s.Env, "SELF="+s.Path)
			if err := s.Start(); err != nil {
				t.Fatal(err)
			}
			awaitFile(test.reach)(t, s)
			_ = s.Process.Kill()
			endedProcess("pid")(t, s)
		})
	}
}

// The demo server ends with its parent, however that ends.
func TestDemoServerEndsWithItsParent(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("reads /proc")
	}
	folder := t.TempDir()
	write(t, folder, "demo.yaml", "base_url: demo\npath: /add?name=x&delay=1\niterations: 2\nconcurrency: 1\nrepeats: 2\ncooldown: 60s\n")
	p := start(t, folder, "run", "demo.yaml")
	p.stderr.await(t, "^demo 1/2")
	child := childOf(t, p.Process.Pid)
	_ = p.Process.Kill()
	p.ends(t)
	awaitTrue(t, "the end of the demo server", func() bool { return !alive(child) })
}

// Levels that were added are measured, and none that an earlier session has measured.
func TestInterruptedByKillAndLevelsAdded(t *testing.T) {
	t.Parallel()
	s := held(t, "")
	_ = s.Process.Kill()
	s.ends(t)
	run := theRun(t, s.folder)
	holds(t, run, "p1r1")
	s.resumes(t, "--set", "concurrency=1,2,3,5", "--set", "repeats=2")
	names := kept(t, run)
	if len(names) != 8 || len(slices.Compact(slices.Sorted(slices.Values(names)))) != 8 {
		t.Errorf("the journal holds %q, want 8 trials", names)
	}
	_, stderr := s.resumes(t, "--set", "concurrency=3,5", "--set", "repeats=3")
	contains(t, "stderr", stderr, "are not in this plan and left out", "2 trials to run")
}
