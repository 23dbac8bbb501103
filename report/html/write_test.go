package html_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"runexp/report/html"
)

var update = flag.Bool("update", false, "write the golden file anew")

// engine stands for the library of the charts.
var engine = html.Engine("window.echarts = {};")

// small is a page that has one of everything.
func small() *html.Page {
	return &html.Page{
		Title: "small · runexp", Kind: "runexp report", Name: "small", About: "What was measured.", File: "small",
		Facts: []html.Fact{{Name: "Measured", Text: "today"}}, Badges: []html.Badge{{Tone: html.Good, Text: "passed"}, {Tone: html.Doubt, Text: "interrupted"}},
		Answer: "Peak at 8", More: []string{"Next: measure 9"}, Warnings: []string{"Another machine"},
		Keys: []html.Key{{Name: "Most throughput", Value: "99", Unit: "requests/s", Note: "at 8"}, {Name: "Failed", Value: "1", Tone: html.Bad}},
		Sections: []html.Section{
			{ID: "charts", Title: "Charts", Charts: []html.Chart{
				{ID: "throughput", Title: "Throughput", Note: "By load.", Wide: true, Drawing: drawing(), Table: &html.Table{Caption: "Numbers", Columns: []html.Column{{Heading: "load", Label: true}, {Heading: "req/s", Right: true}}, Rows: [][]html.Cell{{{Text: "1"}, {Text: "10"}}}}},
				{ID: "chronology", Title: "Chronology", Instead: "See elsewhere.", Drawing: html.Drawing{Kind: html.Chronology, Groups: []html.Group{
					{Series: []html.Series{{Name: "ok", Role: html.Spans}, {Name: "reset", Role: html.Spans, At: []int{1}}}, Packed: html.Pack([]html.Span{{End: time.Second}, {Start: time.Second, End: 2 * time.Second}}, 2*time.Second, 20, 10)},
				}}},
			}},
			{
				ID: "results", Title: "Results", Intro: "Sort it.", Facts: []html.Fact{{Name: "Engine", Text: "raw"}}, Notes: []html.Note{{Mark: "c", Text: "by the clock", Quote: "quoted"}},
				Tables: []html.Table{
					{ID: "results", Caption: "All", Sortable: true, Columns: []html.Column{{Heading: "delay", Label: true}, {Heading: "req/s", Right: true}, {Heading: "verdict"}}, Rows: [][]html.Cell{{{Text: "50ms", Sort: "0.05"}, {Text: "10", Bar: 0.5}, {Text: "ok", Tone: html.Good}}}},
					{Caption: "Folded", Fold: "All lines", Columns: []html.Column{{Heading: "a"}}, Rows: [][]html.Cell{{{Text: "b"}}}, Notes: []html.Note{{Text: "of it"}}},
				},
				Texts: []html.Text{{Title: "Again", Text: "runexp run"}, {Title: "File", Text: "name: x\n  y: 1", Folded: true}},
			},
		},
		Result: []byte(`{"schema":"x"}`),
	}
}

func drawing() html.Drawing {
	return html.Drawing{
		Kind: html.XY, X: html.Axis{Label: "load", Log: true}, Y: html.Axis{Label: "requests", Unit: "/s"}, Pick: "delay", First: 1,
		Groups: []html.Group{
			{Name: "a", Series: []html.Series{{Name: "m", Role: html.Line, Points: []html.Numbers{{1, 2}}}}},
			{Name: "b", Series: []html.Series{
				{Name: "ideal", Role: html.Ideal, Points: []html.Numbers{{1, 2}, {3, 4}}},
				{Name: "m", Role: html.Line, Points: []html.Numbers{{1, 2, 1, 3}, {3, 4}, {5, 6}}},
				{Name: "even", Role: html.Line, Even: &html.Even{From: 1, Step: 2, Y: html.Rough{1, 2}}},
			}},
		},
	}
}

