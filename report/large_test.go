package report_test

import (
	"bytes"
	"io"
	"strconv"
	"strings"
	"testing"

	"runexp/judge"
	"runexp/report"
	"runexp/runner"
	"runexp/stats"
)

// tenThousand is a run of 10,000 trials: 2,500 points, 4 repeats.
func tenThousand() *report.Data {
	s := scene{name: "large", seed: 5, repeats: 4, service: 1e8}
	levels := func(n int) []string {
		all := make([]string, n)
		for i := range all {
			all[i] = strconv.Itoa(i + 1)
		}
		return all
	}
	s.fields = []runner.Field{field("iterations", "500"), field("concurrency", levels(50)...), param("depth", levels(50)...)}
	one := sceneNamed("seed").data()
	one.Cells[0].Latency.Pack()
	d := &report.Data{Plan: s.plan(), Again: "runexp run large.yaml --seed 5"}
	for _, t := range d.Plan.Trials {
		r := one.Results[0]
		r.Trial = t
		d.Results = append(d.Results, r)
	}
	for _, p := range d.Plan.Points {
		c := one.Cells[0]
		c.Point, c.Repeats, c.Planned = p, 4, 4
		d.Cells = append(d.Cells, c)
	}
	return d
}

// judgedTenThousand says something else of each of 2,500 cells.
func judgedTenThousand() *report.Data {
	d := tenThousand()
	j := &judge.Judgement{Cells: d.Cells, Rulings: []judge.Ruling{{Kind: "threshold", Text: "p50 < 1s", Verdict: stats.Fail}}}
	for i := range j.Cells {
		c := &j.Cells[i]
		n := strconv.Itoa(i)
		c.Verdict = judge.Verdict{Level: judge.Suspect, Reasons: []judge.Reason{{Flag: judge.Flag("flag " + strconv.Itoa(i%10)), Level: judge.Suspect, Text: "found " + n}}}
		j.Comparisons = append(j.Comparisons, judge.Comparison{Point: c.Point, Metric: "p99", Reference: "a", Candidate: "b", Word: judge.Word(i % 7), Why: "why " + n})
		j.Rulings[0].Cases = append(j.Rulings[0].Cases, judge.Case{Cell: c, Verdict: stats.Verdict(i % 4), Why: "why " + n})
		rest := []runner.Setting{{Name: "q", Value: n}}
		j.Answer.Curves = append(j.Answer.Curves, judge.Curve{Rest: rest, Load: "concurrency", Levels: 9, Shape: stats.Scalability{Shape: stats.ShapeRising, Tested: float64(i)}})
	}
	d.Judgement = j
	return d
}

// There is no clock in this test: what it guards against is work that grows with
// the square of the rows, which would take minutes.
func TestTenThousandTrialsAreNoTrouble(t *testing.T) {
	d := tenThousand()
	for format, want := range map[string]int{"csv": 10_001, "table": 2_500, "markdown": 2_500, "json": 2_700} {
		shown := *d
		if format == "json" { // histograms take their time, each the same
			shown.Results = d.Results[:200]
		}
		var b bytes.Buffer
		if err := report.Write(&b, format, &shown, report.Layout{Width: 80}); err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(b.String(), "\n"); got < want || got > want+30 {
			t.Errorf("%s has %d lines, want about %d", format, got, want)
		}
	}
}

func TestTenThousandJudgedTrialsAreNoTrouble(t *testing.T) {
	d := judgedTenThousand()
	for format, want := range map[string]int{"csv": 10_001, "table": 5_000, "markdown": 5_000, "json": 2_700} {
		shown := *d
		if format == "json" {
			shown.Results = d.Results[:200]
		}
		var b bytes.Buffer
		if err := report.Write(&b, format, &shown, report.Layout{}); err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(b.String(), "\n"); got < want || got > want+300 {
			t.Errorf("%s has %d lines, want about %d", format, got, want)
		}
	}
}

func BenchmarkFormats(b *testing.B) {
	d := tenThousand()
	d.Samples = only(runner.Sample{Class: "ok"})
	for _, format := range report.Formats() {
		b.Run(format, func(b *testing.B) {
			for b.Loop() {
				if err := report.Write(io.Discard, format, d, report.Layout{Width: 80}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("read", func(b *testing.B) {
		var text bytes.Buffer
		if err := report.JSON(&text, d); err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(text.Len()))
		for b.Loop() {
			if _, err := report.ReadJSON(bytes.NewReader(text.Bytes())); err != nil {
				b.Fatal(err)
			}
		}
	})
}
