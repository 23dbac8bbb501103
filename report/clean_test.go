package report_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"runexp/judge"
	"runexp/report"
	"runexp/runner"
	"runexp/stats"
)

// hostile is a text that does to a terminal whatever a text can do.
const hostile = "a\x1b]0;title\x07b\x1b[2Jc\r\nd\te\x00f\x7fg\u0085h\u009b31mi\u202ej\u2066k\u200bl\ufeffm\u2028n\xff\U000e0041o"

// hostileData has the hostile text wherever a file or a server may put one.
func hostileData() *report.Data {
	s := sceneNamed("disciplines")
	s.name, s.baseURL = hostile, "http://"+hostile
	s.fields = append(s.fields, param("q"+hostile, hostile, "x"), param("r", hostile), field("timeout"+hostile, "1s", "2s"))
	s.note = []string{hostile}
	s.fail = func(r *runner.Result) {
		failing(r, 2, "protocol", 0, hostile)
		failing(r, 2, "strange"+hostile, 0, hostile)
		r.Engine = hostile
	}
	d := s.data()
	d.Plan.Description, d.Plan.Labels = hostile, []runner.Label{{Name: hostile, Value: hostile}}
	d.Plan.Points[0].Settings[0].Value = hostile
	d.Results[0].Trial.Target = hostile
	d.Version, d.Again = hostile, "runexp run "+hostile
	return d
}

// hostileJudgement has the hostile text in a judgement wherever there is one.
func hostileJudgement() *report.Data {
	d := sceneNamed("candidates").data()
	d.Plan.Pairing, d.Plan.Order, d.Plan.File = hostile, hostile, hostile
	for i := range d.Plan.Targets {
		d.Plan.Targets[i] = runner.Target{Name: hostile, BaseURL: hostile}
	}
	j := d.Judgement
	reason := judge.Reason{Flag: judge.Flag(hostile), Level: judge.Invalid, Text: hostile}
	j.Verdicts = map[string]judge.Verdict{hostile: {}}
	for i := range d.Results {
		j.Verdicts[d.Results[i].Trial.Name()] = judge.Verdict{Level: judge.Invalid, Reasons: []judge.Reason{reason}}
	}
	for i := range j.Cells {
		j.Cells[i].Target += hostile
		j.Cells[i].Verdict = judge.Verdict{Level: judge.Invalid, Reasons: []judge.Reason{reason}}
	}
	for i := range j.Comparisons {
		c := &j.Comparisons[i]
		c.Reference, c.Candidate, c.Why, c.Word = hostile+c.Reference, hostile+c.Candidate, hostile, judge.Word(i%7)
		if i%2 == 0 {
			c.Metric = hostile
		}
	}
	for verdict := range stats.Verdict(4) {
		r := judge.Ruling{Kind: []string{"gate", "at_least", hostile, "threshold"}[verdict], Text: hostile + " and " + hostile, Verdict: verdict}
		r.At.Line = 3
		for range 3 {
			r.Cases = append(r.Cases, judge.Case{Cell: &j.Cells[0], Verdict: verdict, Metric: hostile, Value: stats.Estimate{N: 1, Value: 1}, Why: hostile})
		}
		j.Rulings = append(j.Rulings, r)
	}
	rest := []runner.Setting{{Name: hostile, Value: hostile}}
	for i := range j.Answer.Curves {
		j.Answer.Curves[i].Rest, j.Answer.Curves[i].Load = rest, hostile
	}
	j.Answer.Best = &judge.Best{Discipline: hostile, Others: j.Comparisons}
	tried := judge.Tried{Level: 1, Cell: &j.Cells[0], Answer: true}
	j.Answer.Found = []judge.Found{{Rest: rest, Find: hostile, Under: hostile, Ended: hostile, Levels: []judge.Tried{tried}}}
	j.Notes = []string{hostile}
	d.Cells = j.Cells
	return d
}

