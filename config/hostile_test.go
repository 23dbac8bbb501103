package config_test

import (
	"os"
	"strings"
	"testing"
	"unicode"

	"github.com/clipperhouse/displaywidth"

	"runexp/config"
)

// unreadable are texts that no YAML is made of.
func TestTextThatIsNoneIsToldWhereItStands(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"a NUL", "name: a\x00b\n", `x.yaml:1:8: a control character stands here: \u0000`},
		{"an escape character", "name: a\n# \x1b[31m\n", `x.yaml:2:3: a control character stands here: \u001b`},
		{"a bell behind wide characters", "name: 漢字\a\n", `x.yaml:1:9: a control character stands here: \u0007`},
		{"a delete", "name: \x7f\n", `x.yaml:1:7: a control character stands here: \u007f`},
		{"a C1 control", "name: \u009b\n", `x.yaml:1:7: a control character stands here: \u009b`},
		{"a form feed", "name: a\fb\n", `x.yaml:1:8: a control character stands here: \u000c`},
		{"invalid UTF-8", "name: a\n\nlabels: {a: \"\xc3\x28\"}\n", "x.yaml:3:14: the file is not UTF-8"},
		{"invalid UTF-8 behind a replacement character", "# \ufffd \xff\n", "x.yaml:1:5: the file is not UTF-8"},
		{"Latin-1", "name: gr\xf6\xdfe\n", "x.yaml:1:9: the file is not UTF-8"},
		{"UTF-16", "\xff\xfen\x00a\x00", "x.yaml:1:1: the file is not UTF-8"},
		{"half a character at the end", "name: a\xe6\xbc", "x.yaml:1:8: the file is not UTF-8"},
	} {
		t.Run(test.name, func(t *testing.T) {
			faults := faultsOf(t, input(test.text))
			if got := faults[0].Error(); len(faults) != 1 || got != test.want {
				t.Errorf("told is %s\nwant    %s", got, test.want)
			}
			harmless(t, faults)
		})
	}
}

func TestLinesEndAsOnAnySystem(t *testing.T) {
	const text = "name: a\nlabels:\n  a: b\nbase_url: demo\niterations: 1\nconcurrency: 0\n"
	for name, end := range map[string]string{"Unix": "\n", "Windows": "\r\n", "old Mac": "\r", "NEL": "\u0085", "line separator": "\u2028"} {
		faults := faultsOf(t, input(strings.ReplaceAll(text, "\n", end)))
		if got := faults.Error(); got != "x.yaml:6:14: concurrency starts at 1\n   5 | iterations: 1\n   6 | concurrency: 0\n     |              ^ write 1 or more" {
			t.Errorf("%s:\n%s", name, got)
		}
	}
}

func TestAByteOrderMarkIsNoCharacter(t *testing.T) {
	faults := faultsOf(t, input(experiment("\ufeffname: a b\n")))
	const want = "x.yaml:1:7: name \"a b\" can't name a folder\n   1 | name: a b\n     |       ^^^\n"
	if got := faults[0].Text(); !strings.HasPrefix(got, want) {
		t.Errorf("told is\n%s", got)
	}
	if e := mustRead(t, "\ufeffname: a\n"); e.Name != "a" {
		t.Errorf("name is %q", e.Name)
	}
}

// hostile are texts that would do harm on a terminal, or lead astray.
func hostile() map[string]string {
	return map[string]string{
		"an escape sequence":    "\x1b[2J\x1b[31m",
		"a new title":           "\x1b]0;pwned\a",
		"other direction":       "\u202egnp.exe\u2066",
		"a line break":          "a\nx.yaml:1:1: forged\r\nb",
		"a tab":                 "a\tb",
		"a NUL":                 "a\x00b",
		"unseen characters":     "a\u200bb\u00adc\ufeffd",
		"a line separator":      "a\u2028b\u2029c\u0085d",
		"beyond the base plane": "\U000e0001\U000e0041",
		"C1 controls":           "\u009b31m",
		"very long":             strings.Repeat("long ", 1000),
		"very long, no blank":   strings.Repeat("x", 20_000),
		"wide":                  strings.Repeat("漢字", 200),
		"combining":             strings.Repeat("é", 200),
	}
}

