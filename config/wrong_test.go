package config_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"runexp/config"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The files of testdata/wrong are mistakes that people make, each with the
// message that it deserves beside it.
func TestMistakesGetTheMessageTheyDeserve(t *testing.T) {
	for _, file := range corpus(t, "testdata/wrong") {
		name := stem(file)
		if slices.Contains(laterMistakes(), name) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			_, err := config.Read(config.Input{Name: filepath.Base(file), Text: readFile(t, file)})
			if err == nil {
				t.Fatal("no fault found")
			}
			golden := strings.TrimSuffix(file, ".yaml") + ".txt"
			got := err.Error() + "\n"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(readFile(t, golden)), got); diff != "" {
				t.Errorf("message (-want +got):\n%s", diff)
			}
		})
	}
}

// laterMistakes are told after reading: only the planner counts trials
// (r10-huge), only the judge holds them against what a percentile needs
// (c03-p99-few), and only a hook that runs can run too long (c06-hook-server).
func laterMistakes() []string { return []string{"c03-p99-few", "c06-hook-server", "r10-huge"} }

func TestWhatOthersTellIsNoFaultOfTheFile(t *testing.T) {
	for _, name := range laterMistakes() {
		if _, err := config.Read(config.Input{Name: name + ".yaml", Text: readFile(t, "testdata/wrong/"+name+".yaml")}); err != nil {
			t.Errorf("%s is refused:\n%v", name, err)
		}
	}
}

// What others tell of a file is shown as its faults are.
func TestAWarningIsShownWithItsPlace(t *testing.T) {
	e, err := config.Read(config.Input{Name: "c03-p99-few.yaml", Text: readFile(t, "testdata/wrong/c03-p99-few.yaml")})
	if err != nil {
		t.Fatal(err)
	}
	threshold := e.Thresholds[0]
	for name, at := range map[string]config.Pos{"threshold": threshold.At, "check": threshold.Check.At} {
		got := at.Warning("p99 needs 1000 requests, 300 are planned", "use p90, or iterations: 334; else it stays undecided").Text()
		if diff := cmp.Diff(string(readFile(t, "testdata/wrong/c03-p99-few.txt")), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
