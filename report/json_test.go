package report_test

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"runexp/config"
	"runexp/judge"
	"runexp/report"
	"runexp/runner"
	"runexp/runner/vitals"
	"runexp/stats"
)

func document(t *testing.T, d *report.Data) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := report.JSON(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// fullData has every optional member of every type.
func fullData() *report.Data {
	d := hostileData()
	for i := range d.Plan.Trials {
		t := &d.Plan.Trials[i]
		t.Spec.Warmup = &runner.Warmup{Requests: 5, Duration: 1}
		t.Spec.Request.Body, t.Spec.Request.Raw, t.Spec.Samples = "x=1", []byte{0, 255}, true
		l := &t.Spec.Load
		l.Duration, l.Rate, l.Arrivals, l.Redial, l.Connections, l.Protocol, l.Engine = 5, 2.5, "poisson", 1, "reuse", "http1", "auto"
	}
	for i := range d.Results {
		r := &d.Results[i]
		r.Trial.Spec = d.Plan.Trials[0].Spec
		r.Late, r.Skipped, r.Cut, r.Preconnected, r.Redials, r.SlowConnects = 1, 2, true, 3, 4, 1
		r.Service = new(stats.Histogram)
		for range r.OK {
			r.Service.Record(time.Millisecond)
		}
		r.Warmup, r.Dropped, r.Chronology = 7, 3, []runner.Span{{Index: 1, Start: 2, End: 3, Class: "ok"}}
	}
	fillPlan(d.Plan)
	half := 0.5
	throttled := time.Second
	for i := range d.Results {
		r := &d.Results[i]
		r.Trial.Discarded, r.Trial.Attempt = true, 1
		r.Client = vitals.Report{
			Wall: 1, CPU: 2, Processors: 1.5, Lag: new(stats.Histogram), Collections: 3, Paused: 4, LongestPause: 5,
			Pressure: &half, PressureBefore: &half, Steal: &half, Throttled: &throttled,
		}
		r.Course = &runner.Course{Width: 6, Counts: []int64{7}}
	}
	d.Plan.Analysis = runner.Analysis{Rows: "concurrency", By: "discipline", Metrics: []string{"elapsed"}}
	d.Interrupted = true
	d.Cells = judge.Cells(d.Plan, d.Results)
	return d
}

// fillPlan gives a plan what only some plans have.
func fillPlan(p *runner.Plan) {
	command := &runner.Command{Args: []string{"a"}, Shell: "b", At: "c:1"}
	start := &runner.Start{Run: *command, Ready: "/r", Within: 1, EachTrial: true, Dir: "d", Env: []runner.Pair{{Name: "n", Value: "v"}}}
	p.Pairing, p.Least, p.Asked, p.WarmupBlocks, p.Budget = "abba", 1, 2, 3, 4
	p.Targets = []runner.Target{{Name: "base", BaseURL: "http://a", Start: start}}
	p.Start, p.Hooks = start, &runner.Hooks{BeforeAll: command, BeforeTrial: command, AfterTrial: command, AfterAll: command, Timeout: 5}
	p.Search = &runner.Search{Find: "rate", From: 1.5, To: 9, Trials: 30, Stems: []runner.Stem{{Settings: p.Points[0].Settings, Spec: p.Trials[0].Spec}}}
	p.Hosts = []string{"10.0.3.17"}
}

// schema compiles the schema, closed where strict: then a member that it does not
// describe is an error.
func schema(t *testing.T, strict bool) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(report.ResultSchema()))
	if err != nil {
		t.Fatal(err)
	}
	if strict {
		closeObjects(doc)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("result.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("result.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func closeObjects(v any) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			closeObjects(e)
		}
	case map[string]any:
		if _, ok := v["properties"].(map[string]any); ok && v["type"] != nil {
			v["additionalProperties"] = false
		}
		for _, e := range v {
			closeObjects(e)
		}
	}
}

func TestEveryDocumentFollowsTheSchema(t *testing.T) {
	strict := schema(t, true)
	check := func(name string, d *report.Data) {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(document(t, d)))
		if err != nil {
			t.Fatal(err)
		}
		if err := strict.Validate(doc); err != nil {
			t.Errorf("%s: a member is wrong, or result.schema.json does not describe it:\n%v", name, err)
		}
	}
	for _, s := range allScenes() {
		check(s.name, s.data())
	}
	check("everything", fullData())
	check("all of a judgement", hostileJudgement())
	check("nothing", &report.Data{Plan: &runner.Plan{}})
}