// Whatever a file says, messages are lines of harmless text, and the place that
// they tell is one of the file.
func TestHostileTextDoesNoHarmInMessages(t *testing.T) {
	for name, text := range hostile() {
		quoted := mustQuote(text)
		for _, lines := range []string{
			quoted + ": 1", "name: " + quoted, "description: {" + quoted + ": 1}", "labels: {" + quoted + ": [1]}", "labels: {" + quoted + ": }",
			"request: {headers: {" + quoted + ": 1}}", "request: {headers: {A: " + quoted + ", B: [1]}}", "request: {method: " + quoted + "}",
			"request: {form: {" + quoted + ": [1]}}", "request: {json: {" + quoted + ": \"${x}\"}}", "request: {max_body: " + quoted + "}",
			"request: {body_file: " + quoted + "}", "request: {" + quoted + ": 1}",
			"params: {" + quoted + ": 1}", "params: {q: [" + quoted + ", " + quoted + "]}\npath: /${q}",
			"iterations: " + quoted, "timeout: " + quoted, "discipline: " + quoted, "keepalive: " + quoted, "where: " + quoted,
			"zip: [" + quoted + "]", "zip: [[" + quoted + ", a]]", "exclude: [{" + quoted + ": 1}]", "exclude: [{concurrency: " + quoted + "}]",
			"include: [{" + quoted + ": 1}]", "analysis: {rows: " + quoted + "}", "report: [" + quoted + "]", "report: [{csv: " + quoted + "}, {csv: " + quoted + "}]",
			"report: [{" + quoted + ": a}]", "limits: {hosts: [" + quoted + "]}\npath: /a b", "expect: {status: " + quoted + "}",
			"base_url: " + quoted, "path: " + mustQuote("${"+text+"}"), "path: " + mustQuote("${env:"+text+"}"), "path: " + mustQuote("${secret:"+text+"}"),
			"path: " + mustQuote("${a."+text+"}"), "path: " + mustQuote("/"+text+"${x}"), "where: " + mustQuote("concurrency == '"+text+"'"),
			"targets: {" + quoted + ": demo, b: " + quoted + "}", "targets: {a: {" + quoted + ": 1, base_url: demo}, b: {base_url: demo, headers: {" + quoted + ": 1}, path: " + quoted + "}}",
			"base_url: http://127.0.0.1:1\nstart: {run: [" + quoted + "], ready: " + quoted + ", within: " + quoted + ", each: " + quoted + ", dir: " + quoted + ", env: {" + quoted + ": " + quoted + ", X: " + mustQuote("${"+text+"}") + "}}",
			"hooks: {before_all: " + quoted + ", before_trial: [a, " + mustQuote("${"+text+"}") + ", " + mustQuote("${secret:"+text+"}") + "], " + quoted + ": a, timeout: " + quoted + "}",
			"checks: {lag: " + quoted + ", " + quoted + ": 1, status: " + quoted + "}", "thresholds: " + quoted, "thresholds: [" + quoted + ", {" + quoted + ": " + quoted + "}, {check: " + quoted + ", " + quoted + ": 1}]",
			"thresholds: {" + quoted + ": [" + quoted + "]}", "thresholds: {" + quoted + ": [" + mustQuote("a<"+text) + "]}", "thresholds: {p99: " + mustQuote("<"+text) + "}",
			"thresholds: [" + mustQuote("p99 < 5ms when "+text) + ", " + mustQuote(text+" when concurrency == 1") + ", " + mustQuote("latency_p99_ms < 5 and param_"+text) + "]",
			"gate: {baseline: " + quoted + ", fail_if: [{metric: " + quoted + ", worse_by: " + quoted + ", floor: 1, when: " + quoted + ", " + quoted + ": 1}, {metric: p99, floor: " + quoted + "}], confidence: " + quoted + ", correction: " + quoted + "}",
			"targets: {a: demo, b: demo}\ngate: {baseline: " + quoted + ", fail_if: [" + quoted + "], looks: [" + quoted + "]}", "pairing: " + quoted + "\ninconclusive: " + quoted + "\nbudget: " + quoted,
			"search: {find: " + quoted + "}", "search: {find: rate, from: " + quoted + ", to: " + quoted + ", under: " + quoted + ", maximise: " + quoted + ", trials: " + quoted + ", precision: " + quoted + "}",
			"repeats: {min: " + quoted + ", max: 5, stop_when: " + quoted + ", " + quoted + ": 1}", "repeats: {min: 5, max: 9, stop_when: " + mustQuote("ci95("+text+") < 3%") + "}", "repeats: {min: 5, max: 9, stop_when: " + mustQuote("ci95(p99) < "+text) + "}",
			"name: a\nname: " + quoted, quoted + ": 1\n" + quoted + ": 2", "x-a: !" + quoted + " b", "x-a: *a # " + quoted + "\n",
			"x-a: ${x} # " + quoted + "\nfoo: " + quoted + " b",
			"params: {q: [ab, " + quoted + "]}\npath: /${q.url}\nwhere: q == abc\nexclude: [{q: x}]",
		} {
			in := input(experiment(lines))
			in.Set = []string{"x=" + quoted, "request." + text + "=1", text + "=1"}
			in.Unset = []string{text}
			if _, err := config.Read(in); err != nil {
				harmless(t, err.(config.Faults)) //nolint:errorlint // Read's error is a Faults itself
			}
			if t.Failed() {
				t.Fatalf("%s: %.200s", name, lines)
			}
		}
	}
	in := input("name: a b\n")
	in.Name = "a\x1b[31m\nb.yaml"
	harmless(t, faultsOf(t, in))
}

