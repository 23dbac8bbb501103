package report_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"runexp/judge"
	"runexp/report"
	"runexp/runner"
	"runexp/runner/vitals"
)

// contrastScene is two or more runs of one experiment.
type contrastScene struct {
	name  string
	sides []judge.Side
	with  judge.Contrasting
}

func (s contrastScene) contrast() *judge.Contrast {
	return judge.Compare(s.sides[0], s.sides[1:], s.with)
}

// sideOf is a run of a scene, whose trials behave as change says.
func sideOf(s scene, name string, hour int, seed uint64, change func(*runner.Result)) judge.Side {
	s.seed, s.fail, s.judged = seed, change, nil
	d := s.data()
	return judge.Side{
		Name: name, Taken: time.Date(2026, 11, 22, hour, 10, 0, 0, time.UTC), Plan: d.Plan, Cells: d.Cells,
		Machine: vitals.Machine{OS: "linux", Arch: "amd64", CPUs: 8, Processors: 8, CPU: "Ryzen 7", Host: "bench"},
		Build:   vitals.Build{Version: "0.1.0", Go: "go1.26.0"}, Commit: "4f2a9c1",
	}
}

// slowed is a change by these factors at a concurrency.
func slowed(at int, by float64) func(*runner.Result) {
	return func(r *runner.Result) {
		if r.Trial.Spec.Load.Concurrency == at {
			r.Elapsed = time.Duration(by * float64(r.Elapsed))
			r.Latency = tail(r.OK, time.Duration(by*12e6)+time.Duration(r.Trial.Seq)*5*time.Microsecond, time.Duration(by*30e6)+time.Duration(r.Trial.Seq)*40*time.Microsecond)
		}
	}
}

func sweepOf(levels ...string) scene {
	return scene{
		name: "quickstart", repeats: 10, alone: 12 * time.Millisecond,
		fields: []runner.Field{field("iterations", "1000"), field("concurrency", levels...)},
	}
}

// contrastScenes are comparisons of all kinds.
func contrastScenes() []contrastScene {
	both := sweepOf("10", "100", "316")
	base := sideOf(both, "latest~1", 13, 71, slowed(100, 1))
	slower := sideOf(both, "latest", 14, 72, slowed(100, 1.107))
	slower.Commit, slower.Machine.CPUs, slower.Machine.Processors = "81be02d", 2, 2
	faster := sideOf(both, "20261122T151000Z-quickstart-aa00ff", 15, 73, slowed(100, 0.9))
	few := both
	few.repeats = 3
	other := sweepOf("10", "1000")
	targets := sweepOf("8")
	targets.targets = []runner.Target{{Name: "go", BaseURL: "http://127.0.0.1:1"}, {Name: "rust", BaseURL: "http://127.0.0.1:2"}}
	errors := func(r *runner.Result) {
		if r.Trial.Spec.Load.Concurrency == 316 {
			failing(r, 30, "status", 503, "status 503")
		}
	}
	evil := sideOf(both, "<b>=1+1|`x`\x1b[31m\u202e\nname", 16, 74, nil)
	evil.Commit, evil.Machine.CPU, evil.Plan.Name = "</script>", "@everyone ::error::", "=cmd|' /C calc'!A0"
	request := sweepOf("10", "100")
	another := sideOf(request, "another", 17, 75, nil)
	for i := range another.Cells {
		another.Cells[i].Spec.Request.Path, another.Cells[i].Spec.Request.Method = "/b?key=secret", "POST"
	}
	return []contrastScene{
		{"contrast-slower", []judge.Side{base, slower}, judge.Contrasting{}},
		{"contrast-tolerated", []judge.Side{base, slower}, judge.Contrasting{Tolerance: 0.2}},
		{"contrast-several", []judge.Side{base, slower, faster}, judge.Contrasting{Metrics: []string{"throughput", "p99"}}},
		{"contrast-few", []judge.Side{base, sideOf(few, "latest", 14, 76, nil)}, judge.Contrasting{}},
		{"contrast-missing", []judge.Side{base, sideOf(other, "latest", 14, 77, nil)}, judge.Contrasting{}},
		{"contrast-apart", []judge.Side{base, sideOf(sweepOf("7"), "latest", 14, 78, nil)}, judge.Contrasting{}},
		{"contrast-targets", []judge.Side{sideOf(targets, "A", 13, 79, nil), sideOf(targets, "B", 14, 80, func(r *runner.Result) { r.Elapsed += r.Elapsed / 8 })}, judge.Contrasting{}},
		{"contrast-errors", []judge.Side{base, sideOf(both, "latest", 14, 81, errors)}, judge.Contrasting{Metrics: []string{"p50", "error_rate", "ratio"}}},
		{"contrast-hostile", []judge.Side{evil, evil, another}, judge.Contrasting{}},
	}
}

func contrastText(t *testing.T, c *judge.Contrast, format string, l report.Layout) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := report.WriteContrast(&b, format, c, l); err != nil {
		t.Fatalf("%s: %v", format, err)
	}
	return b.Bytes()
}

func TestComparisonsOfRunsLookAsTheyDid(t *testing.T) {
	for _, s := range contrastScenes() {
		c := s.contrast()
		for _, width := range []int{0, 40, 80} {
			name := s.name + ".table"
			if width > 0 {
				name += strconv.Itoa(width)
			}
			t.Run(name, func(t *testing.T) { golden(t, name, contrastText(t, c, "table", report.Layout{Width: width})) })
		}
	}
}

