package report_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"runexp/config"
	"runexp/judge"
	"runexp/report"
	"runexp/stats"
)

func TestRulingsStandWorstFirst(t *testing.T) {
	got := table(t, sceneNamed("smoke").data(), report.Layout{Width: 80})
	var order []string
	for line := range strings.Lines(got) {
		if word := strings.Fields(line); len(word) > 1 && strings.HasPrefix(word[1], "smoke.yaml:") {
			order = append(order, word[0])
		}
	}
	if want := "FAIL ? ? ? ? pass pass pass pass pass"; strings.Join(order, " ") != want {
		t.Errorf("got %q, want %q", order, want)
	}
	mustHold(t, got,
		"\nFAIL  smoke.yaml:10  ratio < 1.05  concurrency=50 delay=20ms\n      1.06x (1.05x to 1.07x)\n",
		"p99 21.0 ms (20.7 to 21.2), limit 21.2 ms: needs n=9\n", // of two claims, the one that decides
		"\n?     smoke.yaml:14  p50 < 1s when concurrency > 100  no cell to judge\n",
		"\npass  smoke.yaml:10  ratio < 1.05                         4 of 5 cells\n",
	)
}

func TestAGateCountsItsCases(t *testing.T) {
	d := sceneNamed("pr-gate").data()
	mustHold(t, table(t, d, report.Layout{}),
		"\nFAIL  pr-gate.yaml:20  p99 worse_by 10% floor 5ms  q=shoes concurrency=64  23.7% worse (21.2 to 26.3), limit 10.0%\n",
		"\n?     pr-gate.yaml:20  p99 worse_by 10% floor 5ms  q=red+shoes concurrency=64  11.5% worse (2.1 to 21.7), limit 10.0%: needs n=21\n",
		"\ngate: 10 pass, 1 fail, 1 undecided\n")
	d.Judgement.Rulings[2].Cases[0].Verdict = stats.Invalid
	mustHold(t, table(t, d, report.Layout{}), "\ngate: 9 pass, 1 fail, 1 undecided, 1 not judged\n")
	mustLack(t, table(t, sceneNamed("smoke").data(), report.Layout{}), "\ngate:")
}

func TestAnImprovementIsCalledOne(t *testing.T) {
	d := sceneNamed("pr-gate").data()
	c := &d.Judgement.Rulings[3].Cases[0]
	c.Verdict, c.Value = stats.Undecided, stats.Estimate{N: 10, Value: -0.123, Lo: -0.2, Hi: 0.05}
	mustHold(t, table(t, d, report.Layout{}), "12.3% better (-20.0 to 5.0), limit 10.0%: undecided\n")
}

func TestValuesHaveTheUnitOfTheirMetric(t *testing.T) {
	s := sceneNamed("smoke")
	for metric, want := range map[string]string{
		"p99": "312.4 ms (300.0 to 320.0)", "elapsed": "0.312 s (0.300 to 0.320)", "throughput": "312400000/s (300000000 to 320000000)",
		"error_rate": "31240000000 % (30000000000 to 32000000000)", "requests": "312400000 (300000000 to 320000000)",
		"bytes": "312400000 bytes (300000000 to 320000000)", "": "312400000 (300000000 to 320000000)",
	} {
		d := s.data()
		d.Judgement.Rulings = []judge.Ruling{{Kind: "threshold", Text: "x", Verdict: stats.Fail, Cases: []judge.Case{
			{Verdict: stats.Fail, Metric: metric, Value: stats.Estimate{N: 3, Value: 312.4e6, Lo: 300e6, Hi: 320e6}},
		}}}
		if rows := rowsOf(table(t, d, report.Layout{}), "FAIL"); len(rows) != 1 || rows[0] != "FAIL x "+want {
			t.Errorf("%s: got %q, want %q", metric, rows, want)
		}
	}
}

