package config_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"runexp/config"
)

const mebibyte = 1 << 20

// each joins n lines or pieces.
func each(n int, piece func(i int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(piece(i))
	}
	return b.String()
}

// shape is a file made to be costly, and what is told of it; empty where it is
// accepted.
type shape struct{ name, text, want string }

// nestedShapes are files that are deep, or large in one piece.
func nestedShapes() []shape {
	r := strings.Repeat
	return []shape{
		{"a megabyte of [", r("[", mebibyte), "x.yaml:1:1: nested deeper than 100 levels"},
		{"a megabyte of {", r("{", mebibyte), "x.yaml:1:1: nested deeper than 100 levels"},
		{"a megabyte of maps in maps", r("{a: ", mebibyte/4), "x.yaml:1:1: nested deeper than 100 levels"},
		{"nine thousand lists in lists", r("[", 9000) + r("]", 9000), "x.yaml:1:102: nested deeper than 100 levels"},
		{"lists in lists, as lines", r("- ", mebibyte/2), "x.yaml:1:1: nested deeper than 100 levels"},
		{"maps in maps, as lines", each(1400, func(i int) string { return r(" ", i) + "a:\n" }), "x.yaml:101:101: nested deeper than 100 levels"},
		{"a hundred levels and two", "x-a: " + r("[", 101) + r("]", 101), "x.yaml:1:106: nested deeper than 100 levels"},
		{"as many levels as there may be", "x-a: " + r("[", 99) + r("]", 99), ""},
		{"levels by aliases", "x-a: &a " + r("[", 60) + r("]", 60) + "\nx-b: " + r("[", 60) + "*a" + r("]", 60), "x.yaml:2:66: nested deeper than 100 levels"},
		{"one huge text", "description: " + r("x", mebibyte-200), ""},
		{"one huge text of escapes", "description: \"" + r(`\n`, mebibyte/2-200) + "\"\n", ""},
		{"one huge number", "iterations: " + r("9", mebibyte-200), "x.yaml:1:13: iterations is too large"},
		{"one huge duration", "timeout: " + r("9", mebibyte-200) + "s\n", `x.yaml:1:10: timeout is a duration, "` + r("9", 39) + `…" is none`},
		{"one huge size", "request: {max_body: " + r("9", mebibyte-200) + "MB}\n", `x.yaml:1:21: request.max_body is a size, "` + r("9", 39) + `…" is none`},
		{"one huge name", "name: " + r("a", mebibyte-200), `x.yaml:1:7: name "` + r("a", 39) + `…" can't name a folder`},
		{"one huge expression", "where: " + r("1", mebibyte-200), "x.yaml:1:8: this expression is longer than 4 KiB"},
		{"a megabyte of comments", r("# c\n", mebibyte/4-200), ""},
		{"one huge comment", r("#", mebibyte-200), ""},
		{"a megabyte of blanks", r(" ", mebibyte-200), ""},
		{"a megabyte of line ends", r("\n", mebibyte-200), ""},
		{"a megabyte of line ends of other systems", r("\r", mebibyte-200), ""},
		{"a file larger than a megabyte", r("#", mebibyte+1), "x.yaml:1:1: the file is larger than 1 MiB"},
	}
}

