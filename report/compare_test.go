package report_test

import (
	"math"
	"strings"
	"testing"

	"runexp/judge"
	"runexp/report"
	"runexp/stats"
)

// rowsOf are the lines of a table that hold a word, their spaces reduced to one.
func rowsOf(text, word string) []string {
	var rows []string
	for line := range strings.Lines(text) {
		if strings.Contains(line, word) {
			rows = append(rows, strings.Join(strings.Fields(line), " "))
		}
	}
	return rows
}

func TestAChangeIsThatOfTheMetric(t *testing.T) {
	s := sceneNamed("pr-gate")
	for _, c := range []struct {
		metric string
		higher bool
		ln     float64
		want   string
	}{
		{"throughput", true, 0.1, "-9.5% ±2.0"}, // worse: less of it
		{"throughput", true, -0.1, "+10.5% ±2.0"},
		{"p99", false, 0.1, "+10.5% ±2.0"}, // worse: more of it
		{"p99", false, -0.1, "-9.5% ±2.0"},
		{"p99", false, 0.00001, "0.0% ±2.0"},
		{"p99", false, 3, "+1909% ±2.0"},
		{"p99", false, 30, ">9999% ±2.0"},
	} {
		d := s.data()
		one := d.Judgement.Comparisons[0]
		one.Metric, one.HigherIsBetter, one.Word = c.metric, c.higher, judge.Worse
		one.Effect = stats.Effect{N: 10, Change: c.ln, Lo: c.ln - math.Log(1.02), Hi: c.ln + math.Log(1.02), P: 0.04, MDE: 0.05}
		d.Judgement.Comparisons = []judge.Comparison{one}
		got := table(t, d, report.Layout{})
		if rows := rowsOf(got, "WORSE"); len(rows) != 1 || !strings.Contains(rows[0], " "+c.want+" 0.040 10 5.0% WORSE") {
			t.Errorf("%s %v: want %q in %q", c.metric, c.ln, c.want, rows)
		}
	}
}

func TestWordsOfComparisons(t *testing.T) {
	s := sceneNamed("pr-gate")
	for word, want := range map[judge.Word]string{
		judge.Unclear: "+0.1% ±2.0 10 1.5% ?", judge.Same: "+0.1% ±2.0 10 1.5% same", judge.Better: "+0.1% ±2.0 10 1.5% better",
		judge.Worse: "+0.1% ±2.0 10 1.5% WORSE", judge.TooFew: "0% 10 ? too few", judge.NotRandomized: "0% 10 ? order", judge.NotComparable: "0% 10 ? not alike",
	} {
		d := s.data()
		one := d.Judgement.Comparisons[6]
		one.Word, one.Why = word, "because \x1b[31m"
		one.Effect.Change, one.Effect.Lo, one.Effect.Hi, one.Effect.N = 0.001, 0.001-math.Log(1.02), 0.001+math.Log(1.02), 10
		d.Judgement.Comparisons = []judge.Comparison{one}
		got := table(t, d, report.Layout{Width: 120})
		if rows := rowsOf(got, "p99 ms"); len(rows) == 0 || !strings.HasSuffix(rows[0], want) {
			t.Errorf("want %q in %q", want, rows)
		}
		if why := strings.Contains(got, `because \x1b[31m`); why != (word == judge.Unclear || word > judge.Worse) {
			t.Errorf("%d: the reason is there: %v, in\n%s", word, why, got)
		}
	}
}

func TestRowsWithoutAChangeAreHiddenOnAScreen(t *testing.T) {
	d := sceneNamed("pr-gate").data()
	narrow, wide := table(t, d, report.Layout{Width: 80}), table(t, d, report.Layout{})
	mustHold(t, narrow, "\n 4 rows are the same and hidden (--wide shows them)\n")
	mustLack(t, narrow, " p ", " ok\n", " target ")
	mustLack(t, wide, "hidden")
	mustHold(t, wide, "\nhead against base\n", "  p   n  could miss", " target ")
	for text, want := range map[string]int{narrow: 3, wide: 7} {
		if got := len(rowsOf(text, " same\n")); got != want {
			t.Errorf("%d rows are the same, want %d in\n%s", got, want, text)
		}
	}
}

func TestARowInDoubtIsMarkedAndNeverHidden(t *testing.T) {
	got := table(t, sceneNamed("candidates").data(), report.Layout{Width: 80})
	mustHold(t, got, " same !\n", "\n!  one of the two sides is suspect or invalid\n", "\nsuspect, unsteady: no steady state before half of the trial (concurrency 32,\n  target java)\n")
}

func TestSeveralCandidatesHaveALineEach(t *testing.T) {
	got := table(t, sceneNamed("candidates").data(), report.Layout{Width: 80})
	if h := headingOf(t, got); h != "concurrency metric candidate go ± value ± change ± n miss verdict" {
		t.Errorf("got %q", h)
	}
	mustHold(t, got, "  rust  ", "  java  ")
}

func TestWhatChanceMayDoIsSaidOfRowsThatNoGateCorrects(t *testing.T) {
	mustHold(t, table(t, sceneNamed("candidates").data(), report.Layout{}), "\n12 rows compared, about 0.6 expected to differ by chance\n")
	d := sceneNamed("pr-gate").data()
	mustLack(t, table(t, d, report.Layout{}), "by chance")
	for i := range 4 {
		c := d.Judgement.Comparisons[i]
		c.Metric = "p50"
		d.Judgement.Comparisons = append(d.Judgement.Comparisons, c)
	}
	mustHold(t, table(t, d, report.Layout{}), "\n4 rows without a gate compared, about 0.2 expected to differ by chance\n")
}

func TestTheTableOfCellsIsThereWhenAskedFor(t *testing.T) {
	for _, name := range []string{"pr-gate", "capacity"} {
		d := sceneNamed(name).data()
		for _, c := range []struct {
			layout report.Layout
			want   bool
		}{
			{report.Layout{}, true}, {report.Layout{Width: 200}, false}, {report.Layout{Width: 80, Columns: []string{"concurrency", "dials"}}, true},
		} {
			got := table(t, d, c.layout)
			if strings.Contains(got, "dials") != c.want || strings.Contains(got, " are in the wide form (--wide)") == c.want {
				t.Errorf("%s, %+v: the cells are not there: %v\n%s", name, c.layout, c.want, got)
			}
		}
	}
	// Stored runs are no targets: the run has a table of its own.
	mustHold(t, table(t, sceneNamed("nightly").data(), report.Layout{Width: 80}), " p50 ms ", "\n\nthis run against main\n")
}

func TestTargetsHaveAColumnInTheTableOfCells(t *testing.T) {
	d := sceneNamed("pr-gate").data()
	got := table(t, d, report.Layout{Columns: []string{"concurrency", "target", "requests"}})
	mustHold(t, got, "\n           8  base       10000\n           8  head       ")
	if got := headingOf(t, table(t, d, report.Layout{})); !strings.HasPrefix(got, "q concurrency target requests ") {
		t.Errorf("got %q", got)
	}
}

func TestTheFooterTellsTheOrder(t *testing.T) {
	d := sceneNamed("pr-gate").data()
	const want = "\norder: random blocks, abba pairs, 10 blocks, 1 pass of warm-up not counted\n"
	mustHold(t, table(t, d, report.Layout{}), want, "\nA/A rate of this machine: 4 of 100")
	d.Judgement.Comparisons = nil
	mustLack(t, table(t, d, report.Layout{}), "order: ")
}
