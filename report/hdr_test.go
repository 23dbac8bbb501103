package report_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"runexp/report"
	"runexp/runner"
	"runexp/stats"
)

// hdrjs is a folder that holds node_modules/hdr-histogram-js, which
// npm install --ignore-scripts --prefix FOLDER hdr-histogram-js@3.0.1 puts there.
var hdrjs = flag.String("hdrjs", "", "folder with node_modules/hdr-histogram-js, to read histogram logs with")

func TestHistogramLogsLookAsTheyDid(t *testing.T) {
	for _, name := range []string{"seed", "both-loops", "trouble"} {
		t.Run(name, func(t *testing.T) {
			// How the counts are compressed is up to the library.
			counts := regexp.MustCompile(`HISTFAAAA[^\n]*`)
			golden(t, name+".hdr", counts.ReplaceAll([]byte(written(t, "hdr", sceneNamed(name).data())), []byte("HIST...")))
		})
	}
}

// intervals reads a log with the library that ours is built on.
func intervals(t *testing.T, text string) []*hdrhistogram.Histogram {
	t.Helper()
	var all []*hdrhistogram.Histogram
	for reader := hdrhistogram.NewHistogramLogReader(strings.NewReader(text)); ; {
		h, err := reader.NextIntervalHistogram()
		if err != nil {
			t.Fatal(err)
		}
		if h == nil {
			return all
		}
		all = append(all, h)
	}
}

// All intervals of a tag together are the latency of the cell.
func TestTheIntervalsOfATagAreTheCell(t *testing.T) {
	for name, tag := range map[string]string{
		"disciplines": "p9;discipline=static;concurrency=100", "pr-gate": "p6-head;q=red_shoes;concurrency=64",
		"partner-rate": "p4;rate=100_s", "seed": "p1",
	} {
		d := sceneNamed(name).data()
		c := d.Cells[len(d.Cells)-1]
		sum := hdrhistogram.New(1, int64(time.Hour), 3)
		for _, h := range intervals(t, written(t, "hdr", d)) {
			if h.Tag() == tag {
				sum.Merge(h)
			}
		}
		if sum.TotalCount() != c.OK {
			t.Errorf("%s: %d records of %s, want %d", name, sum.TotalCount(), tag, c.OK)
		}
		for _, q := range []float64{50, 90, 99} {
			if got, want := sum.ValueAtQuantile(q), int64(c.Latency.Quantile(q/100)); got != want {
				t.Errorf("%s: %v %% is %d, want %d", name, q, got, want)
			}
		}
	}
}

func TestHistogramLogsKeepTimesOfOtherKindsApart(t *testing.T) {
	counts := func(d *report.Data) map[string]int64 {
		all := make(map[string]int64)
		for _, h := range intervals(t, written(t, "hdr", d)) {
			all[h.Tag()] += h.TotalCount()
		}
		return all
	}
	got := counts(sceneNamed("partner-rate").data())
	if got["p1;rate=20_s"] == 0 || got["p1;rate=20_s"] != got["p1;rate=20_s;service"] || got["p1;rate=20_s;failed"] != 0 {
		t.Errorf("an open loop: %v", got)
	}
	got = counts(sceneNamed("trouble").data())
	failed := int64(0)
	for tag, n := range got {
		if strings.HasSuffix(tag, ";failed") {
			failed += n
		}
	}
	if failed != 125 {
		t.Errorf("%d failures, want 125: %v", failed, got)
	}
	d := sceneNamed("doubtful").data()
	got = counts(d)
	tag := ""
	for name := range got {
		if strings.HasPrefix(name, "p8;") && strings.HasSuffix(name, ";invalid") {
			tag = name
		}
	}
	if n := got[tag]; tag == "" || n == 0 || got[strings.TrimSuffix(tag, ";invalid")] == 0 {
		t.Errorf("%s: %d: %v", tag, n, got)
	}
}

func TestHistogramLogsAreInTheOrderOfTime(t *testing.T) {
	d := sceneNamed("pr-gate").data()
	slices.Reverse(d.Results)
	last, n := int64(0), 0
	for _, h := range intervals(t, written(t, "hdr", d)) {
		if h.StartTimeMs() < last {
			t.Errorf("%s starts at %d after %d", h.Tag(), h.StartTimeMs(), last)
		}
		last = h.StartTimeMs()
		n++
	}
	if n != 120 {
		t.Errorf("%d intervals, want 120", n)
	}
}

func TestHistogramLogsOfNothingHaveAHeadOnly(t *testing.T) {
	if got := written(t, "hdr", &report.Data{Plan: new(runner.Plan)}); strings.Count(got, "\n") != 4 || !strings.HasPrefix(got, "#[Histogram log format version 1.3]\n") {
		t.Errorf("of no plan there is %q", got)
	}
	d := sceneNamed("seed").data()
	d.Results[0].Started = time.Time{}
	if got := intervals(t, written(t, "hdr", d)); len(got) != 1 || got[0].StartTimeMs() != 0 {
		t.Errorf("of an unknown time there is %v", got)
	}
}

