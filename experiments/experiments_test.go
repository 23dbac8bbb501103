package experiments_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"runexp/config"
	"runexp/experiments"
	"runexp/runner"
)

func TestEveryExperimentPlansAsItsCommentsSay(t *testing.T) {
	const pause = 250 * time.Millisecond
	tests := []struct {
		file                     string
		points, trials, requests int
		least, most              time.Duration // of the expected time
	}{
		{file: "quickstart.yaml", points: 7, trials: 21, requests: 6804, least: 12 * time.Second, most: 22 * time.Second},
		{file: "seed.yaml", points: 1, trials: 1, requests: 500, least: 500 * time.Millisecond, most: 500 * time.Millisecond},
		{file: "book-sweep.yaml", points: 80, trials: 80, requests: 40_000, least: 984*time.Second + 79*pause, most: 985*time.Second + 79*pause},
		{file: "disciplines.yaml", points: 9, trials: 27, requests: 13_500, least: 70 * time.Second, most: 75 * time.Second},
		{file: "engines.yaml", points: 6, trials: 18, requests: 0, least: 18 * time.Second, most: 23 * time.Second},
		{file: "open-loop.yaml", points: 6, trials: 6, requests: 3 * (50 + 100 + 200 + 300 + 360 + 440), least: 18 * time.Second, most: 20 * time.Second},
		{file: "calibrate.yaml", points: 11, trials: 33, requests: 0, least: 20 * time.Second, most: 25 * time.Second},
		{file: "gate.yaml", points: 2, trials: 44, requests: 25_600, least: 0, most: 0},
		{file: "self-test.yaml", points: 1, trials: 120, requests: 38_400, least: 12 * time.Second, most: 15 * time.Second},
		{file: "slo-search.yaml", points: 0, trials: 0, requests: 0, least: 20 * time.Second, most: 25 * time.Second},
		{file: "starter.yaml", points: 5, trials: 15, requests: 1500, least: 5 * time.Second, most: 15 * time.Second},
	}
	texts := shelf(t)
	for _, test := range tests {
		t.Run(test.file, func(t *testing.T) {
			p := plan(t, test.file, texts[test.file])
			delete(texts, test.file)
			requests, _ := p.Requests()
			if len(p.Points) != test.points || len(p.Trials) != test.trials || requests != int64(test.requests) {
				t.Errorf("%d points, %d trials, %d requests; want %d, %d, %d",
					len(p.Points), len(p.Trials), requests, test.points, test.trials, test.requests)
			}
			expected, ok := p.Expected()
			if ok != (test.most > 0) || expected < test.least || expected > test.most {
				t.Errorf("expected time is %v (%t), want %v to %v", expected, ok, test.least, test.most)
			}
			for _, target := range append(p.Targets, runner.Target{BaseURL: p.BaseURL}) {
				if target.BaseURL != "demo" && (len(p.Targets) == 0 || target.BaseURL != "") {
					t.Errorf("it goes to %s; the shelf runs on the built-in server", target.BaseURL)
				}
			}
		})
	}
	for file := range texts {
		t.Errorf("%s is not tested", file)
	}
}

// With 16 workers of 20 ms no trial can end before n / 800 s, whatever its
// concurrency: the trials must be of one length on that server, and the whole
// about 20 s.
func TestQuickstartTakesAboutTwentySeconds(t *testing.T) {
	const workers, service = 16, 20 * time.Millisecond
	p := plan(t, "quickstart.yaml", shelf(t)["quickstart.yaml"])
	var sum time.Duration
	for _, trial := range p.Trials {
		load := trial.Spec.Load
		took := runner.Ideal(int64(load.Iterations), min(load.Concurrency, workers), service, 0)
		if took != 720*time.Millisecond {
			t.Errorf("concurrency %d takes %v, its comment says 0.72 s", load.Concurrency, took)
		}
		sum += took + trial.Spec.Cooldown
	}
	if sum < 18*time.Second || sum > 22*time.Second {
		t.Errorf("the sweep takes %v", sum)
	}
}

func TestBookSweepHasTheLevelsOfTheBook(t *testing.T) {
	p := plan(t, "book-sweep.yaml", shelf(t)["book-sweep.yaml"])
	got := make(map[string]string)
	for _, f := range p.Swept() {
		got[f.Name] = strings.Join(f.Values, " ")
	}
	want := map[string]string{
		"delay":       "50ms 300ms 550ms 800ms",
		"concurrency": "1 26 51 76 101 126 151 176 201 226 251 276 301 326 351 376 401 426 451 476",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("factors:\n%s", diff)
	}
}

func TestEveryFileOnTheShelfIsNamedAndFindsItsSchema(t *testing.T) {
	for file, text := range shelf(t) {
		if file == "starter.yaml" {
			continue
		}
		e := read(t, file, text)
		if e.Name+".yaml" != file || e.Description == "" {
			t.Errorf("%s: name %q, description %q", file, e.Name, e.Description)
		}
		first, _, _ := strings.Cut(text, "\n")
		schema, ok := strings.CutPrefix(first, "# yaml-language-server: $schema=")
		if !ok {
			t.Errorf("%s begins with %q, no line for editors", file, first)
			continue
		}
		found, err := os.ReadFile(filepath.FromSlash(schema))
		if err != nil || !bytes.Equal(found, config.Schema()) {
			t.Errorf("%s: %s is not the schema (%v)", file, schema, err)
		}
	}
}

// The starter is written into a folder beside which the schema lies.
func TestStarterNamesTheSchemaOneFolderUp(t *testing.T) {
	first, _, _ := strings.Cut(experiments.Starter(), "\n")
	if want := "# yaml-language-server: $schema=../runexp.schema.json"; first != want {
		t.Errorf("the first line is %q, want %q", first, want)
	}
}

// shelf is the text of every file, and of the starter.
func shelf(t *testing.T) map[string]string {
	t.Helper()
	names, err := fs.Glob(experiments.Files(), "*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatalf("the shelf is empty: %v", err)
	}
	texts := map[string]string{"starter.yaml": experiments.Starter()}
	for _, name := range names {
		text, err := fs.ReadFile(experiments.Files(), name)
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = string(text)
	}
	return texts
}

func read(t *testing.T, file, text string) *config.Experiment {
	t.Helper()
	e, err := config.Read(config.Input{Name: file, Text: []byte(text)})
	if err != nil {
		t.Fatalf("%s is refused:\n%v", file, err)
	}
	return e
}

func plan(t *testing.T, file, text string) *runner.Plan {
	t.Helper()
	p, err := runner.NewPlan(read(t, file, text), 1)
	if err != nil {
		t.Fatalf("%s can't be planned:\n%v", file, err)
	}
	return p
}
