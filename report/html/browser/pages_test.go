package browser_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"runexp/judge"
	"runexp/report"
	"runexp/runner"
)

// pages are the reports that the tests open, by name; each is made once.
func pages() map[string]func(testing.TB) []byte {
	page := func(of func(testing.TB) *report.Data) func(testing.TB) []byte {
		return func(tb testing.TB) []byte {
			tb.Helper()
			var b bytes.Buffer
			if err := report.Write(&b, "html", of(tb), report.Layout{}); err != nil {
				tb.Fatal(err)
			}
			return b.Bytes()
		}
	}
	return map[string]func(testing.TB) []byte{
		"sweep":   page(func(tb testing.TB) *report.Data { tb.Helper(); return judged(tb, sweep, unwell()) }),
		"hostile": page(hostileData),
		"gate":    page(gateData),
		"search": page(func(tb testing.TB) *report.Data {
			tb.Helper()
			return judged(tb, search, world{workers: 32, service: 20 * time.Millisecond})
		}),
		"compare": comparePage,
	}
}

// gateData compares two targets, of which the second has become slower.
func gateData(tb testing.TB) *report.Data {
	tb.Helper()
	return judged(tb, gate, world{workers: 16, service: 12 * time.Millisecond, slower: func(t *runner.Trial) float64 {
		if t.Target == "head" && t.Spec.Load.Concurrency > 8 {
			return 0.12
		}
		return 0
	}})
}

// comparePage compares two sweeps, of which the second has become slower.
func comparePage(tb testing.TB) []byte {
	tb.Helper()
	var sides []judge.Side
	for i, slower := range []float64{0, 0.08} {
		d := judged(tb, strings.Replace(words, "repeats: 6", "repeats: 10", 1), world{workers: 8, service: 20 * time.Millisecond, slower: func(*runner.Trial) float64 { return slower }})
		sides = append(sides, judge.Side{
			Name: []string{"main", "latest"}[i], Taken: d.Record.Started.AddDate(0, 0, i), Plan: d.Plan, Cells: d.Cells,
			Machine: d.Record.Machine, Build: d.Record.Build, Commit: d.Record.Commit,
		})
	}
	var b bytes.Buffer
	if err := report.WriteContrast(&b, "html", judge.Compare(sides[0], sides[1:], judge.Contrasting{}), report.Layout{}); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// shelf holds the pages that were made, as files, and the windows that show none.
var shelf store

type store struct {
	sync.Mutex

	dir   string
	files map[string]string
	stop  func() // ends the browser

	windows []*window
}

// takeWindow is a window that is free; nil where none is.
func (s *store) takeWindow() *window {
	s.Lock()
	defer s.Unlock()
	if len(s.windows) == 0 {
		return nil
	}
	w := s.windows[len(s.windows)-1]
	s.windows = s.windows[:len(s.windows)-1]
	return w
}

// pageFile is the file that a page is in.
func pageFile(tb testing.TB, name string) string {
	tb.Helper()
	shelf.Lock()
	defer shelf.Unlock()
	if file := shelf.files[name]; file != "" {
		return file
	}
	file := filepath.Join(shelf.dir, name+".html")
	if err := os.WriteFile(file, pages()[name](tb), 0o600); err != nil {
		tb.Fatal(err)
	}
	shelf.files[name] = file
	return file
}
