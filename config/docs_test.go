package config_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"runexp/config"
)

const formatDocument = "../docs/experiment-format.md"

func TestEveryKeyIsDocumented(t *testing.T) {
	named := make(map[string]bool)
	for line := range strings.Lines(string(readFile(t, formatDocument))) {
		if !strings.HasPrefix(line, "|") && !strings.HasPrefix(line, "#") {
			continue
		}
		for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(line, -1) {
			named[m[1]] = true
		}
	}
	for _, key := range config.Keys() {
		if !named[key] {
			t.Errorf("no table or heading names `%s`", key)
		}
	}
}

// A block that has no base_url is a piece of a file: it is read with the
// required keys that it lacks.
func TestDocumentedExperimentsAreRead(t *testing.T) {
	schema := compiledSchema(t)
	blocks := regexp.MustCompile("(?ms)^```yaml\n(.*?)^```$").FindAllStringSubmatch(string(readFile(t, formatDocument)), -1)
	if len(blocks) < 5 {
		t.Fatalf("only %d blocks of YAML found", len(blocks))
	}
	for i, block := range blocks {
		text := complete(block[1])
		_, err := config.Read(config.Input{Name: "block.yaml", Text: []byte(text), Env: environment})
		if err != nil {
			t.Errorf("block %d is refused:\n%s\n%v", i+1, text, err)
		}
		document, err := decodeYAML([]byte(text))
		if err == nil {
			err = schema.Validate(document)
		}
		if err != nil {
			t.Errorf("block %d is refused by the schema:\n%s\n%v", i+1, text, err)
		}
	}
}

// complete adds the required keys to a piece of an experiment.
func complete(text string) string {
	for _, required := range []string{"base_url: demo", "path: /add?name=${trial}", "iterations: 10", "concurrency: 1"} {
		key, _, _ := strings.Cut(required, ":")
		if !hasKey(text, key) {
			text = required + "\n" + text
		}
	}
	return text
}

func TestDocumentedFactorsHaveTheirLevels(t *testing.T) {
	rows := regexp.MustCompile("(?m)^\\| `(concurrency: [^`]+)` \\| ([0-9, ]+) \\|$").FindAllStringSubmatch(string(readFile(t, formatDocument)), -1)
	if len(rows) < 4 {
		t.Fatalf("only %d forms of factors found", len(rows))
	}
	for _, row := range rows {
		e, err := config.Read(config.Input{Name: "row.yaml", Text: []byte(complete(row[1] + "\n"))})
		if err != nil {
			t.Errorf("%s is refused:\n%v", row[1], err)
			continue
		}
		var levels []string
		for _, l := range e.Factor("concurrency").Levels {
			levels = append(levels, l.Value.String())
		}
		if got := strings.Join(levels, ", "); got != row[2] {
			t.Errorf("%s has the levels %s, documented are %s", row[1], got, row[2])
		}
	}
}

func TestDocumentedFormsWriteWhatTheySay(t *testing.T) {
	rows := regexp.MustCompile("(?m)^\\| `\\.([a-z]+)` \\|[^|]+\\|([^|]*)\\|([^|]*)\\|$").FindAllStringSubmatch(string(readFile(t, formatDocument)), -1)
	if len(rows) != 6 {
		t.Fatalf("%d forms found, there are 6", len(rows))
	}
	for _, row := range rows {
		values := []config.Value{config.DurationValue(1500 * time.Millisecond), config.TextValue(`red "shoes"`)}
		for i, value := range values {
			want := strings.Trim(row[2+i], "` ")
			if want == "" {
				continue
			}
			got, err := value.Write(config.Form(row[1]))
			if err != nil || got != want {
				t.Errorf("the form .%s of %s writes %s (%v), documented is %s", row[1], value, got, err, want)
			}
		}
	}
}

func TestDocumentedLimitsAreTheDefaults(t *testing.T) {
	rows := regexp.MustCompile("(?m)^\\| `(checks\\.[a-z]+)` \\| `([^`]+)` \\|").FindAllStringSubmatch(string(readFile(t, formatDocument)), -1)
	if len(rows) != 8 {
		t.Fatalf("%d limits found, there are 8", len(rows))
	}
	for _, row := range rows {
		e := mustRead(t, strings.Replace(row[1], ".", ": {", 1)+": "+row[2]+"}")
		if e.Checks != config.DefaultChecks() {
			t.Errorf("%s: %s is documented as the default, it is not", row[1], row[2])
		}
	}
}

func TestEveryMetricIsDocumented(t *testing.T) {
	_, table, _ := strings.Cut(string(readFile(t, formatDocument)), "\n| metrics | are | unit |\n")
	table, _, _ = strings.Cut(table, "\n\n")
	var named []string
	for _, m := range regexp.MustCompile("`([a-z0-9_]+)`").FindAllStringSubmatch(table, -1) {
		named = append(named, m[1])
	}
	slices.Sort(named)
	if diff := cmp.Diff(slices.Sorted(slices.Values(config.Metrics())), named); diff != "" {
		t.Errorf("metrics (-want +documented):\n%s", diff)
	}
}

func TestDocumentNamesWhatIsNotBuilt(t *testing.T) {
	_, later, found := strings.Cut(string(readFile(t, formatDocument)), "\n## Not built yet\n")
	if !found {
		t.Fatal("no section on what is not built yet")
	}
	count := 0
	for _, m := range regexp.MustCompile("`([a-z_.]+)`").FindAllStringSubmatch(later, -1) {
		key := m[1]
		if key == "report" || strings.Contains("html junit github", key) {
			continue
		}
		count++
		_, err := config.Read(config.Input{Name: "later.yaml", Text: []byte(complete(nested(key)))})
		if err == nil || !strings.Contains(err.Error(), key+" is not supported yet") {
			t.Errorf("%s is listed as not built yet, but reads so: %v", key, err)
		}
	}
	if count < 14 {
		t.Errorf("only %d keys found", count)
	}
}

// nested is a file with a dotted key.
func nested(key string) string {
	group, name, deep := strings.Cut(key, ".")
	if !deep {
		return key + ": 1\n"
	}
	return fmt.Sprintf("%s: {%s: 1}\n", group, name)
}

func TestDocumentedFaultIsToldSo(t *testing.T) {
	text := "name: exp\nbase_url: demo\npath: /add?delay=${delay}\niterations: 500\nconcurrency: 100\ndelay: 100\n"
	_, err := config.Read(config.Input{Name: "exp.yaml", Text: []byte(text)})
	if err == nil || !strings.Contains(string(readFile(t, formatDocument)), "```text\n"+err.Error()+"\n") {
		t.Errorf("the documentation does not show:\n%v", err)
	}
}