func written(t *testing.T, p *html.Page) string {
	t.Helper()
	var b bytes.Buffer
	if err := html.Write(&b, p, engine); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// scripts are the contents of the elements that a browser runs; styles those of the
// stylesheets.
func scripts(doc string) (run, styles []string) {
	for _, m := range regexp.MustCompile(`(?s)<script>(.*?)</script>`).FindAllStringSubmatch(doc, -1) {
		run = append(run, m[1])
	}
	for _, m := range regexp.MustCompile(`(?s)<style>(.*?)</style>`).FindAllStringSubmatch(doc, -1) {
		styles = append(styles, m[1])
	}
	return run, styles
}

func TestTheSkeletonOfADocumentIsWhatItWas(t *testing.T) {
	doc := written(t, small())
	doc = regexp.MustCompile(`(?s)<(script|style)>.*?</(script|style)>`).ReplaceAllString(doc, "<$1>…</$1>")
	doc = regexp.MustCompile(`sha256-[^']*`).ReplaceAllString(doc, "sha256-…")
	path := filepath.Join("testdata", "skeleton.golden")
	if *update {
		if err := os.WriteFile(path, []byte(doc), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), doc); diff != "" {
		t.Errorf("-want +got; -update writes it anew:\n%s", diff)
	}
}

func TestThePolicyAllowsWhatTheDocumentHoldsAndNothingElse(t *testing.T) {
	doc := written(t, small())
	run, styles := scripts(doc)
	if len(run) != 2 || len(styles) != 1 {
		t.Fatalf("%d scripts and %d stylesheets, want 2 and 1", len(run), len(styles))
	}
	hash := func(s string) string {
		sum := sha256.Sum256([]byte(s))
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	want := "default-src 'none'; script-src " + hash(run[0]) + " " + hash(run[1]) + "; style-src " + hash(styles[0]) + "; img-src data:; base-uri 'none'; form-action 'none'"
	m := regexp.MustCompile(`Content-Security-Policy" content="([^"]*)"`).FindStringSubmatch(doc)
	if m == nil {
		t.Fatal("no policy")
	}
	if got := strings.NewReplacer("&#39;", "'", "&#43;", "+").Replace(m[1]); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, forbidden := range []string{` style="`, ` onclick=`, `src="`, `href="http`, "@import", "url(", "eval(", "innerHTML", "console."} {
		if strings.Contains(doc, forbidden) {
			t.Errorf("the document holds %q", forbidden)
		}
	}
}

func TestTheLibraryIsLeftOutWhereThereIsNothingToDraw(t *testing.T) {
	p := small()
	p.Sections[0].Charts = nil
	if run, _ := scripts(written(t, p)); len(run) != 1 || strings.Contains(run[0], string(engine)) {
		t.Errorf("got %d scripts", len(run))
	}
}

func TestTextsStayTexts(t *testing.T) {
	const bad = `</script><script>alert(1)</script><img src=x onerror=alert(2)> " ' onload=x <!-- {{.}}` + "\u2028"
	p := small()
	p.Name, p.Title, p.About, p.Answer, p.More, p.Warnings, p.File = bad, bad, bad, bad, []string{bad}, []string{bad}, bad
	p.Facts[0].Text, p.Badges[0].Text, p.Keys[0].Value, p.Keys[0].Note = bad, bad, bad, bad
	s := &p.Sections[1]
	s.Tables[0].Rows[0][0], s.Tables[0].Columns[1].Heading, s.Tables[0].Caption = html.Cell{Text: bad, Sort: bad}, bad, bad
	s.Notes[0], s.Texts[0], s.Facts[0].Name = html.Note{Mark: bad, Text: bad, Quote: bad}, html.Text{Title: bad, Text: bad}, bad
	c := &p.Sections[0].Charts[0]
	c.Title, c.Note, c.Drawing.Pick, c.Drawing.Groups[1].Name, c.Drawing.Groups[1].Series[0].Name = bad, bad, bad, bad, bad
	p.Result, _ = json.Marshal(bad)
	doc := written(t, p)
	if got := strings.Count(doc, "<script"); got != 4 {
		t.Errorf("%d script elements, want 4", got)
	}
	for _, forbidden := range []string{"<img", "<!--", "alert(1)</"} {
		if strings.Contains(doc, forbidden) {
			t.Errorf("the document holds %q", forbidden)
		}
	}
	m := regexp.MustCompile(`(?s)id="drawings">(.*?)</script>`).FindStringSubmatch(doc)
	if strings.Contains(m[1], "\u2028") {
		t.Error("a separator of lines stands in a script")
	}
	var drawings map[string]struct{ Pick string }
	if err := json.Unmarshal([]byte(m[1]), &drawings); err != nil || drawings["throughput"].Pick != bad {
		t.Errorf("got %q, %v", drawings["throughput"].Pick, err)
	}
}

func TestWhatWouldEndAScriptIsRefused(t *testing.T) {
	p := small()
	for _, text := range []string{"x </script> y", "x </SCRIPT", "<!-- x"} {
		if err := html.Write(io.Discard, p, html.Engine(text)); err == nil {
			t.Errorf("the engine %q is taken", text)
		}
	}
	p.Result = []byte(`"</script>"`)
	if err := html.Write(io.Discard, p, engine); err == nil {
		t.Error("such a result is taken")
	}
}

func TestALargeResultIsPackedAndComesBack(t *testing.T) {
	p := small()
	p.Result = []byte(`{"a":"` + strings.Repeat("abc ", 100_000) + `"}`)
	m := regexp.MustCompile(`(?s)id="result"[^>]*>(.*?)</script>`).FindStringSubmatch(written(t, p))
	var packed struct {
		Encoding string
		Bytes    int
		Data     []byte
	}
	if err := json.Unmarshal([]byte(m[1]), &packed); err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(packed.Data))
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(z)
	if err != nil || !bytes.Equal(got, p.Result) || packed.Bytes != len(got) || packed.Encoding != "gzip+base64" {
		t.Errorf("got %d bytes of %d as %s, %v", len(got), packed.Bytes, packed.Encoding, err)
	}
}

type full struct{}

var errFull = errors.New("no space")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestAFailedWriteIsAnError(t *testing.T) {
	if err := html.Write(full{}, small(), engine); !errors.Is(err, errFull) {
		t.Errorf("got %v", err)
	}
}
