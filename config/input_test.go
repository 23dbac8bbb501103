package config_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"runexp/config"
)

// experiment completes some lines of a file by the required keys that they
// lack. The lines stay where they are.
func experiment(lines string) string {
	if !strings.HasSuffix(lines, "\n") {
		lines += "\n"
	}
	for _, required := range []string{"base_url: demo", "path: /x?${random}", "iterations: 1", "concurrency: 1"} {
		key, _, _ := strings.Cut(required, ":")
		if !hasKey(lines, key) {
			lines += required + "\n"
		}
	}
	return lines
}

// hasKey reports whether some lines have a key, or one that stands in its place.
func hasKey(lines, key string) bool {
	instead := map[string]string{"base_url": "targets", "concurrency": "search"}[key]
	return strings.Contains("\n"+lines, "\n"+key+":") || instead != "" && strings.Contains("\n"+lines, "\n"+instead+":")
}

// secretValue is what no message may tell.
const secretValue = "hunter2-sesame"

// input is an experiment file in a small environment and folder of its own.
func input(text string) config.Input {
	return config.Input{
		Name: "x.yaml",
		Text: []byte(text),
		Env: func(name string) (string, bool) {
			value, ok := map[string]string{
				"EMPTY": "", "NUMBER": "8", "WORD": "many", "TOKEN": secretValue, "NEWLINE": secretValue + "\n",
				"SPACED": "hunter2 sesame", "PLACEHOLDER": "${random}", "BIG": strings.Repeat("x", 100_000), "URL": "http://127.0.0.1:8080",
			}[name]
			return value, ok
		},
		ReadFile: func(name string) ([]byte, error) {
			switch name {
			case "body.bin":
				return []byte("a\x00${b}"), nil
			case "huge.bin":
				return make([]byte, 64<<20+1), nil
			}
			return nil, os.ErrNotExist
		},
	}
}

// mustRead reads lines that are right.
func mustRead(t *testing.T, lines string) *config.Experiment {
	t.Helper()
	e, err := config.Read(input(experiment(lines)))
	if err != nil {
		t.Fatalf("refused:\n%s\n%v", lines, err)
	}
	return e
}

// faultsOf reads lines that are wrong.
func faultsOf(t *testing.T, in config.Input) config.Faults {
	t.Helper()
	_, err := config.Read(in)
	faults, ok := errors.AsType[config.Faults](err)
	if !ok {
		t.Fatalf("accepted, or another error: %v\n%s", err, in.Text)
	}
	return faults
}

// levels are the values of a factor in words.
func levels(t *testing.T, e *config.Experiment, name string) string {
	t.Helper()
	f := e.Factor(name)
	if f == nil {
		t.Fatalf("no factor %s", name)
	}
	var texts []string
	for _, l := range f.Levels {
		texts = append(texts, l.Value.String())
	}
	return strings.Join(texts, " ")
}