// wideShapes are files with a great many pieces.
func wideShapes() []shape {
	r := strings.Repeat
	const tooMany = "x.yaml:1:6: more than 200,000 values, aliases counted"
	return []shape{
		{"half a million values in a line", "x-a: [" + r("a,", mebibyte/2-200) + "]\n", tooMany},
		{"a line of words with quotes", "x-a: [" + r("[a'b],", mebibyte/6-200) + "]\n", tooMany},
		{"a line of wide characters", "x-a: [" + r("界,", mebibyte/4-200) + "]\n", tooMany},
		{"unknown keys", each(50_000, func(i int) string { return fmt.Sprintf("k%d: 1\n", i) }), `x.yaml:1:1: unknown field "k0"`},
		{"duplicate keys", r("name: a\n", 50_000), "x.yaml:2:1: name is given twice, first in line 1"},
		{"merges", "x-a: &a {b: 1}\nx-b:\n" + r("  <<: *a\n", 50_000), "x.yaml:3:3: more than 200,000 values, aliases counted"},
		{"merges of a large map", "x-a: &a {" + each(10_000, func(i int) string { return fmt.Sprintf("k%d: 1,", i) }) + "}\nx-b:\n" + r("  <<: *a\n", 90_000), "x.yaml:3:3: more than 200,000 values, aliases counted"},
		{"a merge of a list of maps", "x-a: &a {b: 1}\nx-b: {<<: [" + r("*a,", 50_000) + "]}\n", ""},
		{"laughs upon laughs", "x-a: &a0 [x]\n" + each(100, func(i int) string { return fmt.Sprintf("x-%d: &a%d [%s]\n", i, i+1, r(fmt.Sprintf("*a%d,", i), 20)) }), "x.yaml:5:10: more than 200,000 values, aliases counted"},
		{"a chain of anchors", "x-0: &a0 [x]\n" + each(40_000, func(i int) string { return fmt.Sprintf("x-%d: &a%d [*a%d]\n", i+1, i+1, i) }), "x.yaml:1:1: more than 200,000 values, aliases counted"},
		{"a large text used often", "x-a: &a " + r("y", 200_000) + "\nrequest: {json: [" + r("*a,", 2000) + "]}\n", "x.yaml:2:17: larger than 4 MiB, aliases counted"},
		{"a large key used often", "x-a: &a " + r("y", 2000) + "\nrequest: {json: [" + r("{*a : 1},", 100) + "]}\n", "x.yaml:1:9: a key longer than 1 KiB"},
		{"a variable used often", "request: {json: [" + r(`"${env:BIG}",`, 2000) + "]}\n", "x.yaml:1:552: environment variables fill in more than 4 MiB"},
		{"one level after the other", "concurrency: [" + each(100_000, func(i int) string { return fmt.Sprintf("%d,", i+1) }) + "]\n", ""},
		{"too many levels", "concurrency: [" + r("1,", 100_001) + "]\n", "x.yaml:1:15: concurrency has 100,001 levels, the limit is 100,000"},
		{"large ranges of many params", "params:\n" + each(90, func(i int) string { return fmt.Sprintf("  p%d: {from: 1, to: 100000, step: 1}\n", i) }), "x.yaml:6:7: all factors together have more than 400,000 levels"},
		{"many params", "params: {" + each(20_000, func(i int) string { return fmt.Sprintf("p%d: 1,", i) }) + "}\n", "x.yaml:1:700: params: more than 100"},
		{"many headers", "request: {headers: {" + each(50_000, func(i int) string { return fmt.Sprintf("h%d: '${index}',", i) }) + "}}\n", ""},
		{"many reports", "report: [" + r("csv,", 50_000) + "]\n", "x.yaml:1:14: two reports for stdout: csv and csv"},
		{"many groups of zip", "concurrency: [1, 2]\nzip: [" + r("[concurrency,a],", 30_000) + "]\n", `x.yaml:2:20: zip: "a" is no factor`},
		{"many conditions", "where:\n" + r("- concurrency>0\n", 20_000), "x.yaml:102:3: where: more than 100 conditions"},
		{"a hundred large conditions", "where:\n" + r("- concurrency>0"+r(" or concurrency>0", 220)+"\n", 100), ""},
		{"a hundred large conditions over a large factor", "params: {q: [" + each(50_000, func(i int) string { return fmt.Sprintf("w%d,", i) }) + "]}\npath: /${q}\nwhere:\n" + r("- q==w5"+r(" or q==w6", 400)+"\n", 100), ""},
		{"a thousand thresholds", "thresholds:\n" + r("- p99 < 5ms or errors == 0 when concurrency > 0\n", 1000), ""},
		{"more than a thousand thresholds", "thresholds:\n" + r("- p99 < 5ms\n", 20_000), "x.yaml:1002:3: thresholds: more than 1000"},
		{"a thousand large thresholds", "thresholds:\n" + r("- p99<1s"+r(" or p99<1s", 90)+"\n", 1000), ""},
		{"a large when used often", "x-a: &a p99<1s" + r(" or p99<1s", 360) + "\nthresholds: [" + r("{check: p99 < 1s, when: *a},", 900) + "]\n", ""},
		{"a large threshold used often", "x-a: &a p99<1s" + r(" or p99<1s", 360) + "\nthresholds: [" + r("*a,", 1000) + "]\n", ""},
		{"thresholds with nothing but when", "thresholds:\n" + r("- "+r("when ", 800)+"\n", 200), "x.yaml:2:3: this expression is empty"},
		{"a threshold of brackets", "thresholds: [\"" + r("(", 500_000) + " when \"]\n", "x.yaml:1:14: this expression is longer than 4 KiB"},
		{"a thousand criteria", "gate:\n  baseline: main\n  fail_if:\n" + each(1000, func(i int) string {
			return fmt.Sprintf("  - {metric: p99, worse_by: 5%%, when: concurrency < %d}\n", i)
		}), ""},
		{"more than a thousand criteria", "gate:\n  baseline: main\n  fail_if:\n" + r("  - {}\n", 100_000), "x.yaml:1004:5: gate.fail_if: more than 1000"},
		{"many targets", "targets: {" + each(60_000, func(i int) string { return fmt.Sprintf("t%d: demo,", i) }) + "}\n", "x.yaml:1:201: targets: more than 20"},
		{"many arguments", "hooks: {before_all: [" + r("a,", 200_000) + "]}\n", "x.yaml:1:21: more than 200,000 values, aliases counted"},
		{"more arguments than a thousand", "hooks: {before_all: [" + r("a,", 100_000) + "]}\n", "x.yaml:1:2022: hooks.before_all: more than 1000 arguments"},
		{"many variables", "base_url: http://127.0.0.1:1\nstart: {run: [a], env: {" + each(60_000, func(i int) string { return fmt.Sprintf("E%d: 1,", i) }) + "}}\n", "x.yaml:2:7915: start.env: more than 1000"},
		{"a long rule", "repeats: {min: 5, max: 9, stop_when: 'ci95(p99) < " + r("1", 500_000) + "%'}\n", `x.yaml:1:51: ci95(p99) is a share of the value: "111111111111111111111111111111111111111…" is none to reach`},
		{"a rule of blanks", "repeats: {min: 5, max: 9, stop_when: '" + r(" ", 500_000) + "x'}\n", "x.yaml:1:38: repeats.stop_when looks at the width of an interval, and at nothing else"},
		{"many looks", "gate: {baseline: main, fail_if: [{metric: p99, worse_by: 5%}], looks: [" + r("9,", 50_000) + "]}\n", "x.yaml:1:82: gate.looks: more than 5"},
		{"many excluded levels", "concurrency: {from: 1, to: 100000, step: 1}\nexclude: [{concurrency: [" + each(50_000, func(i int) string { return fmt.Sprintf("%d,", i+1) }) + "]}]\n", ""},
		{"many included points", "concurrency: [1, 2]\ninclude: [" + each(40_000, func(i int) string { return fmt.Sprintf("{concurrency: %d},", i+1) }) + "]\n", ""},
	}
}

