package report_test

import (
	"bytes"
	"encoding/json"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"runexp/config"
	"runexp/judge"
	"runexp/report"
	"runexp/stats"
)

func TestADocumentWithoutAJudgementHasNone(t *testing.T) {
	text := document(t, sceneNamed("disciplines").data())
	if bytes.Contains(text, []byte(`"judgement"`)) || bytes.Contains(text, []byte(`"latency":{"hdr":"H`)) && bytes.Count(text, []byte(`"hdr":"H`)) != 27*2 {
		t.Error("a judgement, or histograms of cells, that nothing made")
	}
	got, err := report.ReadJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if got.Judgement != nil || len(got.Cells) != 9 {
		t.Errorf("judgement %v, %d cells", got.Judgement, len(got.Cells))
	}
}

// A document of the version before this one, which had no verdicts.
func TestOlderDocumentsAreRead(t *testing.T) {
	text := document(t, sceneNamed("disciplines").data())
	for _, member := range []string{`"verdict":"ok",`, `,"center":`, `"half":`, `"cv":`} {
		if !bytes.Contains(text, []byte(member)) {
			t.Fatalf("%s is not in the document", member)
		}
	}
	var doc map[string]any
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	for _, c := range doc["cells"].([]any) {
		delete(c.(map[string]any), "verdict")
		delete(c.(map[string]any), "elapsed_s")
	}
	for _, r := range doc["results"].([]any) {
		delete(r.(map[string]any), "client")
	}
	older, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	got, err := report.ReadJSON(bytes.NewReader(older))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(table(t, sceneNamed("disciplines").data(), report.Layout{}), table(t, got, report.Layout{})); diff != "" {
		t.Errorf("differs (-now +older):\n%s", diff)
	}
}

