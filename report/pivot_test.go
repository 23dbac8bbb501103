package report_test

import (
	"slices"
	"strings"
	"testing"

	"runexp/report"
	"runexp/runner"
)

func sorted(s []string) []string { return slices.Sorted(slices.Values(s)) }

// normal joins words by one space, line by line.
func normal(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = strings.Join(strings.Fields(line), " ")
	}
	return strings.Join(lines, "\n")
}

func TestAPivotHasAColumnPerLevel(t *testing.T) {
	got := normal(table(t, sceneNamed("book-sweep").data(), report.Layout{Width: 80}))
	for _, want := range []string{
		"\nelapsed s (ratio) by delay\nconcurrency 50ms 300ms 550ms 800ms\n",
		"\n101 0.272 1.09x 1.544 1.03x 2.809 1.02x 4.060 1.02x\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}

func TestAPivotShowsElapsedAndRatioByDefault(t *testing.T) {
	s := sceneNamed("book-sweep")
	with := table(t, s.data(), report.Layout{})
	s.analysis.Metrics = nil
	if without := table(t, s.data(), report.Layout{}); without != with {
		t.Errorf("got\n%s\nwant\n%s", without, with)
	}
}

func TestOtherFieldsMakeABlockPerCombination(t *testing.T) {
	s := sceneNamed("book-sweep")
	s.fields = []runner.Field{
		field("iterations", "500"), field("discipline", "window", "chunk"), param("size", "1KiB", "1MiB"),
		field("delay", "50ms", "300ms"), field("concurrency", "1", "26"),
	}
	got := normal(table(t, s.data(), report.Layout{}))
	at := 0
	for _, want := range []string{
		"\nelapsed s (ratio) by delay discipline window size 1KiB\nconcurrency 50ms 300ms\n",
		"\n\nelapsed s (ratio) by delay discipline window size 1MiB\nconcurrency 50ms 300ms\n",
		"\n\nelapsed s (ratio) by delay discipline chunk size 1KiB\n",
		"\n\nelapsed s (ratio) by delay discipline chunk size 1MiB\n",
	} {
		i := strings.Index(got[at:], want)
		if i < 0 {
			t.Fatalf("%q is missing, or in another place, in\n%s", want, got)
		}
		at += i
	}
}

func TestFieldsThatGoTogetherShareAnAxis(t *testing.T) {
	got := normal(table(t, sceneNamed("keepalive").data(), report.Layout{}))
	if !strings.Contains(got, "\nreq/s ±, p99 ms ±, dials by keepalive\nconcurrency iterations true false\n") {
		t.Errorf("along the rows: got\n%s", got)
	}
	s := sceneNamed("keepalive")
	s.analysis = runner.Analysis{Rows: "keepalive", By: "concurrency", Metrics: []string{"throughput"}}
	got = normal(table(t, s.data(), report.Layout{}))
	if !strings.Contains(got, "\nreq/s ± by concurrency, iterations\nkeepalive 1 200 10 2000 100 20000\n") {
		t.Errorf("along the columns: got\n%s", got)
	}
}

func TestAPivotThatDoesNotFitBecomesALongTable(t *testing.T) {
	d := sceneNamed("book-sweep").data()
	got := headingOf(t, table(t, d, report.Layout{Width: 50}))
	if want := "delay concurrency elapsed s ratio"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestColumnsOfTheCommandLineBeatThePivot(t *testing.T) {
	d := sceneNamed("book-sweep").data()
	got := headingOf(t, table(t, d, report.Layout{Columns: []string{"delay", "concurrency", "p50"}}))
	if want := "delay concurrency p50 ms"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAPivotMarksCellsWithErrors(t *testing.T) {
	s := sceneNamed("book-sweep")
	s.fail = func(r *runner.Result) {
		if r.Trial.Name() == "p4r1" {
			failing(r, 3, "timeout", 0, "i/o timeout")
		}
	}
	got := normal(table(t, s.data(), report.Layout{Width: 80}))
	for _, want := range []string{"\n101 0.272 ! 1.544 1.03x", "\n! some requests failed\n", "\nerrors: 3 x timeout (i/o timeout)\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}

func TestAPivotLeavesMissingCellsEmpty(t *testing.T) {
	s := sceneNamed("book-sweep")
	s.done = func(t runner.Trial) bool { return t.Point.Number < 20 && t.Point.Number != 2 }
	got := table(t, s.data(), report.Layout{})
	if !strings.Contains(got, "\n          26               6.085 1.01x") {
		t.Errorf("got\n%s", got)
	}
	if strings.Contains(got, "800ms") {
		t.Errorf("a level without any result has a column:\n%s", got)
	}
}

func TestLevelsStandInTheOrderOfTheFile(t *testing.T) {
	s := sceneNamed("book-sweep")
	s.keep = func(v map[string]string) bool { return v["delay"] != "50ms" || v["concurrency"] == "101" }
	got := normal(table(t, s.data(), report.Layout{}))
	if !strings.Contains(got, "\nconcurrency 50ms 300ms 550ms 800ms\n"+strings.Repeat("─", 65)+"\n1 152.5 1.02x 278.6 1.01x") {
		t.Errorf("got\n%s", got)
	}
}

func TestAPivotByWhatIsNoFieldIsALongTable(t *testing.T) {
	s := sceneNamed("disciplines")
	s.analysis = runner.Analysis{Rows: "rate", By: "discipline"}
	got := headingOf(t, table(t, s.data(), report.Layout{Width: 80}))
	if !strings.HasPrefix(got, "discipline conc.") {
		t.Errorf("got %q", got)
	}
}