// templateShapes are files with a great many placeholders, and wrong YAML.
func templateShapes() []shape {
	r := strings.Repeat
	keys := func(n int) string { return each(n, func(i int) string { return fmt.Sprintf("x-%d: 1\n", i) }) }
	return []shape{
		{"placeholders", "path: /x" + r("${random}", mebibyte/9-200), ""},
		{"unknown placeholders", "path: /x" + r("${a}", mebibyte/4-200), "x.yaml:1:9: unknown ${a}"},
		{"placeholders behind wide characters", "request: {body: \"" + r("漢${index}", mebibyte/12-200) + "\"}\n", ""},
		{"placeholders of factors in the host", "base_url: " + r("${a}", mebibyte/8) + "\nparams: {a: [1, 2]}\n", ""},
		{"dollars", "path: /x" + r("$$", mebibyte/2-200), ""},
		{"placeholders that are not closed", "path: /x" + r("${", mebibyte/2-200), "x.yaml:1:9: this ${ is never closed"},
		{"placeholders in JSON", "request: {json: [" + r(`"${index}",`, mebibyte/11-200) + "]}\n", ""},
		{"placeholders in lines", "request:\n  body: |\n" + r("    ${index}\n", mebibyte/13-200), ""},
		{"a factor written often", "path: /" + r("${q}", 100_000) + "\nparams: {q: {from: 1, to: 100000, step: 1}}\n", ""},
		{"dollars in a form", "request: {form: {" + each(40_000, func(i int) string { return fmt.Sprintf("k%d: $$,", i) }) + "}}\n", ""},
		{"a quote at the end", keys(60_000) + "foo: 'abc\n", "x.yaml:60001:6: YAML syntax: a quote is opened here and never closed"},
		{"a colon in the middle", keys(40_000) + "foo: a: b\n" + keys(20_000), "x.yaml:40001:6: YAML syntax: a second ': ' in one line"},
		{"a quote at the beginning", "foo: 'abc\n" + keys(30_000), "x.yaml:1:6: YAML syntax: a quote is opened here and never closed"},
		{"a quote at the beginning that ends far below", "foo: 'abc\n" + keys(30_000) + "bar: 'x'\n", "x.yaml:1:6: YAML syntax: a quote is opened here, and the next one is far below"},
		{"a quote in the middle that ends far below", keys(20_000) + "foo: 'abc\n" + keys(30_000) + "bar: 'x'\n", "x.yaml:20001:6: YAML syntax: a quote is opened here, and the next one is far below"},
		{"a bracket at the beginning", "foo: [\n" + keys(60_000), "x.yaml:1:6: YAML syntax: this [ is not closed, or a comma is missing after it"},
		{"a bad indentation at the end", keys(30_000) + "  foo: b\n", "x.yaml:30001:3: YAML syntax: indented below a line that already has a value"},
		{"a bad item at the end", "x-a:\n" + r("  - a\n", 100_000) + " - b\n", "x.yaml:100002:2: YAML syntax: a list item that belongs to no list above it"},
		{"a bracket too many behind a long list", "foo: [\n" + r("a,\n", mebibyte/3-200) + "]]\n", fmt.Sprintf("x.yaml:%d:2: YAML syntax: this ] closes no [", mebibyte/3-198)},
		{"an escape far down in a long text", "foo: \"\n" + r("  a\n", mebibyte/4-200) + "  \\q\n", "x.yaml:261946:3: YAML syntax: a \\ in double quotes starts an escape, and this is none"},
		{"lines that are long", "foo: 'a\n" + r(r("x", 100_000)+"\n", 10) + "b: 'c'\n", "x.yaml:1:6: YAML syntax: a quote is opened here, and the next one is far below"},
		{"unknown anchors", "x-a: [" + r("*a,", 100_000) + "]", "x.yaml:1:7: YAML syntax: unknown anchor *a"},
		{"a second document at the end", keys(30_000) + "---\n", "x.yaml:30001:1: a second document: one experiment per file"},
	}
}

