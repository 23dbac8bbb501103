package main

import (
	"slices"
	"testing"

	"runexp/config"
	"runexp/report"
)

// Neither room knows the other, so the words that files use for formats and
// metrics stand in both.
func TestConfigAndReportUseTheSameWords(t *testing.T) {
	for _, test := range []struct {
		name          string
		files, tables []string
	}{
		{"formats", config.Formats(), report.Formats()},
		{"metrics", config.Metrics(), report.Metrics()},
	} {
		slices.Sort(test.files)
		slices.Sort(test.tables)
		if !slices.Equal(test.files, test.tables) {
			t.Errorf("%s: files say %v, tables %v", test.name, test.files, test.tables)
		}
	}
}
