package config_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"runexp/config"
)

// check is a condition on what is measured, over the factors of these tests.
func check(t *testing.T, text string) *config.Expression {
	t.Helper()
	return mustRead(t, "thresholds: ["+mustQuote(text)+"]"+factors).Thresholds[0].Check
}

// cellMetrics are what a cell knows: p999 and dials are not among it.
func cellMetrics(name string) (float64, bool) {
	x, ok := map[string]float64{
		"p50": 20e6, "p90": 40e6, "p95": 50e6, "p99": 90e6, "max": 200e6, "elapsed": 10e9, "ratio": 1.04,
		"throughput": 500, "error_rate": 0.01, "ok": 990, "errors": 10, "requests": 1000, "bytes": 64 << 10,
	}[name]
	return x, ok
}

// Without intervals a condition is evaluated on the values.
func TestConditionsAreDecidedOnValues(t *testing.T) {
	for text, want := range map[string]config.Truth{
		"p99 < 900ms":                     config.Yes,
		"p99 < 90ms":                      config.No,
		"p99 <= 90ms":                     config.Yes,
		"900ms > p99":                     config.Yes,
		"error_rate == 1%":                config.Yes,
		"error_rate != 0.5%":              config.Yes,
		"throughput >= 30000/m":           config.Yes,
		"throughput > 500/s":              config.No,
		"bytes == 64KiB":                  config.Yes,
		"errors == 10":                    config.Yes,
		"ratio < 1.10":                    config.Yes,
		"elapsed < 15s":                   config.Yes,
		"p99 < 2 * delay":                 config.Yes,
		"p99 - p50 < 75ms":                config.Yes,
		"p99 / p50 < 4":                   config.No,
		"errors + ok == requests":         config.Yes,
		"errors in [0, 10]":               config.Yes,
		"errors not in [0, 10]":           config.No,
		"-errors < 0":                     config.Yes,
		"+errors > 0":                     config.Yes,
		"requests % 7 == 6":               config.Yes,
		"p99 * 2 > 100ms":                 config.Yes,
		"(p99 < 900ms) == true":           config.Yes,
		"(p99 < 900ms) != (errors == 10)": config.No,

		// p999 and dials are not known.
		"p999 < 900ms":                      config.Unsure,
		"not (p999 < 900ms)":                config.Unsure,
		"p999 < 900ms and p99 < 900ms":      config.Unsure,
		"p999 < 900ms and p99 > 900ms":      config.No,
		"p999 < 900ms or p99 < 900ms":       config.Yes,
		"p99 < 900ms || p999 < 900ms":       config.Yes,
		"p999 < 900ms or p99 > 900ms":       config.Unsure,
		"p999 - p99 < 5ms":                  config.Unsure,
		"5ms + -p999 < 5ms":                 config.Unsure,
		"dials in [1, 2]":                   config.Unsure,
		"errors in [10, dials]":             config.Yes,
		"errors in [11, dials]":             config.Unsure,
		"(p999 < 900ms) == keepalive":       config.Unsure,
		"not keepalive and p999 < 5ms":      config.No,
		"errors == 10 && !(dials == 5)":     config.Unsure,
		"(errors - 10) / (errors - 10) < 5": config.Unsure, // nothing by nothing
		"errors / (errors - 10) > 5":        config.Yes,    // infinite

		"p99 < 900ms and discipline == chunk":                  config.Yes,
		"p99 < 900ms and discipline != chunk":                  config.No,
		`p99 < 900ms and symbol matches "^BRK[.]"`:             config.Yes,
		`p99 < 900ms and symbol startsWith "BRK"`:              config.Yes,
		`p99 < 900ms and symbol endsWith "B"`:                  config.Yes,
		`p99 < 900ms and symbol contains "x"`:                  config.No,
		`p99 < 900ms and symbol not in [ACME]`:                 config.Yes,
		"p99 < 900ms and size == 64KiB and depth > 99":         config.Yes,
		"p99 < 900ms and keepalive":                            config.Yes,
		"p99 < 900ms and limit == 20/s and part == 50%":        config.Yes,
		"false or p99 < 900ms":                                 config.Yes,
		"p99 < 900ms and concurrency in [1, 10] and not false": config.Yes,
	} {
		got, err := check(t, text).Decide(point(nil), cellMetrics, nil)
		if err != nil || got != want {
			t.Errorf("%s is %d (%v), want %d", text, got, err, want)
		}
	}
}