func TestTheSchemaSaysNo(t *testing.T) {
	for name, change := range map[string]func(map[string]any){
		"another schema":    func(m map[string]any) { m["schema"] = "runexp/result/v2" },
		"no plan":           func(m map[string]any) { delete(m, "plan") },
		"a negative count":  func(m map[string]any) { m["results"].([]any)[0].(map[string]any)["ok"] = json.Number("-1") },
		"a text for a time": func(m map[string]any) { m["results"].([]any)[0].(map[string]any)["elapsed_ns"] = "1s" },
	} {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(document(t, sceneNamed("seed").data())))
		if err != nil {
			t.Fatal(err)
		}
		change(doc.(map[string]any))
		if schema(t, false).Validate(doc) == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

func TestADocumentReadsBackAsItWas(t *testing.T) {
	sameHistogram := cmp.Comparer(func(a, b *stats.Histogram) bool {
		if a == nil || b == nil || a.Count() != b.Count() || a.Sum() != b.Sum() || a.Min() != b.Min() || a.Max() != b.Max() {
			return a == b
		}
		for _, q := range []float64{0.01, 0.5, 0.9, 0.99, 0.999} {
			if a.Quantile(q) != b.Quantile(q) {
				return false
			}
		}
		return true
	})
	// What judges keep to themselves is not in the document.
	known := cmpopts.IgnoreUnexported(judge.Cell{}, judge.Case{}, judge.Found{}, config.Pos{})
	samples := cmpopts.IgnoreFields(report.Data{}, "Samples") // a document has none
	check := func(name string, d *report.Data) {
		got, err := report.ReadJSON(bytes.NewReader(document(t, d)))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(d, got, sameHistogram, cmpopts.EquateEmpty(), known, samples); diff != "" {
			t.Errorf("%s differs (-written +read):\n%s", name, diff)
		}
		got.Samples = d.Samples
		for _, format := range report.Formats() {
			var before, after bytes.Buffer
			if err := report.Write(&before, format, d, report.Layout{}); err != nil {
				t.Fatal(err)
			}
			if err := report.Write(&after, format, got, report.Layout{}); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(before.String(), after.String()); diff != "" {
				t.Errorf("%s as %s differs (-written +read):\n%s", name, format, diff)
			}
		}
	}
	for _, s := range allScenes() {
		check(s.name, s.data())
	}
}

func TestHostileTextsReadBackAsTheyWere(t *testing.T) {
	d := sceneNamed("seed").data()
	d.Notes = []string{strings.ToValidUTF8(hostile, "?"), "\u007f \U000e0041 \u2029 <script>&"}
	text := document(t, d)
	checkVisible(t, "the document", string(text))
	got, err := report.ReadJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(d.Notes, got.Notes); diff != "" {
		t.Errorf("differs (-written +read):\n%s", diff)
	}
}

func TestCellsAreMadeAnew(t *testing.T) {
	text := document(t, sceneNamed("disciplines").data())
	text = bytes.Replace(text, []byte(`"cells": [`), []byte(`"cells": [{"point":99},`), 1)
	got, err := report.ReadJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if want := judge.Cells(got.Plan, got.Results); len(got.Cells) != len(want) || got.Cells[0].Elapsed != want[0].Elapsed {
		t.Errorf("got %d cells, want %d", len(got.Cells), len(want))
	}
}

func TestTheDocumentTellsTheCells(t *testing.T) {
	d := sceneNamed("book-log").data()
	var doc struct {
		Cells []struct {
			Key      string            `json:"key"`
			Settings map[string]string `json:"settings"`
			Elapsed  struct {
				N      int     `json:"n"`
				Median float64 `json:"median"`
				Max    float64 `json:"max"`
			} `json:"elapsed_s"`
			Service  float64 `json:"service_time_ms"`
			Measured bool    `json:"service_time_measured"`
			Latency  struct {
				P99 float64 `json:"p99"`
			} `json:"latency_ms"`
		} `json:"cells"`
	}
	if err := json.Unmarshal(document(t, d), &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Cells) != len(d.Cells) {
		t.Fatalf("%d cells, want %d", len(doc.Cells), len(d.Cells))
	}
	for i, got := range doc.Cells {
		c := &d.Cells[i]
		if got.Key != c.Point.Key() || got.Settings["param.symbol"] == "" || got.Settings["concurrency"] == "" {
			t.Errorf("cell %d is of %s %v", i, got.Key, got.Settings)
		}
		if got.Elapsed.N != 3 || got.Elapsed.Median != c.Elapsed.Median || got.Elapsed.Max != c.Elapsed.Max {
			t.Errorf("cell %d: elapsed is %v", i, got.Elapsed)
		}
		if !got.Measured || got.Service != float64(c.Service)/1e6 || got.Latency.P99 != float64(c.Latency.Quantile(0.99))/1e6 {
			t.Errorf("cell %d: service %v measured %v, p99 %v", i, got.Service, got.Measured, got.Latency.P99)
		}
	}
}

func TestHistogramsThatAreNotThereAreEmptyOnes(t *testing.T) {
	d := sceneNamed("seed").data()
	r := &d.Results[0]
	r.OK, r.Errors, r.Latency, r.Failed = 0, r.Requests, nil, nil
	got, err := report.ReadJSON(bytes.NewReader(document(t, d)))
	if err != nil {
		t.Fatal(err)
	}
	if r := got.Results[0]; r.Latency == nil || r.Failed == nil || r.Latency.Count() != 0 {
		t.Errorf("latency %v, failed %v", r.Latency, r.Failed)
	}
}

func TestMembersOfLaterVersionsAreIgnored(t *testing.T) {
	text := document(t, sceneNamed("seed").data())
	text = bytes.Replace(text, []byte(`"version":`), []byte(`"later": {"a": [1, {}]}, "version":`), 1)
	if _, err := report.ReadJSON(bytes.NewReader(text)); err != nil {
		t.Error(err)
	}
}

func TestADocumentAtOddsWithItselfIsRefused(t *testing.T) {
	whole := string(document(t, sceneNamed("seed").data()))
	swap := func(old, replacement string) string {
		if !strings.Contains(whole, old) {
			t.Fatalf("%q is not in the document", old)
		}
		return strings.Replace(whole, old, replacement, 1)
	}
	results := whole[strings.Index(whole, `"results"`):]
	for _, c := range []struct{ name, text, want string }{
		{"nothing", "", "unexpected EOF"},
		{"cut off", whole[:len(whole)/2], "unexpected EOF"},
		{"cut off before its end", strings.TrimRight(whole, "}\n"), "unexpected EOF"},
		{"not JSON", "name: seed\n", "invalid character"},
		{"a list", "[]", "[ where a { belongs"},
		{"another schema", swap("runexp/result/v1", "runexp/result/v9"), `schema: is "runexp/result/v9", not "runexp/result/v1"`},
		{"no schema", `{"plan": {}}`, "has no schema"},
		{"no plan", `{"schema": "runexp/result/v1"}`, "has no plan"},
		{"a null plan", `{"schema": "runexp/result/v1", "plan": null, "results": []}`, "has no plan"},
		{"two documents", whole + "{}", "goes on after its end"},
		{"a result of another plan", strings.Replace(whole, results, strings.Replace(results, `"point":{"number":1`, `"point":{"number":7`, 1), 1), "result 1 is of point 7, which is not in the plan"},
		{"a trial of no point", swap(`"points":[{"number":1`, `"points":[{"number":2`), "plan: trial 1 is of point 1, which is not there"},
		{"counts that do not add up", swap(`"ok":500`, `"ok":499`), "500 requests are not 499 ok and 0 errors"},
		{"fewer latencies", swap(`"requests":500,"ok":500`, `"requests":501,"ok":501`), "500 latencies of 501 ok requests"},
		{"a negative time", swap(`"elapsed_ns":528`, `"elapsed_ns":-528`), "elapsed is -528.6"},
		{"a broken histogram", swap(`"hdr":"H`, `"hdr":"X`), "histogram"},
		{"results that are no list", strings.Replace(whole, `"results": [`, `"results": {"a": [`, 1), "{ where a [ belongs"},
	} {
		_, err := report.ReadJSON(strings.NewReader(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "result file: ") {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}

// endless never ends.
type endless struct{ begun bool }

func (e *endless) Read(p []byte) (int, error) {
	if !e.begun {
		e.begun = true
		return copy(p, `{"schema": "runexp/result/v1", "results": [`), nil
	}
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func TestReadingIsBounded(t *testing.T) {
	if _, err := report.ReadJSONLimited(new(endless), 4<<20); err == nil || !strings.Contains(err.Error(), "larger than 4 MiB") {
		t.Errorf("without end: got %v", err)
	}
	text := document(t, sceneNamed("seed").data())
	if _, err := report.ReadJSONLimited(bytes.NewReader(text), int64(len(text))); err != nil {
		t.Errorf("just within the limit: %v", err)
	}
	many := io.MultiReader(
		strings.NewReader(`{"schema": "runexp/result/v1", "results": [{}`),
		strings.NewReader(strings.Repeat(`,{}`, 100_000)), strings.NewReader(`]}`),
	)
	if _, err := report.ReadJSON(many); err == nil || !strings.Contains(err.Error(), "more than 100000") {
		t.Errorf("too many results: got %v", err)
	}
}

// Whatever is read without an error can be shown.
func FuzzReadJSON(f *testing.F) {
	const begin = `{"schema":"runexp/result/v1","plan":{"name":"n","seed":1,"repeats":1,"points":[{"number":1}],`
	for _, rest := range []string{
		`"trials":[{"point":{"number":1}}],"analysis":{"rows":"a","by":"b"},"fields":[{"name":"a","values":["1","2"]},{"name":"b","values":["1"]}]},"results":[{"trial":{"point":{"number":1}}}]}`,
		`"trials":[]},"results":[{"trial":{"point":{"number":1},"repeat":2}},{"trial":{"point":{"number":1}}}]}`,
		`"trials":[{"point":{"number":1},"spec":{"load":{"concurrency":-3,"delay_ns":5,"think_time_ns":-9},"service_time_ns":1}}],"fields":[{"name":"q","param":true,"values":["x","y"]}]},
			"results":[{"trial":{"point":{"number":1,"settings":[{"name":"q","param":true,"value":"x"}]}},"elapsed_ns":7,"requests":3,"errors":3,"classes":{"dns":3},"statuses":{"-1":4},"causes":{"dns":"no\u0007"}}]}`,
		`"trials":[{"point":{"number":1}}],"base_url":"http://a@b?c"},"again":"x 'y \\ \"","notes":["n"],"interrupted":true,"cells":[{"point":{}}],"results":[]}`,
		`"trials":[{"point":{"number":1},"target":"b"}]},"results":[],"cells":[{"point":1,"target":"a","repeats":2,"invalid_trials":1,"verdict":"invalid","reasons":[{"flag":"gc","level":"suspect","text":"t\u0007"}],
			"elapsed_s":{"n":2,"median":1e300,"min":-1,"max":5,"center":1e18,"half":1e9,"cv":3},"quantiles_ns":{"p50":{"n":2,"value":1e300,"lo":1,"hi":1e290}},"ceiling":1e200,"bound":-5}],
			"judgement":{"comparisons":[{"point":1,"metric":"p99","reference":"a","candidate":"b","base":{"n":3,"value":-5e200},"effect":{"n":9,"change":500,"lo":-1e9,"hi":1e9,"p":7,"mde":1e300},"word":"worse"}],
			"rulings":[{"kind":"gate","line":4,"text":"a and b","verdict":"fail","cases":[{"cell":{"point":1,"target":"a"},"verdict":"undecided","metric":"elapsed","value":{"n":1,"value":1e300,"lo":-1e300,"hi":2},"needs":3}]}],
			"answer":{"curves":[{"load":"rate","levels":9,"left_out":-3,"next":[1e300,-1],"shape":"saturated","at":1e300,"lo":-1,"hi":1e301,"throughput_rps":1e300}],"best":{"discipline":"d","concurrency":-1,"others":[]},
			"found":[{"find":"rate","under":"p99 < 5ms","safe":1e300,"likely":{"value":1,"lo":0,"hi":1e99},"levels":[{"level":1e300,"trials":-4,"cell":{"point":1,"target":"a"},"holds":"pass","answer":true}]}]},"notes":["n"]}}`,
	} {
		f.Add([]byte(begin + rest))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := report.ReadJSON(bytes.NewReader(text))
		if err != nil {
			return
		}
		d.Plan.Analysis.Metrics, d.Samples = nil, only(runner.Sample{Class: "ok"})
		for _, format := range report.Formats() {
			var b bytes.Buffer
			if err := report.Write(&b, format, d, report.Layout{Width: 40}); err != nil {
				t.Fatalf("%s: %v", format, err)
			}
			if format == "table" {
				checkWidth(t, b.String(), 40)
			}
			checkVisible(t, format, strings.ReplaceAll(b.String(), "\u3000", " "))
		}
	})
}
