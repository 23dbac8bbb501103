package config_test

import (
	"strings"
	"testing"
	"time"

	"runexp/config"
)

func TestFactorsHaveTheLevelsThatTheFileWrites(t *testing.T) {
	for _, test := range []struct{ name, lines, factor, want string }{
		{"one value", "concurrency: 8", "concurrency", "8"},
		{"a list in the file's order", "concurrency: [64, 1, 8]", "concurrency", "64 1 8"},
		{"a block list", "concurrency:\n  - 1\n  - 8", "concurrency", "1 8"},
		{"a log scale of powers", "concurrency: {from: 1, to: 256, steps: 9, scale: log}", "concurrency", "1 2 4 8 16 32 64 128 256"},
		{"a log scale that is rounded", "concurrency: {from: 1, to: 1000, steps: 7, scale: log}", "concurrency", "1 3 10 32 100 316 1000"},
		{"a log scale with levels that fall together", "concurrency: {from: 1, to: 4, steps: 9, scale: log}", "concurrency", "1 2 3 4"},
		{"a log scale of one value", "concurrency: {from: 5, to: 5, steps: 3, scale: log}", "concurrency", "5"},
		{"a linear scale is the default", "concurrency: {from: 1, to: 100, steps: 4}", "concurrency", "1 34 67 100"},
		{"a linear scale by name", "concurrency: {from: 1, to: 9, steps: 3, scale: linear}", "concurrency", "1 5 9"},
		{"a linear scale with levels that fall together", "concurrency: {from: 1, to: 3, steps: 9}", "concurrency", "1 2 3"},
		{"a step that lands on the end", "iterations: {from: 100, to: 500, step: 200}", "iterations", "100 300 500"},
		{"a step that does not land on the end", "iterations: {from: 100, to: 499, step: 200}", "iterations", "100 300"},
		{"a step beyond the end", "iterations: {from: 100, to: 200, step: 500}", "iterations", "100"},
		{"a step of large numbers is exact", "iterations: {from: 1, to: 1000000000000, step: 333333333333}", "iterations", "1 333333333334 666666666667 1000000000000"},
		{"a scale of large numbers ends on its ends", "iterations: {from: 7, to: 1000000000000, steps: 2, scale: log}", "iterations", "7 1000000000000"},
		{"a step of durations", "delay: {from: 50ms, to: 800ms, step: 250ms}", "delay", "50ms 300ms 550ms 800ms"},
		{"a step of durations short of the end", "delay: {from: 50ms, to: 799ms, step: 250ms}", "delay", "50ms 300ms 550ms"},
		{"a log scale of durations is rounded to milliseconds", "delay: {from: 1ms, to: 1s, steps: 4, scale: log}", "delay", "1ms 10ms 100ms 1s"},
		{"a log scale of durations with parts of milliseconds", "delay: {from: 1ms, to: 4ms, steps: 5, scale: log}", "delay", "1ms 2ms 3ms 4ms"},
		{"a linear scale of durations from zero", "delay: {from: 0, to: 1s, steps: 3}", "delay", "0s 500ms 1s"},
		{"durations in all units", "delay: [1h30m, 2m, 1.5s, 7ms, 8us, 9µs, 10ns, 0, .5s]", "delay", "1h30m 2m 1.5s 7ms 8µs 9µs 10ns 0s 500ms"},
		{"rates in all units", "rate: [50/s, 0.5/s, 2.25/s, 100/m, 10/h, 0.001/s]\nduration: 1s", "rate", "50/s 0.5/s 2.25/s 100/m 10/h 0.001/s"},
		{"rates that are shorter in another unit", "rate: [120/m, 30/m, 90/h]", "rate", "2/s 0.5/s 0.025/s"},
		{"a log scale of rates is rounded to whole numbers of its unit", "rate: {from: 10/s, to: 1000/s, steps: 5, scale: log}", "rate", "10/s 32/s 100/s 316/s 1000/s"},
		{"a step of rates, in the unit of from", "rate: {from: 30/m, to: 2/s, step: 1/s}", "rate", "0.5/s 1.5/s"},
		{"a linear scale of rates in minutes", "rate: {from: 10/m, to: 20/m, steps: 3}", "rate", "10/m 0.25/s 20/m"},
		{"a range of rates whose beginning is a variable", "rate: {from: \"${env:NOSUCH:-5/s}\", to: 10/s, steps: 3}", "rate", "5/s 8/s 10/s"},
		{"a redial that is off, and on", "redial: [0, 25ms]", "redial", "0s 25ms"},
		{"words that say how to connect", "connections: [reuse, fresh]\nengine: [std, auto]", "connections", "reuse fresh"},
		{"truths", "keepalive: [false, true]", "keepalive", "false true"},
		{"words", "discipline: [chunk, window]", "discipline", "chunk window"},
		{"a word in quotes", `discipline: "chunk"`, "discipline", "chunk"},
		{"params as they are written", "params: {p: [1.10, 2026-11-22, 0x10, 017, yes, 1_000, 1e3, ' a', \"b\\tc\", 12:30]}", "p", "1.10 2026-11-22 0x10 017 yes 1_000 1e3  a b\tc 12:30"},
		{"a range of a param", "params: {p: {from: 0, to: 1000, step: 500}}", "p", "0 500 1000"},
		{"a range of durations of a param", "params: {p: {from: 50ms, to: 100ms, steps: 2}}", "p", "50ms 100ms"},
		{"a range whose beginning is a variable", "params: {p: {from: \"${env:NOSUCH:-50ms}\", to: 100ms, step: 25ms}}", "p", "50ms 75ms 100ms"},
		{"a range in a block, with a free key", "concurrency:\n  from: 1\n  to: 3\n  step: 1\n  x-why: not", "concurrency", "1 2 3"},
		{"a variable", "concurrency: ${env:NUMBER}", "concurrency", "8"},
		{"a variable in quotes", `concurrency: ["${env:NUMBER}", 9]`, "concurrency", "8 9"},
		{"a default of a variable", `concurrency: ["${env:NOSUCH:-7}", "${env:EMPTY:-6}", "1${env:EMPTY:-}2"]`, "concurrency", "7 6 12"},
		{"a variable that is empty", "params: {p: [\"a${env:EMPTY}b\", \"${env:EMPTY}\"]}", "p", "ab "},
		{"a variable that looks like a placeholder", "params: {p: \"${env:PLACEHOLDER}\"}", "p", "${random}"},
		{"a truth from a variable", "keepalive: ${env:NOSUCH:-false}", "keepalive", "false"},
		{"an anchor", "x-a: &a 5\nconcurrency: *a", "concurrency", "5"},
		{"a list from an anchor", "x-a: &a [1, 2]\nconcurrency: *a", "concurrency", "1 2"},
		{"a merged range", "x-a: &a {from: 1, to: 9, step: 4}\nconcurrency: {<<: *a, to: 5}", "concurrency", "1 5"},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := mustRead(t, test.lines+usedFactors(test.lines))
			if got := levels(t, e, test.factor); got != test.want {
				t.Errorf("levels are %q, want %q", got, test.want)
			}
		})
	}
}

