package report_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchmath"

	"runexp/judge"
	"runexp/report"
)

func TestEveryComparisonOfRunsFollowsTheSchema(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(report.ContrastSchema()))
	if err != nil {
		t.Fatal(err)
	}
	closeObjects(doc)
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("contrast.json", doc); err != nil {
		t.Fatal(err)
	}
	strict := compiler.MustCompile("contrast.json")
	for _, s := range contrastScenes() {
		c := s.contrast()
		if len(c.Comparisons) > 0 { // numbers that no document can hold
			c.Comparisons[0].Effect.Hi, c.Comparisons[0].Effect.MDE = math.Inf(1), math.NaN()
		}
		text := contrastText(t, c, "json", report.Layout{})
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := strict.Validate(doc); err != nil {
			t.Errorf("%s: a member is wrong, or contrast.schema.json does not describe it:\n%v", s.name, err)
		}
		if bytes.ContainsAny(text, "\x1b\u202e") {
			t.Errorf("%s: a terminal would obey the document", s.name)
		}
	}
}

func TestEventsOfAComparisonOfRunsAreWholeLines(t *testing.T) {
	for _, s := range contrastScenes() {
		c := s.contrast()
		got := make(map[string]int)
		last := ""
		for line := range strings.Lines(string(contrastText(t, c, "ndjson", report.Layout{}))) {
			var event struct{ Event string }
			if err := json.Unmarshal([]byte(line), &event); err != nil {
				t.Fatalf("%v in %s", err, line)
			}
			got[event.Event]++
			last = event.Event
		}
		want := map[string]int{"compare-start": 1, "compare-end": 1}
		for name, n := range map[string]int{"warning": len(c.Warnings), "note": len(c.Notes), "comparison": len(c.Comparisons), "not-measured": len(c.Missing)} {
			if n > 0 {
				want[name] = n
			}
		}
		if diff := cmp.Diff(want, got); diff != "" || last != "compare-end" {
			t.Errorf("%s ends with %s (-want +got):\n%s", s.name, last, diff)
		}
	}
}

func TestTheTableOfAComparisonOfRunsIsTidy(t *testing.T) {
	for _, s := range contrastScenes() {
		c := s.contrast()
		rows, err := csv.NewReader(bytes.NewReader(contrastText(t, c, "csv", report.Layout{}))).ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
		if want := 1 + len(c.Comparisons) + len(c.Missing); len(rows) != want {
			t.Errorf("%s: %d rows, want %d", s.name, len(rows), want)
		}
		verdict := slices.Index(rows[0], "verdict")
		p := slices.Index(rows[0], "p_adjusted")
		for _, row := range rows[1:] {
			if _, err := strconv.ParseFloat(row[p], 64); err != nil == slices.Contains([]string{"same", "better", "worse", "unclear"}, row[verdict]) {
				t.Errorf("%s: %s with p %q", s.name, row[verdict], row[p])
			}
			for _, cell := range row {
				if strings.HasPrefix(cell, "=") || strings.HasPrefix(cell, "@") {
					t.Errorf("%s: a spreadsheet would calculate %q", s.name, cell)
				}
			}
		}
	}
}

func TestMetricsOfAComparisonOfRunsFollowTheirRules(t *testing.T) {
	for _, s := range contrastScenes() {
		c := s.contrast()
		counted := 0
		for name, value := range metricsOf(t, string(contrastText(t, c, "openmetrics", report.Layout{}))) {
			if strings.HasPrefix(name, "runexp_compare_repeats{") {
				counted++
			}
			if strings.HasPrefix(name, "runexp_compare_p_ratio{") && (value < 0 || value > 1) {
				t.Errorf("%s: %s is %v", s.name, name, value)
			}
		}
		if counted != len(c.Comparisons) {
			t.Errorf("%s: %d samples of %d comparisons", s.name, counted, len(c.Comparisons))
		}
	}
}

