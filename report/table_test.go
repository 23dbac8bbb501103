package report_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"runexp/report"
	"runexp/runner"
)

// table renders d, which must succeed.
func table(t *testing.T, d *report.Data, l report.Layout) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.Table(&b, d, l); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// headingOf is the heading line of a table: the one above the first rule.
func headingOf(t *testing.T, table string) string {
	t.Helper()
	lines := strings.Split(table, "\n")
	for i, line := range lines {
		if i > 0 && strings.HasPrefix(line, "───") {
			return strings.Join(strings.Fields(lines[i-1]), " ")
		}
	}
	t.Fatalf("no table in\n%s", table)
	return ""
}

func TestAPercentileNeedsTenRequestsBeyondIt(t *testing.T) {
	// A cell has as many requests as its repeats together.
	for _, c := range []struct {
		iterations, percentile string
		shown                  bool
	}{
		{"19", "p50", false},
		{"20", "p50", true},
		{"99", "p90", false},
		{"100", "p90", true},
		{"199", "p95", false},
		{"200", "p95", true},
		{"999", "p99", false},
		{"1000", "p99", true},
		{"9999", "p999", false},
		{"10000", "p999", true},
	} {
		t.Run(c.percentile+" of "+c.iterations, func(t *testing.T) {
			s := sceneNamed("seed")
			s.fields = []runner.Field{field("iterations", c.iterations), field("concurrency", "10")}
			got := table(t, s.data(), report.Layout{Columns: []string{c.percentile}})
			if dash := strings.Contains(got, "\n      -\n") || strings.Contains(got, "\n       -\n"); dash == c.shown {
				t.Errorf("shown is not %v:\n%s", c.shown, got)
			}
			if note := strings.Contains(got, "-  too few ok requests"); note == c.shown {
				t.Errorf("the note is there: %v:\n%s", note, got)
			}
		})
	}
}

