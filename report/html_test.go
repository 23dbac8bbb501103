package report_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"runexp/judge"
	"runexp/report"
	"runexp/report/html/echarts"
	"runexp/runner"
)

// pageOf writes a report without the library of the charts, which is long.
func pageOf(t *testing.T, d *report.Data) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.HTML(&b, d); err != nil {
		t.Fatal(err)
	}
	doc, library := b.String(), string(echarts.Bundle())
	if n := strings.Count(doc, library); n > 1 {
		t.Errorf("the library is in it %d times", n)
	}
	return strings.Replace(doc, library, "", 1)
}

// chartsOf are the names of the charts of a document, in their order.
func chartsOf(doc string) []string {
	var ids []string
	for _, m := range regexp.MustCompile(`<figure class="chart[^"]*" id="chart-([a-z0-9]+)"`).FindAllStringSubmatch(doc, -1) {
		ids = append(ids, m[1])
	}
	return ids
}

// embeddedIn is the JSON of an element, unpacked.
func embeddedIn(t *testing.T, doc, id string) []byte {
	t.Helper()
	m := regexp.MustCompile(`(?s)<script type="application/json" id="` + id + `"[^>]*>(.*?)</script>`).FindStringSubmatch(doc)
	if m == nil {
		t.Fatalf("no %s in the document", id)
	}
	var packed struct {
		Encoding string
		Data     []byte
	}
	if err := json.Unmarshal([]byte(m[1]), &packed); err != nil || packed.Encoding == "" {
		return []byte(m[1])
	}
	z, err := gzip.NewReader(bytes.NewReader(packed.Data))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestEachSceneHasTheChartsThatMakeSenseForIt(t *testing.T) {
	for name, want := range map[string]string{
		"seed":             "curve strips",
		"book-sweep":       "throughput elapsed percentiles curve strips",
		"keepalive":        "throughput elapsed percentiles curve strips sweep",
		"partner-rate":     "throughput percentiles curve strips sweep",
		"pr-gate":          "changes throughput elapsed percentiles curve strips sweep",
		"capacity":         "levels throughput percentiles curve strips errors",
		"trouble":          "throughput elapsed percentiles curve strips sweep errors",
		"look":             "throughput elapsed percentiles curve strips",
		"session-per-call": "throughput percentiles curve strips sweep",
	} {
		doc := pageOf(t, sceneNamed(name).data())
		if got := strings.Join(chartsOf(doc), " "); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
	whole := "throughput elapsed percentiles curve strips chronology course sweep errors"
	if got := strings.Join(chartsOf(pageOf(t, worldScene(4, 20, 3, 300).data())), " "); got != whole {
		t.Errorf("got %s, want %s", got, whole)
	}
}

// drawn is a drawing as a document holds it.
type drawn struct {
	First  int
	Groups []struct {
		Name   string
		Note   string
		Rows   []string
		Packed *struct{ Lines, Of int }
		Series []struct {
			Name, Role string
			Points     [][]*float64
			Even       *struct{ Y []float64 }
			At         []int
		}
	}
}

func drawings(t *testing.T, doc string) map[string]drawn {
	t.Helper()
	var all map[string]drawn
	if err := json.Unmarshal(embeddedIn(t, doc, "drawings"), &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestNoChartIsEmptyAndEachHasItsDrawing(t *testing.T) {
	for _, s := range allScenes() {
		doc := pageOf(t, s.data())
		all := drawings(t, doc)
		ids := chartsOf(doc)
		if len(ids) != len(all) {
			t.Errorf("%s: %d charts and %d drawings", s.name, len(ids), len(all))
		}
		for _, id := range ids {
			d := all[id]
			if len(d.Groups) == 0 || d.First >= len(d.Groups) {
				t.Errorf("%s: chart %s has %d groups", s.name, id, len(d.Groups))
			}
			for _, g := range d.Groups {
				n := 0
				for _, series := range g.Series {
					n += len(series.Points)
				}
				if n == 0 && g.Packed == nil && g.Series[0].Even == nil {
					t.Errorf("%s: chart %s shows nothing of %q", s.name, id, g.Name)
				}
			}
		}
		if strings.Contains(doc, `data-points="0"`) {
			t.Errorf("%s has a chart without a point", s.name)
		}
	}
}

func TestAChartOfThroughputHasAPointPerCell(t *testing.T) {
	d := worldScene(4, 20, 3, 300).data()
	doc := pageOf(t, d)
	if !strings.Contains(doc, `id="chart-throughput" data-series="4" data-points="80"`) {
		t.Error("not 4 lines of 20 points")
	}
	chart := drawings(t, doc)["throughput"]
	for _, s := range chart.Groups[0].Series {
		if s.Role != "line" {
			continue
		}
		for _, p := range s.Points {
			if len(p) != 4 || !(*p[2] <= *p[1] && *p[1] <= *p[3]) {
				t.Fatalf("%s: a point without its interval: %v", s.Name, p)
			}
		}
	}
}

func TestTheIdealIsAStaircase(t *testing.T) {
	elapsed := drawings(t, pageOf(t, sceneNamed("book-sweep").data()))["elapsed"]
	for _, s := range elapsed.Groups[0].Series {
		if s.Role != "step" {
			continue
		}
		for _, p := range s.Points { // of the first one, with a delay of 50 ms
			rounds := float64((500 + int(*p[0]) - 1) / int(*p[0]))
			if want := rounds * 0.05; *p[1] < want*0.9999 || *p[1] > want*1.0001 {
				t.Fatalf("at %v: got %v, want %v", *p[0], *p[1], want)
			}
		}
		return
	}
	t.Error("no staircase")
}

func TestAChronologyHasAtMost500LinesAndSaysSo(t *testing.T) {
	d := worldScene(1, 8, 2, 1200).data()
	d.Results[3].Dropped = 7
	chronology := drawings(t, pageOf(t, d))["chronology"]
	if len(chronology.Groups) != 16 {
		t.Errorf("%d trials, want 16", len(chronology.Groups))
	}
	dropped := 0
	for _, g := range chronology.Groups {
		if g.Packed.Lines != 500 || g.Packed.Of != 1200 || !strings.HasPrefix(g.Note, "500 of 1,200 lines are drawn, evenly.") {
			t.Errorf("got %+v, %q", *g.Packed, g.Note)
		}
		if strings.Contains(g.Note, "were recorded") {
			dropped++
		}
	}
	if dropped != 1 {
		t.Errorf("%d notes on requests that were not recorded, want 1", dropped)
	}
	if doc := pageOf(t, sceneNamed("seed").data()); !strings.Contains(doc, "samples: chronology") {
		t.Error("a document without a chronology does not say how to have one")
	}
}

func TestTheEmbeddedResultReadsBack(t *testing.T) {
	for _, d := range []*report.Data{sceneNamed("partner-rate").data(), worldScene(2, 6, 2, 100).data()} {
		text := embeddedIn(t, pageOf(t, d), "result")
		if bytes.Contains(text, []byte(`"chronology"`)) {
			t.Error("the chronology is in it")
		}
		got, err := report.ReadJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Results) != len(d.Results) || got.Again != d.Again {
			t.Fatalf("%d results of %d", len(got.Results), len(d.Results))
		}
		for i := range got.Results {
			if a, b := got.Results[i].Throughput(), d.Results[i].Throughput(); a != b {
				t.Errorf("result %d: throughput %v, was %v", i, a, b)
			}
		}
	}
}

func TestHostileTextsStayTexts(t *testing.T) {
	d := worldScene(2, 12, 2, 300).data()
	for i, text := range markup() {
		d.Notes = append(d.Notes, text)
		d.Results[i].Trial.Target = text
		d.Judgement.Notes = append(d.Judgement.Notes, text)
		c := &d.Judgement.Cells[i]
		c.Verdict.Level, c.Verdict.Reasons = judge.Suspect, []judge.Reason{{Flag: judge.Flag(text), Level: judge.Suspect, Text: text}}
		d.Results[i].Classes, d.Results[i].Causes = map[string]int64{text: 3}, map[string]string{text: text}
		c.Classes = map[string]int64{text: 3}
	}
	all := strings.Join(markup(), "\n")
	d.Plan.Name, d.Plan.Description, d.Plan.File, d.Again, d.Version = all, all, all, all, all
	d.Record.Run, d.Record.Branch, d.Record.Commit, d.Record.Experiment, d.Record.Overrides = all, all, all, all, markup()
	d.Record.Machine.Host, d.Record.Machine.CPU, d.Record.Build.Go = all, all, all
	inert(t, pageOf(t, d))
	random := made{rand.New(rand.NewPCG(8, 15))}
	for range 25 {
		inert(t, pageOf(t, random.scene().data()))
	}
}

// inert checks that a document has no elements but its own, and nothing that a
// terminal or a reader would be deceived by.
func inert(t *testing.T, doc string) {
	t.Helper()
	want := 3 // drawings, result, the page's own; the library where there is a chart
	if len(chartsOf(doc)) > 0 {
		want = 4
	}
	if got := strings.Count(doc, "<script"); got != want {
		t.Errorf("%d script elements, want %d", got, want)
	}
	for _, forbidden := range []string{"<img", "<svg/", "<!--", "<iframe", "\x1b", "\u202e", "\u2028", `href="javascript`, ` style="`} {
		if strings.Contains(doc, forbidden) {
			t.Errorf("the document holds %q", forbidden)
		}
	}
	own := strings.Fields("html head meta title style body a header div p svg path rect nav ul li button main h1 h2 h3 span dl dt dd strong small section figure figcaption table caption thead tbody tr th td details summary pre b q footer script")
	for _, m := range regexp.MustCompile(`<([a-zA-Z][a-zA-Z0-9]*)[\s>/]`).FindAllStringSubmatch(withoutScripts(doc), -1) {
		if !slices.Contains(own, m[1]) {
			t.Errorf("an element %q", m[1])
		}
	}
}

func withoutScripts(doc string) string {
	return regexp.MustCompile(`(?s)<script[^>]*>.*?</script>`).ReplaceAllString(doc, "")
}

func TestADocumentAsksNoServer(t *testing.T) {
	doc := pageOf(t, worldScene(2, 6, 2, 100).data())
	doc = strings.ReplaceAll(withoutScripts(doc), "http://127.0.0.1:8080", "")
	if m := regexp.MustCompile(`(?i)(src|href|action|data)\s*=\s*["']?(https?:|//)|url\(|@import|https?://`).FindString(doc); m != "" {
		t.Errorf("the document holds %q", m)
	}
}

func TestTheAnswerAndTheVerdictsComeFirst(t *testing.T) {
	for name, want := range map[string][]string{
		"quote-sweep":      {`<p id="answer">Worth it: concurrency 23 (22 to 26), 191 requests/s; past it calls only queue</p>`, "Next: measure 24, 32"},
		"capacity":         {`<p id="answer">Largest concurrency under the SLO: 48 (95% sure; best guess 53, 50 to 57)</p>`, "</span> failed</li>"},
		"pr-gate":          {`<p id="answer">Head against base: 2 worse, 7 the same, 3 undecided</p>`, "</span> failed</li>"},
		"look":             {`<p id="answer">A quick look: these numbers judge nothing</p>`, "quick look, judges nothing"},
		"trouble":          {"</span> interrupted</li>", "Interrupted: 17 of 27 trials have a result"},
		"doubtful":         {"cells invalid</li>", "cells suspect</li>"},
		"session-per-call": {"measurement ok</li>"},
	} {
		doc := withoutScripts(pageOf(t, sceneNamed(name).data()))
		lead, _, _ := strings.Cut(doc, "<section")
		for _, text := range want {
			if !strings.Contains(lead, text) {
				t.Errorf("%s does not say %q at first", name, text)
			}
		}
	}
	if doc := pageOf(t, sceneNamed("look").data()); strings.Contains(doc, `id="demands"`) {
		t.Error("a quick look shows demands")
	}
}

func TestAnEmptyRunIsADocumentToo(t *testing.T) {
	d := sceneNamed("seed").data()
	d.Results, d.Cells, d.Interrupted = nil, judge.Cells(d.Plan, nil), true
	doc := pageOf(t, d)
	if len(chartsOf(doc)) != 0 || !strings.Contains(doc, "Nothing was measured") || !strings.Contains(doc, d.Again) {
		t.Error("an empty run is not shown as one")
	}
	if err := report.HTML(io.Discard, &report.Data{Plan: &runner.Plan{Name: "bare"}}); err != nil {
		t.Error(err)
	}
}

func TestTheRecordOfARunIsShown(t *testing.T) {
	doc := pageOf(t, worldScene(2, 6, 2, 100).data())
	for _, want := range []string{"20261122T131000Z-checkout-4f2a9c", "81be02c44f2a (main), with changes", "bench-3, 8 CPUs, 4 usable", "16.0 GiB", "--set iterations=300", "concurrency: {from: 1", "took", "21 min 7 s"} {
		if !strings.Contains(doc, want) {
			t.Errorf("the document does not say %q", want)
		}
	}
}

func TestWritingLeavesTheDataAsItIs(t *testing.T) {
	d := worldScene(1, 4, 2, 60).data()
	before := d.Results[0].Chronology
	trials := len(d.Plan.Trials)
	first := pageOf(t, d)
	if diff := cmp.Diff(before, d.Results[0].Chronology); diff != "" || len(d.Plan.Trials) != trials {
		t.Error("the data changed", diff)
	}
	if first != pageOf(t, d) {
		t.Error("the same data make two documents")
	}
}

func TestAComparisonOfRunsIsADocument(t *testing.T) {
	began := time.Now()
	var b bytes.Buffer
	if err := report.WriteContrast(&b, "html", contrast(), report.Layout{}); err != nil {
		t.Fatal(err)
	}
	doc := strings.Replace(b.String(), string(echarts.Bundle()), "", 1)
	if got := strings.Join(chartsOf(doc), " "); got != "changes throughput p50 p99" {
		t.Errorf("got %s", got)
	}
	inert(t, doc+`<script></script>`) // there is no result in it
	for _, want := range []string{"Another machine", "The runs side by side", "bench-1", `id="table-results"`} {
		if !strings.Contains(doc, want) {
			t.Errorf("the comparison does not say %q", want)
		}
	}
	throughput := drawings(t, doc)["throughput"]
	if len(throughput.Groups) != 2 || len(throughput.Groups[0].Series) != 2 {
		t.Errorf("got %d groups", len(throughput.Groups))
	}
	if err := report.WriteContrast(io.Discard, "html", &judge.Contrast{}, report.Layout{}); err != nil {
		t.Error(err)
	}
	t.Log(time.Since(began))
}