// usedFactors adds a path that uses delay and the param p where the lines have
// them.
func usedFactors(lines string) string {
	path := "\npath: /x?"
	if strings.Contains(lines, "delay:") {
		path += "${delay.go}"
	}
	if strings.Contains(lines, "params:") {
		path += "${p.url}"
	}
	return path + "\n"
}

func TestZipMayRepeatLevelsButNotTuples(t *testing.T) {
	e := mustRead(t, "iterations: [4000, 4000, 400]\nconcurrency: [1, 2, 2]\nzip: [[concurrency, iterations]]")
	if got := levels(t, e, "iterations"); got != "4000 4000 400" {
		t.Errorf("levels are %s", got)
	}
	if len(e.Zip) != 1 || strings.Join(e.Zip[0], " ") != "concurrency iterations" {
		t.Errorf("zip is %v", e.Zip)
	}
}

func TestFactorsKeepTheFilesOrder(t *testing.T) {
	e := mustRead(t, "timeout: 1s\nparams: {b: 1, a: 2}\nkeepalive: true\nconcurrency: 1\npath: /${a}${b}\niterations: 1\n")
	var names []string
	for _, f := range e.Factors {
		names = append(names, f.Name)
		if f.Param != (f.Name == "a" || f.Name == "b") {
			t.Errorf("%s: param is %t", f.Name, f.Param)
		}
	}
	if got := strings.Join(names, " "); got != "timeout b a keepalive concurrency iterations" {
		t.Errorf("factors are %s", got)
	}
}

