package report_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"runexp/judge"
	"runexp/report"
	"runexp/runner"
	"runexp/stats"
)

func summary(t *testing.T, d *report.Data, room int) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.StepSummaryWithin(&b, d, room); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestStepSummariesLookAsTheyDid(t *testing.T) {
	for _, name := range []string{"pr-gate", "doubtful", "capacity", "book-sweep", "look"} {
		t.Run(name, func(t *testing.T) {
			golden(t, name+".github", []byte(summary(t, sceneNamed(name).data(), report.SummaryLimit)))
		})
	}
}

func TestASummaryBeginsWithTheVerdict(t *testing.T) {
	s := sceneNamed("seed")
	s.fail = func(r *runner.Result) { failing(r, r.Requests, "connect", 0, "refused") }
	down := s.data()
	stopped := sceneNamed("pr-gate").data()
	stopped.Interrupted = true
	none := sceneNamed("smoke").data()
	none.Judgement.Rulings = none.Judgement.Rulings[6:]
	for want, d := range map[string]*report.Data{
		"### ❌ pr-gate: failed\n":                        sceneNamed("pr-gate").data(),
		"### ❔ nightly: undecided\n":                     sceneNamed("nightly").data(),
		"### ❔ smoke: nothing could be judged\n":         none,
		"### 👀 look: a quick look, which judges nothing": sceneNamed("look").data(),
		"### 📏 quote-sweep: measured\n":                  sceneNamed("quote-sweep").data(),
		"### ⛔ seed: 1 trial without a success\n":        down,
		"### ⛔ pr-gate: interrupted\n":                   stopped,
	} {
		if got := summary(t, d, report.SummaryLimit); !strings.HasPrefix(got, want) {
			t.Errorf("want %q, got %q", want, got[:min(len(got), 80)])
		}
	}
}

var moreRows = regexp.MustCompile(`^- and [0-9]+ more [a-z]+$|^- more is left out: there is no room for it in this summary$`)

// Whatever room there is, it is not exceeded, no line is cut, and what is opened is
// closed.
func TestASummaryKeepsWithinItsRoom(t *testing.T) {
	for _, name := range []string{"pr-gate", "doubtful", "book-sweep", "candidates"} {
		d := sceneNamed(name).data()
		whole := summary(t, d, report.SummaryLimit)
		known := make(map[string]bool)
		for line := range strings.Lines(whole) {
			known[strings.TrimSpace(line)] = true
		}
		if strings.Contains(whole, "left out:") {
			t.Errorf("%s: something is left out where there is room", name)
		}
		for room := 0; room < len(whole)+200; room += 13 {
			got := summary(t, d, room)
			if len(got) > room {
				t.Fatalf("%s: %d bytes where there is room for %d", name, len(got), room)
			}
			if got == "" {
				if room > 2500 {
					t.Errorf("%s: nothing fits into %d bytes", name, room)
				}
				continue
			}
			if !strings.HasPrefix(got, "### ") || !strings.HasSuffix(got, "`\n") || strings.Count(got, "<details>") != strings.Count(got, "</details>") {
				t.Fatalf("%s in %d bytes is broken:\n%s", name, room, got)
			}
			for line := range strings.Lines(got) {
				if line = strings.TrimSpace(line); !known[line] && !moreRows.MatchString(line) {
					t.Fatalf("%s in %d bytes has a line of its own: %s", name, room, line)
				}
			}
		}
	}
}

func TestALargeRunHasASummaryThatGitHubTakes(t *testing.T) {
	for name, d := range map[string]*report.Data{"plain": tenThousand(), "judged": judgedTenThousand(), "hostile": hostileJudgement()} {
		got := summary(t, d, report.SummaryLimit)
		if len(got) > report.SummaryLimit || !strings.Contains(got, "again: ") {
			t.Errorf("%s: %d bytes", name, len(got))
		}
	}
}

// evil is a text that is something else than text to a renderer of Markdown.
const evil = "<script>alert(1)</script> <img src=x onerror=y> | ` ``` **bold** _em_ ~~s~~ [a](http://e.example) ![i](https://e.example/i.png) " +
	"www.e.example WWW.e.example @octocat a@b.example #1234 ftp://e.example &lt; \\| $x$ <!-- - 1. # h"

// evilData has the text wherever one comes from a file or a server.
func evilData() *report.Data {
	d := sceneNamed("candidates").data()
	d.Plan.Name, d.Plan.File = evil, evil
	for i := range d.Plan.Points {
		d.Plan.Points[i].Settings = append(d.Plan.Points[i].Settings, runner.Setting{Name: evil, Param: true, Value: evil})
	}
	d.Plan.Fields = append(d.Plan.Fields, runner.Field{Name: evil, Param: true, Values: []string{evil, "x"}})
	d.Again, d.Notes = evil, []string{evil}
	for i := range d.Results {
		failing(&d.Results[i], 1, "reset", 0, evil)
	}
	j := d.Judgement
	for i := range j.Cells {
		j.Cells[i].Point.Settings = d.Plan.Points[0].Settings
		j.Cells[i].Classes = map[string]int64{"reset": 1, evil: 1}
		j.Cells[i].Verdict = judge.Verdict{Level: judge.Suspect, Reasons: []judge.Reason{{Flag: judge.Flag(evil), Level: judge.Suspect, Text: evil}}}
	}
	j.Rulings = []judge.Ruling{{Kind: "threshold", Text: evil, Verdict: stats.Fail, Cases: []judge.Case{{Cell: &j.Cells[0], Verdict: stats.Fail, Why: evil}}}}
	j.Notes = []string{evil}
	return d
}

var (
	codeSpans = regexp.MustCompile("(`+) .*? (`+)[)\n]|`[^`\n]*`")
	ourTags   = regexp.MustCompile(`^</?(details|summary)>`)
)

func TestTextsFromElsewhereAreInertInASummary(t *testing.T) {
	got := summary(t, evilData(), report.SummaryLimit)
	text := codeSpans.ReplaceAllString(got, "")
	for i, r := range text {
		if r == '<' && !ourTags.MatchString(text[i:]) {
			t.Fatalf("a tag: %s", text[i:min(len(text), i+60)])
		}
	}
	for _, bad := range []string{"@o", "@b", "://", "www.", "WWW.", "#1", "~~s", "**bold", "![i]", "[a]", " |script"} {
		for i := 0; ; i++ {
			k := strings.Index(text[i:], bad)
			if k < 0 {
				break
			}
			i += k
			if i == 0 || text[i-1] != '\\' {
				t.Errorf("%s is there: %s", bad, text[max(0, i-20):min(len(text), i+30)])
			}
		}
	}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "|") {
			continue
		}
		if unescaped := strings.ReplaceAll(line, `\|`, ""); strings.Contains(unescaped, "|") {
			t.Errorf("a bar outside of a table: %s", line)
		}
	}
}

// Each row of a table has as many cells as its heading, whatever stands in them.
func TestRowsOfASummaryHaveTheCellsOfTheirHeading(t *testing.T) {
	for _, d := range []*report.Data{evilData(), hostileJudgement(), sceneNamed("pr-gate").data()} {
		columns := 0
		for line := range strings.Lines(summary(t, d, report.SummaryLimit)) {
			if !strings.HasPrefix(line, "|") {
				columns = 0
				continue
			}
			n := strings.Count(strings.ReplaceAll(strings.ReplaceAll(line, `\\`, ""), `\|`, ""), "|")
			if columns == 0 {
				columns = n
			}
			if n != columns {
				t.Errorf("%d bars, not %d: %s", n, columns, line)
			}
		}
	}
}
