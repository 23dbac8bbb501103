package config_test

import (
	"fmt"
	"testing"

	"runexp/config"
)

func TestSchemaNamesTheDefaultsOfTheDecoder(t *testing.T) {
	e, err := config.Read(config.Input{Name: "minimal.yaml", Text: []byte(complete(""))})
	if err != nil {
		t.Fatal(err)
	}
	schema := properties(t)
	for key, got := range map[string]any{
		"request.max_body": fmt.Sprintf("%dGiB", e.Request.MaxBody>>30),
		"repeats":          e.Repeats,
		"order":            e.Order,
		"cooldown":         config.FormatDuration(e.Cooldown),
		"samples":          e.Samples,
		"expect.status":    e.Expect.Status,
		"analysis.rows":    e.Analysis.Rows,
	} {
		if want := fmt.Sprint(schema[key]["default"]); fmt.Sprint(got) != want {
			t.Errorf("%s: the decoder's default is %v, the schema's %s", key, got, want)
		}
	}
}
