package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// actionStep runs a step of the GitHub action with this runexp, as a workflow would,
// and returns its exit code and what it printed.
func actionStep(t *testing.T, folder, name string, env ...string) (code int, out string) {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil || runtime.GOOS == "windows" {
		t.Skipf("the script of the action needs bash on a system like Unix: %v", err)
	}
	script, err := filepath.Abs(filepath.Join("..", "..", "ci", "action.sh"))
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), bash, script, name)
	var b bytes.Buffer
	c.Dir, c.Stdout, c.Stderr = folder, &b, &b
	c.Env = append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + folder, "RUNNER_TEMP=" + folder, "PROGRAM=" + command(t, folder).Path, "REPORTS=reports",
		"GITHUB_OUTPUT=" + filepath.Join(folder, "output"), "GITHUB_STEP_SUMMARY=" + filepath.Join(folder, "summary.md"),
	}, env...)
	err = c.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode(), b.String()
	}
	if err != nil {
		t.Fatal(err)
	}
	return 0, b.String()
}

func actionFile(t *testing.T, folder, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Error(err)
	}
	return string(data)
}

const actionGate = `name: gate
targets:
  base: {base_url: demo, path: "/add?name=${trial}&delay=5&${random}"}
  head: {base_url: demo, path: "/add?name=${trial}&delay=25&${random}"}
iterations: 8
concurrency: 4
repeats: 6
cooldown: 0
checks: {reruns: 0}
gate:
  fail_if:
    - {metric: throughput, worse_by: 5%}
`

const actionSweep = `name: sweep
base_url: demo
path: /add?name=${trial}&delay=5&${random}
iterations: 8
concurrency: [2, 4]
repeats: 1
cooldown: 0
`

// The action of a workflow gates, tells where the failure is, and leaves all reports;
// what passes can be promoted.
func TestTheActionGatesAndReports(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{"gate.yaml": actionGate, "sweep.yaml": actionSweep} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	code, out := actionStep(t, folder, "run", "EXPERIMENTS=gate.yaml", "ARGS=--seed\n7")
	if code != 1 || !regexp.MustCompile(`(?m)^::error file=gate\.yaml,line=12,title=throughput worse_by 5%25::.*worse`).MatchString(out) {
		t.Errorf("exit code %d\n%s", code, out)
	}
	if text := actionFile(t, folder, "summary.md"); !strings.HasPrefix(text, "### ❌ gate: failed\n") || !strings.Contains(text, "| **❌ FAIL** | gate.yaml:12 |") {
		t.Errorf("the summary is\n%s", text)
	}
	var suites struct {
		Failures int `xml:"failures,attr"`
	}
	if err := xml.Unmarshal([]byte(actionFile(t, folder, "reports/gate.xml")), &suites); err != nil || suites.Failures != 1 {
		t.Errorf("JUnit tells of %d failures (%v)", suites.Failures, err)
	}
	for _, name := range []string{"gate.html", "gate.json"} {
		if actionFile(t, folder, filepath.Join("reports", name)) == "" {
			t.Errorf("%s is empty", name)
		}
	}
	found := regexp.MustCompile(`^run=([0-9TZ]+-gate-[0-9a-f]+)\nexit-code=1\n$`).FindStringSubmatch(actionFile(t, folder, "output"))
	if found == nil {
		t.Fatalf("the outputs are %q", actionFile(t, folder, "output"))
	}

	code, out = actionStep(t, folder, "run", "EXPERIMENTS=sweep.yaml")
	if code != 0 || strings.Contains(out, "::error") || !strings.Contains(actionFile(t, folder, "summary.md"), "### 📏 sweep: measured\n") {
		t.Fatalf("exit code %d\n%s", code, out)
	}
	outputs := actionFile(t, folder, "output")
	run := outputs[strings.LastIndex(outputs, "run=")+4 : strings.LastIndex(outputs, "\nexit-code")]
	if code, out = actionStep(t, folder, "promote", "RUNS="+run, "PROMOTE=main"); code != 0 || !strings.Contains(out, "promoted "+run+" to baseline main") {
		t.Errorf("exit code %d\n%s", code, out)
	}
	if kept, err := os.ReadDir(filepath.Join(folder, ".runexp", "baselines", "main")); err != nil || len(kept) != 1 {
		t.Errorf("the baseline holds %d runs (%v)", len(kept), err)
	}
	if code, out = actionStep(t, folder, "run", "EXPERIMENTS=missing.yaml"); code != 2 || !strings.Contains(out, "::error title=runexp::usage or file error") {
		t.Errorf("exit code %d\n%s", code, out)
	}
}