// Comparisons of a metric with what is constant in the cell are put as claims,
// the metric on the left and the limit in base units.
func TestClaimsAreAskedFor(t *testing.T) {
	for _, test := range []struct {
		text string
		want []config.Claim
	}{
		{"p99 < 900ms", []config.Claim{{Metric: "p99", Op: "<", Limit: 900e6}}},
		{"900ms <= p99", []config.Claim{{Metric: "p99", Op: ">=", Limit: 900e6}}},
		{"5ms < p99", []config.Claim{{Metric: "p99", Op: ">", Limit: 5e6}}},
		{"p99 < 5ms * (5 % (1 - 1))", nil}, // that is no number
		{"0.1% > error_rate or 5 >= errors", []config.Claim{{Metric: "error_rate", Op: "<", Limit: 0.001}, {Metric: "errors", Op: "<=", Limit: 5}}},
		{"throughput != 90/m", []config.Claim{{Metric: "throughput", Op: "!=", Limit: 1.5}}},
		{"64KiB == bytes", []config.Claim{{Metric: "bytes", Op: "==", Limit: 65536}}},
		{"2 * 100ms - 1ms > p99", []config.Claim{{Metric: "p99", Op: "<", Limit: 199e6}}},
		{"p99 > -5ms", []config.Claim{{Metric: "p99", Op: ">", Limit: -5e6}}},
		{"p99 < 2 * delay", []config.Claim{{Metric: "p99", Op: "<", Limit: 100e6}}},
		{"not (p99 < 1s and p50 < 1ms) or ratio < 2", []config.Claim{{"p99", "<", 1e9}, {"p50", "<", 1e6}, {"ratio", "<", 2}}},
		{"(p99 < 1s) == (p50 < 1ms)", []config.Claim{{"p99", "<", 1e9}, {"p50", "<", 1e6}}},
		{"p99 < p50", nil},
		{"p99 - p50 < 5ms", nil},
		{"p99 * 2 < 5ms", nil},
		{"errors in [1, 2]", nil},
		{"errors > 0 and concurrency > 5 and delay > 1ms", []config.Claim{{"errors", ">", 0}}},
	} {
		e := check(t, test.text)
		var asked []config.Claim
		_, err := e.Decide(point(nil), cellMetrics, func(c config.Claim) config.Truth {
			asked = append(asked, c)
			return config.Unsure
		})
		if diff := cmp.Diff(test.want, asked); diff != "" || err != nil {
			t.Errorf("%s asks (-want +got), %v:\n%s", test.text, err, diff)
		}
		static := slices.DeleteFunc(slices.Clone(test.want), func(config.Claim) bool { return test.text == "p99 < 2 * delay" })
		if diff := cmp.Diff(len(static), len(e.Claims())); diff != "" {
			t.Errorf("%s claims %v", test.text, e.Claims())
		}
		for i, c := range e.Claims() {
			if c != static[i] {
				t.Errorf("%s claims %v, want %v", test.text, e.Claims(), static)
			}
		}
	}
}

// The answers of claims are put together by three-valued logic.
func TestClaimsDecide(t *testing.T) {
	const yes, no, unsure = config.Yes, config.No, config.Unsure
	for _, test := range []struct {
		text     string
		p99, p50 config.Truth
		want     config.Truth
	}{
		{"p99 < 1s and p50 < 1s", yes, yes, yes},
		{"p99 < 1s and p50 < 1s", yes, unsure, unsure},
		{"p99 < 1s and p50 < 1s", no, unsure, no},
		{"p99 < 1s and p50 < 1s", unsure, no, no},
		{"p99 < 1s or p50 < 1s", unsure, yes, yes},
		{"p99 < 1s or p50 < 1s", unsure, no, unsure},
		{"p99 < 1s or p50 < 1s", no, no, no},
		{"not (p99 < 1s)", yes, yes, no},
		{"not (p99 < 1s)", unsure, yes, unsure},
		{"!(p99 < 1s) or p50 < 1s", no, unsure, yes},
		{"p99 < 1s and concurrency > 10", unsure, yes, no},
		{"p99 < 1s or concurrency == 10", unsure, yes, yes},
		{"p99 < 1s and concurrency == 10", unsure, yes, unsure},
		{"(p99 < 1s) == (p50 < 1s)", yes, yes, yes},
		{"(p99 < 1s) == (p50 < 1s)", yes, no, no},
		{"(p99 < 1s) != (p50 < 1s)", yes, unsure, unsure},
		{"p99 < 1s and p999 > 1s", yes, yes, yes}, // claims need no value
	} {
		answers := map[string]config.Truth{"p99": test.p99, "p50": test.p50, "p999": yes}
		got, err := check(t, test.text).Decide(point(nil), cellMetrics, func(c config.Claim) config.Truth { return answers[c.Metric] })
		if err != nil || got != test.want {
			t.Errorf("%s with %v is %d (%v), want %d", test.text, answers, got, err, test.want)
		}
	}
}

