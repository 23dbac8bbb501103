package report_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"runexp/report"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (-want +got); -update writes it anew:\n%s", path, diff)
	}
}

func TestTablesLookAsTheyDid(t *testing.T) {
	for _, s := range allScenes() {
		d := s.data()
		for _, width := range []int{0, 40, 80, 120} {
			name := s.name + ".table"
			if width > 0 {
				name += strconv.Itoa(width)
			}
			t.Run(name, func(t *testing.T) {
				var b bytes.Buffer
				if err := report.Table(&b, d, report.Layout{Width: width}); err != nil {
					t.Fatal(err)
				}
				golden(t, name, b.Bytes())
			})
		}
	}
}

func TestFilesLookAsTheyDid(t *testing.T) {
	for _, s := range allScenes() {
		d := s.data()
		for _, format := range []string{"csv", "markdown"} {
			t.Run(s.name+"."+format, func(t *testing.T) {
				var b bytes.Buffer
				if err := report.Write(&b, format, d, report.Layout{}); err != nil {
					t.Fatal(err)
				}
				golden(t, s.name+"."+format, b.Bytes())
			})
		}
	}
	for _, name := range []string{"seed", "session-per-call", "partner-rate", "capacity"} {
		t.Run(name+".json", func(t *testing.T) {
			var b bytes.Buffer
			if err := report.Write(&b, "json", sceneNamed(name).data(), report.Layout{}); err != nil {
				t.Fatal(err)
			}
			// How the counts are compressed is up to the library.
			hdr := regexp.MustCompile(`"hdr":"[^"]*"`)
			golden(t, name+".json", hdr.ReplaceAll(b.Bytes(), []byte(`"hdr":"..."`)))
		})
	}
}
