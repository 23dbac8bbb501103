package config_test

import (
	"strings"
	"testing"
	"time"

	"runexp/config"
)

// factors are what the expressions of these tests speak of.
const factors = `
concurrency: [1, 10, 100]
iterations: [500]
delay: [1ms, 50ms, 1500us, 0]
discipline: [window, chunk]
keepalive: [true, false]
params:
  depth: [10, 100]
  wait: [10ms, 0, 2s]
  size: [1KiB, 64KiB]
  part: [1%, 50%]
  limit: [10/s, 1200/m]
  symbol: [ACME, BRK.B, "in", "漢字"]
  version: [1.1, 1.10]
  len: [1, 2]
path: /${delay.us}${depth}${wait}${size}${part.url}${limit}${symbol.url}${version}${len}
`

// point is a point of these factors, with some values of its own.
func point(own map[string]config.Value) func(string) (config.Value, bool) {
	return func(name string) (config.Value, bool) {
		if v, ok := own[name]; ok {
			return v, true
		}
		v, ok := map[string]config.Value{
			"concurrency": config.IntValue(10), "iterations": config.IntValue(500),
			"delay": config.DurationValue(50 * time.Millisecond), "discipline": config.WordValue("chunk"), "keepalive": config.BoolValue(true),
			"depth": config.TextValue("100"), "wait": config.TextValue("10ms"), "size": config.TextValue("64KiB"), "part": config.TextValue("50%"),
			"limit": config.TextValue("1200/m"), "symbol": config.TextValue("BRK.B"), "version": config.TextValue("1.10"), "len": config.TextValue("2"),
		}[name]
		return v, ok
	}
}

func TestExpressionsAreTrueWhereTheySay(t *testing.T) {
	for text, want := range map[string]bool{
		"concurrency == 10":   true,
		"concurrency == 10.0": true,
		"concurrency != 10":   false,
		"concurrency < 10":    false,
		"concurrency <= 10":   true,
		"concurrency > 9.5":   true,
		"concurrency >= 11":   false,

		"delay == 50ms":                   true,
		"delay == 0.05s":                  true,
		"delay == 50000us":                true,
		"delay == 50000µs":                true,
		"delay > 1h30m":                   false,
		"delay > 0":                       true,
		"delay == .05s":                   true,
		"wait == 10ms":                    true,
		"wait > 0":                        true,
		"size == 64KiB":                   true,
		"size == 65.536kB":                true,
		"size > 64kB":                     true,
		"part == 50%":                     true,
		"part < 50.1%":                    true,
		"limit == 20/s":                   true,
		"limit == 72000/h":                true,
		"depth == 100":                    true,
		"depth < 99":                      false,
		"len == 2":                        true,
		"delay<100ms and concurrency>=10": true,

		"discipline == chunk":                            true,
		"discipline != chunk":                            false,
		"chunk == discipline":                            true,
		`discipline == "chunk"`:                          true,
		"discipline == 'chunk'":                          true,
		"discipline == window":                           false,
		`symbol == "BRK.B"`:                              true,
		"symbol == ACME":                                 false,
		`symbol == "in"`:                                 false,
		`symbol == "漢字"`:                                 false,
		`version == "1.10"`:                              true,
		`version == "1.1"`:                               false,
		"discipline in [window, chunk]":                  true,
		"discipline in [window]":                         false,
		"discipline not in [window]":                     true,
		`symbol in [ACME, "BRK.B"]`:                      true,
		"concurrency in [1, 10]":                         true,
		"concurrency not in [1, 10]":                     false,
		"delay in [1ms, 50ms]":                           true,
		"depth in [100]":                                 true,
		`symbol matches "^BRK[.]"`:                       true,
		`symbol matches "^A|B$"`:                         true,
		`symbol contains "RK"`:                           true,
		`symbol startsWith "B" and symbol endsWith ".B"`: true,

		"keepalive":                            true,
		"not keepalive":                        false,
		"!keepalive":                           false,
		"keepalive == true":                    true,
		"keepalive != true":                    false,
		"keepalive and concurrency == 10":      true,
		"keepalive && concurrency == 1":        false,
		"not keepalive or concurrency == 10":   true,
		"not keepalive || concurrency == 1":    false,
		"not (keepalive and concurrency == 1)": true,
		"true":                                 true,
		"false or true and false":              false,
		"concurrency == 1 or concurrency == 10 and keepalive": true,
		"not not keepalive": true,

		"concurrency * 50 == iterations":       true,
		"iterations / concurrency == 50":       true,
		"iterations / 7 > 71.4":                true,
		"iterations % 7 == 3":                  true,
		"delay % 20ms == 10ms":                 true,
		"concurrency + 1 - 2 == 9":             true,
		"-concurrency < 0":                     true,
		"concurrency > -5":                     true,
		"delay * concurrency == 500ms":         true,
		"2 * delay == 100ms":                   true,
		"delay / 2 == 25ms":                    true,
		"delay / 10ms == 5":                    true,
		"delay + wait == 60ms":                 true,
		"delay - 50ms == 0":                    true,
		"(concurrency + 1) * 2 == 22":          true,
		"iterations * 1000000000000 > 1000":    true, // no overflow
		"concurrency == 10 \n and\tdelay>1ms ": true,
	} {
		e := mustRead(t, "where: "+mustQuote(text)+factors)
		got, err := e.Where[0].Match(point(nil))
		if err != nil || got != want {
			t.Errorf("%s is %t (%v), want %t", text, got, err, want)
		}
		if e.Where[0].Source != text {
			t.Errorf("the source of %s is %s", text, e.Where[0].Source)
		}
	}
}

