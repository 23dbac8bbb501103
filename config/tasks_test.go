package config_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"runexp/config"
)

// The files of testdata/tasks are experiments for real tasks. What keeps some of
// them from being read is only what is not built yet.
func TestTasksAreReadUpToWhatIsNotBuilt(t *testing.T) {
	schema := compiledSchema(t)
	later := map[string]string{
		"c6-matrix":       "request.tls, protocol h2, protocol h2",
		"i4-orders-post":  "request.auth, data, limits.rate",
		"i5-partner-rate": "limits.requests",
		"i6-keepalive":    "request.tls",
		"r5-docs-crawl":   "urls, iterations: all, limits.rate",
	}
	for _, file := range corpus(t, "testdata/tasks") {
		name := stem(file)
		t.Run(name, func(t *testing.T) {
			_, err := config.Read(config.Input{Name: filepath.Base(file), Text: readFile(t, file), Env: secretsOf, Hosts: []string{"staging.internal"}})
			faults, _ := errors.AsType[config.Faults](err)
			var missing []string
			for _, f := range faults {
				what, isLater := strings.CutSuffix(f.Message, " is not supported yet")
				if !isLater {
					t.Errorf("%v", f)
				}
				missing = append(missing, what)
			}
			if got := strings.Join(missing, ", "); got != later[name] {
				t.Errorf("not supported yet are %q, want %q", got, later[name])
			}
			if later[name] != "" {
				return
			}
			document, err := decodeYAML(readFile(t, file))
			if err == nil {
				err = schema.Validate(document)
			}
			if err != nil {
				t.Errorf("the schema refuses it: %v", err)
			}
		})
	}
}

func secretsOf(name string) (string, bool) {
	if strings.HasSuffix(name, "_KEY") || strings.HasSuffix(name, "_TOKEN") {
		return "x", true
	}
	return "", false
}