// A comparison with a factor that the point does not use is no; a factor that is
// not known at all is an error.
func TestFactorsThatAPointDoesNotUse(t *testing.T) {
	e := mustRead(t, "rate: [5/s, 50/s]\ndiscipline: [window, rate]\nthresholds:\n"+
		"  - p99 < 1s when rate <= 10/s\n  - p99 < 1s when rate > 10/s\n  - p99 < 1s when not (rate > 10/s)\n  - p99 < 1s when rate * 2 in [10/s]\n"+
		"  - p99 < 1s when p99 < 5ms * (rate / 1/s)\n")
	without := func(name string) (config.Value, bool) {
		if name == "rate" {
			return config.Value{}, true
		}
		return point(nil)(name)
	}
	claim := func(config.Claim) config.Truth { return config.Yes }
	for i, want := range []config.Truth{config.No, config.No, config.Yes, config.No, config.No} {
		got, err := e.Thresholds[i].When.Decide(without, cellMetrics, claim)
		if err != nil || got != want {
			t.Errorf("%s is %d (%v), want %d", e.Thresholds[i].When.Source, got, err, want)
		}
	}
	got, err := e.Thresholds[0].When.Decide(func(string) (config.Value, bool) { return config.Value{}, false }, cellMetrics, nil)
	if err == nil || err.Error() != "rate <= 10/s: there is no rate" || got != config.Unsure {
		t.Errorf("without a rate: %d, %v", got, err)
	}
}

func TestMetricsOfACondition(t *testing.T) {
	for text, want := range map[string][]string{
		"p99 < 900ms": {"p99"},
		"p99 < p50 * 5 and (errors == 0 or p99 < 1s)": {"p99", "p50", "errors"},
		"errors in [dials, 5] and concurrency > 5":    {"errors", "dials"},
		"not (-late < 5)": {"late"},
	} {
		if diff := cmp.Diff(want, check(t, text).Metrics()); diff != "" {
			t.Errorf("metrics of %s (-want +got):\n%s", text, diff)
		}
	}
	if got := mustRead(t, "where: concurrency > 1"+factors).Where[0].Metrics(); got != nil {
		t.Errorf("metrics of a condition on factors are %v", got)
	}
}

// Decide agrees with Match on conditions over factors alone.
func TestDecideAgreesWithMatch(t *testing.T) {
	delays := []time.Duration{0, time.Millisecond, 50 * time.Millisecond, 1500 * time.Microsecond}
	for _, text := range []string{
		"delay < 100ms or concurrency >= 10", "discipline in [window, chunk] and not keepalive", "concurrency % 3 == 1 or -delay * 2 / 1ms > -5",
		`symbol matches "^B" or version == "1.10"`, "(size == 64KiB) != (part == 50%)", "limit == 20/s and wait > 0", "concurrency in [1, 10] == keepalive",
	} {
		e := mustRead(t, "where: "+mustQuote(text)+factors).Where[0]
		for _, concurrency := range []int{1, 10, 100} {
			for _, delay := range delays {
				for _, keep := range []bool{true, false} {
					p := point(map[string]config.Value{
						"concurrency": config.IntValue(concurrency), "delay": config.DurationValue(delay), "keepalive": config.BoolValue(keep),
					})
					want, err := e.Match(p)
					if err != nil {
						t.Fatal(err)
					}
					got, err := e.Decide(p, nil, nil)
					if err != nil || (got == config.Yes) != want || got == config.Unsure {
						t.Errorf("%s at %d, %s, %t: decided %d (%v), matched %t", text, concurrency, delay, keep, got, err, want)
					}
				}
			}
		}
	}
}

// Whatever is not a number is no proof.
func TestNoNumberProvesNothing(t *testing.T) {
	nan := func(string) (float64, bool) { return math.NaN(), true }
	for _, text := range []string{"p99 < 1s", "p99 >= 1s", "p99 != 1s", "p99 == p50", "errors in [1]"} {
		got, err := check(t, text).Decide(point(nil), nan, nil)
		if err != nil || got != config.Unsure {
			t.Errorf("%s is %d, %v", text, got, err)
		}
	}
}
