package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"runexp/config"
)

// The files of testdata/faults hold, by topic, what can be wrong and what is
// then told. A block starts with ## and a sentence. Lines of the command line,
// --set and --unset, may follow; then the experiment, to which the required keys
// that it lacks are added, unless its first line is "# as it is"; then ---- and
// the messages.

func TestFaultsAreToldWithPlaceAndHint(t *testing.T) {
	files, err := filepath.Glob("testdata/faults/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, file := range files {
		blocks := strings.Split("\n"+string(readFile(t, file)), "\n## ")[1:]
		var updated strings.Builder
		for _, block := range blocks {
			sentence, rest, _ := strings.Cut(block, "\n")
			source, want, _ := strings.Cut(rest, "----\n")
			in := inputOf(source)
			_, err := config.Read(in)
			got := "accepted"
			if err != nil {
				got = err.Error()
			}
			got = strings.TrimRight(got, "\n")
			updated.WriteString("## " + sentence + "\n" + source + "----\n" + got + "\n\n")
			t.Run(stem(file)+"/"+sentence, func(t *testing.T) {
				if diff := cmp.Diff(strings.TrimRight(want, "\n"), got); diff != "" && !*update {
					t.Errorf("message (-want +got):\n%s", diff)
				}
				if strings.Contains(got, secretValue) {
					t.Error("a secret is told")
				}
			})
		}
		if *update {
			if err := os.WriteFile(file, []byte(strings.TrimSuffix(updated.String(), "\n")), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// inputOf reads the upper half of a block.
func inputOf(source string) config.Input {
	var set, unset []string
	for {
		line, rest, _ := strings.Cut(source, "\n")
		flag, value, _ := strings.Cut(line, " ")
		switch flag {
		case "--set":
			set = append(set, value)
		case "--unset":
			unset = append(unset, value)
		default:
			if !strings.HasPrefix(source, "# as it is") {
				source = experiment(source)
			}
			in := input(source)
			in.Set, in.Unset = set, unset
			return in
		}
		source = rest
	}
}