func TestExpressionsFollowThePoint(t *testing.T) {
	e := mustRead(t, "where: delay < 100ms or concurrency >= 10"+factors)
	for _, test := range []struct {
		delay       time.Duration
		concurrency int
		want        bool
	}{
		{50 * time.Millisecond, 1, true},
		{100 * time.Millisecond, 1, false},
		{100 * time.Millisecond, 10, true},
		{100*time.Millisecond - 1, 9, true},
	} {
		got, err := e.Where[0].Match(point(map[string]config.Value{
			"delay": config.DurationValue(test.delay), "concurrency": config.IntValue(test.concurrency),
		}))
		if err != nil || got != test.want {
			t.Errorf("%+v: %t, %v", test, got, err)
		}
	}
}

func TestMatchTellsAValueThatIsMissing(t *testing.T) {
	e := mustRead(t, "where: concurrency > 1"+factors)
	_, err := e.Where[0].Match(func(string) (config.Value, bool) { return config.Value{}, false })
	if err == nil || !strings.HasPrefix(err.Error(), "concurrency > 1: ") {
		t.Errorf("error is %v", err)
	}
}

func TestAllConditionsOfAListAreKept(t *testing.T) {
	e := mustRead(t, "where:\n  - concurrency > 1\n  - keepalive"+factors)
	if len(e.Where) != 2 || e.Where[1].Source != "keepalive" || e.Where[1].At.Line != 3 || e.Where[1].At.Column != 5 {
		t.Errorf("conditions are %+v", e.Where)
	}
}

// Params may have the names of what the library of expressions has built in.
func TestParamsMayHaveNamesOfBuiltins(t *testing.T) {
	for _, name := range []string{"len", "count", "map", "all", "filter", "min", "type", "int", "now", "trim", "has", "x"} {
		e := mustRead(t, "path: /${"+name+"}\nparams: {"+name+": [1, 2]}\nwhere: "+name+" == 2\n")
		got, err := e.Where[0].Match(func(string) (config.Value, bool) { return config.TextValue("2"), true })
		if err != nil || !got {
			t.Errorf("%s: %t, %v", name, got, err)
		}
	}
}

// What is too long or too deep is refused before the library sees it.
func TestHostileExpressionsAreAnsweredQuickly(t *testing.T) {
	r := strings.Repeat
	for name, text := range map[string]string{
		"a huge range":            "concurrency in 1..1000000000",
		"deep parentheses":        r("(", 10_000) + "true" + r(")", 10_000),
		"parentheses to the brim": r("(", 2000) + "true" + r(")", 2000),
		"open parentheses":        r("(", 4000),
		"not after not":           r("not ", 25_000) + "true",
		"not to the brim":         r("not ", 1000) + "true",
		"minus after minus":       r("-", 4000) + "1 == 1",
		"mixed nesting":           r("not(-", 800) + "1",
		"brackets":                r("[", 4000),
		"only operators":          r("and ", 1000),
		"a long string":           `"` + r("x", 100_000) + `" == "x"`,
		"a bomb of a pattern":     `discipline matches "((a{1000}){1000}){1000}"`,
		"bars":                    r("|", 4000),
		"ternaries":               r("true ? ", 500) + "true",
		"pipes":                   r("concurrency | ", 300),
		"wide characters":         r("漢", 1000),
		"invalid text":            "\x00\xff",
		"a closure":               r("map([1], {", 300),
	} {
		in := input("concurrency: [1, 2]\ndiscipline: [window, chunk]\nbase_url: demo\niterations: 1\n")
		in.Set = []string{"where=" + mustQuote(text)}
		faults := faultsOf(t, in)
		if got := faults[0].At.File(); got != "--set" {
			t.Errorf("%s: told in %s: %v", name, got, faults)
		}
	}
	for name, text := range map[string]string{
		"many conditions": "concurrency>0" + r(" and concurrency>0", 220),
		"a long sum":      "concurrency" + r("+1", 1900) + " > 0",
		"a long list":     "concurrency in [1" + r(",1", 1900) + "]",
		"fifty deep":      r("(", 50) + "true" + r(")", 50),
		"fifty nots":      r("not ", 50) + "true",
	} {
		e := mustRead(t, "where: "+mustQuote(text)+factors)
		if got, err := e.Where[0].Match(point(nil)); err != nil || !got && name != "a long list" {
			t.Errorf("%s: %t, %v", name, got, err)
		}
	}
}