func TestFilesOfComparisonsOfRunsLookAsTheyDid(t *testing.T) {
	files := map[string][]string{
		"contrast-slower":  {"csv", "json", "ndjson", "markdown", "junit", "github", "openmetrics", "gobench"},
		"contrast-missing": {"csv", "junit"},
		"contrast-several": {"markdown", "openmetrics"},
		"contrast-hostile": {"csv", "markdown", "github", "junit"},
	}
	for _, s := range contrastScenes() {
		for _, format := range files[s.name] {
			t.Run(s.name+"."+format, func(t *testing.T) {
				golden(t, s.name+"."+format, contrastText(t, s.contrast(), format, report.Layout{}))
			})
		}
	}
}

func TestComparisonsOfRunsKeepWithinTheWidth(t *testing.T) {
	for _, s := range contrastScenes() {
		c := s.contrast()
		for _, width := range []int{20, 40, 60, 80, 120} {
			for _, l := range []report.Layout{{Width: width}, {Width: width, ASCII: true}} {
				for line := range strings.Lines(string(contrastText(t, c, "table", l))) {
					if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > width {
						t.Errorf("%s at %d: %d columns: %s", s.name, width, n, line)
					}
				}
			}
		}
		if text := string(contrastText(t, c, "table", report.Layout{ASCII: true})); strings.ContainsAny(text, "±─…") {
			t.Errorf("%s: there is more than ASCII in\n%s", s.name, text)
		}
	}
}

func TestWhatFailsIsRedAndWhatIsBetterGreen(t *testing.T) {
	for _, s := range contrastScenes()[:3] {
		c := s.contrast()
		text := string(contrastText(t, c, "table", report.Layout{Width: 100, Color: true}))
		red, green := 0, 0
		for i := range c.Comparisons {
			if c.Comparisons[i].Regression {
				red++
			}
			if c.Comparisons[i].Word == judge.Better {
				green++
			}
		}
		if n := strings.Count(text, "\x1b[31mSLOWER"); n != red {
			t.Errorf("%s: %d red words, want %d", s.name, n, red)
		}
		if n := strings.Count(text, "\x1b[32mfaster"); n != green {
			t.Errorf("%s: %d green words, want %d", s.name, n, green)
		}
	}
}

func TestColumnsOfAComparisonOfRunsAreChosenByName(t *testing.T) {
	c := contrastScenes()[0].contrast()
	text := string(contrastText(t, c, "table", report.Layout{Columns: []string{"change", "verdict"}}))
	for word, want := range map[string]bool{"concurrency": true, "metric": true, "change": true, "verdict": true, "could miss": false} {
		if head := strings.Split(text, "\n")[2]; strings.Contains(head, word) != want {
			t.Errorf("%s in the heading is %t: %s", word, !want, head)
		}
	}
	err := report.WriteContrast(io.Discard, "table", c, report.Layout{Columns: []string{"nonsense"}})
	if err == nil || !strings.Contains(err.Error(), `unknown column "nonsense"`) {
		t.Errorf("the error is %v", err)
	}
}

func TestAComparisonOfRunsIsRefusedInFormatsOfTrials(t *testing.T) {
	c := contrastScenes()[0].contrast()
	for format, want := range map[string]string{"csv-samples": "no single requests", "hdr": "no histograms", "nonsense": "unknown format"} {
		if err := report.WriteContrast(io.Discard, format, c, report.Layout{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: the error is %v", format, err)
		}
	}
}

func TestAFailedWriteOfAComparisonOfRunsIsAnError(t *testing.T) {
	c := contrastScenes()[0].contrast()
	for _, format := range report.ContrastFormats() {
		if err := report.WriteContrast(brokenWriter{}, format, c, report.Layout{}); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("%s: the error is %v", format, err)
		}
	}
	path := filepath.Join(t.TempDir(), "new", "c.md")
	if err := report.WriteContrastFile(path, "markdown", c, report.Layout{Width: 20, Color: true}); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if want := contrastText(t, c, "markdown", report.Layout{}); err != nil || !bytes.Equal(got, want) {
		t.Errorf("the file has %q, %v", got, err)
	}
	if err := report.WriteContrastFile(path, "hdr", c, report.Layout{}); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("the error does not name the file: %v", err)
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestOfVeryManyRowsAScreenShowsTheWorst(t *testing.T) {
	a, b := largeSide("a", 100, 3, 1), largeSide("b", 100, 3, 2)
	c := judge.Compare(a, []judge.Side{b}, judge.Contrasting{Metrics: []string{"throughput"}})
	c.Comparisons[99].Word, c.Comparisons[99].Regression = judge.Worse, true
	text := string(contrastText(t, c, "table", report.Layout{Width: 80}))
	if n := strings.Count(text, "req/s"); n != 60 || !strings.Contains(text, "SLOWER") || !strings.Contains(text, "40 rows are hidden") {
		t.Errorf("%d rows in\n%s", n, text)
	}
	if n := strings.Count(string(contrastText(t, c, "table", report.Layout{})), "req/s"); n != 100 {
		t.Errorf("%d rows in the wide form", n)
	}
}
