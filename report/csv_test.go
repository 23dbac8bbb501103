package report_test

import (
	"bytes"
	"encoding/csv"
	"math"
	"strconv"
	"strings"
	"testing"

	"runexp/report"
	"runexp/runner"
)

// readCSV is the tidy CSV of d as a reader sees it, and the text itself.
func readCSV(t *testing.T, d *report.Data) (header []string, rows []map[string]string, text string) {
	t.Helper()
	var b bytes.Buffer
	if err := report.CSV(&b, d); err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(b.Bytes())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records[1:] {
		row := make(map[string]string)
		for i, name := range records[0] {
			row[name] = r[i]
		}
		rows = append(rows, row)
	}
	return records[0], rows, b.String()
}

func TestTheTidyCSVHasTheColumnsOfTheContract(t *testing.T) {
	got, _, _ := readCSV(t, sceneNamed("trouble").data())
	want := strings.Fields(strings.ReplaceAll(`experiment, trial, point, repeat, block, attempt, target,
		iterations, duration_s, concurrency, discipline, rate_rps, arrivals, delay_ms, think_time_ms, timeout_ms, redial_ms, keepalive,
		connections, protocol, engine, param_q,
		requests, ok, errors, error_rate, bytes, elapsed_s, cut, ideal_s, ratio, throughput_rps, latency_mean_ms, latency_p50_ms,
		latency_p90_ms, latency_p95_ms, latency_p99_ms, latency_p999_ms, latency_max_ms, service_p50_ms, service_p99_ms, late,
		skipped, peak_in_flight, dials, preconnected, redials, slow_connects, urls_pulled_at_first, client_cpu, lag_p99_ms, pressure, steal, verdict, reasons,
		errors_dns, errors_connect, errors_tls, errors_timeout, errors_reset, errors_truncated, errors_protocol,
		errors_header_limit, errors_body_limit, errors_status, errors_expect, errors_local, errors_canceled,
		status_200, status_503`, ",", " "))
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestTheTidyCSVHasARowPerTrialInTheOrderOfTheFile(t *testing.T) {
	d := sceneNamed("disciplines").data()
	for i, r := range d.Results { // as random blocks leave them
		j := (i*7 + 3) % len(d.Results)
		d.Results[i], d.Results[j] = d.Results[j], r
	}
	_, rows, _ := readCSV(t, d)
	if len(rows) != 27 {
		t.Fatalf("%d rows for 27 trials", len(rows))
	}
	for i, row := range rows {
		want := "p" + strconv.Itoa(i/3+1) + "r" + strconv.Itoa(i%3+1)
		if row["trial"] != want || row["point"] != strconv.Itoa(i/3+1) || row["repeat"] != strconv.Itoa(i%3+1) {
			t.Errorf("row %d is of trial %s, point %s, repeat %s; want %s", i, row["trial"], row["point"], row["repeat"], want)
		}
	}
}

func TestTheTidyCSVHoldsWhatWasMeasured(t *testing.T) {
	d := sceneNamed("trouble").data()
	_, rows, text := readCSV(t, d)
	for _, r := range d.Results {
		var row map[string]string
		for _, candidate := range rows {
			if candidate["trial"] == r.Trial.Name() {
				row = candidate
			}
		}
		for name, want := range map[string]float64{
			"iterations": 500, "concurrency": float64(r.Trial.Spec.Load.Concurrency), "delay_ms": 20, "timeout_ms": 30000, "think_time_ms": 0,
			"requests": 500, "ok": float64(r.OK), "errors": float64(r.Errors), "error_rate": float64(r.Errors) / 500, "bytes": float64(r.Bytes),
			"elapsed_s": r.Elapsed.Seconds(), "throughput_rps": r.Throughput(), "latency_mean_ms": float64(r.Latency.Mean()) / 1e6,
			"latency_p50_ms": float64(r.Latency.Quantile(0.5)) / 1e6, "latency_p999_ms": float64(r.Latency.Quantile(0.999)) / 1e6,
			"latency_max_ms": float64(r.Latency.Max()) / 1e6, "service_p50_ms": float64(r.Latency.Quantile(0.5)) / 1e6,
			"service_p99_ms": float64(r.Latency.Quantile(0.99)) / 1e6, "errors_reset": float64(r.Classes["reset"]),
			"status_503": float64(r.Statuses[503]), "peak_in_flight": float64(r.Peak), "dials": float64(r.Dials),
		} {
			if got, err := strconv.ParseFloat(row[name], 64); err != nil || got != want {
				t.Errorf("%s of %s is %q, want %v", name, row["trial"], row[name], want)
			}
		}
		if failed := r.Errors > 0; failed != (row["ideal_s"] == "") || failed != (row["ratio"] == "") {
			t.Errorf("%s: ideal %q and ratio %q with %d errors", row["trial"], row["ideal_s"], row["ratio"], r.Errors)
		}
		for _, name := range []string{"duration_s", "rate_rps", "arrivals", "late", "skipped", "target"} {
			if row[name] != "" {
				t.Errorf("%s is %q", name, row[name])
			}
		}
		if row["connections"] != "fresh" || row["protocol"] != "http1" || row["engine"] != "std" || row["keepalive"] != "true" {
			t.Errorf("connections %q protocol %q engine %q keepalive %q", row["connections"], row["protocol"], row["engine"], row["keepalive"])
		}
	}
	if strings.Contains(text, "\r") {
		t.Error("lines do not end in LF alone")
	}
}

func TestTheTidyCSVTellsVerdictsAndTheirReasons(t *testing.T) {
	d := sceneNamed("doubtful").data()
	d.Judgement.Verdicts["p8r2"].Reasons[0].Flag = "=1,2\n;3"
	delete(d.Judgement.Verdicts, "p9r1")
	_, rows, text := readCSV(t, d)
	for _, row := range rows {
		want := [2]string{"ok", ""}
		switch row["trial"] {
		case "p4r1":
			want = [2]string{"suspect", "noisy-host"}
		case "p8r2":
			want = [2]string{"invalid", `'=1,2\n;3;client-limited`}
		case "p9r1": // by the default limits
			want = [2]string{"suspect", "noisy-host;errors;backlog"}
		}
		if got := [2]string{row["verdict"], row["reasons"]}; got != want {
			t.Errorf("%s: %q, want %q", row["trial"], got, want)
		}
	}
	if strings.Count(text, "\n") != len(rows)+1 {
		t.Error("a text broke a line")
	}
}

func TestTheTidyCSVTellsHowTheClientFared(t *testing.T) {
	d := sceneNamed("doubtful").data()
	_, rows, _ := readCSV(t, d)
	for name, want := range map[string]float64{"client_cpu": 0.1, "lag_p99_ms": 8.007679, "pressure": 0.34, "steal": 0.011} {
		if got, err := strconv.ParseFloat(rows[0][name], 64); err != nil || math.Abs(got-want) > 0.01*want {
			t.Errorf("%s is %q, want about %v", name, rows[0][name], want)
		}
	}
	_, rows, _ = readCSV(t, sceneNamed("seed").data())
	for _, name := range []string{"client_cpu", "lag_p99_ms", "pressure", "steal"} {
		if rows[0][name] != "" {
			t.Errorf("%s is %q where nothing is known", name, rows[0][name])
		}
	}
}

func TestTheTidyCSVHasARowForEachTrialThatCounts(t *testing.T) {
	d := sceneNamed("pr-gate").data() // it has a trial that warms up, and one that was run again
	if len(d.Results) != 122 {
		t.Fatalf("%d results", len(d.Results))
	}
	_, rows, text := readCSV(t, d)
	if len(rows) != 120 || strings.Contains(text, "p1w1") || strings.Contains(text, "p1r1-head,") {
		t.Errorf("%d rows, of a warm-up or a first attempt:\n%s", len(rows), text)
	}
	for i, row := range rows {
		target, attempt := []string{"base", "head"}[i%2], "0"
		if row["trial"] == "p1r1a1-head" {
			attempt = "1"
		}
		if row["target"] != target || row["attempt"] != attempt || row["point"] != strconv.Itoa(i/20+1) || row["repeat"] != strconv.Itoa(i/2%10+1) {
			t.Errorf("row %d is of %s: target %s attempt %s point %s", i, row["trial"], row["target"], row["attempt"], row["point"])
		}
	}
	if rows[1]["trial"] != "p1r1a1-head" {
		t.Errorf("the second row is of %s", rows[1]["trial"])
	}
}

func TestWhereNothingSucceededTheTidyCSVIsEmptyAndNotNaN(t *testing.T) {
	s := sceneNamed("seed")
	s.fail = func(r *runner.Result) { failing(r, r.OK, "connect", 0, "connection refused"); r.Elapsed = 0 }
	header, rows, text := readCSV(t, s.data())
	for _, name := range header {
		if strings.HasPrefix(name, "latency_") || strings.HasPrefix(name, "service_") || name == "ratio" || name == "throughput_rps" {
			if got := rows[0][name]; got != "" {
				t.Errorf("%s is %q", name, got)
			}
		}
	}
	for _, word := range []string{"NaN", "Inf"} {
		if strings.Contains(text, word) {
			t.Errorf("%s in\n%s", word, text)
		}
	}
}

func TestATrialOfNoIdealTimeHasNoRatio(t *testing.T) {
	d := sceneNamed("seed").data()
	d.Results[0].Trial.Spec.Load.Concurrency = 0 // a plan from elsewhere
	_, rows, _ := readCSV(t, d)
	if rows[0]["ratio"] != "" || rows[0]["ideal_s"] != "" {
		t.Errorf("ratio %q, ideal %q", rows[0]["ratio"], rows[0]["ideal_s"])
	}
}

func TestNoTextOfTheTidyCSVIsAFormula(t *testing.T) {
	s := sceneNamed("book-log")
	for in, want := range map[string]string{
		"=1+1": "'=1+1", "+cmd|' /C calc'!A0": "'+cmd|' /C calc'!A0", "-2+3": "'-2+3", "@SUM(A1)": "'@SUM(A1)",
		"＝1+1": "'＝1+1", "\t=1": `\t=1`, "\r=1": `\r=1`, "-": "'-", "--5": "'--5", "-5.": "'-5.", "+1e5": "'+1e5",
		"-5": "-5", "+3": "+3", "-1.25": "-1.25", "5=5": "5=5", "a,b": "a,b", `say "hi"`: `say "hi"`, "": "", " =1": " =1",
		"two\nlines": `two\nlines`,
	} {
		s.fields[0] = param("symbol", in, "other")
		_, rows, text := readCSV(t, s.data())
		if got := rows[0]["param_symbol"]; got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
		if lines := strings.Count(text, "\n"); lines != len(rows)+1 {
			t.Errorf("%q: %d lines for %d records", in, lines, len(rows)+1)
		}
	}
}

// Whatever a text holds, a reader finds the same columns in every row, the cells
// around the text are what they were, and the text is visible on one line.
func FuzzCSV(f *testing.F) {
	for _, seed := range []string{"shoes", "red shoes", `"`, `","`, "a\nb", "=1+1", "\r\n", "\xff", "é", `\`, `""`, "'", "\u2028", "+5"} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, name, value string) {
		s := sceneNamed("seed")
		s.name = name
		s.fields = append(s.fields, param(name, value))
		header, rows, text := readCSV(t, s.data())
		if len(rows) != 1 || rows[0]["trial"] != "p1r1" || rows[0]["requests"] != "500" || rows[0]["status_200"] != "500" {
			t.Fatalf("header %q, rows %q", header, rows)
		}
		got := rows[0][header[21]]
		if !strings.HasPrefix(header[21], "param_") || strings.TrimPrefix(got, "'") != strings.TrimPrefix(rows[0][header[21]], "'") {
			t.Fatalf("column 22 is %q", header[21])
		}
		if isPlain(value) && got != value && got != "'"+value {
			t.Fatalf("%q became %q", value, got)
		}
		if got != "" && strings.Contains("=+-@", got[:1]) {
			if x, err := strconv.ParseFloat(got, 64); err != nil || math.IsInf(x, 0) && len(got) < 300 {
				t.Fatalf("%q would be a formula", got)
			}
		}
		if strings.Count(text, "\n") != 2 {
			t.Fatalf("not two lines: %q", text)
		}
		checkVisible(t, "the CSV", strings.ReplaceAll(text, "\u3000", " "))
	})
}

func isPlain(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) < 0
}