func TestEveryNumberOfADocumentIsFinite(t *testing.T) {
	d := sceneNamed("pr-gate").data()
	j := d.Judgement
	inf, nan := math.Inf(1), math.NaN()
	j.Comparisons[0].Effect = stats.Effect{Change: inf, Lo: -inf, Hi: nan, P: nan, MDE: inf, CV: nan}
	j.Comparisons[0].Base, j.Comparisons[0].Tolerance = stats.Estimate{Value: nan, Lo: -inf, Hi: inf}, inf
	j.Rulings[0].Cases[0].Value, j.Rulings[0].Cases[0].Limit, j.Rulings[0].Cases[0].P = stats.Estimate{Value: inf}, nan, nan
	j.Cells[0].Ceiling, j.Cells[0].Bound, j.Cells[0].Throughput.Half, j.Cells[0].Quantiles = inf, nan, nan, map[string]stats.Estimate{"p50": {Value: nan}}
	fit := stats.Fit{Lambda: nan, Sigma: inf, Kappa: nan, Cap: inf, RSS: nan, AICc: inf}
	j.Answer.Curves = []judge.Curve{{Next: []float64{nan, inf}, Shape: stats.Scalability{At: nan, Lo: -inf, Hi: inf, Throughput: nan, Tested: nan, LackOfFit: nan, Best: fit, Fits: []stats.Fit{fit}}}}
	j.Answer.Found = []judge.Found{{Safe: nan, Likely: stats.Estimate{Value: inf}, Levels: []judge.Tried{{Level: nan}}}}
	d.Plan.Search = nil
	text := document(t, d)
	if _, err := report.ReadJSON(bytes.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	for _, l := range []report.Layout{{}, {Width: 40}, {Width: 80}} {
		mustLack(t, table(t, d, l), "NaN", "Inf")
	}
}

func TestMadeUpJudgementsReadBackAsTheyWere(t *testing.T) {
	for seed := range uint64(8) {
		s := made{rand.New(rand.NewPCG(seed, 2))}.scene()
		if s.judged == nil {
			continue
		}
		first := reread(t, s.data()) // what is not UTF-8 is replaced
		text := document(t, first)
		if again := document(t, reread(t, first)); !bytes.Equal(text, again) {
			t.Fatalf("seed %d: written again it is another document:\n%s", seed, cmp.Diff(string(text), string(again)))
		}
	}
}

// reread is what is read of the document of d.
func reread(t *testing.T, d *report.Data) *report.Data {
	t.Helper()
	got, err := report.ReadJSON(bytes.NewReader(document(t, d)))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// A line of which the file is not known any more would point into another one.
func TestAPlaceInAnotherFileIsForgotten(t *testing.T) {
	d := sceneNamed("smoke").data()
	d.Judgement.Rulings[2].At = faultAt(t, "conf/other.yaml")
	mustHold(t, table(t, d, report.Layout{}), "FAIL  other.yaml:1  ")
	got := reread(t, d)
	if at := got.Judgement.Rulings[2].At; at != (config.Pos{}) {
		t.Errorf("the place is %+v", at)
	}
	if at := got.Judgement.Rulings[0].At; at.Line != 8 {
		t.Errorf("the place in the experiment's file is %+v", at)
	}
}

func TestAJudgementAtOddsWithItsDocumentIsRefused(t *testing.T) {
	whole := string(document(t, sceneNamed("candidates").data()))
	search := string(document(t, sceneNamed("capacity").data()))
	gate := string(document(t, sceneNamed("pr-gate").data()))
	for _, c := range []struct{ name, text, old, replacement, want string }{
		{"a comparison of no point", whole, `"comparisons":[{"point":1,`, `"comparisons":[{"point":99,`, "judgement: a comparison is of point 99, which is not in the plan"},
		{"a ruling on no cell", gate, `{"cell":{"point":1,"target":"head"}`, `{"cell":{"point":1,"target":"tail"}`, "judgement: a cell of point 1 is not there"},
		{"a level of no cell", search, `"cell":{"point":1}`, `"cell":{"point":7}`, "judgement: a cell of point 7 is not there"},
		{"an unknown word", whole, `"word":"same"`, `"word":"equal"`, `judgement: word "equal" is not known`},
		{"an unknown ruling", gate, `"kind":"gate","file"`, `"verdict":"maybe","kind":"gate","file"`, ""},
		{"an unknown verdict", gate, `"verdict":"fail"`, `"verdict":"failed"`, `judgement: verdict "failed" is not known`},
		{"an unknown verdict on a trial", whole, `"verdicts":{"p1r1-go":{"level":"ok"`, `"verdicts":{"p1r1-go":{"level":"good"`, `judgement: verdict "good" is not known`},
		{"an unknown verdict on a cell", whole, `"verdict":"suspect","reasons":`, `"verdict":"dubious","reasons":`, `cells: cell 18: verdict "dubious" is not known`},
		{"an unknown shape", whole, `"shape":"peak"`, `"shape":"round"`, `judgement: shape "round" is not known`},
		{"an unknown model", string(document(t, sceneNamed("quote-sweep").data())), `"kind":"linear"`, `"kind":"cubic"`, `judgement: model "cubic" is not known`},
		{"two cells of a place", whole, `{"point":1,"target":"rust","key"`, `{"point":1,"target":"go","key"`, "cells: cell 2 is of point 1, which is not in the plan or has a cell already"},
		{"a cell of no point", whole, `{"point":1,"target":"rust","key"`, `{"point":9,"target":"rust","key"`, "cells: cell 2 is of point 9, which is not in the plan"},
		{"a cell that does not add up", whole, `"requests":2400,"ok":2400,"errors":0`, `"requests":2400,"ok":2401,"errors":0`, "cells: cell 1: 2400 requests are not 2401 ok and 0 errors"},
		{"a cell with fewer latencies", whole, `"requests":2400,"ok":2400,"errors":0`, `"requests":2401,"ok":2401,"errors":0`, "cells: cell 1: 2400 latencies of 2401 ok requests"},
		{"more invalid trials than trials", whole, `"verdict":"ok","requests"`, `"verdict":"ok","invalid_trials":9,"requests"`, "cells: cell 1: 6 repeats of 6, 9 of them invalid"},
		{"cells that are no list", whole, `"cells": [`, `"cells": {}, "cells2": [`, "cells: json: cannot unmarshal object"},
	} {
		if !strings.Contains(c.text, c.old) {
			t.Fatalf("%s: %q is not in the document", c.name, c.old)
		}
		_, err := report.ReadJSON(strings.NewReader(strings.Replace(c.text, c.old, c.replacement, 1)))
		switch {
		case c.want == "" && err != nil, c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), "result file: "+c.want)):
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}
