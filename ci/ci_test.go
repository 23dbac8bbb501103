package ci_test

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"

	"runexp/ci"
)

type step struct {
	Name, ID, If, Shell, Uses, Run string
	With, Env                      map[string]string
}

// action is what action.yml has to hold.
type action struct {
	Name, Description string
	Inputs            map[string]struct {
		Description, Default string
		Required             bool
	}
	Outputs map[string]struct{ Description, Value string }
	Runs    struct {
		Using string
		Steps []step
	}
}

func readAction(t *testing.T) (text string, a action) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "action.yml"))
	if err != nil {
		t.Fatal(err)
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	if err := decoder.Decode(&a); err != nil {
		t.Fatal(err)
	}
	return string(data), a
}

// workflow is what a workflow of GitHub has to hold.
type workflow struct {
	On   map[string]any
	Jobs map[string]struct {
		RunsOn string `yaml:"runs-on"`
		Steps  []step
	}
}

func TestTheActionUsesAllItsInputsAndNoOthers(t *testing.T) {
	text, a := readAction(t)
	used := make(map[string]bool)
	for _, m := range regexp.MustCompile(`inputs\.([a-z-]+)`).FindAllStringSubmatch(text, -1) {
		used[m[1]] = true
	}
	want, got := slices.Sorted(maps.Keys(a.Inputs)), slices.Sorted(maps.Keys(used))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("inputs (-declared +used):\n%s", diff)
	}
	for name, input := range a.Inputs {
		if input.Description == "" {
			t.Errorf("input %s is not described", name)
		}
	}
	ids := make(map[string]bool)
	for _, s := range a.Runs.Steps {
		ids[s.ID] = true
	}
	for _, m := range regexp.MustCompile(`steps\.([a-z-]+)\.outputs`).FindAllStringSubmatch(text, -1) {
		if !ids[m[1]] {
			t.Errorf("there is no step %s", m[1])
		}
	}
}

func TestEveryActionIsPinnedToAVersion(t *testing.T) {
	_, a := readAction(t)
	steps := a.Runs.Steps
	for _, job := range github(t, "someone/runexp@v1").Jobs {
		steps = append(steps, job.Steps...)
	}
	for _, s := range steps {
		if s.Uses != "" && !regexp.MustCompile(`^[\w./-]+@v[0-9]+$`).MatchString(s.Uses) {
			t.Errorf("%s is not pinned", s.Uses)
		}
		if (s.Uses == "") == (s.Run == "") {
			t.Errorf("%s: a step uses something or runs something", s.Name)
		}
	}
}

// What a step runs is an argument of the script that the script knows, and the
// variables that this reads are set.
func TestTheStepsOfTheActionAreThoseOfTheScript(t *testing.T) {
	script, err := os.ReadFile("action.sh")
	if err != nil {
		t.Fatal(err)
	}
	_, a := readAction(t)
	var called []string
	set := map[string]bool{"GITHUB_OUTPUT": true, "RUNNER_TEMP": true, "RUNNER_OS": true}
	for _, s := range a.Runs.Steps {
		if s.Run == "" {
			continue
		}
		name, ok := strings.CutPrefix(s.Run, `bash "$GITHUB_ACTION_PATH/ci/action.sh" `)
		if !ok || s.Shell != "bash" {
			t.Errorf("%s runs %s in %s", s.Name, s.Run, s.Shell)
		}
		called = append(called, name)
		for variable := range s.Env {
			set[variable] = true
		}
	}
	if diff := cmp.Diff([]string{"source", "build", "run", "promote"}, called); diff != "" {
		t.Errorf("steps:\n%s", diff)
	}
	for _, m := range regexp.MustCompile(`\$\{?([A-Z_]{3,})`).FindAllStringSubmatch(string(script), -1) {
		if !set[m[1]] && m[1] != "BASH_SOURCE" {
			t.Errorf("nobody sets %s", m[1])
		}
	}
}

func github(t *testing.T, source string) (w workflow) {
	t.Helper()
	if err := yaml.Unmarshal([]byte(ci.GitHub(source)), &w); err != nil {
		t.Fatal(err)
	}
	return w
}

func TestTheWorkflowGivesTheActionWhatItTakes(t *testing.T) {
	_, a := readAction(t)
	w := github(t, "someone/runexp@v1")
	if len(w.On) == 0 || len(w.Jobs) != 1 {
		t.Fatalf("the workflow is %+v", w)
	}
	found := false
	for _, s := range w.Jobs["runexp"].Steps {
		if s.Uses != "someone/runexp@v1" {
			continue
		}
		found = true
		for name := range s.With {
			if _, ok := a.Inputs[name]; !ok {
				t.Errorf("the action has no input %s", name)
			}
		}
		for name, input := range a.Inputs {
			if input.Required && s.With[name] == "" {
				t.Errorf("input %s is missing", name)
			}
		}
	}
	if !found {
		t.Error("the workflow does not use the action")
	}
}