func TestLinesOfRulingsAreBounded(t *testing.T) {
	s := sceneNamed("smoke")
	d := s.data()
	d.Judgement.Rulings = nil
	for i := range 300 {
		for verdict := range stats.Verdict(4) {
			r := judge.Ruling{Kind: "threshold", Text: fmt.Sprintf("p%d < 1s", i), Verdict: verdict, Cases: []judge.Case{{Cell: &d.Judgement.Cells[0], Verdict: verdict}}}
			d.Judgement.Rulings = append(d.Judgement.Rulings, r)
		}
	}
	got := table(t, d, report.Layout{Width: 80})
	mustHold(t, got, "\nand 290 more failed\n", "\nand 595 more undecided\n", "\nand 280 more passed\n")
	if n := strings.Count(got, " < 1s"); n != 10+5+20 {
		t.Errorf("%d lines", n)
	}
	got = table(t, d, report.Layout{})
	mustHold(t, got, "\nand 200 more failed\n", "\nand 550 more undecided\n", "\nand 100 more passed\n")
}

func TestARulingSaysWhereItsDemandStands(t *testing.T) {
	d := sceneNamed("smoke").data()
	r := &d.Judgement.Rulings[2]
	for _, c := range []struct {
		name, file string
		at         config.Pos
		want       string
	}{
		{"in the experiment's file", "perf/ci/smoke.yaml", config.Pos{Line: 10}, "\nFAIL  smoke.yaml:10  ratio < 1.05  "},
		{"in a file of another system", `C:\perf\smoke.yaml`, config.Pos{Line: 10}, "\nFAIL  smoke.yaml:10  ratio < 1.05  "},
		{"in a file without a name", "", config.Pos{Line: 10}, "\nFAIL  line:10  ratio < 1.05  "},
		{"in another file", "smoke.yaml", faultAt(t, "conf/other.yaml"), "\nFAIL  other.yaml:1  ratio < 1.05  "},
		{"nowhere", "smoke.yaml", config.Pos{}, "\nFAIL  ratio < 1.05  "},
	} {
		d.Plan.File, r.At = c.file, c.at
		d.Judgement.Rulings = []judge.Ruling{*r}
		if got := table(t, d, report.Layout{}); !strings.Contains(got, c.want) {
			t.Errorf("%s: %q is missing in\n%s", c.name, c.want, got)
		}
	}
}

// faultAt is a place in a file.
func faultAt(t *testing.T, file string) config.Pos {
	t.Helper()
	_, err := config.Read(config.Input{Name: file, Text: []byte("unknown: 1\n")})
	faults, ok := errors.AsType[config.Faults](err)
	if !ok {
		t.Fatal(err)
	}
	return faults[0].At
}

func TestACaseWithoutAnIntervalSaysSo(t *testing.T) {
	d := sceneNamed("smoke").data()
	for i := range d.Judgement.Rulings {
		r := &d.Judgement.Rulings[i]
		for k := range r.Cases {
			r.Cases[k].Why = "1 repeat: there is no interval"
		}
	}
	mustHold(t, table(t, d, report.Layout{}),
		"  5 of 5 cells (1 repeat: there is no interval)\n", "  1.06x (1.05x to 1.07x): 1 repeat: there is no interval\n")
}

func TestAQuickLookJudgesNothing(t *testing.T) {
	for _, name := range []string{"smoke", "pr-gate", "quote-sweep"} {
		d := sceneNamed(name).data()
		d.Plan.Steps = append(d.Plan.Steps, sceneNamed("look").data().Plan.Steps[1])
		for _, format := range []string{"table", "markdown"} {
			var b strings.Builder
			if err := report.Write(&b, format, d, report.Layout{}); err != nil {
				t.Fatal(err)
			}
			mustHold(t, b.String(), "these numbers judge nothing\n")
			mustLack(t, b.String(), "pass", "FAIL", "WORSE", "worth it", "gate:", "order:")
		}
		d.Notes = []string{"quick: cut to 5 requests; judges nothing"}
		if got := table(t, d, report.Layout{}); strings.Count(got, "judge") != 1 {
			t.Errorf("said twice:\n%s", got)
		}
	}
}
