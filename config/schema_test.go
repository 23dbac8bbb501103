package config_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"runexp/config"
)

func TestSchemaHasTheKeysOfTheDecoder(t *testing.T) {
	var leaves []string
	for key, property := range properties(t) {
		if property["properties"] == nil {
			leaves = append(leaves, key)
		}
	}
	slices.Sort(leaves)
	if diff := cmp.Diff(config.Keys(), leaves); diff != "" {
		t.Errorf("keys of the decoder (-) and of the schema (+):\n%s", diff)
	}
}

func TestSchemaExplainsEveryKey(t *testing.T) {
	for key, property := range properties(t) {
		if text, _ := property["description"].(string); len(text) < 10 {
			t.Errorf("%s has no description", key)
		}
		examples, _ := property["examples"].([]any)
		if len(examples) == 0 {
			t.Errorf("%s has no example", key)
		}
		if value, ok := property["default"]; ok {
			examples = append(examples, value)
		}
		schema := compiledAt(t, pointer(key))
		for _, example := range examples {
			if err := schema.Validate(example); err != nil {
				t.Errorf("%s: the example or default %v is not valid: %v", key, example, err)
			}
		}
	}
}

// yaml-language-server shows the title as the source of each message.
func TestSchemaHasATitle(t *testing.T) {
	if got := document(t)["title"]; got != "runexp experiment" {
		t.Errorf("title is %v", got)
	}
}

func TestSchemaListsTheWordsOfTheDecoder(t *testing.T) {
	for name, want := range map[string][]string{"metric": config.Metrics(), "format": config.Formats()} {
		var got []string
		collectEnum(definition(t, name), &got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("words of %s, decoder (-) and schema (+):\n%s", name, diff)
		}
	}
}

// Overwriting what Schema returns must not change the schema of the program.
func TestSchemaIsACopy(t *testing.T) {
	want := bytes.Clone(config.Schema())
	clear(config.Schema())
	if !bytes.Equal(want, config.Schema()) {
		t.Error("the schema changed")
	}
}

func document(t *testing.T) map[string]any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(config.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	m, ok := v.(map[string]any)
	if !ok {
		t.Fatalf("the schema is a %T", v)
	}
	return m
}

func definition(t *testing.T, name string) any {
	t.Helper()
	defs, _ := document(t)["$defs"].(map[string]any)
	if defs[name] == nil {
		t.Fatalf("the schema defines no %s", name)
	}
	return defs[name]
}

// properties lists the keys of the schema in dotted form, groups and their keys,
// each with its subschema.
func properties(t *testing.T) map[string]map[string]any {
	t.Helper()
	all := make(map[string]map[string]any)
	var walk func(prefix string, node map[string]any)
	walk = func(prefix string, node map[string]any) {
		children, _ := node["properties"].(map[string]any)
		for name, child := range children {
			property, ok := child.(map[string]any)
			if !ok {
				t.Fatalf("%s%s is a %T", prefix, name, child)
			}
			all[prefix+name] = property
			walk(prefix+name+".", property)
		}
	}
	walk("", document(t))
	return all
}

// pointer is the JSON pointer of a dotted key.
func pointer(key string) string {
	var b bytes.Buffer
	for name := range bytes.SplitSeq([]byte(key), []byte(".")) {
		fmt.Fprintf(&b, "/properties/%s", name)
	}
	return b.String()
}

// collectEnum collects the words of all enums below a piece of the schema.
func collectEnum(node any, words *[]string) {
	switch node := node.(type) {
	case map[string]any:
		if list, ok := node["enum"].([]any); ok {
			for _, word := range list {
				*words = append(*words, fmt.Sprint(word))
			}
		}
		for _, child := range node {
			if _, scalar := child.(json.Number); !scalar {
				collectEnum(child, words)
			}
		}
	case []any:
		for _, child := range node {
			collectEnum(child, words)
		}
	}
}
