//go:build unix

package rig_test

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"runexp/bench/internal/rig"
)

func TestSample(t *testing.T) {
	nan := math.NaN()
	tests := []struct {
		name   string
		sample rig.Sample
		median float64
		cells  []string
	}{
		{"an odd number has its middle", rig.Sample{3, 1, 2}, 2, []string{"2.0", "1.0 to 3.0"}},
		{"an even number has the mean of the middle two", rig.Sample{4, 1, 3, 2}, 2.5, []string{"2.5", "1.0 to 4.0"}},
		{"one number is all of it", rig.Sample{7}, 7, []string{"7.0", "7.0 to 7.0"}},
		{"a round without a number is left out", rig.Sample{nan, 1, nan, 3, 2}, 2, []string{"2.0", "1.0 to 3.0"}},
		{"no number has no cells", nil, nan, []string{"", ""}},
		{"nor have rounds without any", rig.Sample{nan, nan}, nan, []string{"", ""}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := slices.Clone(tt.sample)
			if got := tt.sample.Median(); got != tt.median && !(math.IsNaN(got) && math.IsNaN(tt.median)) {
				t.Errorf("median %v, want %v", got, tt.median)
			}
			if got := tt.sample.Cells("%.1f"); !slices.Equal(got, tt.cells) {
				t.Errorf("cells %q, want %q", got, tt.cells)
			}
			if !slices.EqualFunc(tt.sample, before, alike) {
				t.Errorf("the sample became %v", tt.sample)
			}
		})
	}
}

func alike(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

func TestSamplesArePairedByRound(t *testing.T) {
	nan := math.NaN()
	ours, theirs := rig.Sample{2, 30, 4, nan, 1}, rig.Sample{1, 10, 8, 1, nan}
	if got := ours.Over(theirs); !slices.EqualFunc(got, rig.Sample{2, 3, 0.5, nan, nan}, alike) {
		t.Errorf("ratios %v", got)
	}
	if got := ours.Over(theirs).Median(); got != 2 {
		t.Errorf("the median of the ratios is %v", got)
	}
}

func TestTables(t *testing.T) {
	rows := [][]string{{"a", "b"}, {"1", "x, y"}}
	var markdown bytes.Buffer
	if err := rig.WriteMarkdown(&markdown, rows); err != nil || markdown.String() != "| a | b |\n|---|---|\n| 1 | x, y |\n" {
		t.Errorf("%v\n%s", err, markdown.String())
	}
	path := filepath.Join(t.TempDir(), "rows.csv")
	if err := rig.SaveCSV(path, rows); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "a,b\n1,\"x, y\"\n" {
		t.Errorf("%v\n%s", err, text)
	}
	if err := rig.SaveCSV("", rows); err != nil {
		t.Errorf("no path: %v", err)
	}
}

func TestMachineSaysSomething(t *testing.T) {
	if m := rig.Machine(); !strings.Contains(m, "cores of ") || strings.Contains(m, "\n") {
		t.Errorf("machine %q", m)
	}
	if l := rig.LoadAverage(); l == "" {
		t.Error("no load average")
	}
}
