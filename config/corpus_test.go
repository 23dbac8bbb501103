package config_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"runexp/config"
)

// The corpus holds schema and decoder together: every file of testdata/accept,
// and of the shelf of examples, passes both; every file of testdata/reject has
// one mistake and passes neither, except for mistakes that a schema cannot see.

func TestSchemaAndDecoderAcceptTheSameFiles(t *testing.T) {
	schema := compiledSchema(t)
	for _, file := range append(corpus(t, "testdata/accept"), corpus(t, "../experiments")...) {
		t.Run(stem(file), func(t *testing.T) {
			document, err := decodeYAML(readFile(t, file))
			if err == nil {
				err = schema.Validate(document)
			}
			if err != nil {
				t.Errorf("the schema refuses it: %v", err)
			}
			if _, err := readExperiment(t, file); err != nil {
				t.Errorf("the decoder refuses it:\n%v", err)
			}
		})
	}
}

func TestSchemaAndDecoderRefuseTheSameFiles(t *testing.T) {
	schema := compiledSchema(t)
	reasons := beyondSchema()
	for _, file := range corpus(t, "testdata/reject") {
		name := stem(file)
		reason, beyond := reasons[name]
		delete(reasons, name)
		t.Run(name, func(t *testing.T) {
			document, schemaErr := decodeYAML(readFile(t, file))
			if schemaErr == nil {
				schemaErr = schema.Validate(document)
			}
			switch {
			case beyond && schemaErr != nil:
				t.Errorf("listed as beyond the schema (%s), but it refuses it: %v", reason, schemaErr)
			case !beyond && schemaErr == nil:
				t.Error("the schema accepts it")
			}
			_, err := readExperiment(t, file)
			if err == nil {
				t.Fatal("the decoder accepts it")
			}
			if faults, ok := err.(config.Faults); !ok || len(faults) != 1 { //nolint:errorlint // Read's error is a Faults itself
				t.Errorf("the file has one mistake, the decoder tells another number of them:\n%v", err)
			}
		})
	}
	for name := range reasons {
		t.Errorf("%s is listed as beyond the schema, but there is no such file", name)
	}
}

// corpus lists the YAML files of a folder.
func corpus(t *testing.T, folder string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in %s: %v", folder, err)
	}
	return files
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// readExperiment reads a file with a small environment of its own.
func readExperiment(t *testing.T, file string) (*config.Experiment, error) {
	t.Helper()
	return config.Read(config.Input{
		Name: filepath.Base(file),
		Text: readFile(t, file),
		Env:  environment,
		ReadFile: func(name string) ([]byte, error) {
			return os.ReadFile(filepath.Join(filepath.Dir(file), name))
		},
	})
}

// environment is what the files of the corpus and the documentation use.
func environment(name string) (string, bool) {
	switch name {
	case "BASE_URL":
		return "http://127.0.0.1:8080", true
	case "CONCURRENCY":
		return "8", true
	case "WORD":
		return "many", true
	case "TOKEN", "ORDERS_TOKEN":
		return "s3cret", true
	}
	return "", false
}

func stem(file string) string { return strings.TrimSuffix(filepath.Base(file), ".yaml") }

func compiledSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	return compiledAt(t, "")
}

// compiledAt compiles the part of the schema at a JSON pointer.
func compiledAt(t *testing.T, pointer string) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(config.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("runexp.schema.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("runexp.schema.json#" + pointer)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// decodeYAML decodes a document into what a schema validates: the first one, as
// an editor sees it.
func decodeYAML(text []byte) (any, error) {
	var document any
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, err
	}
	return jsonValue(document), nil
}

// jsonValue turns what YAML has and JSON has not, keys and dates, into text.
func jsonValue(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key := range v {
			v[key] = jsonValue(v[key])
		}
		return v
	case map[any]any:
		texts := make(map[string]any, len(v))
		for key := range v {
			texts[fmt.Sprint(key)] = jsonValue(v[key])
		}
		return texts
	case []any:
		for i := range v {
			v[i] = jsonValue(v[i])
		}
		return v
	case time.Time:
		return v.Format(time.DateOnly)
	}
	return v
}
