package report_test

import (
	"bytes"
	"io"
	"testing"
	"time"

	"runexp/judge"
	"runexp/report"
	"runexp/runner"
)

// recordedRun gives each trial of a large run what a document has to thin out.
func recordedRun(d *report.Data) *report.Data {
	spans := make([]runner.Span, 1000)
	for i := range spans {
		spans[i] = runner.Span{Index: int64(i), Start: time.Duration(i) * time.Millisecond, End: time.Duration(i+90) * time.Millisecond, Class: "ok"}
	}
	course := &runner.Course{Width: 4 * time.Millisecond, Counts: make([]int64, 250)}
	for i := range d.Results {
		d.Results[i].Chronology, d.Results[i].Course = spans, course
		d.Results[i].Trial = d.Plan.Trials[i]
	}
	return d
}

func TestDocumentsOfLargeRunsStaySmall(t *testing.T) {
	for name, c := range map[string]struct {
		d    *report.Data
		most int
	}{
		"a sweep of 80 cells": {worldScene(4, 20, 3, 300).data(), 1_500_000},
		"10,000 trials":       {recordedRun(tenThousand()), 10_000_000},
		"10,000 judged":       {recordedRun(judgedTenThousand()), 10_000_000},
	} {
		var b bytes.Buffer
		if err := report.HTML(&b, c.d); err != nil {
			t.Fatal(err)
		}
		if b.Len() > c.most {
			t.Errorf("%s: %d bytes, want %d at most", name, b.Len(), c.most)
		}
		t.Logf("%s: %d bytes", name, b.Len())
	}
}

func BenchmarkDocumentOfTenThousandTrials(b *testing.B) {
	d := recordedRun(judgedTenThousand())
	d.Judgement.Verdicts = map[string]judge.Verdict{}
	b.ReportAllocs()
	for b.Loop() {
		if err := report.HTML(io.Discard, d); err != nil {
			b.Fatal(err)
		}
	}
}