// What benchstat finds in the trials goes the same way as the comparison.
func TestBenchmarksOfAComparisonOfRunsGoTheSameWay(t *testing.T) {
	c := contrastScenes()[0].contrast()
	reader := benchfmt.NewReader(bytes.NewReader(contrastText(t, c, "gobench", report.Layout{})), "c")
	rates := make(map[string]map[string][]float64) // by name and run
	for reader.Scan() {
		r, ok := reader.Result().(*benchfmt.Result)
		if !ok {
			continue
		}
		value, _ := r.Value("req/s")
		name, run := r.Name.String(), r.GetConfig("run")
		if rates[name] == nil {
			rates[name] = make(map[string][]float64)
		}
		rates[name][run] = append(rates[name][run], value)
	}
	if err := reader.Err(); err != nil {
		t.Fatal(err)
	}
	if len(rates) != 3 {
		t.Fatalf("%d benchmarks", len(rates))
	}
	for _, one := range c.Comparisons {
		level, _ := one.Point.Value("concurrency")
		if one.Metric != "throughput" {
			continue
		}
		for name, runs := range rates {
			if !strings.Contains(name, "c="+level+"-") {
				continue
			}
			a := benchmath.NewSample(runs["latest~1"], &benchmath.DefaultThresholds)
			b := benchmath.NewSample(runs["latest"], &benchmath.DefaultThresholds)
			p := benchmath.AssumeNothing.Compare(a, b).P
			down := benchmath.AssumeNothing.Summary(b, 0.95).Center < benchmath.AssumeNothing.Summary(a, 0.95).Center
			if worse := one.Word == judge.Worse; worse != (p < 0.05 && down) {
				t.Errorf("%s: %v here, p=%v and down=%t there", name, one.Word, p, down)
			}
			if math.Abs(min(p, 1)-one.Effect.P) > 1e-3 { // it reads rounded numbers
				t.Errorf("%s: p is %v here and %v there", name, one.Effect.P, p)
			}
		}
	}
}

func TestAJUnitReportOfAComparisonFailsWhereARegressionIsProven(t *testing.T) {
	for _, s := range contrastScenes() {
		c := s.contrast()
		var root struct {
			Tests    int `xml:"tests,attr"`
			Failures int `xml:"failures,attr"`
			Cases    []struct {
				Name    string    `xml:"name,attr"`
				Class   string    `xml:"classname,attr"`
				Failure *struct{} `xml:"failure"`
				Skipped *struct{} `xml:"skipped"`
			} `xml:"testsuite>testcase"`
		}
		if err := xml.Unmarshal(contrastText(t, c, "junit", report.Layout{}), &root); err != nil {
			t.Fatal(err)
		}
		failures, skipped, seen := 0, 0, make(map[string]bool)
		for _, one := range root.Cases {
			if one.Failure != nil {
				failures++
			}
			if one.Skipped != nil {
				skipped++
			}
			if seen[one.Class+one.Name] {
				t.Errorf("%s: two cases are %s %s", s.name, one.Class, one.Name)
			}
			seen[one.Class+one.Name] = true
		}
		want, open := 0, len(c.Missing)
		for i := range c.Comparisons {
			switch one := &c.Comparisons[i]; {
			case one.Regression:
				want++
			case one.Word != judge.Worse && one.Word != judge.Better && one.Word != judge.Same:
				open++
			}
		}
		if failures != want || root.Failures != want || skipped != open || root.Tests != len(c.Comparisons)+len(c.Missing) {
			t.Errorf("%s: %d failures of %d, want %d; %d skipped, want %d", s.name, failures, root.Tests, want, skipped, open)
		}
	}
}

func TestASummaryOfAComparisonKeepsWithinItsRoom(t *testing.T) {
	c := contrastScenes()[2].contrast()
	for _, room := range []int{0, 100, 500, 2000, 100_000} {
		var b bytes.Buffer
		if err := report.ContrastSummaryWithin(&b, c, room); err != nil {
			t.Fatal(err)
		}
		if b.Len() > room {
			t.Errorf("%d bytes in room for %d", b.Len(), room)
		}
		if room >= 500 && !strings.HasPrefix(b.String(), "### ❌ REGRESSION") {
			t.Errorf("it begins with %.60q", b.String())
		}
	}
}
