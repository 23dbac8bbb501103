package report_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"runexp/report"
)

// broken is a writer on a full disk.
type broken struct{ after int }

var errFull = errors.New("no space left on device")

func (b *broken) Write(p []byte) (int, error) {
	if b.after -= len(p); b.after < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestAFailedWriteIsAnError(t *testing.T) {
	d := sceneNamed("keepalive").data()
	for _, format := range report.Formats() {
		for _, after := range []int{0, 100, 5000} {
			var whole bytes.Buffer
			if err := report.Write(&whole, format, d, report.Layout{}); err != nil {
				t.Fatal(err)
			}
			err := report.Write(&broken{after}, format, d, report.Layout{})
			if whole.Len() > after && !errors.Is(err, errFull) {
				t.Errorf("%s after %d bytes: got %v", format, after, err)
			}
		}
	}
}

func TestAnUnknownFormatIsAnErrorThatListsTheKnownOnes(t *testing.T) {
	err := report.Write(new(bytes.Buffer), "xlsx", sceneNamed("seed").data(), report.Layout{})
	if err == nil || err.Error() != `unknown format "xlsx": the formats are table, csv, csv-samples, json, ndjson, markdown, html, junit, github, openmetrics, gobench, hdr` {
		t.Errorf("got %v", err)
	}
}

func TestWithoutAPlanThereIsAnError(t *testing.T) {
	for _, format := range report.Formats() {
		if err := report.Write(new(bytes.Buffer), format, &report.Data{}, report.Layout{}); err == nil {
			t.Errorf("%s: no error", format)
		}
	}
}

func TestMetricsAreThoseOfTheFileFormat(t *testing.T) {
	got := fmt.Sprint(sorted(report.Metrics()))
	want := fmt.Sprint(sorted(strings.Fields("p50 p90 p95 p99 p999 mean max elapsed ideal ratio throughput error_rate ok errors requests bytes peak_in_flight dials late")))
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