// No file takes long, or much memory. The time is that of a slow machine under
// the race detector; without it and in peace each takes well below a second.
func TestHostileFilesAreAnsweredQuickly(t *testing.T) {
	shapes := append(append(nestedShapes(), wideShapes()...), templateShapes()...)
	for _, s := range shapes {
		t.Run(s.name, func(t *testing.T) {
			text := experiment(s.text)
			if s.text[0] == '[' || s.text[0] == '{' || s.text[0] == '-' || len(text) > mebibyte {
				text = s.text // nothing but the shape
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			_, err := config.Read(input(text))
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			if got := first(err, s.want); got != s.want {
				t.Errorf("told is %s\nwant    %s", got, s.want)
			}
			allocated := (after.TotalAlloc - before.TotalAlloc) >> 20
			t.Logf("%7d bytes: %6.3f s, %4d MiB", len(text), took.Seconds(), allocated)
			if took > 20*time.Second || allocated > 500 {
				t.Errorf("took %s and %d MiB", took, allocated)
			}
		})
	}
}

// first is the fault that is wanted, else the first one; empty where there is
// none.
func first(err error, want string) string {
	faults, _ := errors.AsType[config.Faults](err)
	got := ""
	for _, f := range faults {
		if f.Error() == want {
			return want
		}
		if got == "" {
			got = f.Error()
		}
	}
	return got
}
