package report_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"runexp/judge"
	"runexp/report"
	"runexp/runner"
)

func TestOpenMetricsLookAsTheyDid(t *testing.T) {
	for _, name := range []string{"seed", "session-per-call", "capacity"} {
		t.Run(name, func(t *testing.T) {
			golden(t, name+".openmetrics", []byte(written(t, "openmetrics", recorded(name))))
		})
	}
}

var (
	metricLine = regexp.MustCompile(`^([a-z_0-9]+)\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\.)*",?)*)\} ([^ ]+)$`)
	headLine   = regexp.MustCompile(`^# (TYPE|UNIT|HELP) ([a-z_0-9]+) (.+)$`)
)

// metricsOf reads the text with the rules of the format: a head before the samples
// of a family, no family and no sample twice, units at the end of names.
func metricsOf(tb testing.TB, text string) map[string]float64 {
	tb.Helper()
	values, families := make(map[string]float64), make(map[string]bool)
	family := ""
	rest, ok := strings.CutSuffix(text, "# EOF\n")
	if !ok {
		tb.Fatalf("no end in %q", text)
	}
	for line := range strings.Lines(rest) {
		line = strings.TrimSuffix(line, "\n")
		if head := headLine.FindStringSubmatch(line); head != nil {
			if head[1] == "TYPE" && (families[head[2]] || head[3] != "gauge") || head[1] != "TYPE" && head[2] != family {
				tb.Fatalf("out of place: %q", line)
			}
			if head[1] == "UNIT" && !strings.HasSuffix(head[2], "_"+head[3]) {
				tb.Fatalf("another unit than the name's: %q", line)
			}
			family = head[2]
			families[family] = true
			continue
		}
		sample := metricLine.FindStringSubmatch(line)
		if sample == nil || sample[1] != family {
			tb.Fatalf("neither head nor sample of %s: %q", family, line)
		}
		key := sample[1] + "{" + sample[2] + "}"
		value, err := strconv.ParseFloat(sample[3], 64)
		if _, twice := values[key]; err != nil || twice {
			tb.Fatalf("%v, twice: %v: %q", err, twice, line)
		}
		values[key] = value
	}
	return values
}

func TestEveryTextOfOpenMetricsFollowsItsRules(t *testing.T) {
	for _, s := range allScenes() {
		if len(metricsOf(t, written(t, "openmetrics", s.data()))) == 0 {
			t.Errorf("%s has no metric", s.name)
		}
	}
	metricsOf(t, written(t, "openmetrics", hostileData()))
	metricsOf(t, written(t, "openmetrics", hostileJudgement()))
	if got := written(t, "openmetrics", &report.Data{Plan: &runner.Plan{}}); got != "# EOF\n" {
		t.Errorf("of nothing there is %q", got)
	}
}

func TestMetricsAreInBaseUnits(t *testing.T) {
	d := sceneNamed("session-per-call").data()
	c := &d.Cells[0]
	values := metricsOf(t, written(t, "openmetrics", d))
	cell := `experiment="session-per-call",keepalive="false"`
	for name, want := range map[string]float64{
		"runexp_latency_seconds{" + cell + `,quantile="0.99"}`:                           c.Latency.Quantile(0.99).Seconds(),
		"runexp_latency_ci95_seconds{" + cell + `,quantile="0.99",bound="low"}`:          c.Quantiles["p99"].Lo / 1e9,
		"runexp_throughput_requests_per_second{" + cell + "}":                            c.Throughput.Center,
		"runexp_throughput_ci95_requests_per_second{" + cell + `,bound="high"}`:          c.Throughput.Center * (1 + c.Throughput.Half),
		"runexp_elapsed_seconds{" + cell + "}":                                           c.Elapsed.Center,
		"runexp_elapsed_ideal_ratio{" + cell + "}":                                       c.Ratio.Center,
		"runexp_errors_ratio{" + cell + "}":                                              0,
		"runexp_body_bytes{" + cell + "}":                                                float64(c.Bytes),
		"runexp_verdict_info{" + cell + `,verdict="ok"}`:                                 1,
		"runexp_latency_mean_seconds{" + strings.Replace(cell, "false", "true", 1) + "}": d.Cells[1].Latency.Mean().Seconds(),
	} {
		got, ok := values[name]
		if !ok || got < want*0.9995 || got > want*1.0005 {
			t.Errorf("%s is %v (%v), want about %v", name, got, ok, want)
		}
	}
}