func TestACellWithErrorsHasNoIdealAndNoRatio(t *testing.T) {
	d := sceneNamed("trouble").data()
	got := table(t, d, report.Layout{Columns: []string{"concurrency", "errors", "ideal", "ratio", "req/s"}})
	for _, want := range []string{
		"\n          10       0    1.000  1.02x   492 4%\n",
		"\n         100      50                  3904 1%\n",
		"\nerrors: 105 x status (status 503)\n",
		"\nideal and ratio are empty where requests failed\n",
		"\nstatuses: 8,375 x 200, 105 x 503\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}

func TestOneFailedRepeatLeavesTheCellWithoutARatio(t *testing.T) {
	s := sceneNamed("disciplines")
	s.fail = func(r *runner.Result) {
		if r.Trial.Name() == "p2r1" {
			failing(r, 1, "timeout", 0, "i/o timeout")
		}
	}
	got := table(t, s.data(), report.Layout{Columns: []string{"discipline", "concurrency", "errors", "ideal", "ratio"}})
	if !strings.Contains(got, "\n window               26       1\n window              100       0    0.500  1.05x\n") {
		t.Errorf("got\n%s", got)
	}
}

func TestARatioToAMeasuredIdealIsMarked(t *testing.T) {
	got := table(t, sceneNamed("book-log").data(), report.Layout{})
	if !strings.Contains(got, "1.04x~") || !strings.Contains(got, "\n~  ideal is measured") {
		t.Errorf("no mark, or no note, in\n%s", got)
	}
	got = table(t, sceneNamed("disciplines").data(), report.Layout{})
	if strings.Contains(got, "~") {
		t.Errorf("a mark, though the service time is given, in\n%s", got)
	}
}

func TestNumbersWithAndWithoutAMarkStandInLine(t *testing.T) {
	d := sceneNamed("disciplines").data()
	d.Cells[3].Measured = true
	got := table(t, d, report.Layout{Columns: []string{"discipline", "ratio"}})
	lines := strings.Split(got, "\n")
	var at []int
	for _, line := range lines {
		if i := strings.Index(line, "x"); i > 0 && strings.Contains(line, "1.0") {
			at = append(at, i)
		}
	}
	for _, i := range at {
		if i != at[0] {
			t.Fatalf("the numbers do not stand in line:\n%s", got)
		}
	}
}

func TestColumnsAreExactlyThoseAskedFor(t *testing.T) {
	d := sceneNamed("book-log").data()
	for _, c := range []struct {
		name    string
		columns []string
		want    string
	}{
		{"by name", []string{"symbol", "throughput"}, "symbol req/s ±"},
		{"by heading", []string{"symbol", "req/s", "p90 ms"}, "symbol req/s ± p90 ms ±"},
		{"with spaces around", []string{" depth ", " max"}, "depth max ms"},
		{"a field that is not swept", []string{"iterations", "pulled"}, "iterations pulled"},
		{"in the order asked for", []string{"dials", "concurrency"}, "dials concurrency"},
		{"only by request", []string{"mean", "p95", "error_rate"}, "mean ms p95 ms ± error %"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := headingOf(t, table(t, d, report.Layout{Columns: c.columns, Width: 80})); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestAnUnknownColumnIsAnErrorThatListsTheKnownOnes(t *testing.T) {
	d := sceneNamed("book-log").data()
	for _, format := range []string{"table", "markdown"} {
		var b bytes.Buffer
		err := report.Write(&b, format, d, report.Layout{Columns: []string{"p99", "p98"}})
		if err == nil || !strings.Contains(err.Error(), `unknown column "p98": the columns are symbol, depth, iterations, concurrency, requests,`) {
			t.Errorf("%s: got %v", format, err)
		}
		if b.Len() > 0 {
			t.Errorf("%s: wrote %q", format, b.String())
		}
	}
}

func TestTheFileChoosesItsMetrics(t *testing.T) {
	s := sceneNamed("book-log")
	s.analysis.Metrics = []string{"throughput", "p999", "mean"}
	got := headingOf(t, table(t, s.data(), report.Layout{}))
	if want := "symbol depth concurrency req/s ± p999 ms mean ms"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, by := range []string{"", "depth"} {
		s.analysis = runner.Analysis{By: by, Metrics: []string{"elapsed", "lateness"}}
		var b bytes.Buffer
		if err := report.Table(&b, s.data(), report.Layout{}); err == nil || !strings.Contains(err.Error(), `unknown metric "lateness": the metrics are requests, ok,`) {
			t.Errorf("got %v", err)
		}
	}
}

func TestColumnsGoByPriority(t *testing.T) {
	d := sceneNamed("disciplines").data()
	for _, c := range []struct {
		width int
		want  string
	}{
		{0, "discipline concurrency requests ok errors elapsed s ± elapsed range ideal s ratio req/s ± req/s range CV % bound % p50 ms ± p90 ms ± p99 ms ± max ms peak dials bytes pulled verdict"},
		{200, "discipline concurrency requests errors elapsed s ± elapsed range ideal s ratio req/s ± p50 ms ± p90 ms ± p99 ms ± max ms peak verdict"},
		{80, "discipline conc. err elapsed s ± ideal s ratio req/s ± p50 ms ± p99 ms"},
		{60, "discipline conc. err elapsed s ratio req/s ± p50 ms"},
		{50, "discipline conc. err elapsed s ratio req/s"},
		{40, "discipline conc. elapsed s ± ratio"},
	} {
		if got := headingOf(t, table(t, d, report.Layout{Width: c.width})); got != c.want {
			t.Errorf("width %d: got %q, want %q", c.width, got, c.want)
		}
	}
}

func TestDialsShowWhenKeepaliveIsSwept(t *testing.T) {
	for name, want := range map[string]bool{"session-per-call": true, "disciplines": false} {
		got := headingOf(t, table(t, sceneNamed(name).data(), report.Layout{Width: 80}))
		if strings.Contains(got, "dials") != want {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

func TestErrorsStayWhileThereAreAny(t *testing.T) {
	d := sceneNamed("trouble").data()
	for width := 20; width <= 200; width++ {
		got := table(t, d, report.Layout{Width: width})
		if !strings.Contains(got, " err ") && !strings.Contains(got, "errors") {
			t.Fatalf("width %d hides the errors:\n%s", width, got)
		}
	}
}

func TestRowsStandUprightWhereNothingFits(t *testing.T) {
	d := sceneNamed("book-log").data()
	got := table(t, d, report.Layout{Width: 30})
	for _, want := range []string{"\nconcurrency    64\n", "\nratio          1.04x~\n", "\nelapsed range  21.28-21.36\n", "\n\nsymbol         BRK.B\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}

func TestLongLabelsAreCutSoThatTheyDiffer(t *testing.T) {
	s := sceneNamed("book-log")
	for _, c := range []struct{ name, a, b, wantA, wantB string }{
		{"at their ends, where they differ before", "alpha/" + strings.Repeat("x", 90), "beta/" + strings.Repeat("x", 90), `alpha/x+… `, `beta/x+… `},
		{"in the middle, where they differ at the end", strings.Repeat("x", 90) + "/alpha", strings.Repeat("x", 90) + "/beta", ` x+…x*/alpha `, ` x+…x*/beta `},
	} {
		t.Run(c.name, func(t *testing.T) {
			s.fields = []runner.Field{param("q", c.a, c.b), field("iterations", "500"), field("concurrency", "1", "8")}
			got := table(t, s.data(), report.Layout{Width: 80})
			if !regexp.MustCompile(c.wantA).MatchString(got) || !regexp.MustCompile(c.wantB).MatchString(got) {
				t.Errorf("neither %s nor %s in\n%s", c.wantA, c.wantB, got)
			}
		})
	}
}

var escapes = regexp.MustCompile("\x1b\\[[0-9;]*m")

func TestColourChangesNothingButColour(t *testing.T) {
	for _, s := range allScenes() {
		d := s.data()
		for _, width := range []int{0, 20, 40, 80, 120} {
			plain := table(t, d, report.Layout{Width: width})
			if strings.Contains(plain, "\x1b") {
				t.Fatalf("%s: colour without being asked", s.name)
			}
			colored := table(t, d, report.Layout{Width: width, Color: true})
			if colored == plain {
				t.Errorf("%s at %d: no colour", s.name, width)
			}
			if got := escapes.ReplaceAllString(colored, ""); got != plain {
				t.Errorf("%s at %d: without its colours it reads\n%s\nnot\n%s", s.name, width, got, plain)
			}
		}
	}
	got := table(t, sceneNamed("trouble").data(), report.Layout{Color: true})
	if !strings.Contains(got, "\x1b[31m50\x1b[0m") || strings.Contains(got, "\x1b[31m0\x1b[0m") {
		t.Errorf("errors are not red, or their absence is, in\n%q", got)
	}
	gate, doubt := table(t, sceneNamed("pr-gate").data(), report.Layout{Color: true}), table(t, sceneNamed("doubtful").data(), report.Layout{Color: true})
	mustHold(t, gate, "\x1b[31mWORSE\x1b[0m", "\x1b[31mFAIL\x1b[0m  pr-gate.yaml:20")
	mustHold(t, doubt, "\x1b[31msusp. 1\x1b[0m", "\x1b[31minvalid 2,3\x1b[0m")
	mustLack(t, gate+doubt, "\x1b[31mok", "\x1b[31msame", "\x1b[31mpass")
}

func TestASCIIHasNothingElse(t *testing.T) {
	s := sceneNamed("book-log")
	s.fields = []runner.Field{param("q", strings.Repeat("x", 200), "y"), field("iterations", "500"), field("concurrency", "1", "8")}
	for _, s := range append(judgedScenes(), s) {
		if s.name == "doubtful" {
			continue // its values are not ASCII
		}
		for _, width := range []int{0, 30, 80} {
			got := table(t, s.data(), report.Layout{Width: width, ASCII: true})
			for _, r := range got {
				if r > '~' {
					t.Fatalf("%s, width %d: %q in\n%s", s.name, width, r, got)
				}
			}
		}
	}
}

func TestEveryReportForPeopleEndsWithTheCommandThatRepeatsIt(t *testing.T) {
	for _, s := range allScenes() {
		d := s.data()
		if got := table(t, d, report.Layout{}); !strings.HasSuffix(got, "\nagain:   "+d.Again+"\n") {
			t.Errorf("%s: the table ends in %q", s.name, got[len(got)-80:])
		}
		var b bytes.Buffer
		if err := report.Markdown(&b, d, report.Layout{}); err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(b.String(), "\nagain: `"+d.Again+"`\n") {
			t.Errorf("%s: the Markdown ends in %q", s.name, b.String()[b.Len()-80:])
		}
	}
}

func TestMissingTrialsAreTold(t *testing.T) {
	s := sceneNamed("disciplines")
	for _, c := range []struct {
		name string
		done func(runner.Trial) bool
		want []string
	}{
		{"nothing", func(runner.Trial) bool { return false }, []string{"\ninterrupted: 0 of 27 trials have a result\n", "\nno result: 9 of 9 points\n"}},
		{"two points", func(t runner.Trial) bool { return t.Point.Number > 2 }, []string{"\ninterrupted: 21 of 27 trials have a result\n", "\nno result: 2 of 9 points\n"}},
		{"a repeat", func(t runner.Trial) bool { return t.Name() != "p6r2" }, []string{"\nincomplete: 2 of 3 trials (discipline chunk, concurrency 26)\n"}},
		{"many repeats", func(t runner.Trial) bool { return t.Repeat > 1 }, []string{"\nincomplete: 9 rows with fewer trials than planned\n"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s.done = c.done
			d := s.data()
			for width, got := range map[int]string{0: table(t, d, report.Layout{}), 80: table(t, d, report.Layout{Width: 80})} {
				for _, want := range c.want {
					if !strings.Contains(got, want) {
						t.Errorf("width %d: %q is missing in\n%s", width, want, got)
					}
				}
			}
		})
	}
}

func TestNumbersHaveTheDigitsThatTheyDeserve(t *testing.T) {
	s := sceneNamed("seed")
	for _, c := range []struct{ iterations, service, want string }{
		{"100", "80us", "0.000 100"},
		{"500", "100ms", "0.500 500"},
		{"99", "100ms", "9.900 99"},
		{"100", "100ms", "10.00 100"},
		{"1200", "100ms", "120.0 1200"},
	} {
		s.fields = []runner.Field{field("iterations", c.iterations), field("concurrency", "1"), field("delay", c.service)}
		s.service = 0
		if c.iterations == "500" {
			s.fields[1] = field("concurrency", "100")
		}
		if c.service == "80us" {
			s.fields[1] = field("concurrency", "100")
		}
		got := table(t, s.data(), report.Layout{Columns: []string{"ideal", "requests"}})
		if !strings.Contains(strings.Join(strings.Fields(got), " "), "─ "+c.want+" no interval: 1 repeat") {
			t.Errorf("%s x %s: want %s in\n%s", c.iterations, c.service, c.want, got)
		}
	}
}