func TestValuesTellTheirTypeAndContent(t *testing.T) {
	for _, test := range []struct {
		value config.Value
		kind  config.Kind
		text  string
	}{
		{config.Value{}, config.None, ""},
		{config.TextValue("1.10"), config.Text, "1.10"},
		{config.IntValue(-5), config.Int, "-5"},
		{config.DurationValue(90 * time.Minute), config.Duration, "1h30m"},
		{config.BoolValue(true), config.Bool, "true"},
		{config.BoolValue(false), config.Bool, "false"},
		{config.WordValue("chunk"), config.Word, "chunk"},
	} {
		if got := test.value.Kind(); got != test.kind {
			t.Errorf("%v is of kind %d, want %d", test.value, got, test.kind)
		}
		if got := test.value.String(); got != test.text {
			t.Errorf("%v writes %q, want %q", test.value, got, test.text)
		}
	}
	if config.IntValue(7).Int() != 7 || config.DurationValue(time.Second).Duration() != time.Second || !config.BoolValue(true).Bool() {
		t.Error("a value does not give back what it was made of")
	}
}

func TestFormatDurationIsShortAndReadsBack(t *testing.T) {
	for text, want := range map[string]string{
		"0": "0s", "50ms": "50ms", "1.5s": "1.5s", "60s": "1m", "90s": "1m30s", "120m": "2h", "3600s": "1h", "10m": "10m",
		"1h0m5s": "1h0m5s", "100h": "100h", "1h10m": "1h10m", "999us": "999µs", "-60s": "-1m",
	} {
		d, err := time.ParseDuration(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := config.FormatDuration(d); got != want {
			t.Errorf("%s is written %s, want %s", text, got, want)
		}
		if back, err := time.ParseDuration(want); err != nil || back != d {
			t.Errorf("%s reads back as %s (%v)", want, back, err)
		}
	}
}

func TestThousandsHaveCommas(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1: "-1", -100: "-100", -1000: "-1,000"} {
		if got := config.Thousands(n); got != want {
			t.Errorf("%d is written %s, want %s", n, got, want)
		}
	}
}

func TestSizesAreExact(t *testing.T) {
	for text, want := range map[string]int64{
		"1B": 1, "64KiB": 64 << 10, "1MB": 1e6, "1kB": 1000, "1KB": 1000, "2GB": 2e9, "1MiB": 1 << 20, "1GiB": 1 << 30,
		"1.5KiB": 1536, "1.005kB": 1005, "0.1MB": 100_000, "2.3kB": 2300, "4.35MB": 4_350_000,
	} {
		e := mustRead(t, "request: {max_body: "+text+"}")
		if e.Request.MaxBody != want {
			t.Errorf("%s is %d bytes, want %d", text, e.Request.MaxBody, want)
		}
	}
}

func TestSizesThatAreNoneAreRefused(t *testing.T) {
	for _, text := range []string{"1Mi", "1M", "1mb", "1 MB", "B", "1.B", ".5MB", "-1MB", "1e3B", "0x1B", "1.0001KiB", "01MB", "9999999GiB", "1BB", "1TB"} {
		faultsOf(t, input(experiment("request: {max_body: "+text+"}")))
	}
}

func TestStatuses(t *testing.T) {
	s, err := config.ParseStatuses("2xx,404")
	if err != nil {
		t.Fatal(err)
	}
	if s.String() != "2xx,404" {
		t.Errorf("text is %s", s)
	}
	for status, want := range map[int]bool{200: true, 299: true, 300: false, 404: true, 403: false, 0: false, 20: false, 2000: false, -200: false, 199: false} {
		if s.Accepts(status) != want {
			t.Errorf("status %d accepted: %t", status, !want)
		}
	}
	for _, text := range []string{"", "2xx,", "600", "1", "2xxx", "xxx", "20x", " 200", "+20", "2_0"} {
		if s, err := config.ParseStatuses(text); err == nil {
			t.Errorf("%q is read as %s", text, s)
		}
	}
}