func TestTagsHoldWhatALogCanHold(t *testing.T) {
	s := sceneNamed("seed")
	s.fields = append(s.fields, param("q;r", "a,b;c\n\x1b\"<", "other"))
	d := s.data()
	d.Again = "runexp run '\x1b\n1,1,1,HIST'"
	text := written(t, "hdr", d)
	checkVisible(t, "hdr", text)
	if got := intervals(t, text); len(got) != 2 || got[0].Tag() != "p1;q_r=a_b_c____" {
		t.Errorf("%d intervals, the first of %q", len(got), got[0].Tag())
	}
}

// readLog is a program for node that prints what it reads.
const readLog = `
const hdr = require("hdr-histogram-js");
const text = require("fs").readFileSync(0, "utf8");
const reader = new hdr.HistogramLogReader(text, 64);
const out = [];
for (let h; (h = reader.nextIntervalHistogram()) !== null; ) {
  out.push({
    tag: h.tag, count: h.totalCount, start: h.startTimeStampMsec, end: h.endTimeStampMsec,
    percentiles: [50, 90, 99].map(p => h.getValueAtPercentile(p)),
  });
}
console.log(JSON.stringify({ tags: hdr.listTags(text), entries: out }));
`

// logged is what the JavaScript library read.
type logged struct {
	Tags    []string
	Entries []struct {
		Tag         string
		Count       int64
		Start, End  float64 // ms since the epoch
		Percentiles []float64
	}
}

func readByNode(t *testing.T, log string) logged {
	t.Helper()
	node := exec.CommandContext(t.Context(), "node", "-e", readLog)
	node.Dir, node.Stdin = *hdrjs, strings.NewReader(log)
	var problems bytes.Buffer
	node.Stderr = &problems
	out, err := node.Output()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, problems.String())
	}
	var read logged
	if err := json.Unmarshal(out, &read); err != nil {
		t.Fatalf("%v in %.200q", err, out)
	}
	return read
}

// startedAt tells an entry from the others.
type startedAt struct {
	ms         int64
	cell, kind string
}

// kindOf is the end of a tag where it tells what was timed.
func kindOf(tag string) string {
	for _, kind := range []string{"service", "failed"} {
		if strings.HasSuffix(tag, ";"+kind) {
			return kind
		}
	}
	return ""
}

// timesByStart are the histograms of the trials that count: later results take the
// place of those of the same cell and time.
func timesByStart(d *report.Data) map[startedAt]*stats.Histogram {
	known := make(map[startedAt]*stats.Histogram)
	for i := range d.Results {
		r := &d.Results[i]
		cell := "p" + strconv.Itoa(r.Trial.Point.Number)
		if r.Trial.Target != "" {
			cell += "-" + r.Trial.Target
		}
		for kind, h := range map[string]*stats.Histogram{"": r.Latency, "service": r.Service, "failed": r.Failed} {
			known[startedAt{r.Started.UnixMilli(), cell, kind}] = h
		}
	}
	return known
}

func TestHistogramLogsAreReadByAnotherLanguage(t *testing.T) {
	if *hdrjs == "" {
		t.Skip("no -hdrjs FOLDER with node_modules/hdr-histogram-js given")
	}
	if _, err := os.Stat(filepath.Join(*hdrjs, "node_modules", "hdr-histogram-js")); err != nil {
		t.Fatal(err)
	}
	entries := 0
	for _, name := range []string{"seed", "both-loops", "trouble", "pr-gate", "doubtful"} {
		d := sceneNamed(name).data()
		text := written(t, "hdr", d)
		read, mine := readByNode(t, text), intervals(t, text)
		if len(read.Entries) != len(mine) || len(read.Tags) == 0 {
			t.Fatalf("%s: %d entries of %d tags were read, want %d", name, len(read.Entries), len(read.Tags), len(mine))
		}
		known := timesByStart(d)
		for i, got := range read.Entries {
			want := known[startedAt{int64(math.Round(got.Start)), got.Tag[:strings.Index(got.Tag+";", ";")], kindOf(got.Tag)}]
			if want == nil || got.Tag != mine[i].Tag() || got.Count != want.Count() || !slices.Contains(read.Tags, got.Tag) {
				t.Fatalf("%s: %d records of %s, which is %s, of %v", name, got.Count, got.Tag, mine[i].Tag(), want)
			}
			if math.Abs(got.End-float64(mine[i].EndTimeMs())) > 1 {
				t.Errorf("%s: %s is from %v to %v", name, got.Tag, got.Start, got.End)
			}
			for k, q := range []float64{0.5, 0.9, 0.99} {
				// The largest is exact here; there it is the end of its bucket.
				if value := want.Quantile(q); value != want.Max() && got.Percentiles[k] != float64(value) {
					t.Errorf("%s: %v of %s is %v, want %d", name, q, got.Tag, got.Percentiles[k], value)
				}
			}
		}
		entries += len(mine)
	}
	t.Logf("hdr: %d entries read by hdr-histogram-js, equal: %v", entries, !t.Failed())
}

func TestAHistogramLogTellsWhenAndHowLong(t *testing.T) {
	d := sceneNamed("seed").data()
	d.Results[0].Started = time.Date(2026, 11, 22, 13, 10, 0, 250e6, time.UTC)
	d.Results[0].Elapsed = 1500 * time.Millisecond
	h := intervals(t, written(t, "hdr", d))[0]
	if from, to := h.StartTimeMs(), h.EndTimeMs(); from != d.Results[0].Started.UnixMilli() || to != from+1500 {
		t.Errorf("from %d to %d", from, to)
	}
}
