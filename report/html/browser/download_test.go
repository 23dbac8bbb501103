package browser_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"

	"runexp/report"
)

// saved clicks on a button and returns the name and the content of the file that this
// saves.
func (b *tab) saved(button string) (name string, content []byte) {
	b.Helper()
	dir := b.TempDir()
	if _, err := chromedp.CallBrowser(b.ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir, EventsEnabled: new(true),
	}); err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	progress := chromedp.BrowserEvents(ctx, browser.DownloadProgress)
	b.do(chromedp.Click(chromedp.CSS(button)))
	for e, err := range progress {
		if err != nil {
			b.Fatalf("a click on %s saves nothing: %v", button, err)
		}
		if e.State == browser.DownloadProgressStateCompleted {
			break
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 {
		b.Fatalf("%d files are saved, %v", len(files), err)
	}
	content, err = os.ReadFile(filepath.Join(dir, files[0].Name()))
	if err != nil {
		b.Fatal(err)
	}
	return files[0].Name(), content
}

// The result that a page saves is what was measured, hostile strings included.
func TestTheResultIsSaved(t *testing.T) {
	for _, name := range []string{"sweep", "hostile"} {
		t.Run(name, func(t *testing.T) {
			b := open(t, name, look{})
			file, content := b.saved("#download-json")
			if !strings.HasSuffix(file, ".json") || strings.ContainsAny(file, `<>"'/\`) {
				t.Errorf("the file's name is %q", file)
			}
			d, err := report.ReadJSON(bytes.NewReader(content))
			if err != nil {
				t.Fatal(err)
			}
			want := judged(t, sweep, unwell())
			if name == "hostile" {
				want = hostileData(t)
			}
			if len(d.Results) != len(want.Results) || d.Plan.Name != want.Plan.Name || d.Plan.Description != want.Plan.Description {
				t.Errorf("%d results of %q, want %d of %q", len(d.Results), d.Plan.Name, len(want.Results), want.Plan.Name)
			}
			for i := range want.Results {
				if got, want := d.Results[i], want.Results[i]; got.Elapsed != want.Elapsed || got.OK != want.OK {
					t.Fatalf("trial %d is another: %v, %v", i, got.Elapsed, want.Elapsed)
				}
			}
		})
	}
}

// The table is saved as it is sorted.
func TestTheTableIsSaved(t *testing.T) {
	b := open(t, "sweep", look{})
	b.do(chromedp.Click(chromedp.CSS("#table-results thead th:nth-child(4) button")))
	want := b.column(3)
	file, content := b.saved("#download-csv")
	rows, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil || len(rows) != 81 || !strings.HasSuffix(file, ".csv") {
		t.Fatalf("%s has %d rows, %v", file, len(rows), err)
	}
	var got []string
	for _, row := range rows[1:] {
		got = append(got, strings.TrimSpace(row[3]))
	}
	if !slices.Equal(got, want) {
		t.Errorf("the column of throughputs is %q, want %q", got, want)
	}
}