func TestMetricsHaveTheDigitsOfAMeasurement(t *testing.T) {
	digits := regexp.MustCompile(`[1-9][0-9]*`)
	for _, s := range allScenes() {
		for line := range strings.Lines(written(t, "openmetrics", s.data())) {
			_, value, _ := strings.Cut(strings.TrimSpace(line), "} ")
			if !strings.Contains(line, "seconds{") && !strings.Contains(line, "second{") && !strings.Contains(line, "ratio{") {
				continue
			}
			if n := len(strings.TrimRight(digits.FindString(strings.Replace(value, ".", "", 1)), "0")); n > 4 {
				t.Errorf("%s: %d digits in %s", s.name, n, line)
			}
		}
	}
}

// Of a cell that says nothing about the server there are no measurements.
func TestInvalidCellsHaveTheirVerdictOnly(t *testing.T) {
	d := sceneNamed("doubtful").data()
	number := 0
	for name := range metricsOf(t, written(t, "openmetrics", d)) {
		if !strings.Contains(name, `concurrency="100"`) || !strings.Contains(name, "靴") {
			continue
		}
		number++
		family, _, _ := strings.Cut(name, "{")
		switch family {
		case "runexp_verdict_info", "runexp_requests", "runexp_errors", "runexp_errors_ratio", "runexp_errors_by_class", "runexp_repeats":
		default:
			t.Errorf("%s is there", name)
		}
		if family == "runexp_verdict_info" && !strings.Contains(name, `verdict="invalid",reasons="client-limited`) && !strings.Contains(name, `verdict="invalid",reasons="`) {
			t.Errorf("%s", name)
		}
	}
	if number < 5 {
		t.Errorf("%d metrics of the invalid cell", number)
	}
}

func TestLabelsAreNamesOfTheirOwn(t *testing.T) {
	s := sceneNamed("seed")
	s.fields = append(s.fields,
		param("a b", "1", "2"), param("a-b", "1", "2"), param("a_b", "x", "y"), param("target", "t", "u"), param("9", "v", "w"), field("quantile", "0.1", "0.2"),
		field("__name__", "n", "m"))
	text := written(t, "openmetrics", s.data())
	metricsOf(t, text)
	want := `runexp_repeats{experiment="seed",param_a_b="1",param_a_b_2="1",param_a_b_3="x",param_target="t",param_9="v",quantile_2="0.1",param___name__="n"} 1`
	if !strings.Contains(text, want+"\n") {
		t.Errorf("%s is not in\n%s", want, text)
	}
}

func TestValuesOfLabelsAreEscaped(t *testing.T) {
	for in, want := range map[string]string{
		`red "shoes"`: `red \"shoes\"`, `C:\temp`: `C:\\temp`, "a\nb": `a\\nb`, "50% #1": `50% %231`, "größe 靴": "größe 靴", "\x1b[2J": `\\x1b[2J`, "{}=,": "{}=,",
	} {
		s := sceneNamed("seed")
		s.fields = append(s.fields, param("q", in, "other"))
		text := written(t, "openmetrics", s.data())
		metricsOf(t, text)
		if !strings.Contains(text, `param_q="`+want+`"`) {
			t.Errorf("%q: %s is not in\n%s", in, want, text)
		}
		for line := range strings.Lines(text) {
			if !strings.HasPrefix(line, "#") && strings.Contains(line, "#") {
				t.Errorf("a reader that knows comments cuts %s", line)
			}
		}
	}
}

// Values that look alike once they are safe are still told apart.
func TestCellsOfTheSameLabelsAreToldApartByTheirPoint(t *testing.T) {
	s := sceneNamed("seed")
	s.fields = append(s.fields, param("q", "\x1b", `\x1b`))
	text := written(t, "openmetrics", s.data())
	metricsOf(t, text)
	if !strings.Contains(text, `runexp_repeats{experiment="seed",param_q="\\x1b"} 1`) || !strings.Contains(text, `runexp_repeats{experiment="seed",param_q="\\x1b",point="2"} 1`) {
		t.Errorf("%s", text)
	}
}

func TestOnlyLoopsThatAreOpenHaveServiceTimes(t *testing.T) {
	for name, want := range map[string]bool{"seed": false, "partner-rate": true, "both-loops": true} {
		text := written(t, "openmetrics", sceneNamed(name).data())
		if strings.Contains(text, "runexp_service_seconds{") != want || strings.Contains(text, `runexp_service_seconds{experiment="both-loops",discipline="window"`) {
			t.Errorf("%s:\n%s", name, text)
		}
	}
}

func TestTargetsAreALabel(t *testing.T) {
	d := sceneNamed("pr-gate").data()
	values := metricsOf(t, written(t, "openmetrics", d))
	c := judge.Cell{}
	for _, c = range d.Judgement.Cells {
		if c.Target == "head" {
			break
		}
	}
	if got := values[`runexp_requests{experiment="pr-gate",target="head",param_q="shoes",concurrency="8"}`]; got != float64(c.Requests) {
		t.Errorf("got %v, want %d", got, c.Requests)
	}
}