func TestASourceTakesThePlaceOfNobodys(t *testing.T) {
	for name, text := range map[string][2]string{
		"github": {ci.GitHub(""), ci.GitHub("a/b@c")},
		"gitlab": {ci.GitLab(""), ci.GitLab("https://a.example/b.git")},
	} {
		without, with := strings.Split(text[0], "\n"), strings.Split(text[1], "\n")
		if len(without) != len(with) {
			t.Fatalf("%s: %d lines, then %d", name, len(without), len(with))
		}
		changed := 0
		for i := range with {
			if with[i] != without[i] {
				changed++
				if !strings.Contains(without[i], "OWNER") || !strings.Contains(without[i], "# <- ") || strings.Contains(with[i], "<-") {
					t.Errorf("%s: %s became %s", name, without[i], with[i])
				}
			}
		}
		if changed != 1 {
			t.Errorf("%s: %d lines changed", name, changed)
		}
	}
}

// job is what a job of GitLab has to hold, as far as it is looked at here.
type job struct {
	Extends      string
	Script       yaml.Node
	BeforeScript []string `yaml:"before_script"`
	Artifacts    struct {
		When    string
		Paths   []string
		Reports map[string]string
	}
	Cache []struct {
		Key, Policy string
		Paths       []string
		Unprotect   bool
	}
	Rules []struct{ If string }
}

func TestTheJobsOfGitLabFitTogether(t *testing.T) {
	var all map[string]yaml.Node
	if err := yaml.Unmarshal([]byte(ci.GitLab("")), &all); err != nil {
		t.Fatal(err)
	}
	jobs := make(map[string]job)
	for name, node := range all {
		if name == "variables" {
			continue
		}
		var j job
		if err := node.Decode(&j); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		jobs[name] = j
	}
	if diff := cmp.Diff([]string{".runexp", ".runexp:merge-request", "runexp", "runexp:baseline"}, slices.Sorted(maps.Keys(jobs))); diff != "" {
		t.Fatalf("jobs:\n%s", diff)
	}
	for name, j := range jobs {
		if _, ok := jobs[j.Extends]; j.Extends != "" && !ok {
			t.Errorf("%s extends %s, which is not there", name, j.Extends)
		}
	}
	base := jobs[".runexp"]
	for kind, path := range base.Artifacts.Reports {
		if !strings.HasPrefix(path, base.Artifacts.Paths[0]) || !strings.Contains(base.Script.Content[0].Value, "="+path+" ") {
			t.Errorf("the report %s at %s is not written", kind, path)
		}
	}
	if base.Artifacts.When != "always" {
		t.Error("a job that fails keeps no reports")
	}
	policies := map[string]string{".runexp:merge-request": "pull", "runexp:baseline": "pull-push"}
	for name, policy := range policies {
		c := jobs[name].Cache
		if len(c) != 2 || c[1].Policy != policy || c[1].Paths[0] != ".runexp/baselines" || !c[1].Unprotect || len(jobs[name].Rules) != 1 {
			t.Errorf("%s has the cache %+v", name, c)
		}
	}
	promoting := jobs["runexp:baseline"].Script
	if n := len(promoting.Content); n != 2 || promoting.Content[0].Tag != "!reference" || promoting.Content[1].Value != "runexp baseline promote latest main" {
		t.Errorf("the job of the main branch runs %d things", n)
	}
}

// Every text that a shell reads is one, in the action, the workflow and the jobs.
func TestEveryScriptIsOne(t *testing.T) {
	bash := lookPath(t, "bash")
	_, a := readAction(t)
	texts := make(map[string]string)
	for _, s := range a.Runs.Steps {
		texts[s.Name] = s.Run
	}
	for _, s := range github(t, "").Jobs["runexp"].Steps {
		texts[s.Name] = s.Run
	}
	var all map[string]yaml.Node
	if err := yaml.Unmarshal([]byte(ci.GitLab("")), &all); err != nil {
		t.Fatal(err)
	}
	for name, node := range all {
		var j job
		if name == "variables" || node.Decode(&j) != nil {
			continue
		}
		for i, n := range j.Script.Content {
			if n.Kind == yaml.ScalarNode {
				texts[fmt.Sprint(name, i)] = n.Value
			}
		}
		texts[name] = strings.Join(j.BeforeScript, "\n")
	}
	if len(texts) < 10 {
		t.Errorf("only %d scripts were found", len(texts))
	}
	script, err := os.ReadFile("action.sh")
	if err != nil {
		t.Fatal(err)
	}
	texts["action.sh"] = string(script)
	for name, text := range texts {
		c := exec.CommandContext(t.Context(), bash, "-n")
		c.Stdin = strings.NewReader(text)
		if out, err := c.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

func TestShellcheckHasNothingToSay(t *testing.T) {
	shellcheck := lookPath(t, "shellcheck")
	out, err := exec.CommandContext(t.Context(), shellcheck, "--norc", "--enable=all", "--exclude=SC2249,SC2310,SC2311,SC2312,SC2250,SC2292", "action.sh").CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func lookPath(t *testing.T, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		t.Skipf("%s is not there: %v", program, err)
	}
	return path
}
