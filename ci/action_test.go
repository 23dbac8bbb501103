package ci_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// runner is a machine on which a workflow runs, and a runexp on it that tells what it
// was asked for.
type runner struct {
	t      *testing.T
	folder string
	env    []string
}

// newRunner makes a runner whose runexp ends with a code, and leaves a run behind.
func newRunner(t *testing.T, code string) *runner {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the script that stands for runexp is one of a shell")
	}
	r := &runner{t: t, folder: t.TempDir()}
	r.write("program", "#!/bin/sh\nfor a in \"$@\"; do printf '<%s>\\n' \"$a\" >> asked; done\n"+
		"mkdir -p .runexp/runs/2026-new\necho said\nexit "+code+"\n")
	r.env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + r.folder, "RUNNER_TEMP=" + filepath.Join(r.folder, "temp"),
		"GITHUB_OUTPUT=" + filepath.Join(r.folder, "output"), "PROGRAM=" + filepath.Join(r.folder, "program"), "REPORTS=out",
	}
	return r
}

func (r *runner) write(name, text string) {
	r.t.Helper()
	if err := os.WriteFile(filepath.Join(r.folder, name), []byte(text), 0o700); err != nil {
		r.t.Fatal(err)
	}
}

func (r *runner) read(name string) string {
	r.t.Helper()
	data, err := os.ReadFile(filepath.Join(r.folder, name))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		r.t.Fatal(err)
	}
	return string(data)
}

// step runs a step of the action and returns its exit code and what it printed.
func (r *runner) step(name string, env ...string) (code int, out string) {
	r.t.Helper()
	script, err := filepath.Abs("action.sh")
	if err != nil {
		r.t.Fatal(err)
	}
	c := exec.CommandContext(r.t.Context(), lookPath(r.t, "bash"), script, name)
	var b bytes.Buffer
	c.Dir, c.Env, c.Stdout, c.Stderr = r.folder, append(r.env, env...), &b, &b
	err = c.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode(), b.String()
	}
	if err != nil {
		r.t.Fatal(err)
	}
	return 0, b.String()
}

func TestTheRunStepAsksForWhatItsInputsSay(t *testing.T) {
	r := newRunner(t, "0")
	code, out := r.step("run", "EXPERIMENTS=\n  perf/a b.yaml  \n\nperf/c.yaml\n", "ARGS=--set\nconcurrency=1,8\n\n", "BASELINE=main branch")
	if code != 0 || !strings.Contains(out, "said") {
		t.Fatalf("exit code %d\n%s", code, out)
	}
	want := "<run> <perf/a b.yaml> <perf/c.yaml> <--set> <concurrency=1,8> <--baseline> <main branch> <--require-baseline> " +
		"<-o> <table> <-o> <github> <-o> <junit=out/> <-o> <html=out/> <-o> <json=out/>"
	if diff := cmp.Diff(want, strings.ReplaceAll(strings.TrimSpace(r.read("asked")), "\n", " ")); diff != "" {
		t.Errorf("arguments:\n%s", diff)
	}
	if got, want := r.read("output"), "run=2026-new\nexit-code=0\n"; got != want {
		t.Errorf("outputs %q, want %q", got, want)
	}
}

func TestWithoutArgumentsAndBaselineThereAreNone(t *testing.T) {
	r := newRunner(t, "0")
	if code, out := r.step("run", "EXPERIMENTS=a.yaml"); code != 0 {
		t.Fatalf("exit code %d\n%s", code, out)
	}
	if got := r.read("asked"); !strings.HasPrefix(got, "<run>\n<a.yaml>\n<-o>\n<table>\n") || strings.Contains(got, "baseline") || strings.Contains(got, "<>") {
		t.Errorf("asked for\n%s", got)
	}
}

func TestTheExitCodeIsPassedOnAndExplained(t *testing.T) {
	for code, says := range map[string]string{
		"1": "", "2": "usage or file error", "3": "inconclusive: fail", "4": "incomplete", "130": "ended with exit code 130",
	} {
		r := newRunner(t, code)
		got, out := r.step("run", "EXPERIMENTS=a.yaml")
		if !strings.HasSuffix(r.read("output"), "exit-code="+code+"\n") || r.read("output") != "run=2026-new\nexit-code="+code+"\n" {
			t.Errorf("%s: outputs %q", code, r.read("output"))
		}
		if want := map[string]int{"1": 1, "2": 2, "3": 3, "4": 4, "130": 130}[code]; got != want {
			t.Errorf("%s: exit code %d", code, got)
		}
		explained := regexp.MustCompile(`(?m)^::error title=runexp::(.*)$`).FindStringSubmatch(out)
		if says == "" && explained != nil || says != "" && (explained == nil || !strings.Contains(explained[1], says)) {
			t.Errorf("%s is explained as %v", code, explained)
		}
	}
}

// Runs that were there before are not told as those of this step.
func TestOnlyNewRunsAreTold(t *testing.T) {
	r := newRunner(t, "0")
	for _, old := range []string{"2025-old", "2026", "2026-newer"} {
		if err := os.MkdirAll(filepath.Join(r.folder, ".runexp", "runs", old), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if code, out := r.step("run", "EXPERIMENTS=a.yaml"); code != 0 {
		t.Fatalf("exit code %d\n%s", code, out)
	}
	if got := r.read("output"); !strings.HasPrefix(got, "run=2026-new\n") {
		t.Errorf("outputs %q", got)
	}
}

func TestEachRunIsPromoted(t *testing.T) {
	r := newRunner(t, "0")
	if code, out := r.step("promote", "RUNS=one two", "PROMOTE=main"); code != 0 {
		t.Fatalf("exit code %d\n%s", code, out)
	}
	want := "<baseline> <promote> <one> <main> <baseline> <promote> <two> <main>"
	if got := strings.ReplaceAll(strings.TrimSpace(r.read("asked")), "\n", " "); got != want {
		t.Errorf("asked for %s", got)
	}
	if code, _ := newRunner(t, "4").step("promote", "RUNS=one", "PROMOTE=main"); code != 4 {
		t.Errorf("exit code %d", code)
	}
}

func TestTheSourceStepTellsWhichGoToTake(t *testing.T) {
	r := newRunner(t, "0")
	if code, out := r.step("source"); code != 0 {
		t.Fatalf("exit code %d\n%s", code, out)
	}
	if got := r.read("output"); !regexp.MustCompile(`^go=1\.[0-9.]+\nsum=[0-9]+-[0-9]+\n$`).MatchString(got) {
		t.Errorf("outputs %q", got)
	}
}

func TestAnUnknownStepIsRefused(t *testing.T) {
	if code, _ := newRunner(t, "0").step("everything"); code != 2 {
		t.Errorf("exit code %d", code)
	}
	if code, _ := newRunner(t, "0").step("run"); code == 0 {
		t.Error("no experiment, and no error")
	}
}
