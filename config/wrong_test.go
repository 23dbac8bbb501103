package config_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"runexp/config"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The files of testdata/wrong are mistakes that people make, each with the
// message that it deserves beside it. A sweep too large (r10-huge) is not among
// them, for only the planner counts trials.
func TestMistakesGetTheMessageTheyDeserve(t *testing.T) {
	for _, file := range corpus(t, "testdata/wrong") {
		name := stem(file)
		if name == "r10-huge" {
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

// What only the planner can tell is no fault of the file.
func TestReadCountsNoTrials(t *testing.T) {
	e, err := config.Read(config.Input{Name: "r10-huge.yaml", Text: readFile(t, "testdata/wrong/r10-huge.yaml")})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range e.Factors[:3] {
		if len(f.Levels) != 1000 {
			t.Errorf("%s has %d levels, want 1000", f.Name, len(f.Levels))
		}
	}
}