func TestNothingOfAJudgementReachesATerminalUnquoted(t *testing.T) {
	d := hostileJudgement()
	for _, search := range []bool{false, true} {
		if search {
			d.Plan.Search = &runner.Search{Find: hostile}
		}
		for _, format := range report.Formats() {
			for _, l := range []report.Layout{{}, {Width: 20}, {Width: 80}, {Columns: []string{"target", "verdict"}}} {
				var b bytes.Buffer
				if err := report.Write(&b, format, d, l); err != nil {
					t.Fatal(err)
				}
				text := b.String()
				if format == "html" { // it is laid out with spaces that do not break
					text = strings.ReplaceAll(text, "\u00a0", " ")
				}
				checkVisible(t, format, text)
				if format == "table" && l.Width > 0 {
					checkWidth(t, b.String(), l.Width)
				}
			}
		}
	}
}

func TestNothingFromElsewhereReachesATerminalUnquoted(t *testing.T) {
	d := hostileData()
	layouts := []report.Layout{{}, {Width: 20}, {Width: 80}, {Width: 200}, {Columns: []string{"r", "discipline", "timeout" + hostile}}}
	for _, format := range report.Formats() {
		for _, l := range layouts {
			var b bytes.Buffer
			if err := report.Write(&b, format, d, l); err != nil {
				t.Fatal(err)
			}
			checkVisible(t, format, b.String())
		}
	}
	for _, l := range []report.Layout{{Columns: []string{hostile}}} {
		if err := report.Table(new(bytes.Buffer), d, l); err == nil {
			t.Error("no error")
		} else {
			checkVisible(t, "the error", err.Error())
		}
	}
	s := sceneNamed("book-sweep")
	s.fields[1].Values = []string{hostile, "50ms"}
	s.analysis.Metrics = nil
	checkVisible(t, "a pivot", table(t, s.data(), report.Layout{}))
}

// checkVisible fails if a text has anything in it but lines of visible characters
// and spaces.
func checkVisible(t *testing.T, what, text string) {
	t.Helper()
	if !utf8.ValidString(text) {
		t.Errorf("%s is not UTF-8", what)
	}
	for i, r := range text {
		if r != '\n' && !unicode.IsPrint(r) {
			t.Fatalf("%s has %U in it: %q", what, r, text[max(0, i-40):i+10])
		}
	}
}

func TestQuotedCharactersCanBeTold(t *testing.T) {
	s := sceneNamed("seed")
	for in, want := range map[string]string{
		"\x1b[2J":          `\x1b[2J`,
		"a\nb\tc\r":        `a\nb\tc\r`,
		"\x00\x7f\u009b":   `\x00\x7f\u009b`,
		"\u202eevil\u202c": `\u202eevil\u202c`,
		"\xff\xfe":         `\xff\xfe`,
		"\U000e0041":       `\U000e0041`,
		"heart\ufe0f":      `heart\ufe0f`,
		`C:\temp "x" 'y'`:  `C:\temp "x" 'y'`,
		"größe 漢字　한글 ไทย 🙂 e\u0301": "größe 漢字　한글 ไทย 🙂 e\u0301",
	} {
		s.note = []string{in}
		if got := table(t, s.data(), report.Layout{}); !strings.Contains(got, "\n"+want+"\n") {
			t.Errorf("%q: %s is missing in\n%s", in, want, got)
		}
	}
}

func TestACaptionKeepsPasswordsAndQueriesToItself(t *testing.T) {
	s := sceneNamed("seed")
	for in, want := range map[string]string{
		"http://user:pw@host:8080/v1/?key=abc": "http://host:8080/v1/",
		"https://host?token=abc":               "https://host",
		"http://a@b@host/x@y":                  "http://host/x@y",
		"http://host/p":                        "http://host/p",
	} {
		s.baseURL = in
		d := s.data()
		var b bytes.Buffer
		if err := report.Markdown(&b, d, report.Layout{}); err != nil {
			t.Fatal(err)
		}
		for _, got := range []string{table(t, d, report.Layout{}), b.String()} {
			if !strings.Contains(got, want+"  ") && !strings.Contains(got, want+", ") {
				t.Errorf("%s: %s is missing in\n%s", in, want, got)
			}
		}
	}
}