// Errors of the outside world are told too.
func TestHostileErrorsDoNoHarmInMessages(t *testing.T) {
	in := input(experiment("request: {body_file: a}"))
	in.ReadFile = func(string) ([]byte, error) {
		return nil, &os.PathError{Op: "open", Path: "a\x1b[31m\nb", Err: os.ErrNotExist}
	}
	harmless(t, faultsOf(t, in))
}

// harmless checks what must hold for all faults.
func harmless(t *testing.T, faults config.Faults) {
	t.Helper()
	for _, f := range faults {
		if strings.Contains(f.Message, "\n") || strings.Contains(f.Error(), "\n") {
			t.Errorf("a message of several lines: %q", f.Message)
		}
	}
	all := faults.Error()
	if strings.Contains(all, secretValue) {
		t.Errorf("a secret is told:\n%s", all)
	}
	for line := range strings.Lines(all) {
		line = strings.TrimSuffix(line, "\n")
		if strings.ContainsFunc(line, func(r rune) bool {
			return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) || r == unicode.ReplacementChar
		}) {
			t.Errorf("a line that is not harmless: %q", line)
		}
		if width := displaywidth.String(line); width > 200 || len(line) > 2000 {
			t.Errorf("a line of %d columns: %.300s", width, line)
		}
		if gutter, _, ok := strings.Cut(line, " | "); ok && strings.TrimLeft(gutter, " 0123456789") == "" && displaywidth.String(line) > 80 {
			t.Errorf("an excerpt of %d columns: %s", displaywidth.String(line), line)
		}
	}
}

// The caret stands below what it means, whatever stands before it.
func TestTheCaretStandsBelowWhatItMeans(t *testing.T) {
	for name, before := range map[string]string{
		"nothing": "", "letters": "abc", "wide": "漢字かな", "emoji": "🚀🚀", "a tab": "a\tb", "combining": "e\u0301e\u0301",
		"unseen": "a\u200bb", "direction": "\u202eabc", "far": strings.Repeat("abcdefghi ", 20), "far and wide": strings.Repeat("漢字", 60),
		"far tabs": strings.Repeat("\t", 100), "far combining": strings.Repeat("e\u0301", 300), "near the edge": strings.Repeat("x", 40), "wide near the edge": strings.Repeat("漢", 20),
	} {
		faults := faultsOf(t, input(experiment("labels: {a: '"+before+"', b: [bad], c: '"+strings.Repeat("z", 100)+"'}")))
		rows := strings.Split(faults[0].Text(), "\n")
		shown, carets := rows[1], rows[2]
		start := displaywidth.String(shown[:strings.Index(shown, "[bad]")])
		at := displaywidth.String(carets[:strings.IndexByte(carets, '^')])
		if at != start || strings.Count(carets, "^") != 5 {
			t.Errorf("%s:\n%s", name, faults[0].Text())
		}
	}
}
